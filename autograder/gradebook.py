"""nbgrader's gradebook: looked at before anything is written, filled, and read."""

from __future__ import annotations

import contextlib
import glob
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.converters import GenerateAssignment
from nbgrader.coursedir import CourseDirectory

from autograder import database
from autograder.contract import about, grade_id
from autograder.course import Course
from autograder.errors import CourseError
from autograder.files import RANDOM
from autograder.gradebook_state import directory, url_of
from autograder.reasons import convert
from autograder.rubric import Rubric

__all__ = [
    "Entry",
    "half_made",
    "opened",
    "read",
    "register",
    "timestamp",
]

RELEASE = "release-"
NO_COURSE = "default_course"


@dataclass(frozen=True)
class Entry:
    """What the gradebook holds of one submission.

    Parameters
    ----------
    timestamp : datetime or None
        When it was handed in, in UTC.
    auto : mapping of str to float or None
        Points that the tests gave, per graded cell.
    points : mapping of str to float or None
        Points that count: a grader's where there are some, with extra credit.
    comments : mapping of str to str
        What graders wrote, per cell.
    penalty : float
        Points taken off because it was late.
    """

    timestamp: datetime | None
    auto: dict[str, float | None] = field(default_factory=dict)
    points: dict[str, float | None] = field(default_factory=dict)
    comments: dict[str, str] = field(default_factory=dict)
    penalty: float = 0.0


def timestamp(where: CourseDirectory, assignment: str, student: str) -> datetime | None:
    """Return when a submission was handed in, in UTC, as its ``timestamp.txt`` says."""
    folder = where.format_path(where.submitted_directory, student, assignment)
    found: datetime | None = where.get_existing_timestamp(folder)
    return found


@contextlib.contextmanager
def opened(course: Course) -> Iterator[Gradebook]:
    """Open the gradebook; it is made if it is not there.

    Raises
    ------
    CourseError
        If it cannot be reached, or not any more.
    """
    where = directory(course.config())
    with database.reachable(where.db_url), Gradebook(where.db_url, where.course_id) as gradebook:
        yield gradebook


def register(course: Course, rubric: Rubric) -> bool:
    """Put an assignment's cells into the gradebook, unless they are there as they are now.

    It does what ``nbgrader generate_assignment`` does, but leaves ``release/`` alone.

    Returns
    -------
    bool
        Whether anything was written.

    Raises
    ------
    CourseError
        If the assignment's cells are others than those its submissions were graded with.
    """
    _make(course)
    with opened(course) as gradebook:
        if _is_registered(gradebook, rubric):
            return False
    course.state.mkdir(exist_ok=True)
    ending = f".{rubric.assignment}"
    with tempfile.TemporaryDirectory(ending, RELEASE, course.state) as elsewhere:
        config = course.config()
        config.CourseDirectory.release_directory = elsewhere
        config.CourseDirectory.assignment_id = rubric.assignment
        given = CourseDirectory(config=config)
        reason = convert(GenerateAssignment(coursedir=given, config=config))
    if reason:
        remedy = "correct the cause, then grade again"
        if "add or remove cells" in reason:
            remedy = (
                "keep a copy of the gradebook; to start over, without grades given by hand: "
                f"'nbgrader db assignment remove {rubric.assignment} --force', then grade again"
            )
        problem = f"the gradebook does not take {rubric.assignment} as it is now: {reason}"
        raise CourseError(problem, remedy)
    return True


def half_made(course: Course, assignment: str) -> Iterable[Path]:
    """Return the folders that a killed grader of an assignment has left of what is done here."""
    yield from course.state.glob(f"{RELEASE}{RANDOM}.{glob.escape(assignment)}")
    path = database.file_of(url_of(course))
    if path is not None:
        yield from path.parent.glob(".gradebook-*")


def _make(course: Course) -> None:
    """Make the gradebook if it is not there; nobody ever sees half of it, and others none of it."""
    where = directory(course.config())
    url = where.db_url
    path = database.file_of(url)
    # nbgrader's steps open it under no course's name: the first of them makes that entry.
    courses = NO_COURSE, where.course_id
    if database.is_server(url):
        database.fill(url, courses)
    elif path is None or path.exists():
        with Gradebook(url):
            return
    else:
        with database.beside(path, shared=where.groupshared) as made:
            database.fill(f"sqlite:///{made}", courses)


def _is_registered(gradebook: Gradebook, rubric: Rubric) -> bool:
    try:
        notebook = gradebook.find_notebook(rubric.assignment, rubric.assignment)
    except MissingEntry:
        return False
    kept = {cell.name: cell.source for cell in notebook.source_cells if cell.locked}
    points = {cell.name: cell.max_score for cell in (*notebook.grade_cells, *notebook.task_cells)}
    wanted = {grade_id(c): c.source for c in rubric.notebook.cells if about(c).get("locked")}
    worth = {cell: value for item in rubric.items for cell, value in item.cells.items()}
    return bool(kept == wanted and points == worth)


def read(course: Course, assignment: str) -> dict[str, Entry]:
    """Return what the gradebook holds of an assignment's submissions, by student."""
    entries: dict[str, Entry] = {}
    penalties: dict[str, float] = {}
    with opened(course) as gradebook:
        for submission, notebook, grade, cell in _rows(gradebook, assignment, Grade):
            entry = entries.setdefault(submission.student_id, Entry(submission.timestamp))
            entry.auto[cell] = grade.auto_score
            own = grade.manual_score if grade.manual_score is not None else grade.auto_score
            entry.points[cell] = None if own is None else own + (grade.extra_credit or 0.0)
            penalties[submission.student_id] = notebook.late_submission_penalty or 0.0
        for submission, _, comment, cell in _rows(gradebook, assignment, Comment):
            if submission.student_id in entries and comment.manual_comment:
                entries[submission.student_id].comments[cell] = comment.manual_comment
    return {name: replace(entry, penalty=penalties[name]) for name, entry in entries.items()}


def _rows(gradebook: Gradebook, assignment: str, kind: Any) -> Iterable[Any]:
    """Return each grade, or each comment, with its submission, its notebook and its cell."""
    rows: Iterable[Any] = (
        gradebook.db.query(SubmittedAssignment, SubmittedNotebook, kind, BaseCell.name)
        .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(kind, kind.notebook_id == SubmittedNotebook.id)
        .join(BaseCell, kind.cell_id == BaseCell.id)
        .filter(Assignment.name == assignment)
    )
    return rows
