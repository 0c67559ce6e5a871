"""What an array job is to do: written down when it is submitted, read by its tasks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.cluster.array_results import FOLDER, modes, private
from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import write_atomically

__all__ = ["Order"]

FORMAT = 2


@dataclass(frozen=True)
class Order:
    """What an array job is to do.

    Parameters
    ----------
    name : str
        Tells it from others.
    assignment : str
        What is graded.
    digest : str
        Digest of all that grades depend on but the submissions themselves.
    tasks : int
        How many tasks the job has.
    students : mapping of str to int or None
        Whose submissions are run, with the seconds for one cell that somebody gave them.
    unsafe : bool
        Whether students' code runs also where it cannot be shut in.
    """

    name: str
    assignment: str
    digest: str
    tasks: int
    students: Mapping[str, int | None]
    unsafe: bool = False

    @staticmethod
    def path(course: Course, assignment: str) -> Path:
        """Return the file of an assignment's last order."""
        return course.state / FOLDER / assignment / "order.json"

    def write(self, course: Course) -> None:
        """Write the order; from now on, earlier jobs' tasks have nothing to do."""
        folder_mode, mode = modes(course)
        path = self.path(course, self.assignment)
        private(path.parent, folder_mode)
        content = json.dumps({"format": FORMAT, **asdict(self)}, indent=1)
        write_atomically(path, content.encode() + b"\n", mode)

    @classmethod
    def read(cls, course: Course, assignment: str) -> Order:
        """Read an assignment's last order.

        Raises
        ------
        CourseError
            If there is none, or none that this version can read.
        """
        path = cls.path(course, assignment)
        remedy = f"run 'autograder submit-array {assignment}'"
        try:
            content = json.loads(path.read_bytes())
            known = content.pop("format") == FORMAT
            if known:
                return cls(**content)
        except FileNotFoundError:
            raise CourseError(f"no array job of {assignment} was submitted", remedy) from None
        except (ValueError, TypeError, KeyError, AttributeError):
            raise CourseError(f"{course.relative(path)} is damaged", remedy) from None
        raise CourseError(f"{course.relative(path)} is of another version", remedy)

    def share(self, number: int) -> list[str]:
        """Return the students of a task; tasks are counted from 1."""
        return list(self.students)[number - 1 :: self.tasks]
