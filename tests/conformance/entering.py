"""Our bookkeeping behind the interface of nbgrader's step `SaveAutoGrades`."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbgrader.api import Gradebook, Notebook, SubmittedNotebook
from traitlets.config import Config

from autograder import bookkeeping, steps
from autograder.contract import grade_id
from autograder.outcomes import Outcome

__all__ = ["Entering"]


class Entering:
    """Enters a notebook that was run, as ``autograder grade`` does."""

    def __init__(self) -> None:
        self.before: dict[str, str] = {}

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        about = resources["nbgrader"]

        class Book(Gradebook):  # type: ignore[misc]  # nbgrader is untyped
            """Our notebooks have their assignment's name; those of nbgrader's tests have not."""

            def find_notebook(self, _: str, assignment: str) -> Notebook:
                return super().find_notebook(about["notebook"], assignment)

            def find_submission_notebook(self, _: str, *words: str) -> SubmittedNotebook:
                return super().find_submission_notebook(about["notebook"], *words)

        outcome = Outcome(steps.outcomes(nb), steps.unanswered(nb))
        now = {grade_id(cell): cell.source for cell in nb.cells}
        rewritten = {name for name, text in now.items() if self.before.get(name, text) != text}
        self.before = now
        assignment, student = about["assignment"], about["student"]
        with Book(about["db_url"]) as book:
            bookkeeping.enter(book, Config(), assignment, student, None, outcome, lambda: rewritten)
        return nb, resources
