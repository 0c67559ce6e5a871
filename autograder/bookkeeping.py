"""One submission's grades written into nbgrader's gradebook, in one transaction."""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import Callable, Iterable, Iterator, Set
from datetime import datetime
from typing import Concatenate, ParamSpec

from nbgrader.api import (
    Grade,
    Gradebook,
    InvalidEntry,
    Notebook,
    Student,
    SubmittedNotebook,
)
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy.exc import IntegrityError, OperationalError
from traitlets.config import Config

from autograder import database
from autograder.outcomes import Outcome
from autograder.rubric import exercise_of

__all__ = ["enter"]

NO_RESPONSE = "No response."
PAUSES = (0.1, 3.0)
"""Seconds before the second and the third try."""
P = ParamSpec("P")


def _all_or_nothing(
    write: Callable[Concatenate[Gradebook, P], None],
) -> Callable[Concatenate[Gradebook, P], None]:
    """Make a function's writes one transaction; try again what may well succeed then."""

    @functools.wraps(write)
    def tried(gradebook: Gradebook, /, *words: P.args, **named: P.kwargs) -> None:
        for pause in (*PAUSES, None):
            try:
                with _one_transaction(gradebook):
                    write(gradebook, *words, **named)
            except (OperationalError, IntegrityError, InvalidEntry) as error:
                if pause is None or not _passing(error, gradebook.engine.dialect.name):
                    raise
                time.sleep(pause)
            else:
                return

    return tried


def _passing(error: Exception, dialect: str) -> bool:
    """Tell whether the same transaction may well succeed when it is tried again."""
    if isinstance(error, OperationalError):
        # On a server, two stood in each other's way, or it was started anew.
        return dialect == "postgresql"
    cause = error.__context__ if isinstance(error, InvalidEntry) else error
    return isinstance(cause, IntegrityError)  # somebody has added the same just now


@contextlib.contextmanager
def _one_transaction(gradebook: Gradebook) -> Iterator[None]:
    """Let nbgrader's functions, each of which commits, take part in one transaction.

    What they make is not even sent: it gets its points first, and is written once.
    """
    session = gradebook.db
    session.commit = lambda: None  # the instance's own, which hides the class's
    try:
        yield
    except BaseException:
        del session.commit
        session.rollback()
        raise
    del session.commit
    session.commit()


@_all_or_nothing
def enter(
    gradebook: Gradebook,
    config: Config,
    assignment: str,
    student: str,
    timestamp: datetime | None,
    outcome: Outcome,
    rewritten: Callable[[], Set[str]],
) -> None:
    """Write what a submission came to; a grader's own points and comments stay.

    Parameters
    ----------
    gradebook : Gradebook
        nbgrader's, open.
    config : Config
        The course's settings, with its rule for late submissions.
    assignment, student : str
        What was graded.
    timestamp : datetime or None
        When it was handed in, in UTC.
    outcome : Outcome
        Its graded cells and their points.
    rewritten : callable
        Asked, where somebody gave points by hand, which answers are others than before.
    """
    _add_student(gradebook, student)
    known = {} if timestamp is None else {"timestamp": timestamp}
    with gradebook.db.no_autoflush:  # nbgrader builds it before it adds it
        submission = gradebook.update_or_create_submission(assignment, student, **known)
        if submission in gradebook.db.new:
            notebook = next(one for one in submission.notebooks if one.name == assignment)
            grades = notebook.grades
        else:
            notebook = gradebook.find_submission_notebook(assignment, assignment, student)
            grades = _kept(gradebook, notebook)
        names = _names(notebook.notebook)
    points = {cell.name: cell.points for cell in outcome.cells if cell.graded}
    for grade in grades:
        name = names.get(grade.cell_id, "")
        if name not in points:
            continue
        changed = grade.auto_score != points[name]
        grade.auto_score = points[name]
        # Points given by hand stay. nbgrader asks for another look at all of them, we do where
        # the tests came to something else or the student has changed the answer.
        if grade.manual_score is None:
            grade.needs_manual_grade = grade.auto_score is None
        elif changed or _concerned(name, outcome.unanswered, rewritten()):
            grade.needs_manual_grade = True
    for comment in notebook.comments:
        name = names.get(comment.cell_id, "")
        if name in outcome.unanswered:
            comment.auto_comment = NO_RESPONSE if outcome.unanswered[name] else None
    _assign_penalty(gradebook, config, student, submission.total_seconds_late, notebook)


def _add_student(gradebook: Gradebook, student: str) -> None:
    """Add a student who is not there; two graders may do so at once."""
    insert = database.INSERTS.get(gradebook.engine.dialect.name)
    if insert is None:
        gradebook.update_or_create_student(student)
        gradebook.db.flush()
    else:
        gradebook.db.execute(insert(Student).values(id=student).on_conflict_do_nothing())


def _names(notebook: Notebook) -> dict[str, str]:
    """Return the names of a notebook's cells, by the numbers that grades and comments have."""
    cells = (*notebook.grade_cells, *notebook.solution_cells, *notebook.task_cells)
    return {cell.id: cell.name for cell in cells}


def _kept(gradebook: Gradebook, notebook: SubmittedNotebook) -> Iterable[Grade]:
    """Return the grades that are there, as they are now.

    Whoever gives points by hand in this moment waits for us, or we for them (SQLite always does).
    """
    mine = gradebook.db.query(Grade).filter(Grade.notebook_id == notebook.id)
    found: Iterable[Grade] = mine.order_by(Grade.id).populate_existing().with_for_update(of=Grade)
    return found


def _concerned(cell: str, answers: Iterable[str], rewritten: Set[str]) -> bool:
    """Tell whether a graded cell is about an answer that was rewritten."""
    about = {cell, exercise_of(cell)} & set(answers)
    # A test whose name does not tell which answer it is about may be about any.
    return bool(about & rewritten if about else rewritten)


def _assign_penalty(
    gradebook: Gradebook, config: Config, student: str, late: float, notebook: SubmittedNotebook
) -> None:
    notebook.late_submission_penalty = None
    if late <= 0:
        return
    step = AssignLatePenalties(config=config)
    step.init_plugin()
    gradebook.db.flush()
    gradebook.db.refresh(notebook)
    penalty = step.plugin_inst.late_submission_penalty(student, notebook.score, late)
    if penalty is not None:
        notebook.late_submission_penalty = step._check_late_penalty(notebook, penalty)
