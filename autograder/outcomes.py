"""What running a submission came to, cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["CellOutcome", "Outcome"]


@dataclass(frozen=True)
class CellOutcome:
    """What running one cell came to.

    Parameters
    ----------
    name : str
        Its grade id; empty for a student's own cell.
    graded : bool
        Whether it counts.
    points : float or None
        What it earned; None if it waits for a grader.
    errors : tuple of (str, str)
        Name and message of each error it shows.
    note : str
        Why a grader has to look at a test; empty if nobody has to.
    """

    name: str
    graded: bool
    points: float | None
    errors: tuple[tuple[str, str], ...]
    note: str = ""


@dataclass(frozen=True)
class Outcome:
    """What grading one submission came to.

    Parameters
    ----------
    cells : tuple of CellOutcome
        Every code cell and every graded cell; empty if there is no grade.
    unanswered : mapping of str to bool
        For each cell that takes an answer, whether it is as it was handed out.
    failure : str
        Why there is no grade, in one line; empty if there is one.
    """

    cells: tuple[CellOutcome, ...] = ()
    unanswered: Mapping[str, bool] = field(default_factory=dict)
    failure: str = ""
