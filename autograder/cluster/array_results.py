"""What the tasks of an array job leave on the shared disk: a file for each submission.

They hold plain data, and reading one runs no code. The folder is for graders only. What is not
whole, or not about the student whose name it has, counts as missing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, NoReturn

from autograder.course import Course
from autograder.execute import Graded
from autograder.files import write_atomically
from autograder.gradebook_state import is_shared
from autograder.outcomes import CellOutcome, Outcome
from autograder.records import STATUSES, Record, Result

__all__ = ["FOLDER", "Results", "modes", "private"]

FORMAT = 1
FOLDER = "array"


class Results:
    """The results of one assignment.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.
    """

    def __init__(self, course: Course, assignment: str) -> None:
        self.assignment = assignment
        self.modes = modes(course)
        self.folder = course.state / FOLDER / assignment / "results"

    def path(self, student: str) -> Path:
        """Return the file of a student's result."""
        return self.folder / f"{student}.json"

    def save(self, graded: Graded) -> None:
        """Write a result; a reader sees all of it or nothing."""
        private(self.folder, self.modes[0])
        content = {"format": FORMAT, **asdict(graded)}
        path = self.path(graded.record.student)
        write_atomically(path, json.dumps(content, indent=1).encode() + b"\n", self.modes[1])

    def load(self, student: str) -> Graded | None:
        """Return a student's result; None if there is none, or none that is whole."""
        try:
            content = json.loads(self.path(student).read_bytes(), parse_constant=_refused)
            graded = _read(content)
        except FileNotFoundError:
            return None
        except (ValueError, TypeError, KeyError, AttributeError):
            return None  # then the submission is simply run again
        about = graded.record.student, graded.record.assignment
        return graded if about == (student, self.assignment) else None

    def holds(self, student: str, digest: str) -> bool:
        """Tell whether a student's result is there and need not be made again."""
        graded = self.load(student)
        return graded is not None and graded.record.holds(digest)

    def students(self) -> Iterator[str]:
        """Yield whose files are there, whole or not."""
        yield from sorted(path.stem for path in self.folder.glob("[!.]*.json"))

    def forget(self, student: str) -> None:
        """Remove a result that is not needed any more."""
        self.path(student).unlink(missing_ok=True)


def modes(course: Course) -> tuple[int, int]:
    """Return the modes of a folder and of a file in it: for one grader, or for their group."""
    return (0o2770, 0o660) if is_shared(course) else (0o700, 0o600)


def private(folder: Path, mode: int) -> None:
    """Make a folder and the one it is in for graders only; also if they are there already."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in (folder.parent, folder):
        if one.stat().st_mode & 0o7777 != mode:
            one.chmod(mode)


def _read(content: dict[str, Any]) -> Graded:
    if content["format"] != FORMAT:
        raise ValueError("of another version")
    about = dict(content["record"])
    results = {name: Result(**result) for name, result in about.pop("results").items()}
    record = Record(**about, results=results)
    cells = []
    for cell in content["outcome"]["cells"]:
        errors = tuple((str(name), str(text)) for name, text in cell["errors"])
        cells.append(CellOutcome(**{**cell, "errors": errors}))
    about = content["outcome"]
    outcome = Outcome(tuple(cells), about["unanswered"], about["failure"])
    graded = Graded(record, outcome, content["notebook"])
    if not _is_sound(graded):
        raise ValueError("not what a task writes")
    return graded


def _is_sound(graded: Graded) -> bool:
    record, outcome = graded.record, graded.outcome
    texts = (record.student, record.assignment, record.digest, record.message, graded.notebook)
    points = {cell.name: cell.points for cell in outcome.cells if cell.graded}
    return (
        all(isinstance(text, str) for text in texts)
        and record.status in STATUSES
        and record.has_grade == bool(graded.notebook)
        and dict(record.cells) == (points if record.has_grade else {})
        and all(value is None or math.isfinite(value) for value in points.values())
        and (record.timeout is None or isinstance(record.timeout, int))
        and all(isinstance(empty, bool) for empty in outcome.unanswered.values())
    )


def _refused(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of points")
