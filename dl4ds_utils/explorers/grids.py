"""The grids of controls: rates on a logarithmic scale, numbers, steps, choices."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from dl4ds_utils.explorers.captions import number
from dl4ds_utils.explorers.scene import Control

__all__ = ["choice", "coarser", "numbers", "rates", "steps"]

FEWEST = 2
"""Values of the coarsest grid but one, which has the present value alone."""


def rates(
    name: str,
    label: str,
    span: tuple[float, float],
    start: float,
    *,
    per_decade: int = 10,
    also: Sequence[float] = (),
) -> Control:
    """Make a slider over a logarithmic grid of rounded numbers.

    Parameters
    ----------
    name, label : str
        Of the control.
    span : tuple of two floats
        The least and the greatest value, both above 0.
    start : float
        Where the slider begins; it becomes a value of the grid.
    per_decade : int
        Values from one power of ten to the next.
    also : sequence of float
        Values that must be there, also on a coarser grid: those at which something happens, the
        most important ones first.

    Examples
    --------
    >>> rates("alpha", "learning rate α", (0.1, 1.0), 0.2, per_decade=3, also=[0.5]).values
    (0.1, 0.2, 0.22, 0.46, 0.5, 1.0)
    """
    lo, hi = np.log10(span)
    grid = 10.0 ** np.linspace(lo, hi, max(2, round((hi - lo) * per_decade) + 1))
    rounded = {float(f"{value:.2g}") for value in grid}
    return _on_grid(name, "rate", label, rounded | {start, *also}, start, also)


def numbers(
    name: str, label: str, values: ArrayLike, start: float, *, also: Sequence[float] = ()
) -> Control:
    """Make a slider over given numbers; `start` and `also` become values of the grid."""
    given = {float(value) for value in np.asarray(values).ravel()}
    return _on_grid(name, "number", label, given | {start, *also}, start, also)


def steps(count: int, *, name: str = "step", label: str = "step t", start: int = 0) -> Control:
    """Make a counter of the steps 0 … count, with Play."""
    values = range(count + 1)
    labels = tuple(map(str, values))
    return Control(name, "step", label, labels, tuple(map(float, values)), start)


def choice(name: str, label: str, labels: Sequence[str], *, start: int = 0) -> Control:
    """Make a row of buttons."""
    return Control(name, "choice", label, tuple(labels), None, start)


def coarser(control: Control) -> list[list[int]]:
    """List finer and finer parts of a control's grid, from its present value to all of them.

    Each has about twice as many indices as the one before, and contains it. After the present
    index come those that the control keeps, in their order.

    Parameters
    ----------
    control : Control
        With its grid.

    Returns
    -------
    list of list of int
        Indices in rising order; the last list is the whole grid.

    Examples
    --------
    >>> coarser(choice("c", "c", "abcdefgh", start=1))
    [[1], [1, 5], [1, 3, 5, 7], [0, 1, 2, 3, 4, 5, 6, 7]]
    """
    count, stride = len(control), 1
    parts = [list(range(count))]
    while len(range(control.index % (2 * stride), count, 2 * stride)) >= FEWEST:
        stride *= 2
        some = range(control.index % stride, count, stride)
        parts.append(sorted({*some, *control.keep}))
    kept = [index for index in control.keep if index != control.index]
    few = [sorted([control.index, *kept[:n]]) for n in (0, 1, 3, 7) if n <= len(kept)]
    return [part for part in few if len(part) < len(parts[-1])] + parts[::-1]


def _on_grid(
    name: str, kind: str, label: str, values: set[float], start: float, also: Sequence[float]
) -> Control:
    grid = sorted(values)
    keep = tuple(grid.index(value) for value in also)
    labels = tuple(number(value) for value in grid)
    return Control(name, kind, label, labels, tuple(grid), grid.index(start), keep)
