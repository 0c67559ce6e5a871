"""Who is known to be a student."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

from autograder import database
from autograder.course import Course
from autograder.errors import CourseError
from autograder.gradebook_state import url_of


def known(course: Course, gradebook: Path | None) -> set[str]:
    """Return the students of the gradebook, and those of whom something was collected.

    Raises
    ------
    CourseError
        If the gradebook cannot be read.
    """
    students = {path.name for path in (course.root / "submitted").glob("[!.]*") if path.is_dir()}
    if gradebook is None:
        return students | database.students(url_of(course))
    if not gradebook.is_file():
        return students
    try:
        # Only reading, which nbgrader's own way does not promise: it may bring tables up to date.
        opened = sqlite3.connect(f"{gradebook.absolute().as_uri()}?mode=ro", uri=True)
        with contextlib.closing(opened) as book:
            return students | {str(row[0]) for row in book.execute("SELECT id FROM student")}
    except sqlite3.Error as error:
        remedy = "'autograder grade' says what is wrong with it"
        raise CourseError(f"{course.relative(gradebook)}: {error}", remedy) from None
