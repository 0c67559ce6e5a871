"""What a course's nbgrader configuration says about its exchange."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange import ExchangeFactory
from nbgrader.exchange.default import Exchange

from autograder.course import Course
from autograder.errors import CourseError
from autograder.exchange.collect import CheckedCollect

_SQLITE = "sqlite:///"


@dataclass(frozen=True)
class Settings:
    """Where the exchange is, and how it is used.

    Parameters
    ----------
    root : Path
        The exchange.
    course_id : str
        Name of the course's folder in it.
    gradebook : Path or None
        The gradebook, if it is a file.
    groupshared : bool
        Whether nbgrader leaves the folders' modes as they are.
    checked : bool
        Whether collecting refuses what is not what it seems.
    """

    root: Path
    course_id: str
    gradebook: Path | None
    groupshared: bool
    checked: bool

    @classmethod
    def of(cls, course: Course) -> Settings:
        """Read them.

        Raises
        ------
        CourseError
            If they name no course.
        """
        config = course.config()
        where = CourseDirectory(config=config)
        if not where.course_id or "/" in where.course_id or where.course_id.startswith("."):
            remedy = "set c.CourseDirectory.course_id in nbgrader_config.py"
            raise CourseError(f"no course id that can be a folder: {where.course_id!r}", remedy)
        url = where.db_url
        is_file = url.startswith(_SQLITE)
        return cls(
            root=Path(Exchange(coursedir=where, config=config).root).absolute(),
            course_id=where.course_id,
            gradebook=Path(url.removeprefix(_SQLITE)) if is_file else None,
            groupshared=where.groupshared,
            checked=issubclass(ExchangeFactory(config=config).collect, CheckedCollect),
        )
