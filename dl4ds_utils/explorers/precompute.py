"""A function over the grid of its controls, within a budget of time.

The grid is filled from coarse to fine: a few values of each control first, then those between, as
long as the time that the next round will take is there. So a fast function gets the whole grid, and
a slow one a coarser slider, but always a picture.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl4ds_utils.explorers.captions import number
from dl4ds_utils.explorers.grids import coarser
from dl4ds_utils.explorers.scene import BadScene, Control
from dl4ds_utils.explorers.student import Student

__all__ = ["Budget", "Computed", "graded", "precompute", "reason", "shorter"]

Floats = NDArray[np.float64]
Indices = tuple[int, ...]

SECONDS = 2.0
SECONDS_GRADED = 0.03
"""While a notebook is graded nobody looks at its pictures."""
FEWEST_STEPS = 5


def graded() -> bool:
    """Tell whether the notebook is being graded or validated."""
    return bool(os.environ.get("NBGRADER_EXECUTION"))


@dataclass
class Budget:
    """The time that an explorer may take to compute, from the moment it is made.

    Parameters
    ----------
    seconds : float
        By default two, and next to nothing under grading.
    clock : callable
        Gives seconds.
    """

    seconds: float = field(default_factory=lambda: SECONDS_GRADED if graded() else SECONDS)
    clock: Callable[[], float] = field(default_factory=lambda: time.perf_counter)

    def __post_init__(self) -> None:
        """Start the clock."""
        self.begin = self.clock()

    @property
    def left(self) -> float:
        """Seconds that are left; below 0 if it is overdrawn."""
        return self.seconds - (self.clock() - self.begin)

    def share(self, part: float) -> Budget:
        """Give a part of what is left as a budget of its own, which starts now."""
        return Budget(part * max(self.left, 0.0), self.clock)


@dataclass(frozen=True, eq=False)
class Computed:
    """What a function gives on a grid.

    Parameters
    ----------
    controls : tuple of Control
        With the grids that could be computed.
    arrays : mapping of str to ndarray
        One dimension for each control, then those of the function's own result.
    note : str
        What to say if a grid is coarser than it was meant to be.
    """

    controls: tuple[Control, ...]
    arrays: Mapping[str, Floats]
    note: str = ""


def precompute(
    function: Callable[..., Mapping[str, ArrayLike]],
    *controls: Control,
    budget: Budget | None = None,
    slow: Sequence[Student] = (),
) -> Computed:
    """Call a function at every point of a grid, or of a coarser one if it takes too long.

    Parameters
    ----------
    function : callable
        From one value of each control (its label, where it has no numbers) to arrays by name,
        of the same shapes everywhere. What it raises goes through as it is.
    *controls : Control
        The grid.
    budget : Budget, optional
        Two seconds from now by default.
    slow : sequence of Student
        Of whom the slowest is named if the grid must be coarser.

    Returns
    -------
    Computed
        NaN and infinity are kept.

    Examples
    --------
    >>> from dl4ds_utils.explorers import grids
    >>> alpha = grids.rates("alpha", "learning rate α", (0.1, 1.0), 0.1, per_decade=1)
    >>> precompute(lambda a: {"factor": 1 - 2 * a}, alpha).arrays["factor"]
    array([ 0.8, -1. ])
    """
    __tracebackhide__ = True
    budget = budget or Budget()
    begin, known = budget.clock(), dict[Indices, dict[str, Floats]]()
    complete: list[list[int]] = []
    for parts in _rounds(controls):
        missing = [point for point in product(*parts) if point not in known]
        pace = (budget.clock() - begin) / len(known) if known else 0.0
        if complete and pace * len(missing) > budget.left:
            break
        for point in missing:
            if complete and budget.left < 0.0:  # slower here than before: keep what is complete
                break
            values = [_value(c, k) for c, k in zip(controls, point, strict=True)]
            result = function(*values)
            known[point] = {n: np.asarray(v, dtype=np.float64) for n, v in result.items()}
        else:
            complete = parts
            continue
        break
    found = tuple(c.at(part) for c, part in zip(controls, complete, strict=True))
    whole = all(len(a) == len(b) for a, b in zip(found, controls, strict=True))
    return Computed(
        found, _tables(known, complete), "" if whole else reason("A coarser slider", slow)
    )


def shorter(run: Callable[[int], object], most: int, points: int, budget: Budget) -> int:
    """Tell how many steps of a descent can be afforded at each point of a small grid.

    Parameters
    ----------
    run : callable
        Makes a descent of so many steps; it is tried with one.
    most : int
        Steps that are wanted.
    points : int
        How many descents there should be at least.
    budget : Budget
        For all of them.

    Returns
    -------
    int
        At most `most`, and a few steps however slow they are.
    """
    __tracebackhide__ = True
    times: list[float] = []
    # The first call of a function may be slower than it will be; one that stays slow, we believe.
    while not times or (len(times) < 3 and times[-1] * points * most > budget.left / 4):
        begin = budget.clock()
        run(1)
        times.append(budget.clock() - begin)
        if sum(times) > budget.seconds / 50:
            break
    pace = max(min(times), 1e-9)
    return int(np.clip(budget.left / (points * pace), min(FEWEST_STEPS, most), most))


def reason(what: str, slow: Sequence[Student]) -> str:
    """Say why something is less than it should be, and name the slowest function.

    Examples
    --------
    >>> reason("Fewer steps", [])
    'Fewer steps: your function takes long.'
    """
    if not slow:
        return f"{what}: your function takes long."
    slowest = max(slow, key=lambda student: student.pace)
    return f"{what}: {slowest.name} takes {number(1000.0 * slowest.pace)} ms per call."


def _rounds(controls: Sequence[Control]) -> Iterator[list[list[int]]]:
    """Yield grids from coarse to fine; each refines the control that lacks the most values."""
    ladders = [coarser(control) for control in controls]
    levels = [0] * len(ladders)
    while True:
        yield [ladder[level] for ladder, level in zip(ladders, levels, strict=True)]
        lacking = [
            len(ladder[-1]) / len(ladder[level])
            for ladder, level in zip(ladders, levels, strict=True)
        ]
        if not lacking or max(lacking) <= 1.0:
            return
        levels[int(np.argmax(lacking))] += 1


def _value(control: Control, index: int) -> Any:
    return (control.values or control.labels)[index]


def _tables(
    known: Mapping[Indices, Mapping[str, Floats]], parts: list[list[int]]
) -> dict[str, Any]:
    grid = list(product(*parts))
    tables = {}
    for name in known[grid[0]]:
        cells = [known[point][name] for point in grid]
        if len({cell.shape for cell in cells}) > 1:
            raise BadScene(f"array {name!r}", "has not the same shape at each point of the grid")
        tables[name] = np.array(cells).reshape(*map(len, parts), *cells[0].shape)
    return tables
