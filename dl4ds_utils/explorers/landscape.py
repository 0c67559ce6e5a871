"""The map of a loss over two parameters: a table, and levels for its lines."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.explorers.grids import numbers
from dl4ds_utils.explorers.precompute import Budget, graded, precompute
from dl4ds_utils.explorers.student import Student

__all__ = ["levels", "survey"]

Floats = NDArray[np.float64]
Ends = tuple[float, float]

POINTS = 31
"""In each direction, before the table is refined."""


def survey(loss: Student, x: Ends, y: Ends, budget: Budget) -> Floats:
    """Evaluate a loss on a grid, a coarser one if it takes long, and fill it up.

    Parameters
    ----------
    loss : Student
        From parameters of shape (2,) to a number.
    x, y : tuple of two floats
        Ranges of the two parameters.
    budget : Budget
        For all calls.

    Returns
    -------
    ndarray of shape (rows, columns)
        Losses at equal distances, row 0 at the lower end of `y`.
    """
    __tracebackhide__ = True
    across, up = (
        numbers(name, name, np.linspace(*ends, POINTS), ends[0], also=(ends[1],))
        for name, ends in (("across", x), ("up", y))
    )
    found = precompute(lambda b, a: {"loss": loss(np.array([a, b]))}, up, across, budget=budget)
    table = found.arrays["loss"]
    # Straight lines between values that are far apart, smooth ones between those that are not.
    rows, columns = (np.array(control.values) for control in found.controls)
    wide = np.array([np.interp(np.linspace(*x, POINTS), columns, row) for row in table])
    full = np.array([np.interp(np.linspace(*y, POINTS), rows, column) for column in wide.T]).T
    if graded():
        return full
    from dl4ds_utils.views.contour import finer

    # A loss may be infinite somewhere: what lies beside it has no curve.
    with np.errstate(invalid="ignore"):
        return finer(finer(full).T).T


def levels(ground: Floats, count: int = 16) -> Floats:
    """Choose levels that are denser where the loss is low: that is where descents end."""
    known = ground[np.isfinite(ground)]
    least, most = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    most = most if most > least else least + 1.0
    return np.asarray(least + (most - least) * np.linspace(0.0, 1.0, count) ** 1.7)
