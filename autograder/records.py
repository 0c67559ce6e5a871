"""The outcome of grading one submission, as a file: what is recorded need not be done again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from autograder.course import Course
from autograder.files import write_atomically

FORMAT = 1

GRADED = "graded"
STUDENT_ERROR = "student_error"
OVER_LIMIT = "over_limit"
UNGRADABLE = "ungradable"
INFRASTRUCTURE_ERROR = "infrastructure_error"
STATUSES = {
    GRADED: "graded",
    STUDENT_ERROR: "graded; cells that are not tests raised errors",
    OVER_LIMIT: "took longer than allowed; what ran before is graded",
    UNGRADABLE: "not a notebook that can be run",
    INFRASTRUCTURE_ERROR: "our own machinery failed; grading tries again the next time",
}


@dataclass(frozen=True)
class Result:
    """What one exercise earned.

    Parameters
    ----------
    points : float or None
        Points of its tests; None while a part of it waits for a grader.
    max_points : float
        Points to be had.
    message : str
        What went wrong, in one line; empty if nothing did.
    """

    points: float | None
    max_points: float
    message: str = ""


@dataclass(frozen=True)
class Record:
    """The outcome of grading one submission.

    Parameters
    ----------
    student, assignment : str
        Whose, and on what.
    digest : str
        Digest of everything that the outcome depends on: submission, source, limits, environment.
    status : str
        One of `STATUSES`.
    seconds : float
        How long it took.
    message : str
        What to tell about the submission as a whole, in one line; empty if nothing.
    results : mapping of str to Result
        Per exercise; empty if there is no grade.
    cells : mapping of str to float or None
        Points per graded cell, as the gradebook holds them.
    timeout : int or None
        Seconds for one cell, where somebody gave this submission others than the course's.
    """

    student: str
    assignment: str
    digest: str
    status: str
    seconds: float
    message: str = ""
    results: Mapping[str, Result] = field(default_factory=dict)
    cells: Mapping[str, float | None] = field(default_factory=dict)
    timeout: int | None = None

    @property
    def has_grade(self) -> bool:
        """Whether the submission has a grade, be it zero."""
        return bool(self.results)

    def holds(self, digest: str) -> bool:
        """Tell whether this is what came of the digest, and no failure of our own."""
        return self.digest == digest and self.status != INFRASTRUCTURE_ERROR


def digest_of(*parts: str) -> str:
    """Return one digest of several texts."""
    return "sha256:" + hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def path_of(course: Course, assignment: str, student: str) -> Path:
    """Return the file of a record."""
    return course.state / "records" / assignment / f"{student}.json"


def save(course: Course, record: Record) -> None:
    """Write a record; a reader sees all of it or nothing."""
    text = json.dumps({"format": FORMAT, **asdict(record)}, indent=1)
    write_atomically(path_of(course, record.assignment, record.student), text.encode() + b"\n")


def load(course: Course, assignment: str, student: str) -> Record | None:
    """Return a record; None if there is none that this version can read."""
    try:
        content = json.loads(path_of(course, assignment, student).read_bytes())
        if content.pop("format") != FORMAT or content["status"] not in STATUSES:
            return None
        results = {name: Result(**result) for name, result in content.pop("results").items()}
        return Record(**content, results=results)
    except FileNotFoundError:
        return None
    except (ValueError, TypeError, KeyError, AttributeError):
        # Damaged, or of another version: then the submission is simply graded again.
        return None


def load_all(course: Course, assignment: str) -> dict[str, Record]:
    """Return all records of an assignment that still say how things are, by student."""
    folder = path_of(course, assignment, "any").parent
    found = (standing(course, assignment, path.stem) for path in sorted(folder.glob("*.json")))
    return {record.student: record for record in found if record is not None}


def standing(course: Course, assignment: str, student: str) -> Record | None:
    """Return a record, unless stock nbgrader or formgrader has graded where we could not.

    A failure of ours leaves nothing in ``autograded/``: a notebook there was made since.
    """
    record = load(course, assignment, student)
    if record is None or record.has_grade or record.status == UNGRADABLE:
        return record
    since = course.root / "autograded" / student / assignment / f"{assignment}.ipynb"
    return None if since.is_file() else record
