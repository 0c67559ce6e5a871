"""One submission's grades written into nbgrader's gradebook, in one transaction."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime

from nbgrader.api import Gradebook, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties
from traitlets.config import Config

from autograder.outcomes import Outcome

__all__ = ["enter"]

NO_RESPONSE = "No response."


def enter(
    gradebook: Gradebook,
    config: Config,
    assignment: str,
    student: str,
    timestamp: datetime | None,
    outcome: Outcome,
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
    """
    with _one_transaction(gradebook):
        gradebook.update_or_create_student(student)
        known = {} if timestamp is None else {"timestamp": timestamp}
        with gradebook.db.no_autoflush:  # nbgrader builds it before it adds it
            submission = gradebook.update_or_create_submission(assignment, student, **known)
        notebook = gradebook.find_submission_notebook(assignment, assignment, student)
        points = {cell.name: cell.points for cell in outcome.cells if cell.graded}
        for grade in notebook.grades:
            if grade.name not in points:
                continue
            changed = grade.auto_score != points[grade.name]
            grade.auto_score = points[grade.name]
            # Points given by hand stay; somebody should look at them again if the tests' changed.
            by_hand = grade.manual_score is not None
            if not by_hand or changed:
                grade.needs_manual_grade = by_hand or grade.auto_score is None
        for comment in notebook.comments:
            if comment.name in outcome.unanswered:
                empty = outcome.unanswered[comment.name]
                comment.auto_comment = NO_RESPONSE if empty else None
        gradebook.db.flush()
        _assign_penalty(gradebook, config, student, submission.total_seconds_late, notebook)


def _assign_penalty(
    gradebook: Gradebook, config: Config, student: str, late: float, notebook: SubmittedNotebook
) -> None:
    notebook.late_submission_penalty = None
    if late <= 0:
        return
    step = AssignLatePenalties(config=config)
    step.init_plugin()
    gradebook.db.refresh(notebook)
    penalty = step.plugin_inst.late_submission_penalty(student, notebook.score, late)
    if penalty is not None:
        notebook.late_submission_penalty = step._check_late_penalty(notebook, penalty)


@contextlib.contextmanager
def _one_transaction(gradebook: Gradebook) -> Iterator[None]:
    """Let nbgrader's functions, each of which commits, take part in one transaction."""
    session = gradebook.db
    session.commit = session.flush  # the instance's own, which hides the class's
    try:
        yield
    except BaseException:
        del session.commit
        session.rollback()
        raise
    del session.commit
    session.commit()
