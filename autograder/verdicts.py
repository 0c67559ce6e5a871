"""What the outcome of a submission means: its status, and what each exercise earned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from autograder import records
from autograder.outcomes import CellOutcome, Outcome
from autograder.records import Result
from autograder.rooms.supervise import DIED, NOT_RUN, TOO_LONG
from autograder.rubric import Item

__all__ = ["results_of", "status_of"]

LONGEST = 80
"""Characters of an error's text that a message shows."""
HINTS = {
    "StdinNotImplementedError": (
        "a cell waits for somebody to type, and nobody is there when work is graded: "
        "write the value into the cell"
    ),
    "MemoryError": "a cell needs more memory than it may have: use less data, or smaller arrays",
}
"""By the name of an error: what to do about it."""


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
    own = [error for cell in outcome.cells if not cell.graded for error in cell.errors]
    if own:
        return records.STUDENT_ERROR, next(filter(None, map(_hint, own)), "")
    return records.GRADED, ""


def _hint(error: tuple[str, str]) -> str:
    """Return what to do about an error of a student's own cell, where that can be told."""
    name, text = error
    if name == "ModuleNotFoundError" and "'google" in text:
        return "a cell is for Google Colab, which is not there when work is graded: leave it out"
    if name == "ModuleNotFoundError":
        line = " ".join(text.split())[:LONGEST]
        return f"a cell asks for a library that the course does not have: {line}"
    return HINTS.get(name, "")


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
    return cell.note
