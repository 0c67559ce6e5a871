"""Feedback pages for students, by nbgrader's own converter."""

from __future__ import annotations

import glob
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory

from autograder import gradebook, gradebook_state, records
from autograder.course import Course
from autograder.errors import CourseError, UsageError
from autograder.files import write_atomically
from autograder.locks import alone
from autograder.reasons import convert
from autograder.rubric import Rubric
from autograder.submissions import submitted

# What a page depends on, besides the graded work.
HOW = ("hide.py", "sanitize.py", "markdown.py", "frames.py", "pages.py")
SETTINGS = ("GenerateFeedback", "HTMLExporter", "FeedbackExporter", "SafeCells")


@dataclass(frozen=True)
class Page:
    """One student's feedback.

    Parameters
    ----------
    student : str
        Whose.
    path : Path or None
        The page; None if there is none.
    problem : str
        Why there is none, in one line.
    expected : bool
        Whether there could not be one, because the submission has no grade.
    new : bool
        Whether it was written just now, and not before.
    """

    student: str
    path: Path | None
    problem: str = ""
    expected: bool = False
    new: bool = False


def feedback(
    course: Course, assignment: str, students: tuple[str, ...], done: Callable[[Page], None]
) -> list[Page]:
    """Write the feedback page of every graded submission; what has not changed stays.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.
    students : tuple of str
        The students that are wanted; all of them if empty.
    done : callable
        Told about each page.

    Raises
    ------
    UsageError
        If there is no such assignment.
    CourseError
        If nothing of it is graded, or the folders cannot be used.
    """
    Rubric.read(course, assignment)
    gradebook_state.check(course)
    course.require_writable(course.root / "feedback")
    graded = {
        path.parent.parent.name
        for path in (course.root / "autograded").glob(f"*/{assignment}/{assignment}.ipynb")
    }
    if not graded or not gradebook_state.exists(course):
        remedy = f"run 'autograder grade {assignment}'"
        raise CourseError(f"nothing of {assignment} is graded", remedy)
    known = sorted({*graded, *submitted(course, assignment)})
    for student in students:
        if student not in known:
            raise UsageError(f"no submission of {assignment} by student {student!r}", "")
    wanted = [student for student in known if not students or student in students]
    pages = []
    with alone(course, assignment, gradebook_state.url_of(course)):
        entries = gradebook.read(course, assignment)
        for student in wanted:
            page = _page(course, assignment, student, graded, entries.get(student))
            done(page)
            pages.append(page)
    return pages


def _page(
    course: Course,
    assignment: str,
    student: str,
    graded: set[str],
    entry: gradebook.Entry | None,
) -> Page:
    record = records.standing(course, assignment, student)
    if record is not None and not record.has_grade:
        return Page(student, None, f"{record.status}: {record.message}", expected=True)
    if student not in graded:
        return Page(student, None, f"not graded: run 'autograder grade {assignment}'")
    path = course.root / "feedback" / student / assignment / f"{assignment}.html"
    stamp = course.state / "feedback" / assignment / f"{student}.txt"
    digest = _digest(course, assignment, student, entry)
    if path.is_file() and stamp.is_file() and stamp.read_text() == digest:
        return Page(student, path)
    stamp.unlink(missing_ok=True)
    problem = _convert(course, assignment, student)
    if problem:
        return Page(student, None, problem)
    write_atomically(stamp, digest.encode())
    return Page(student, path, new=True)


def _digest(course: Course, assignment: str, student: str, entry: gradebook.Entry | None) -> str:
    """Return a digest of what a page shows: the graded work, marks, comments, and how."""
    parts = (
        course.root / "autograded" / student / assignment / f"{assignment}.ipynb",
        *(Path(__file__).with_name(name) for name in HOW),
    )
    contents = [hashlib.sha256(part.read_bytes()).hexdigest() for part in parts]
    config = course.config()
    settings = (str(config[name]) for name in SETTINGS if name in config)
    return records.digest_of(*contents, repr(entry), *settings)


def _convert(course: Course, assignment: str, student: str) -> str:
    """Write a page by nbgrader's converter; return what went wrong, or nothing."""
    config = course.config()
    config.CourseDirectory.student_id = glob.escape(student)
    config.CourseDirectory.assignment_id = glob.escape(assignment)
    return convert(GenerateFeedback(coursedir=CourseDirectory(config=config), config=config))
