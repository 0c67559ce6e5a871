"""The explorer of updates: the loss against the steps made, and against the examples seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl4ds_utils.explorers.batches import FAR, ask_batches, best_line
from dl4ds_utils.explorers.captions import number
from dl4ds_utils.explorers.demo import explorer
from dl4ds_utils.explorers.grids import numbers
from dl4ds_utils.explorers.layers import Layer, Line, Rule
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.precompute import Budget, fewer, precompute, reason, shorter
from dl4ds_utils.explorers.scene import Array, Axis, Caption, Panel, Scene
from dl4ds_utils.explorers.student import Student

__all__ = ["ALPHAS", "NEARLY", "explore_updates"]

Floats = NDArray[np.float64]

SIZES = (1, 2, 3, 5, 8, 10, 15)
ALPHAS = (0.01, 0.03, 0.1, 0.2, 0.4, 0.8)
UPDATES = 30
EPOCHS = 4
"""How many passes the axis of examples shows."""
NEARLY = 1.5
"""Times the least loss: who is below has nearly arrived."""


@explorer
def explore_updates(
    sgd_epoch: Callable[..., Any],
    epoch_batches: Callable[..., Any],
    loss: Callable[[Floats], Any],
    *,
    data: tuple[ArrayLike, ArrayLike],
    start: tuple[float, float] = FAR,
    seed: int = 0,
) -> Scene:
    """Choose batch size and learning rate, and compare with gradient descent in two ways.

    Parameters
    ----------
    sgd_epoch : callable
        The student's: from a start of shape (2,), inputs, targets, a list of batches and a
        learning rate to all iterates of the epoch, shape (steps + 1, 2).
    epoch_batches : callable
        The student's: from the number of examples, the batch size and a generator to the batches
        of an epoch.
    loss : callable
        From parameters of shape (2,) to the mean squared error on all data, a number.
    data : tuple of array_like of shape (N,)
        Inputs and targets.
    start : pair of floats
        Where SGD begins.
    seed : int
        Of the generator of the batches.

    Returns
    -------
    Explorer
        With the controls ``batch_size`` and ``alpha``.

    Raises
    ------
    BadReturn
        If a path does not have the shape (steps + 1, 2), or the batches are no list of arrays.
    """
    budget = Budget()
    x, y = (np.asarray(part, dtype=np.float64) for part in data)
    n = x.size
    descend, cut = Student(sgd_epoch, "sgd_epoch"), Student(epoch_batches, "epoch_batches")
    measure = Student(loss, "the loss")
    known = [float(b) for b in SIZES if b < n] + [float(n)]
    sizes = numbers("batch_size", "batch size B", known, known[min(3, len(known) - 1)],
                    also=(float(n), 1.0))  # fmt: skip
    alphas = numbers("alpha", "learning rate α", ALPHAS, 0.1, also=(0.4, 0.8, 0.01))

    def run(batch_size: float, alpha: float, updates: int, epochs: int) -> dict[str, Any]:
        rng, rows, ends = np.random.default_rng(seed), [np.array(start)], [0]
        stairs = np.repeat(np.arange(epochs * n + 1), 2)  # a loss stays until the next update
        while len(rows) <= updates or ends[-1] < epochs * n:
            batches = ask_batches(cut, n, int(batch_size), rng)
            lengths = [len(batch) for batch in batches]
            path = descend.ask(rows[-1], x, y, batches, alpha, shape=(len(batches) + 1, 2))
            rows.extend(path[1:])
            ends.extend(ends[-1] + np.cumsum(lengths))
        losses = np.array([measure(row) for row in rows])
        return {
            "updates": losses[: updates + 1],
            "examples": losses[np.searchsorted(ends, stairs[:-1], side="right") - 1],
            "story": _story(losses, ends, least),
        }

    least = float(measure(best_line(x, y)))
    slow = (descend, cut, measure)
    epochs = shorter(lambda count: run(n, 0.1, 1, count), EPOCHS, 24, budget, fewest=1)
    updates = shorter(lambda count: run(n, 0.1, count, 1), UPDATES, 8, budget)
    seen = np.arange(epochs * n + 1)
    # Of batch sizes two: one of them has all data, with which the others are compared.
    found = precompute(
        lambda b, a: run(b, a, updates, epochs),
        sizes, alphas, budget=budget, slow=slow, fewest=(2, 1),
    )  # fmt: skip
    size, alpha = found.controls
    high = 4.0 * float(found.arrays["updates"][0, 0, 0])
    axis = _axis(least, high)
    axes, whole = ("batch_size", "alpha"), (size.values or ()).index(float(n))
    top = 1e3 * max(axis.hi, 1.0)
    arrays = {
        "count": Array(np.arange(updates + 1.0)),
        "seen": Array(np.repeat(seen, 2)[1:].astype(np.float64)),
        **{
            f"{name} {whose}": Array(table, some, "u2", 0.5 * axis.lo, top, "log")
            for name in ("updates", "examples")
            for whose, table, some in (
                ("yours", found.arrays[name], axes), ("all", found.arrays[name][whole], ("alpha",))
            )
        },
    }  # fmt: skip

    def layers(name: str, at: str) -> tuple[Layer, ...]:
        others = [k for k in range(len(size)) if k != whole]
        return (
            Line(x=at, y=f"{name} all", look=Look(0, "dashed", "none"), label=f"all data, B = {n}"),
            Line(x=at, y=f"{name} yours", look=Look(1, "solid", width=2.4), label="this batch size",
                 when={"batch_size": others}),
            Rule(y=least, look=Look("muted", "dotted"), label="least loss"),
        )  # fmt: skip

    panels = (
        Panel("Per update", Axis("updates", 0.0, float(updates)), axis, layers("updates", "count")),
        Panel("Per example seen", Axis("examples seen", 0.0, float(seen[-1])), axis,
              layers("examples", "seen"), column=1),
    )  # fmt: skip
    stories = found.arrays["story"]
    texts = tuple(
        _about(size.labels[i], alpha.labels[j], stories[i, j], stories[whole, j], i == whole)
        for i in range(len(size)) for j in range(len(alpha))
    )  # fmt: skip
    return Scene(
        (size, alpha), panels, arrays, (Caption(axes=axes, texts=texts),),
        alt=f"The loss of SGD on {n} examples on a logarithmic scale, for {len(size)} batch sizes "
        f"and {len(alpha)} learning rates, beside that of gradient descent: on the left against "
        f"{updates} updates, on the right against {seen[-1]} examples seen.",
        note=reason(
            [*found.less, *fewer(updates, UPDATES, "updates"), *fewer(epochs, EPOCHS, "epochs")],
            slow,
        ),
    )  # fmt: skip


def _axis(least: float, high: float) -> Axis:
    """Make an axis of losses from below the least to a few times the first one."""
    fine = np.isfinite([least, high]).all() and 0.0 < least < high
    lo, hi = (0.9 * least, high) if fine else (0.1, 100.0)
    powers = 10.0 ** np.arange(np.floor(np.log10(lo)), np.ceil(np.log10(hi)) + 1.0)
    ticks = [float(v) for v in np.outer(powers, (1.0, 2.0, 5.0)).ravel() if lo <= v <= hi]
    return Axis("loss", lo, hi, "log", tuple((v, number(v)) for v in ticks))


def _story(losses: Floats, ends: list[int], least: float) -> Floats:
    """Give six numbers of a run: when it has nearly arrived, what came then, how it ends.

    The update and the examples of the first loss below the goal (NaN if there is none), the
    largest loss from then on and whether it is above the goal again, the number of updates, and
    whether it ran away.
    """
    low = np.flatnonzero(losses < NEARLY * least)
    gone = not np.isfinite(losses).all() or losses[-1] > losses[0]
    count = float(len(losses) - 1)
    if not low.size:
        return np.array([np.nan, np.nan, np.nan, np.nan, count, gone])
    later = np.max(losses[low[0] :])
    return np.array([low[0], ends[low[0]], later, later >= NEARLY * least, count, gone])


def _about(size: str, alpha: str, mine: Floats, other: Floats, same: bool) -> str:
    text = f"B = {size}, α = {alpha}: {_fate(mine)}."
    if not same:
        return f"{text} Gradient descent: {_fate(other)}."
    return f"{text} This is gradient descent: each update sees all the data."


def _fate(story: Floats) -> str:
    update, examples, later, back, count, gone = story
    if gone:
        return "it runs away"
    if np.isnan(update):
        return f"after {count:.0f} updates it is not yet below {NEARLY} times the least loss"
    many = "s" if update != 1.0 else ""
    text = (
        f"it is below {NEARLY} times the least loss after {examples:.0f} examples in "
        f"{update:.0f} update{many}"
    )
    return (
        f"{text}, but later it goes up to {number(later)}" if back else f"{text}, and stays there"
    )
