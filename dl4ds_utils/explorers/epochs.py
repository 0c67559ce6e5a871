"""The explorer of an epoch: which examples the steps use, with and without replacement."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl4ds_utils.explorers.batches import Indices, around, ask_batches
from dl4ds_utils.explorers.demo import explorer
from dl4ds_utils.explorers.grids import choice, steps
from dl4ds_utils.explorers.layers import Cells, Line, Points, Rule, Span
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.scene import Array, Axis, Caption, Panel, Scene
from dl4ds_utils.explorers.student import Student

__all__ = ["explore_epoch"]

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

EPOCHS = 2
LISTED = 8
"""Indices of a batch that a caption names."""
MOST = 7
"""So many uses in one step still have a color of their own."""


@explorer
def explore_epoch(
    epoch_batches: Callable[..., Any],
    *,
    data: tuple[ArrayLike, ArrayLike],
    batch_size: int = 5,
    seed: int = 42,
) -> Scene:
    """Step through two epochs, and see which examples are used.

    Parameters
    ----------
    epoch_batches : callable
        The student's: from the number of examples, the batch size and a generator to the batches
        of an epoch, a list of integer arrays. It is called once for each epoch, with the same
        generator. Beside it are batches of the same sizes that are drawn with replacement.
    data : tuple of array_like of shape (N,)
        Inputs and targets.
    batch_size : int
        Examples in a batch.
    seed : int
        Of the generator, a RandomState.

    Returns
    -------
    Explorer
        With the controls ``sampling`` and ``step``.

    Raises
    ------
    BadReturn
        If the batches are no list of arrays of indices from 0 to N - 1.
    """
    x, y = (np.asarray(part, dtype=np.float64) for part in data)
    cut, n, rng = Student(epoch_batches, "epoch_batches"), x.size, np.random.RandomState(seed)
    shuffled = [ask_batches(cut, n, batch_size, rng) for _ in range(EPOCHS)]
    rng = np.random.RandomState(seed)
    drawn = [[rng.randint(n, size=len(batch)) for batch in epoch] for epoch in shuffled]
    lengths = [len(epoch) for epoch in shuffled]
    total, border = sum(lengths), lengths[0]
    used = np.array([_counts(ways, n) for ways in (shuffled, drawn)])  # (2, total, n)
    first = np.repeat(np.cumsum([0, *lengths[:-1]]), lengths)  # of the epoch of each step
    before = np.zeros((2, total + 1, n), dtype=np.int64)  # uses in this epoch up to here
    for k in range(total):
        before[:, k + 1] = np.sum(used[:, first[k] : k + 1], axis=1)
    now = np.concatenate([np.zeros_like(used[:, :1]), used], axis=1)
    past = np.arange(total)[:, np.newaxis] < np.arange(total + 1)[:, np.newaxis, np.newaxis]
    codes = np.where(past, np.minimum(used, MOST)[:, np.newaxis], 0)  # (2, states, rows, n)
    variety = np.sum(before > 0, axis=-1)
    rows = np.array([np.nan, *range(total)])
    points = np.stack([x, y], axis=-1)
    axes = "sampling", "step"
    way = choice("sampling", "sampling", ("without replacement (yours)", "with replacement"))
    step = steps(total, label="steps made", start=min(3, total))

    def some(chosen: NDArray[np.bool_]) -> Array:
        return Array(np.where(chosen[..., np.newaxis], points, np.nan), axes)

    arrays = {
        "waiting": some(before == 0), "used": some((before > 0) & (now == 0)),
        "batch": some(now > 0),
        "codes": Array(codes, axes, "u1", 0.0, 252.0),
        "row": Array(total - np.stack([rows + 1.0, rows], axis=-1), ("step",), "f4"),
        "steps": Array(np.arange(total + 1.0)),
        "yours": Array(variety[0]), "drawn": Array(variety[1]),
    }  # fmt: skip
    every = max(1, total // 4)
    ticks = tuple((total - k - 0.5, str(k)) for k in reversed(range(0, total, every)))
    panels = (
        Panel(
            "The data", Axis("input x", *around(x)), Axis("target y", *around(y)),
            (
                Points(xy="waiting", look=Look("muted", marker="hollow"), label="not yet used"),
                Points(xy="used", look=Look(0, marker="circle"), label="used in this epoch"),
                Points(xy="batch", look=Look(1, marker="diamond"), label="in this batch"),
            ),
        ),
        Panel(
            "How often a step uses an example", Axis("example i", 0.0, float(n), ticks=_middles(n)),
            Axis("step t", 0.0, float(total), ticks=ticks),
            (
                Cells(codes="codes"),
                Span(y="row", look=Look("ink")),
                Rule(y=float(total - border), look=Look("ink", width=1.5)),
            ),
            column=1,
        ),
        Panel(
            "Different examples used in the epoch", Axis("steps made", 0.0, float(total)),
            Axis("examples", 0.0, 1.15 * n),
            (
                Line(x="steps", y="yours", upto="step", look=Look(0, "solid", "circle"),
                     label="without"),
                Line(x="steps", y="drawn", upto="step", look=Look(2, "dashed", "square"),
                     label="with"),
                Rule(y=float(n), look=Look("muted", "dotted"), label="all"),
                Rule(x=float(border), look=Look("muted", width=1), label="new epoch"),
            ),
            column=1, row=1,
        ),
    )  # fmt: skip
    texts = tuple(
        _about(kind, k, [batch for epoch in ways for batch in epoch], lengths, before[i, k])
        for i, (kind, ways) in enumerate((("without", shuffled), ("with", drawn)))
        for k in range(total + 1)
    )
    return Scene(
        (way, step), panels, arrays, (Caption(axes=axes, texts=texts),),
        alt=f"Two epochs of {lengths[0]} and {lengths[1]} steps over {n} examples: the data with "
        "the examples of each batch, a table of steps and examples with a square where a step uses "
        "an example, and the number of different examples used in the epoch so far; without "
        f"replacement {variety[0, border]} of {n} at the end of the first epoch, with replacement "
        f"{variety[1, border]}.",
    )  # fmt: skip


def _counts(epochs: Sequence[Sequence[Indices]], n: int) -> Counts:
    """Count how often each step uses each example."""
    return np.array([np.bincount(batch, minlength=n) for epoch in epochs for batch in epoch])


def _middles(n: int) -> tuple[tuple[float, str], ...]:
    return tuple((k + 0.5, str(k)) for k in range(0, n, 5))


def _about(
    kind: str, k: int, batches: Sequence[Indices], lengths: Sequence[int], uses: Counts
) -> str:
    """Say what the last of k steps used, and what the epoch has used so far."""
    if k == 0:
        return f"Sampling {kind} replacement: no step is made, and no example used."
    epoch = 0 if k <= lengths[0] else 1
    done = k - (lengths[0] if epoch else 0)
    listed = ", ".join(map(str, batches[k - 1][:LISTED])) + ", …" * (len(batches[k - 1]) > LISTED)
    text = f"Step {k - 1}, in epoch {epoch}, uses {listed}."
    n, missed, again = len(uses), int(np.sum(uses == 0)), int(np.sum(uses > 1))
    if done < lengths[epoch]:
        more = f", {again} of them more than once" if again else ""
        return f"{text} In this epoch {n - missed} of {n} examples are used so far{more}."
    if not missed and not again:
        return f"{text} The epoch is over: each of the {n} examples was used once."
    return f"{text} The epoch is over: {missed} examples were never used, {again} more than once."
