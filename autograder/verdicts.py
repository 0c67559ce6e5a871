"""What the outcome of a submission means: its status, and what each exercise earned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from autograder import records
from autograder.outcomes import CellOutcome, Outcome
from autograder.records import Result
from autograder.rooms.supervise import DIED, NOT_RUN, TOO_LONG
from autograder.rubric import Item

__all__ = ["results_of", "status_of"]


def status_of(outcome: Outcome) -> tuple[str, str]:
    """Return the status of a submission, and what to tell about it as a whole."""
    if outcome.failure:
        return records.INFRASTRUCTURE_ERROR, outcome.failure
    raised = {name: text for cell in outcome.cells for name, text in cell.errors}
    for name, status in ((TOO_LONG, records.OVER_LIMIT), (DIED, records.STUDENT_ERROR)):
        if name in raised:
            return status, raised[name]
    if NOT_RUN in raised:
        return records.OVER_LIMIT, raised[NOT_RUN]
    if any(cell.errors and not cell.graded for cell in outcome.cells):
        return records.STUDENT_ERROR, ""
    return records.GRADED, ""


def results_of(items: Iterable[Item], cells: Iterable[CellOutcome]) -> dict[str, Result]:
    """Return what each exercise earned, and the first thing that went wrong in it."""
    outcomes = {cell.name: cell for cell in cells if cell.graded}
    return {item.name: _result(item, outcomes) for item in items}


def _result(item: Item, outcomes: Mapping[str, CellOutcome]) -> Result:
    own = [outcomes[name] for name in item.cells if name in outcomes]
    points = [cell.points for cell in own if cell.points is not None]
    # A task has no outcome at all: only a grader can give it points.
    waiting = len(points) < len(item.cells)
    message = next((text for text in map(_message, own) if text), "")
    return Result(None if waiting else sum(points), item.points, message)


def _message(cell: CellOutcome) -> str:
    if cell.errors:
        # The last one: before it stands the KeyboardInterrupt that stopped an endless loop.
        name, text = cell.errors[-1]
        lines = text.strip().splitlines()
        return lines[0] if lines else name
    return "something was written to stderr" if cell.stderr else ""
