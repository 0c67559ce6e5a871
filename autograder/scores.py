"""What running a graded cell earns."""

from __future__ import annotations

import math
import re

from nbformat import NotebookNode
from nbgrader.utils import determine_grade, is_solution

__all__ = ["points_of", "unclear"]

_NUMPY = re.compile(r"(?:np|numpy)\.\w+\((.*)\)")
LONGEST = 60
"""Characters of a value that a message shows."""
TRUTH = {"True": 1.0, "np.True_": 1.0, "False": 0.0, "np.False_": 0.0}


def points_of(cell: NotebookNode, *, strict: bool = True) -> float | None:
    """Return the points of a graded cell that was run; None if a grader has to look.

    As in nbgrader, an error earns nothing, and a test's last value is partial credit. Other than
    there, what is written to stderr costs nothing, and only a number from 0 to the cell's points is
    credit: nbgrader gives all points for NaN, for a negative number and for ``np.float64(0.5)``.

    Parameters
    ----------
    cell : NotebookNode
        The cell, with its outputs.
    strict : bool
        Whether a last value that is no number at all asks for a grader. Otherwise it earns all
        points, as in nbgrader, whose courses may end a test with a table or a picture.
    """
    if is_solution(cell) or cell.cell_type != "code":
        earned, _ = determine_grade(cell)
        return None if earned is None else float(earned)
    most = float(cell.metadata.nbgrader.points)
    if any(output.output_type == "error" for output in cell.outputs):
        return 0.0
    text = _shown(cell)
    if text is None:
        return most
    if text in TRUTH:
        return most * TRUTH[text]
    try:
        value = float(_NUMPY.sub(r"\1", text))
    except ValueError:
        return None if strict else most
    return value if math.isfinite(value) and 0 <= value <= most else None


def unclear(cell: NotebookNode, points: float | None) -> str:
    """Return why a test has no points, in one line; empty if it has, or is no test."""
    if points is not None or is_solution(cell) or cell.cell_type != "code":
        return ""
    most = float(cell.metadata.nbgrader.points)
    value = " ".join((_shown(cell) or "").split())[:LONGEST]
    return f"a grader has to look: the test came to {value}, which is no number from 0 to {most:g}"


def _shown(cell: NotebookNode) -> str | None:
    """Return a test's last value as text; None if there is none."""
    shown = [output.data for output in cell.outputs if output.output_type == "execute_result"]
    return str(shown[0].get("text/plain", "")).strip() if shown else None
