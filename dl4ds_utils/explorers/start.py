"""The explorer of a start: descents of a model with two parameters on a map of its loss."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl4ds_utils.explorers.captions import number
from dl4ds_utils.explorers.control import Control
from dl4ds_utils.explorers.demo import explorer
from dl4ds_utils.explorers.grids import numbers, steps
from dl4ds_utils.explorers.landscape import levels, survey
from dl4ds_utils.explorers.layers import Contour, Line, Path, Points
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.precompute import Budget, fewer, precompute, reason, shorter
from dl4ds_utils.explorers.scene import Array, Axis, Caption, Panel, Pick, Scene
from dl4ds_utils.explorers.student import Student

__all__ = ["ALPHAS", "PHI0", "PHI1", "STARTS", "explore_start"]

Floats = NDArray[np.float64]

PHI0, PHI1 = (-10.0, 10.0), (2.5, 22.5)
"""Ranges of the map."""
NAMED = ((0.0, 8.0), (-3.0, 10.0), (6.0, 12.0), (5.5, 5.0), (6.635, 16.273))
"""Starts in four valleys, and one next to a saddle."""
OTHERS = tuple((a, b) for b in (5.0, 20.0) for a in (-8.0, 8.0))
STARTS = NAMED + OTHERS
ALPHAS = (0.02, 0.2, 0.3, 0.55)
CURVE = 51
"""Points of the fitted curve."""
NEAR = 0.02
"""Losses that differ by less are the same, for the captions."""
KINDS = ("lost", "flat", "saddle", "minimum", "jumping", "moving")
"""What a descent may do at its end."""
STEEP = 1.0
"""Where the gradient is longer than this, we need not ask whether it is a minimum."""
SLOW = 0.02
"""A gradient shorter than this is nearly 0."""
FLAT = 0.01
"""Along an eigenvector whose eigenvalue of the Hessian is smaller than this, the loss is flat."""


@explorer
def explore_start(
    gradient_descent: Callable[..., Any],
    loss: Callable[[Floats], Any],
    grad: Callable[[Floats], Any],
    *,
    model: Callable[[Floats, Floats], Floats],
    data: tuple[ArrayLike, ArrayLike],
    count: int = 200,
) -> Scene:
    """Choose start and learning rate of a descent, by sliders or by a click into the map.

    Parameters
    ----------
    gradient_descent : callable
        The student's: from a gradient function, a start of shape (2,), a learning rate and a
        number n of steps to all iterates, shape (n + 1, 2).
    loss, grad : callable
        From parameters of shape (2,) to a number, and to the gradient of shape (2,).
    model : callable
        From parameters of shape (2, n, 1) and inputs of shape (K,) to predictions of shape
        (n, K), as the models of `dl4ds_utils.models` do.
    data : tuple of array_like of shape (N,)
        Inputs and targets.
    count : int
        Number of steps.

    Returns
    -------
    Explorer
        With the controls ``start``, ``alpha`` and ``step``.
    """
    budget = Budget()
    descend, losses_of = Student(gradient_descent, "gradient_descent"), Student(loss, "the loss")
    slope = Student(grad, "the gradient", (2,))
    ground = survey(losses_of, PHI0, PHI1, budget.share(0.3))
    places = {f"({number(a)}, {number(b)})": np.array([a, b]) for a, b in STARTS}
    starts = Control("start", "number", "start (φ₀, φ₁)", tuple(places), keep=(0, 1, 2, 3, 4))
    alphas = numbers("alpha", "learning rate α", ALPHAS, 0.2, also=(0.02, 0.3, 0.55))

    def run(start: str, alpha: float, n: int) -> dict[str, Any]:
        path = descend.run(slope, places[start], alpha, n)
        phi = descend.read(path, (n + 1, 2))
        return {"phi": phi, "loss": np.array([losses_of(row) for row in phi])}

    def judged(start: str, alpha: float) -> dict[str, Any]:
        found = run(start, alpha, count)
        return {**found, "kind": KINDS.index(_kind(slope, found["phi"]))}

    wanted, slow = count, (losses_of, slope)
    count = shorter(lambda n: run(starts.labels[0], alphas.value, n), count, 12, budget)
    found = precompute(judged, starts, alphas, budget=budget, slow=slow)
    note = reason([*found.less, *fewer(count, wanted, "steps")], slow)
    phi, losses = found.arrays["phi"], found.arrays["loss"]
    start, alpha = found.controls
    step = steps(count, start=count)
    grid = np.linspace(-15.0, 15.0, CURVE)
    axes = "start", "alpha"
    last = np.where(np.isfinite(losses[:, :, -1]), losses[:, :, -1], np.inf)
    ends, best = phi[:, :, -1], float(last.min())
    kinds = found.arrays["kind"].astype(int)
    texts = tuple(
        f"From {label} with α = {rate}: {_words(KINDS[kinds[i, j]], losses[i, j], best)}"
        for i, label in enumerate(start.labels) for j, rate in enumerate(alpha.labels)
    )  # fmt: skip
    low, high = np.array([PHI0[0], PHI1[0]]), np.array([PHI0[1], PHI1[1]])
    points = np.stack([np.asarray(part, dtype=np.float64) for part in data], axis=-1)
    curve_of_loss = Array(losses, axes, "u2", 1e-3, 1e3, "log")
    finite = losses[np.isfinite(losses)]
    top = 1.1 * float(np.percentile(finite, 99.0)) if finite.size else 1.0
    arrays = {
        "map": Array(ground, (), "u2"),
        "levels": Array(levels(ground)),
        "path": Array(phi, axes, "u2", tuple(2 * low - high), tuple(2 * high - low)),
        "starts": Array(np.array([places[label] for label in start.labels])),
        "data": Array(points), "inputs": Array(grid),
        "fit": Array(_fits(model, phi, grid), (*axes, "step"), "u1", -1.2, 1.2),
        "steps": Array(np.arange(count + 1.0)),
        "losses": curve_of_loss, "loss": curve_of_loss.by(*axes, "step"),
    }  # fmt: skip
    panels = (
        Panel(
            "The loss, and your descent", Axis("parameter φ₀", *PHI0), Axis("parameter φ₁", *PHI1),
            (
                Contour(values="map", x=PHI0, y=PHI1, levels="levels", look=Look("muted", width=1)),
                Path(xy="path", upto="step", look=Look.of(1), label="your descent"),
            ),
            pick=Pick("start", "starts"),
        ),
        Panel(
            "The model at this step", Axis("input x", -15.5, 15.5), Axis("output y", -1.3, 1.3),
            (
                Points(xy="data", look=Look("muted", marker="circle"), label="data"),
                Line(x="inputs", y="fit", look=Look(1, "solid"), label="model"),
            ),
            column=1,
        ),
        Panel(
            "The loss", Axis("step (updates)", 0.0, float(count)), Axis("loss L", 0.0, top),
            (Line(x="steps", y="losses", upto="step", look=Look(1, "solid")),),
            column=1, row=1,
        ),
    )  # fmt: skip
    now = Caption("After {step} steps the loss is {loss}.", {"step": "step", "loss": "loss"})
    deepest = np.unravel_index(int(last.argmin()), last.shape)
    return Scene(
        (start, alpha, step), panels, arrays, (Caption(axes=axes, texts=texts), now),
        alt=f"Map of the loss over φ₀ and φ₁ with a descent of {count} steps from one of "
        f"{len(start)} starts, for {len(alpha)} learning rates; beside it the data with the "
        "model's curve, and the loss after each step. The lowest loss that a descent reaches is "
        f"{number(best)}, at ({', '.join(number(value) for value in ends[deepest])}).",
        note=note,
    )  # fmt: skip


def _fits(model: Callable[[Floats, Floats], Floats], phi: Floats, grid: Floats) -> Floats:
    with np.errstate(all="ignore"):
        flat = phi.reshape(-1, 2)
        curves = np.asarray(model(flat.T[:, :, np.newaxis], grid), dtype=np.float64)
    return curves.reshape(*phi.shape[:-1], len(grid))


def _kind(grad: Student, path: Floats) -> str:
    """Say what a descent does at its end, by gradient and Hessian there."""
    end = path[-1]
    if not np.isfinite(path).all():
        return "lost"
    moves = np.diff(path[-12:], axis=0)
    going = "jumping" if np.any(np.sum(moves[1:] * moves[:-1], axis=1) < 0) else "moving"
    g, h = grad(end), 1e-4
    if np.linalg.norm(g) > STEEP:
        return going
    rows = [(grad(end + h * e) - grad(end - h * e)) / (2 * h) for e in np.eye(2)]
    hessian = (np.array(rows) + np.array(rows).T) / 2
    if not (np.isfinite(hessian).all() and np.isfinite(g).all()):
        return "lost"
    bends = np.linalg.eigvalsh(hessian)
    # Down to the lowest point of the paraboloid that the loss is like here.
    if bends[0] > FLAT and 0.5 * g @ np.linalg.solve(hessian, g) < NEAR / 2:
        return "minimum"
    if np.linalg.norm(g) < SLOW:
        return "saddle" if bends[0] < -FLAT else "flat"
    return going


def _words(kind: str, losses: Floats, best: float) -> str:
    if kind != "lost" and not np.isfinite(losses).all():
        return "its loss is not a finite number all the way."
    if kind == "minimum":
        if losses[-1] <= best + NEAR:
            return "it arrives in the deepest valley that any of these descents found."
        return f"it arrives in a local minimum; the deepest valley found has {number(best)}."
    recent = f"its last 10 steps change the loss by {number(losses[-1] - losses[-11:][0])}"
    return {
        "lost": "it runs away, until its parameters are no numbers any more.",
        "flat": "it hardly moves: the loss is nearly flat here, and the gradient nearly 0.",
        "saddle": "it hardly moves: the gradient is nearly 0, but this is a saddle.",
        "jumping": "it still jumps to and fro, and does not settle.",
        "moving": f"it is still on its way; {recent}.",
    }[kind]
