"""Everything that can go wrong, as one tree.

::

    AutograderError              something is wrong; exit code 1
    ├── UsageError               the command names something that is not there; exit code 2
    ├── CourseError              the course directory cannot be used as it is
    ├── ClusterError             the cluster gives no workers, or has lost them all
    ├── MasterError              a master breaks the format; names the file, the cell and the remedy
    └── EditedSourceError        a built notebook was edited by hand; carries the edit as a diff

Errors hold plain fields, so that they survive ``pickle`` on their way out of a worker process, and
their text is one line: what is wrong, then what to do about it.
"""

from __future__ import annotations

from pathlib import Path


class AutograderError(Exception):
    """Root of the package's errors.

    Parameters
    ----------
    problem : str
        What was found, in one line.
    remedy : str
        What to do about it, in one line; empty where there is nothing to add.
    """

    exit_code = 1

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(problem, remedy)
        self.problem = problem
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.problem} ({self.remedy})" if self.remedy else self.problem


class UsageError(AutograderError):
    """The command line names a topic, an assignment or a student that does not exist."""

    exit_code = 2


class CourseError(AutograderError):
    """The course directory cannot be used: not found, read-only, or with a broken gradebook."""


class ClusterError(AutograderError):
    """The cluster gives no workers: grading cannot go on, and what is finished is kept."""


class MasterError(AutograderError):
    """A master does not follow the format.

    Parameters
    ----------
    path : Path
        The master.
    line : int
        Line of the cell's header, counted from 1; 0 where the whole file is meant.
    problem, remedy : str
        As in `AutograderError`.
    """

    def __init__(self, path: Path, line: int, problem: str, remedy: str = "") -> None:
        super().__init__(problem, remedy)
        self.args = (path, line, problem, remedy)
        self.path = path
        self.line = line

    def __str__(self) -> str:
        place = f"{self.path}:{self.line}" if self.line else f"{self.path}"
        return f"{place}: {super().__str__()}"


class EditedSourceError(AutograderError):
    """A notebook in ``source/`` was edited by hand, and building would lose the edit.

    Parameters
    ----------
    topic : str
        The lecture.
    path : Path
        The edited notebook.
    diff : str
        The edit as a unified diff against the master.
    remedy : str
        What to do about it.
    """

    def __init__(self, topic: str, path: Path, diff: str, remedy: str) -> None:
        super().__init__(f"{path} was edited by hand since it was built", remedy)
        self.args = (topic, path, diff, remedy)
        self.topic = topic
        self.path = path
        self.diff = diff
