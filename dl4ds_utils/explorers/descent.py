"""The explorers of a learning rate and of the step of a numerical gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.explorers.captions import number
from dl4ds_utils.explorers.demo import explorer
from dl4ds_utils.explorers.grids import rates, steps
from dl4ds_utils.explorers.layers import Line, Marker, Path, Rule, Segments
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.precompute import Budget, fewer, precompute, reason, shorter
from dl4ds_utils.explorers.scene import Array, Axis, Caption, Panel, Scene
from dl4ds_utils.explorers.student import Student

__all__ = ["explore_difference_step", "explore_learning_rate", "regime"]

Floats = NDArray[np.float64]

STAR = Look("ink", marker="star")
GROUND = Look("muted", width=1.5)


@explorer
def explore_learning_rate(
    gradient_descent: Callable[..., Any], *, start: float = 1.0, count: int = 20
) -> Scene:
    r"""Slide the learning rate of a descent on :math:`\phi^2`.

    Each step multiplies :math:`\phi` by :math:`1 - 2\alpha`.

    Parameters
    ----------
    gradient_descent : callable
        The student's: from a gradient function, a start of shape (1,), a learning rate and a
        number n of steps to all iterates, shape (n + 1, 1).
    start : float
        Where descents begin, between 0 and 1.5.
    count : int
        Number of steps.

    Returns
    -------
    Explorer
        With the controls ``alpha`` and ``step``.
    """
    budget, descend = Budget(), Student(gradient_descent, "gradient_descent")
    alphas = rates(
        "alpha", "learning rate α", (0.001, 2.0), 0.02, also=(1.0, 0.5, 0.2, 1.05, 0.9, 0.98, 0.6)
    )

    def run(alpha: float, n: int) -> Floats:
        path = descend.run(lambda phi: 2.0 * phi, np.array([start]), alpha, n)
        return descend.read(path, (n + 1, 1))[:, 0]

    wanted = count
    count = shorter(lambda n: run(0.1, n), count, 9, budget)
    found = precompute(
        lambda alpha: {"phi": run(alpha, count)}, alphas, budget=budget, slow=[descend]
    )
    phi, (alpha,), step = found.arrays["phi"], found.controls, steps(count, start=count)
    with np.errstate(over="ignore"):
        losses = phi**2
    curve = np.linspace(-1.6, 1.6, 65)
    here = Array(phi, ("alpha", "step"), "f4")
    loss = Array(losses, ("alpha",), "u2", 1e-12, 1e12, "log")
    arrays = {
        "path": Array(np.stack([phi, losses], -1), ("alpha",), "u2", (-4.8, -5.0), (4.8, 10.0)),
        "losses": loss, "here": here, "loss": Array(losses, ("alpha", "step"), "f4"),
        "curve_phi": Array(curve), "curve": Array(curve**2), "steps": Array(np.arange(count + 1.0)),
    }  # fmt: skip
    texts = tuple(_about_rate(a, path) for a, path in zip(alpha.values or (), phi, strict=True))
    panels = (
        Panel(
            "The path on φ²", Axis("parameter φ", -1.6, 1.6), Axis("loss φ²", -0.15, 2.6),
            (
                Line(x="curve_phi", y="curve", look=GROUND),
                Marker(xy=[0.0, 0.0], look=STAR, label="minimum"),
                Path(xy="path", upto="step", look=Look.of(0), label="your descent"),
            ),
        ),
        Panel(
            "The loss", Axis("step (updates)", 0.0, float(count)),
            Axis("loss φ²", 1e-6, 1e4, "log"),
            (
                Line(x="steps", y="losses", upto="step", look=Look.of(0), label="your descent"),
                Rule(y=0.01 * start**2, look=Look("muted", "dashed"), label="1 % of the start"),
            ),
            column=1,
        ),
    )  # fmt: skip
    now = Caption("After {step} steps φ is {phi} and the loss {loss}.",
                  {"step": "step", "phi": "here", "loss": "loss"})  # fmt: skip
    return Scene(
        (alpha, step), panels, arrays, (Caption(axes=("alpha",), texts=texts), now),
        alt=f"Descents on the parabola φ² from φ = {number(start)}, {count} steps, for "
        f"{len(alpha)} learning rates from {alpha.labels[0]} to {alpha.labels[-1]}: the path on "
        "the curve, and the loss after each step on a logarithmic scale.",
        note=reason([*found.less, *fewer(count, wanted, "steps")], [descend]),
    )  # fmt: skip


def regime(factor: float) -> str:
    """Say what steps do that multiply the distance to the minimum by a factor.

    Examples
    --------
    >>> regime(-0.2), regime(-1.0)
    ('it converges in alternating steps', 'it loops for ever, from one side to the other')
    """
    if abs(factor) < 1e-12:
        return "it arrives in one step"
    if abs(factor + 1.0) < 1e-12:
        return "it loops for ever, from one side to the other"
    if factor < -1.0:
        return f"it diverges: each step makes the distance {number(-factor)} times as long"
    if factor < 0.0:
        return "it converges in alternating steps"
    return f"it converges from one side; each step leaves {number(100 * factor)} % of the distance"


def _about_rate(alpha: float, path: Floats) -> str:
    factor = 1.0 - 2.0 * alpha
    text = f"α = {number(alpha)}: the factor 1 − 2α is {number(factor)}: {regime(factor)}."
    if not np.allclose(path[1:], factor * path[:-1], rtol=1e-4, atol=1e-9, equal_nan=True):
        odd = f"it goes from {number(path[0])} to {number(path[1])}"
        return f"{text} But your path does not do that: {odd}. Look at gradient_descent again."
    small = np.flatnonzero(path**2 < 0.01 * path[0] ** 2)
    if small.size:
        times = f"{small[0]} step" + ("s" if small[0] > 1 else "")
        return f"{text} After {times} the loss is below 1 % of what it was."
    return (
        text
        if abs(factor) >= 1.0 - 1e-12
        else f"{text} {len(path) - 1} steps leave more than 1 % of the loss."
    )


@explorer
def explore_difference_step(numerical_grad: Callable[..., Any]) -> Scene:
    """Slide the step h of a numerical gradient: here the slope of the sine at 1.

    Parameters
    ----------
    numerical_grad : callable
        The student's: from a function, parameters of shape (1,) and h to an array of shape (1,).

    Returns
    -------
    Explorer
        With the control ``h``.
    """
    slope, true = Student(numerical_grad, "numerical_grad"), float(np.cos(1.0))
    steps_h = rates("h", "step h", (1e-13, 1.0), 0.1, per_decade=4, also=(1e-5,))

    def error(h: float) -> Floats:
        found = slope.ask(lambda phi: np.sin(phi[0]), np.array([1.0]), h, shape=(1,))
        return np.asarray(np.abs(found[0] - true))

    def at(h: float) -> dict[str, Any]:
        one_sided = abs((np.sin(1.0 + h) - np.sin(1.0)) / h - true)
        near = np.array([error(h / 10.0), error(h), error(10.0 * h)])
        return {"error": near[1], "near": near, "one_sided": one_sided}

    found = precompute(at, steps_h, slow=[slope])
    (h,), errors = found.controls, found.arrays["error"]
    values = np.array(h.values)
    least = float(np.nanmin(errors)) if np.isfinite(errors).any() else np.nan
    texts = tuple(_about_h(*some, least) for some in zip(values, found.arrays["near"], strict=True))
    # An error of exactly 0 has no place on a logarithmic axis: it is shown below all others.
    central = np.maximum(errors, 1e-15)
    curve = np.linspace(0.0, 2.0, 65)
    left, right = (np.stack([1.0 + s * values, np.sin(1.0 + s * values)], -1) for s in (-1.0, 1.0))
    arrays = {
        "h": Array(values, (), "u2", scale="log"),
        "central": Array(central, (), "u2", scale="log"),
        "one_sided": Array(np.maximum(found.arrays["one_sided"], 1e-15), (), "u2", scale="log"),
        "here": Array(np.stack([values, central], -1), ("h",), "f4"),
        "left": Array(left[:, None], ("h",)), "right": Array(right[:, None], ("h",)),
        "ends": Array(np.stack([left, right], 1), ("h",)),
        "curve_x": Array(curve), "curve": Array(np.sin(curve)),
    }  # fmt: skip
    panels = (
        Panel(
            "The error", Axis("step h", 1e-13, 1.0, "log"),
            Axis("error of the slope", 1e-15, 10.0, "log"),
            (
                Line(x="h", y="central", look=Look.of(0), label="your central difference"),
                Line(x="h", y="one_sided", look=Look.of(1), label="one-sided difference"),
                Marker(xy="here", look=Look(0, marker="circle")),
            ),
        ),
        Panel(
            "The sine at 1", Axis("φ", 0.0, 2.0), Axis("sin φ", 0.0, 1.1),
            (
                Line(x="curve_x", y="curve", look=GROUND, label="sine"),
                Segments(a="left", b="right", look=Look(0), label="through 1 − h and 1 + h"),
                Marker(xy=[1.0, float(np.sin(1.0))], look=Look("ink", marker="hollow")),
            ),
            column=1,
        ),
    )  # fmt: skip
    return Scene(
        (h,), panels, arrays, (Caption(axes=("h",), texts=texts),),
        alt="Error of the numerical slope of the sine at 1 against the step h, both on logarithmic "
        f"scales, for h from {h.labels[0]} to {h.labels[-1]}; least error {number(least)}. Beside "
        "it the sine, with the straight line through the two points that are compared.",
        note=found.note,
    )  # fmt: skip


def _about_h(h: float, near: Floats, least: float) -> str:
    smaller, error, larger = near
    text = f"h = {number(h)}: the slope is off by {number(error)}."
    if not np.isfinite(near).all():
        return f"{text} That is no slope: look at numerical_grad again."
    if error <= 10.0 * least:
        return f"{text} That is about as good as it gets."
    # Rounding errors go up and down; that of a curve which bends away falls with h, all along.
    if 3.0 * smaller < error and 3.0 * error < larger:
        times = f"{number(error / smaller)} times less" if smaller else "nothing"
        return f"{text} For h ten times smaller it is {times}: the sine bends away from the line."
    return f"{text} What is left of two nearly equal numbers is rounding, and we divide it by 2h."
