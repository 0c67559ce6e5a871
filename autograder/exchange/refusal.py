"""Why a submission is not taken, in words for the student."""

from __future__ import annotations

from autograder.errors import AutograderError
from autograder.printable import one_line

REASONS = {
    "owner": "handed in under a name that is not its owner's",
    "link": "holds a symbolic link",
    "hard_link": "holds a file with a second name (a hard link)",
    "special": "holds something that is neither a file nor a folder",
    "foreign": "holds a file of somebody else",
    "size": "too large",
    "count": "too many files, or folders too deep",
    "name": "holds a name that cannot be used",
    "unreadable": "holds something that graders may not read",
    "changed": "changed while it was being collected",
    "failed": "our own machinery failed; collecting tries again the next time",
}


class RefusedError(AutograderError):
    """A submission is not taken.

    Parameters
    ----------
    reason : str
        One of `REASONS`.
    problem, remedy : str
        As in `AutograderError`, told to the student.
    """

    def __init__(self, reason: str, problem: str, remedy: str) -> None:
        super().__init__(problem, remedy)
        self.args = (reason, problem, remedy)
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.problem}: {self.remedy}"


def shown(name: str) -> str:
    """Return a file's name as text that can be printed: anybody may have chosen it."""
    return one_line(name, 120)


def failure(error: Exception) -> RefusedError:
    """Return what to say where we failed, not the student."""
    what = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return RefusedError("failed", f"could not be collected ({shown(what)})", "collect again")
