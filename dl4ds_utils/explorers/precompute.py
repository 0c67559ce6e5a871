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

__all__ = ["Budget", "Computed", "fewer", "graded", "precompute", "reason", "shorter"]

Floats = NDArray[np.float64]
Indices = tuple[int, ...]

SECONDS = 2.0
SECONDS_GRADED = 0.03
"""While a notebook is graded nobody looks at its pictures."""
FEWEST_STEPS = 5
"""Of a descent."""


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
    less : tuple of str
        What there is of a grid that is coarser than it was meant to be.
    slow : tuple of Student
        Whose functions were called.
    """

    controls: tuple[Control, ...]
    arrays: Mapping[str, Floats]
    less: tuple[str, ...] = ()
    slow: tuple[Student, ...] = ()

    @property
    def note(self) -> str:
        """What to say about a coarser grid; nothing if it is whole."""
        return reason(self.less, self.slow)


def precompute(
    function: Callable[..., Mapping[str, ArrayLike]],
    *controls: Control,
    budget: Budget | None = None,
    slow: Sequence[Student] = (),
    fewest: Sequence[int] = (),
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
    fewest : sequence of int
        So many values of each control there must be, however long it takes; one by default.

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
    for parts in _rounds(controls, fewest or [1] * len(controls)):
        missing = [point for point in product(*parts) if point not in known]
        pace = (budget.clock() - begin) / len(known) if known else 0.0
        if complete and pace * len(missing) >= budget.left:
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
    less = [
        part
        for a, b in zip(found, controls, strict=True)
        for part in fewer(len(a), len(b), f"values of the {b.label}")
    ]
    return Computed(found, _tables(known, complete), tuple(less), tuple(slow))


def shorter(
    run: Callable[[int], object],
    most: int,
    points: int,
    budget: Budget,
    *,
    fewest: int = FEWEST_STEPS,
) -> int:
    """Tell how many steps of a descent can be afforded at each point of a small grid.

    Parameters
    ----------
    run : callable
        Makes a descent of so many steps; it is tried with one.
    most : int
        Steps that are wanted.
    points : int
        How many descents there should be; fewer where steps take long.
    budget : Budget
        For all of them.
    fewest : int
        So many steps rather than many points, if there is time for them at one point.

    Returns
    -------
    int
        At most `most`, and at least one.
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
    room = budget.left / max(min(times), 1e-9)
    # Where a few steps at all points are too many, a few at one point, or less.
    steps = max(room / points, min(fewest, room))
    return int(np.clip(steps, 1, most))


def fewer(count: int, wanted: int, what: str) -> list[str]:
    """Say how many there are of what was wanted; nothing if there are all.

    Examples
    --------
    >>> fewer(20, 60, "steps"), fewer(60, 60, "steps")
    (['20 of 60 steps'], [])
    """
    return [f"{count} of {wanted} {what}"] if count < wanted else []


def reason(less: Sequence[str], slow: Sequence[Student]) -> str:
    """Say what the picture has less than it should have, and name the slowest function.

    Examples
    --------
    >>> reason(["20 of 60 steps"], [])
    'Your function takes long, so the picture has only 20 of 60 steps.'
    """
    if not less:
        return ""
    first, last = ", ".join(less[:-1]), less[-1]
    cut = f"so the picture has only {f'{first} and {last}' if first else last}."
    if not slow:
        return f"Your function takes long, {cut}"
    slowest = max(slow, key=lambda student: student.pace)
    name = slowest.name[0].upper() + slowest.name[1:] if " " in slowest.name else slowest.name
    return f"{name} takes {number(1000.0 * slowest.pace)} ms a call, {cut}"


def _rounds(controls: Sequence[Control], fewest: Sequence[int]) -> Iterator[list[list[int]]]:
    """Yield grids from coarse to fine; each refines the control that lacks the most values."""
    ladders = [
        [part for part in coarser(control) if len(part) >= min(few, len(control))]
        for control, few in zip(controls, fewest, strict=True)
    ]
    levels = [0] * len(ladders)
    while True:
        yield [ladder[level] for ladder, level in zip(ladders, levels, strict=True)]
        lacking = [_lack(ladder, level) for ladder, level in zip(ladders, levels, strict=True)]
        if not lacking or max(lacking) <= 1.0:
            return
        levels[int(np.argmax(lacking))] += 1


def _lack(ladder: list[list[int]], level: int) -> float:
    """Tell how many times as many values there could be; a slider that cannot move comes first."""
    if level + 1 == len(ladder):
        return 1.0
    return np.inf if len(ladder[level]) == 1 else len(ladder[-1]) / len(ladder[level])


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
