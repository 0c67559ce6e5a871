"""The explorer of noise: SGD on a loss with many valleys, by batch size, learning rate and seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.check.describe import kind
from dl4ds_utils.explorers.captions import number
from dl4ds_utils.explorers.control import Control
from dl4ds_utils.explorers.demo import explorer
from dl4ds_utils.explorers.grids import numbers
from dl4ds_utils.explorers.landscape import levels, survey
from dl4ds_utils.explorers.layers import Bars, Contour, Line, Marker, Path, Rule
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.precompute import Budget, fewer, precompute, reason, shorter
from dl4ds_utils.explorers.scene import Array, Axis, Caption, Panel, Scene
from dl4ds_utils.explorers.student import BadReturn, Student

__all__ = ["ALPHAS", "SEEDS", "SIZES", "explore_noise"]

Floats = NDArray[np.float64]
Ends = tuple[float, float]

SIZES, ALPHAS, SEEDS = (4, 7, 28), (2.0, 4.0, 6.0, 9.0), 6
PHI0, PHI1 = (-10.0, 14.0), (2.5, 22.5)
FINE = 1 / 600
"""Of the map's width: less than a pixel."""


@explorer
def explore_noise(
    descend: Callable[..., Any],
    loss: Callable[[Floats], Any],
    *,
    best: tuple[float, float],
    start: tuple[float, float] = (4.0, 16.0),
    sizes: Sequence[int] = SIZES,
    alphas: Sequence[float] = ALPHAS,
    deep: float = 0.03,
    epochs: int = 40,
) -> Scene:
    """Choose batch size, learning rate and seed of SGD, and follow its path on a map.

    Parameters
    ----------
    descend : callable
        From a batch size, a learning rate, a seed, a start of shape (2,) and a number of epochs to
        all iterates, shape (steps + 1, 2); the same number of steps in each epoch.
    loss : callable
        From parameters of shape (2,) to the loss of all data, a number.
    best : pair of floats
        The minimum in the deepest valley.
    start : pair of floats
        Where SGD begins.
    sizes : sequence of int
        Batch sizes.
    alphas : sequence of float
        Learning rates.
    deep : float
        Where the loss is lower, it is the deepest valley.
    epochs : int
        Passes over the data.

    Returns
    -------
    Explorer
        With the controls ``batch_size``, ``alpha``, ``seed`` and ``epoch``.

    Raises
    ------
    BadReturn
        If a path does not have the shape (steps + 1, 2).
    """
    budget = Budget()
    sgd, measure = Student(descend, "sgd"), Student(loss, "the loss")
    ground = survey(measure, PHI0, PHI1, budget.share(0.3))
    size = numbers("batch_size", "batch size B", sizes, min(sizes), also=(max(sizes),))
    middle = sorted(alphas)[len(alphas) // 2]
    alpha = numbers("alpha", "learning rate α₀", alphas, middle)
    seeds = numbers("seed", "seed", range(SEEDS), 0.0, also=(1.0,))

    def run(batch_size: float, rate: float, seed: float, n: int) -> Floats:
        given = sgd.run(int(batch_size), rate, int(seed), np.array(start), n)
        shape = np.shape(given)
        if len(shape) != 2 or shape[0] < 2:
            raise BadReturn(sgd.name, kind(given), "a path, an array of shape (steps + 1, 2)")
        return sgd.read(given, (shape[0], 2))

    def measured(batch_size: float, rate: float, seed: float, n: int) -> tuple[Floats, Floats]:
        path = run(batch_size, rate, seed, n)
        return path, np.array([measure(phi) for phi in path])

    wanted, slow = epochs, (sgd, measure)
    epochs = shorter(lambda n: measured(min(sizes), middle, 0, n), epochs, 24, budget)
    ticks = len(run(min(sizes), middle, 0, epochs)) - 1

    def at(batch_size: float, rate: float, seed: float) -> dict[str, Any]:
        path, losses = measured(batch_size, rate, seed, epochs)
        # Epochs are the common clock: a path with fewer steps rests between them.
        rows = np.arange(ticks + 1) * (len(path) - 1) // ticks
        return {"phi": path[rows], "loss": losses[rows], "first": _first_low(losses, deep)}

    found = precompute(at, size, alpha, seeds, budget=budget, slow=slow)
    (size, alpha, seeds), axes = found.controls, ("batch_size", "alpha", "seed")
    phi, losses = found.arrays["phi"], found.arrays["loss"]
    first = epochs * found.arrays["first"]
    low, high = np.array([PHI0[0], PHI1[0]]), np.array([PHI0[1], PHI1[1]])
    fine, time = FINE * (high - low), np.arange(ticks + 1.0) * epochs / ticks
    there = losses[..., -1] < deep
    counts = np.sum(there, axis=-1)  # of the seeds
    span = _range(losses)
    clock = Control("epoch", "step", "epochs", tuple(map(number, time)), tuple(time), ticks)
    curve = Array(losses, axes, "u2", 0.1 * span[0], 100.0 * span[1], "log")
    arrays = {
        "map": Array(ground, (), "u2"), "levels": Array(levels(ground)),
        "path": Array(np.round(phi / fine) * fine, axes, "u2",
                      tuple(2.0 * low - high), tuple(2.0 * high - low)),
        "time": Array(time, (), "f4"), "losses": curve, "loss": curve.by(*axes, "epoch"),
        "counts": Array(np.moveaxis(counts, 0, -1), ("alpha",), "u1", 0.0, 252.0),
    }  # fmt: skip
    star = Look("ink", marker="star")
    panels = (
        Panel(
            "The loss, and the path of SGD", Axis("parameter φ₀", *PHI0),
            Axis("parameter φ₁", *PHI1),
            (
                Contour(values="map", x=PHI0, y=PHI1, levels="levels", look=Look("muted", width=1)),
                Marker(xy=best, look=star, label="deepest valley"),
                Path(xy="path", upto="epoch", look=Look(1, marker="square"), label="path"),
            ),
        ),
        Panel(
            "The loss", Axis("epochs", 0.0, float(epochs)), Axis("loss", *span, "log"),
            (
                Line(x="time", y="losses", upto="epoch", look=Look(1, "solid")),
                Rule(y=deep, look=Look("muted", "dashed"), label="deepest valley below"),
            ),
            column=1,
        ),
        Panel(
            f"Of {len(seeds)} seeds, in the deepest valley",
            Axis("batch size", -0.6, len(size) - 0.4), Axis("seeds", 0.0, float(len(seeds))),
            (Bars(values="counts", names=tuple(f"B = {b}" for b in size.labels), look=Look(0)),),
            column=1, row=1,
        ),
    )  # fmt: skip
    texts = tuple(
        f"B = {size.labels[i]}, α₀ = {alpha.labels[j]}, seed {seeds.labels[k]}: "
        f"{_fate(phi[i, j, k, -1], losses[i, j, k], float(first[i, j, k]), deep)} "
        f"Of {len(seeds)} seeds, {_those(int(counts[i, j]))} in the deepest valley."
        for i, j, k in np.ndindex(*there.shape)
    )
    now = Caption("After {epoch} epochs the loss is {loss}.", {"epoch": "epoch", "loss": "loss"})
    return Scene(
        (size, alpha, seeds, clock), panels, arrays, (Caption(axes=axes, texts=texts), now),
        alt=f"Map of the loss over φ₀ and φ₁ with the path of SGD, {epochs} epochs from "
        f"({number(start[0])}, {number(start[1])}), for {len(size)} batch sizes, {len(alpha)} "
        f"learning rates and {len(seeds)} seeds; beside it the loss, and how many seeds end in the "
        f"deepest valley, near ({number(best[0])}, {number(best[1])}).",
        note=reason([*found.less, *fewer(epochs, wanted, "epochs")], slow),
    )  # fmt: skip


def _first_low(losses: Floats, deep: float) -> Floats:
    """Give when a path first came into the deepest valley, as a part of it; NaN if never."""
    low = np.flatnonzero(losses < deep)
    return np.asarray(low[0] / (len(losses) - 1) if low.size else np.nan)


def _range(losses: Floats) -> Ends:
    """Give powers of ten around all losses."""
    known = losses[np.isfinite(losses) & (losses > 0.0)]
    if not known.size:
        return 0.1, 10.0
    low, high = np.log10(np.clip([known.min(), known.max()], 1e-6, 1e6))
    return 10.0 ** float(np.floor(low)), 10.0 ** float(np.floor(high) + 1.0)


def _fate(end: Floats, losses: Floats, first: float, deep: float) -> str:
    if not (np.isfinite(end).all() and np.isfinite(losses).all()):
        return "it ends with no numbers."
    text = f"with a loss of {number(losses[-1])}."
    if losses[-1] < deep:
        return f"it ends in the deepest valley, {text}"
    inside = PHI0[0] <= end[0] <= PHI0[1] and PHI1[0] <= end[1] <= PHI1[1]
    where = "elsewhere" if inside else "outside the map"
    if np.isnan(first):
        return f"it never comes into the deepest valley, and ends {where}, {text}"
    came = f"it comes into the deepest valley after {number(first)} epochs"
    return f"{came}, but is thrown out and ends {where}, {text}"


def _those(count: int) -> str:
    if count == 1:
        return "1 ends"
    return f"{count} end" if count else "none ends"
