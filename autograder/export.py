"""Grades as a table for other programs."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from autograder import gradebook, gradebook_state, records
from autograder.course import Course
from autograder.errors import CourseError
from autograder.exchange.receipts import Receipt
from autograder.exchange.turned_away import told, turned_away
from autograder.files import write_atomically
from autograder.printable import printable
from autograder.records import Record
from autograder.rubric import Rubric
from autograder.submissions import submitted

NOT_GRADED = "not_graded"
NOT_TAKEN = "not_taken"
BEFORE = ("assignment", "student_id", "timestamp", "status")
AFTER = ("core_score", "core_max", "extra_score", "score", "max_score", "message")


def export(course: Course, to: Path) -> int:
    """Write the grades of every assignment as CSV.

    Scores come from the gradebook, so that those given by hand and penalties count. A submission
    without a grade has empty scores, its status and a message, never a zero. So has what a student
    has handed in and collecting did not take; where an earlier submission counts instead, its row
    says so.

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
    gradebook_state.check(course)
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
    away = turned_away(course, rubric.assignment)
    there = {*submitted(course, rubric.assignment), *known, *entries}
    return [
        _row(rubric, name, known.get(name), entries.get(name), away.get(name))
        if name in there
        else _not_taken(rubric, name, away[name])
        for name in sorted({*there, *away})
    ]


def _entries(course: Course, assignment: str) -> dict[str, gradebook.Entry]:
    return gradebook.read(course, assignment) if gradebook_state.exists(course) else {}


def _not_taken(rubric: Rubric, student: str, away: Receipt) -> dict[str, str]:
    return _empty(rubric, student) | {"status": NOT_TAKEN, "message": _inert(told(away))}


def _row(
    rubric: Rubric,
    student: str,
    record: Record | None,
    entry: gradebook.Entry | None,
    away: Receipt | None,
) -> dict[str, str]:
    row = _empty(rubric, student)
    if entry and entry.timestamp:
        row["timestamp"] = f"{entry.timestamp:%Y-%m-%dT%H:%M:%SZ}"
    messages = [_message(record)] if record else []
    if record is not None and not record.has_grade:
        row["status"] = record.status
    elif entry is None:
        messages.append(f"not graded yet: 'autograder grade {rubric.assignment}' does it")
    else:
        scores = _scores(rubric, entry)
        waiting = [item.name for item in rubric.items if item.name not in scores]
        if waiting:
            messages.append(f"no score yet: a grader has to look at {', '.join(waiting)}")
        else:
            row |= _sums(rubric, scores, entry.penalty)
        if record or not waiting:  # else, by nbgrader alone, nobody can tell
            row["status"] = record.status if record else records.GRADED
    if away is not None:
        messages.append(f"besides, {told(away)}")
    row["message"] = _inert("; ".join(filter(None, messages)))
    return row


def _empty(rubric: Rubric, student: str) -> dict[str, str]:
    return {
        "assignment": rubric.assignment,
        "student_id": _inert(student),
        "status": NOT_GRADED,
        "core_max": f"{rubric.core_max:g}",
        "max_score": f"{rubric.core_max:g}",
    }


def _scores(rubric: Rubric, entry: gradebook.Entry) -> dict[str, float]:
    """Return the points of the exercises whose every cell has some."""
    scores: dict[str, float] = {}
    for item in rubric.items:
        points = [entry.points.get(cell) for cell in item.cells]
        given = [value for value in points if value is not None]
        if len(given) == len(points):
            scores[item.name] = sum(given)
    return scores


def _sums(rubric: Rubric, scores: dict[str, float], penalty: float) -> dict[str, str]:
    extra = sum(scores[item.name] for item in rubric.items if item.extra)
    core = sum(scores.values()) - extra
    return {name: f"{score:g}" for name, score in scores.items()} | {
        "core_score": f"{core:g}",
        "extra_score": f"{extra:g}",
        "score": f"{max(core + extra - penalty, 0):g}",
    }


def _inert(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula, and no terminal for an order."""
    plain = printable(text, keep="\n\t\r")
    return f"'{plain}" if plain.startswith(("=", "+", "-", "@", "\t", "\r")) else plain


def _message(record: Record) -> str:
    wrong = (f"{name}: {result.message}" for name, result in record.results.items())
    by_exercise = [text for text in wrong if not text.endswith(": ")]
    # Of a cell that never ended, both tell the same.
    whole = [record.message] if record.message else []
    untold = [text for text in by_exercise if text.partition(": ")[2] not in record.message]
    return "; ".join(whole + untold)
