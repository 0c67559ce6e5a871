"""Grades as a table for other programs."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from autograder import gradebook, records
from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import write_atomically
from autograder.records import Record
from autograder.rubric import Rubric
from autograder.submissions import submitted

NOT_GRADED = "not_graded"
BEFORE = ("assignment", "student_id", "timestamp", "status")
AFTER = ("core_score", "core_max", "extra_score", "score", "max_score", "message")


def export(course: Course, to: Path) -> int:
    """Write the grades of every assignment as CSV.

    Scores come from the gradebook, so that those given by hand and penalties count. A submission
    without a grade has empty scores and its status, never a zero.

    Parameters
    ----------
    course : Course
        The course.
    to : Path
        The file; it is replaced in one step.

    Returns
    -------
    int
        Number of rows.

    Raises
    ------
    CourseError
        If there is nothing to export, or the file cannot be written.
    """
    gradebook.check(course)
    assignments = course.built()
    rubrics = [Rubric.read(course, assignment) for assignment in assignments]
    exercises = list(dict.fromkeys(item.name for rubric in rubrics for item in rubric.items))
    rows = [row for rubric in rubrics for row in _rows(course, rubric)]
    if not rows:
        raise CourseError("there are no grades to export", "grade an assignment first")
    course.require_writable(to.resolve().parent)
    text = io.StringIO()
    writer = csv.DictWriter(text, [*BEFORE, *exercises, *AFTER], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_atomically(to, text.getvalue().encode())
    return len(rows)


def _rows(course: Course, rubric: Rubric) -> list[dict[str, str]]:
    entries = _entries(course, rubric.assignment)
    known = records.load_all(course, rubric.assignment)
    students = sorted({*submitted(course, rubric.assignment), *known, *entries})
    return [_row(rubric, name, known.get(name), entries.get(name)) for name in students]


def _entries(course: Course, assignment: str) -> dict[str, gradebook.Entry]:
    return gradebook.read(course, assignment) if gradebook.exists(course) else {}


def _row(
    rubric: Rubric, student: str, record: Record | None, entry: gradebook.Entry | None
) -> dict[str, str]:
    row = {
        "assignment": rubric.assignment,
        "student_id": _inert(student),
        "timestamp": f"{entry.timestamp:%Y-%m-%dT%H:%M:%SZ}" if entry and entry.timestamp else "",
        "status": record.status if record else NOT_GRADED,
        "core_max": f"{rubric.core_max:g}",
        "max_score": f"{rubric.core_max:g}",
        "message": _inert(_message(record)) if record else "",
    }
    if entry is None or (record is not None and not record.has_grade):
        return row
    scores: dict[str, float] = {}
    for item in rubric.items:
        points = [entry.points.get(cell) for cell in item.cells]
        given = [value for value in points if value is not None]
        if len(given) < len(points):
            return row  # nbgrader has not graded it, or a part of it waits for a grader
        scores[item.name] = sum(given)
    extra = sum(scores[item.name] for item in rubric.items if item.extra)
    core = sum(scores.values()) - extra
    row |= {name: f"{score:g}" for name, score in scores.items()}
    row |= {
        "status": record.status if record else records.GRADED,
        "core_score": f"{core:g}",
        "extra_score": f"{extra:g}",
        "score": f"{max(core + extra - entry.penalty, 0):g}",
    }
    return row


def _inert(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, whatever a student began it with."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def _message(record: Record) -> str:
    wrong = (f"{name}: {result.message}" for name, result in record.results.items())
    by_exercise = [text for text in wrong if not text.endswith(": ")]
    # Of a cell that never ended, both tell the same.
    whole = [record.message] if record.message else []
    untold = [text for text in by_exercise if text.partition(": ")[2] not in record.message]
    return "; ".join(whole + untold)
