"""The explorer of training: regions of a linear classifier, step by step."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl4ds_utils.explorers.captions import number
from dl4ds_utils.explorers.demo import explorer
from dl4ds_utils.explorers.grids import choice, numbers, steps
from dl4ds_utils.explorers.layers import Image, Line, Points, Rule
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.precompute import Budget, fewer, graded, precompute, reason, shorter
from dl4ds_utils.explorers.scene import Array, Axis, Caption, Panel, Scene
from dl4ds_utils.explorers.student import Student

__all__ = ["explore_training"]

Floats = NDArray[np.float64]

LAMBDAS, ALPHAS = (0.0, 0.01, 0.1, 1.0), (0.01, 0.5, 5.0, 50.0)
PIXELS = 40
"""Places in each direction that the classifier is asked about."""
MUCH = 1.5
"""A loss that is so many times another one is far from there."""
HUGE = 3e38
MOST = 1e3
"""Losses above leave the picture."""
ENOUGH = 0.05
"""A loss that falls by less than this part of itself, in the last third of the steps, is there."""


@explorer
def explore_training(
    train: Callable[..., Any],
    total: Callable[..., Any],
    data: tuple[ArrayLike, ArrayLike],
    start: ArrayLike,
    *,
    count: int = 30,
) -> Scene:
    r"""Train a linear classifier with either loss, penalty and learning rate, and step through.

    The place x belongs to the class j with the highest score :math:`w_j \cdot (x_0, x_1, 1)`.

    Parameters
    ----------
    train : callable
        From a loss ("hinge" or "softmax"), weights of shape (C, 3), the strength lambda of the
        penalty, a learning rate and a number n of steps to the weights after each, shape
        (n + 1, C, 3).
    total : callable
        From a loss, weights and lambda to the loss with its penalty, a number.
    data : tuple of array_like of shape (N, 3), and array_like of shape (N,)
        Inputs, the last one always 1, and classes.
    start : array_like of shape (C, 3)
        Weights at the start.
    count : int
        Number of steps.

    Returns
    -------
    Explorer
        With the controls ``loss``, ``lam``, ``alpha`` and ``step``.
    """
    budget, X, y = Budget(), np.asarray(data[0], dtype=np.float64), np.asarray(data[1])
    W0, runs, loss_of = (np.asarray(start, dtype=np.float64), Student(train, "train"),
                         Student(total, "total"))  # fmt: skip
    wanted = (
        choice("loss", "loss", ("hinge", "softmax"), start=1),
        numbers("lam", "penalty λ", LAMBDAS, 0.01, also=(0.0, 1.0)),
        numbers("alpha", "learning rate α", ALPHAS, 0.5, also=(0.01, 50.0)),
    )

    def run(n: int, kind: str, lam: float, alpha: float) -> dict[str, Any]:
        path = runs.read(runs.run(kind, W0, lam, alpha, n), (n + 1, *W0.shape))
        return {"W": path, "total": np.array([loss_of(kind, W, lam) for W in path])}

    most = count
    count = shorter(lambda n: run(n, "softmax", 0.01, 0.5), count, 8, budget)
    found = precompute(partial(run, count), *wanted, budget=budget, slow=[loss_of, runs])
    note = reason([*found.less, *fewer(count, most, "steps")], [loss_of, runs])
    W, losses, step = found.arrays["W"], found.arrays["total"], steps(count, start=count)
    axes, reach = ("loss", "lam", "alpha"), float(np.ceil(np.abs(X[:, :2]).max()))
    square = (-reach, reach)
    right = np.sum(_winners(W, X) == y, axis=-1)
    sizes = np.sum(W**2, axis=(-2, -1))
    controls = (*found.controls, step)
    # Of what is as large as that, a browser's small floats know only that it is infinite.
    now, size = (np.where(np.abs(v) > HUGE, np.inf, v) for v in (losses, sizes))
    seen = (*axes, "step")
    shown = losses[np.isfinite(losses) & (losses > 0.0)]
    arrays = {
        "regions": Array(_winners(W, _places(reach)).reshape(*losses.shape, *2 * (_pixels(),)),
                         seen, "u1", 0.0, 252.0),
        "points": Array(X[:, :2]), "classes": Array(y), "steps": Array(np.arange(count + 1.0)),
        "losses": Array(losses, axes, "u2", 0.01, 1e4, "log"), "total": Array(now, seen, "f4"),
        "right": Array(right, axes), "right_now": Array(right, seen, "u1", 0.0, 252.0),
        "size": Array(size, seen, "f4"),
    }  # fmt: skip
    rates = controls[2].labels
    texts = tuple(
        f"{kind} loss, λ = {lam}, α = {alpha}: {_words(losses[i, j], k, rates)}"
        for i, kind in enumerate(map(str.capitalize, controls[0].labels))
        for j, lam in enumerate(controls[1].labels)
        for k, alpha in enumerate(rates)
    )
    low, top = (min(shown.min(), 1.0), max(shown.max(), 2.0)) if shown.size else (0.1, 10.0)
    panels = (
        Panel(
            "Which class wins where", Axis("input x₀", *square), Axis("input x₁", *square),
            (
                Image(codes="regions", x=square, y=square),
                Points(xy="points", classes="classes"),
            ),
            aspect="equal",
        ),
        Panel(
            "Loss with penalty", Axis("step (updates)", 0.0, float(count)),
            Axis("total loss", max(0.8 * low, 0.05), min(1.3 * top, MOST), "log"),
            (Line(x="steps", y="losses", upto="step", look=Look(0, "solid")),),
            column=1,
        ),
        Panel(
            "Points classified right", Axis("step (updates)", 0.0, float(count)),
            Axis("points", 0.0, len(y) + 2.0),
            (
                Rule(y=float(len(y)), look=Look("muted", "dashed"), label=f"all {len(y)}"),
                Line(x="steps", y="right", upto="step", look=Look(1, "solid")),
            ),
            column=1, row=1,
        ),
    )  # fmt: skip
    said = Caption(
        f"After {{step}} steps {{right}} of {len(y)} points are right, the total loss is {{total}} "
        "and the sum of the squared weights {size}.",
        {"step": "step", "right": "right_now", "total": "total", "size": "size"},
    )
    return Scene(
        controls, panels, arrays, (Caption(axes=axes, texts=texts), said),
        alt=f"{len(y)} points of {len(W0)} classes in the plane, and the regions that a linear "
        f"classifier gives to the classes after each of {count} steps; beside it the loss with its "
        "penalty, and the number of points that are classified right.",
        note=note,
    )  # fmt: skip


def _pixels() -> int:
    return 4 if graded() else PIXELS


def _places(reach: float) -> Floats:
    """Give the middles of a grid of pixels, row by row from below, each with a 1."""
    middles = reach * ((2.0 * np.arange(_pixels()) + 1.0) / _pixels() - 1.0)
    across, up = np.meshgrid(middles, middles)
    return np.stack([across.ravel(), up.ravel(), np.ones(across.size)], -1)


def _winners(W: Floats, X: Floats) -> NDArray[np.uint8]:
    """Give the class of each input for each table of weights; numbers that are none do not win."""
    tables, columns = W.reshape(-1, *W.shape[-2:]), np.ascontiguousarray(X.T)
    winner = np.zeros((len(tables), len(X)), dtype=np.uint8)
    with np.errstate(all="ignore"):
        # One table after the other: its scores stay in the processor's cache.
        for row, table in zip(winner, tables, strict=True):
            scores = table @ columns
            best = np.fmax(scores[0], -np.inf)
            for c in range(1, len(scores)):
                row[scores[c] > best] = c
                best = np.fmax(best, scores[c])
    return winner.reshape(*W.shape[:-2], len(X))


def _words(all_losses: Floats, k: int, rates: tuple[str, ...]) -> str:
    """Say how the loss went at the k-th learning rate, also compared with the others."""
    losses = all_losses[k]
    if not np.isfinite(losses).all():
        return "the loss runs away, until it is no number any more."
    first, highest, last = losses[0], losses.max(), losses[-1]
    if highest > 3.0 * first:
        end = "is above its start" if last > first else "comes down again, as the steps shrink"
        return f"α is far too large: the loss jumps to {number(highest)}, and {end}."
    later = losses[2 * len(losses) // 3 :]
    if np.any(np.diff(later) > ENOUGH * later[:-1]):
        return "the loss goes up and down: α is too large for these last steps."
    best = int(np.argmin(np.where(np.isfinite(all_losses[:, -1]), all_losses[:, -1], np.inf)))
    if k < best and last > MUCH * all_losses[best, -1]:
        reached = number(all_losses[best, -1])
        return (
            f"α is small, and the loss falls slowly; with α = {rates[best]} it gets to {reached}."
        )
    if later[0] - later[-1] > ENOUGH * later[0]:
        return "the loss is still falling."
    return "the loss has come to rest."
