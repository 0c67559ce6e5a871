"""One submission's grades written into nbgrader's gradebook, in one transaction."""

from __future__ import annotations

import contextlib
import functools
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from datetime import datetime
from typing import Concatenate, ParamSpec

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    InvalidEntry,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError, OperationalError
from traitlets.config import Config

from autograder import database
from autograder.outcomes import Outcome
from autograder.rubric import exercise_of

__all__ = ["enter"]

NO_RESPONSE = "No response."
GRADED, COMMENTED = ("GradeCell", "TaskCell"), ("SolutionCell", "TaskCell")
"""nbgrader's kinds of cells that have points, and those that have comments."""
# Built once: to build them takes longer than to run them.
MINE = (
    select(SubmittedAssignment.id)
    .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
    .where(
        Assignment.name == bindparam("assignment"),
        SubmittedAssignment.student_id == bindparam("student"),
    )
)
NOTEBOOKS = (
    select(Assignment.id, Assignment.duedate, Notebook.id, Notebook.name)
    .join(Notebook, Notebook.assignment_id == Assignment.id)
    .where(Assignment.name == bindparam("assignment"))
)
CELLS = select(BaseCell.id, BaseCell.name, BaseCell.type).where(
    BaseCell.notebook_id == bindparam("notebook")
)
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
    """Let nbgrader's functions, each of which commits, take part in one transaction."""
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
    points = {cell.name: cell.points for cell in outcome.cells if cell.graded}
    if not _is_there(gradebook, assignment, student):
        late = _add(gradebook, assignment, student, timestamp, points, outcome.unanswered)
        if late > 0:
            notebook = gradebook.find_submission_notebook(assignment, assignment, student)
            _assign_penalty(gradebook, config, student, late, notebook)
        return
    known = {} if timestamp is None else {"timestamp": timestamp}
    submission = gradebook.update_or_create_submission(assignment, student, **known)
    notebook = gradebook.find_submission_notebook(assignment, assignment, student)
    names = _names(notebook.notebook)
    for grade in _kept(gradebook, notebook):
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


def _is_there(gradebook: Gradebook, assignment: str, student: str) -> bool:
    found = gradebook.db.connection().scalar(MINE, {"assignment": assignment, "student": student})
    return found is not None


def _add(
    gradebook: Gradebook,
    assignment: str,
    student: str,
    timestamp: datetime | None,
    points: Mapping[str, float | None],
    unanswered: Mapping[str, bool],
) -> float:
    """Add a submission with its points; return by how many seconds it is late.

    It writes what nbgrader's ``add_submission`` writes, table by table instead of object by
    object: this is what a driver of many workers spends most of its time on.
    """
    connection = gradebook.db.connection()
    known = connection.execute(NOTEBOOKS, {"assignment": assignment}).all()
    if not known:
        raise InvalidEntry(f"it does not know {assignment}")
    _add_student(gradebook, student)
    whole = {"assignment_id": known[0][0], "student_id": student, "timestamp": timestamp}
    submitted, duedate = {"id": new_uuid(), **whole}, known[0].duedate
    notebooks, grades, comments = [], [], []
    for _, _, notebook, name in known:
        mine = {"id": new_uuid(), "assignment_id": submitted["id"], "notebook_id": notebook}
        notebooks.append(mine)
        for cell in connection.execute(CELLS, {"notebook": notebook}):
            about = {"notebook_id": mine["id"], "cell_id": cell.id}
            if cell.type in GRADED:
                found = points.get(cell.name) if name == assignment else None
                grades.append({**about, "auto_score": found, "needs_manual_grade": found is None})
            if cell.type in COMMENTED:
                empty = name == assignment and unanswered.get(cell.name)
                comments.append({**about, "auto_comment": NO_RESPONSE if empty else None})
    for kind, rows in (
        (SubmittedAssignment, [submitted]),
        (SubmittedNotebook, notebooks),
        (Grade, grades),
        (Comment, comments),
    ):
        if rows:
            connection.execute(kind.__table__.insert(), rows)
    if timestamp is None or duedate is None:
        return 0.0
    return float((timestamp - duedate).total_seconds())


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
