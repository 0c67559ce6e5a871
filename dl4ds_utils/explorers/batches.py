"""The explorer of a batch size, and how an explorer reads batches that a student has made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl4ds_utils.check.describe import kind
from dl4ds_utils.explorers.captions import number
from dl4ds_utils.explorers.demo import explorer
from dl4ds_utils.explorers.grids import numbers
from dl4ds_utils.explorers.layers import Arrows, Layer, Line, Marker, Rule
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.precompute import Budget, fewer, precompute, reason, shorter
from dl4ds_utils.explorers.scene import Array, Axis, Caption, Panel, Scene
from dl4ds_utils.explorers.student import BadReturn, Student

__all__ = [
    "DRAWS",
    "FAR",
    "around",
    "ask_batches",
    "best_line",
    "explore_batch_size",
]

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]

FAR = (-2.0, -1.0)
"""A place far from the minimum."""
NEAR = 0.1
"""How far beside the minimum, in each parameter, the other place is."""
DRAWS = 40
"""Batches of each size."""
ROUNDING = 1e-9
"""Noise that is this part of the full gradient is none: its sums were taken in another order."""
FULL = Look("ink", width=3)
PLACES = ("Far from the minimum", "Near the minimum")


def ask_batches(student: Student, n: int, batch_size: int, rng: object) -> list[Indices]:
    """Ask a student's function for the batches of an epoch.

    Parameters
    ----------
    student : Student
        From n, the batch size and a generator to a list of integer arrays.
    n, batch_size : int
        Number of examples, in all and in a batch.
    rng : numpy.random.Generator or RandomState
        It is used up as the function does it.

    Returns
    -------
    list of ndarray of int
        The indices of each batch.

    Raises
    ------
    BadReturn
        If it is no list of arrays of indices from 0 to n - 1.
    """
    __tracebackhide__ = True
    given = student.run(n, batch_size, rng)
    expected = f"a list of integer arrays, with indices from 0 to {n - 1}"
    if not isinstance(given, (list, tuple, np.ndarray)):
        missing = "Is a `return` missing?" if given is None else ""
        raise BadReturn(student.name, kind(given), expected, missing)
    batches = []
    for one in given:
        batch = one if isinstance(one, np.ndarray) else _as_array(one)
        if batch.ndim != 1 or (batch.size and batch.dtype.kind not in "iu"):
            raise BadReturn(student.name, f"{kind(one)} as a batch", expected)
        if batch.size and not 0 <= batch.min() <= batch.max() < n:
            odd = batch[(batch < 0) | (batch >= n)][0]
            raise BadReturn(student.name, f"the index {odd}", expected)
        batches.append(batch.astype(np.intp))
    if not any(batch.size for batch in batches):
        raise BadReturn(student.name, "no indices at all", expected)
    return [batch for batch in batches if batch.size]


def best_line(x: Floats, y: Floats) -> Floats:
    """Give intercept and slope of the line with the least squared error."""
    return np.asarray(np.polyfit(x, y, 1)[::-1], dtype=np.float64)


@explorer
def explore_batch_size(
    batch_grad: Callable[..., Any],
    epoch_batches: Callable[..., Any],
    *,
    data: tuple[ArrayLike, ArrayLike],
) -> Scene:
    r"""Slide the batch size B, and see the gradients of batches around the full gradient.

    The noise is the root of the mean of :math:`|g_{\mathcal B} - \nabla L|^2` over the batches.

    Parameters
    ----------
    batch_grad : callable
        The student's: from parameters of shape (2,), inputs, targets, indices and "mean" to the
        gradient of a line's mean squared error on these examples, shape (2,).
    epoch_batches : callable
        The student's: from the number of examples, the batch size and a generator to the batches
        of an epoch, a list of integer arrays. The first one of each epoch is drawn.
    data : tuple of array_like of shape (N,)
        Inputs and targets.

    Returns
    -------
    Explorer
        With the control ``batch_size``.

    Raises
    ------
    BadReturn
        If a gradient is no array of shape (2,), or the batches are no list of integer arrays.
    """
    budget = Budget()
    x, y = (np.asarray(part, dtype=np.float64) for part in data)
    n = x.size
    slope, cut = Student(batch_grad, "batch_grad"), Student(epoch_batches, "epoch_batches")
    places = np.array([FAR, best_line(x, y) + NEAR])

    def gradient(phi: Floats, idx: Indices) -> Floats:
        return slope.ask(phi, x, y, idx, "mean", shape=(2,))

    def cloud(batch_size: float, draws: int) -> dict[str, Any]:
        rng = np.random.default_rng(1)
        drawn = [ask_batches(cut, n, int(batch_size), rng)[0] for _ in range(draws)]
        return {"g": [[gradient(phi, idx) for idx in drawn] for phi in places]}

    few = tuple(float(b) for b in (n, 1, 10, 5, 20) if b <= n)
    sizes = numbers("batch_size", "batch size B", np.arange(1.0, n + 1.0), min(2.0, n), also=few)
    full = np.array([gradient(phi, np.arange(n)) for phi in places])
    draws = shorter(lambda count: cloud(2.0, count), DRAWS, 6, budget)
    found = precompute(lambda b: cloud(b, draws), sizes, budget=budget, slow=[slope, cut])
    (size,), g = found.controls, found.arrays["g"]  # g: (sizes, places, draws, 2)
    with np.errstate(all="ignore"):
        noise = np.sqrt(np.mean(np.sum((g - full[:, np.newaxis]) ** 2, axis=-1), axis=-1))
        down = np.mean(np.sum(g * full[:, np.newaxis], axis=-1) > 0.0, axis=-1)
    length = np.linalg.norm(full, axis=1)
    noise[noise < ROUNDING * length] = 0.0
    values = np.array(size.values)
    arrays, panels = {"sizes": Array(values)}, []
    noises: list[Layer] = []
    shares: list[Layer] = [Rule(y=50.0, look=Look("muted", "dotted"))]
    for k, word in enumerate(("far", "near")):
        arrays[f"cloud {k}"] = Array(g[:, k], ("batch_size",))
        arrays[f"full {k}"] = Array(full[k : k + 1], (), "f4")
        for name, table in (("noise", noise), ("share", 100.0 * down)):
            here = np.stack([values, table[:, k]], axis=-1)
            arrays[f"{name} {k}"] = Array(table[:, k], (), "f4")
            arrays[f"{name} {k} now"] = Array(here, ("batch_size",), "f4")
        arrays[f"length {k}"] = Array(length[k], (), "f4")
        dash, dot = ("solid", "dashed")[k], Look(k, marker=("circle", "square")[k])
        color = ("ink", "muted")[k]
        noises += [
            Line(x="sizes", y=f"noise {k}", look=Look(k, dash), label=f"noise, {word}"),
            Rule(y=f"length {k}", look=Look(color, dash), label=f"full gradient, {word}"),
            Marker(xy=f"noise {k} now", look=dot),
        ]
        shares += [
            Line(x="sizes", y=f"share {k}", look=Look(k, dash)),
            Marker(xy=f"share {k} now", look=dot),
        ]
        first, second = (around(np.append(g[:, k, :, d], full[k, d])) for d in (0, 1))
        panels.append(Panel(
            PLACES[k], Axis("gradient, entry of φ₀", *first), Axis("entry of φ₁", *second),
            (
                Arrows(a=[0.0, 0.0], b=f"cloud {k}", look=Look(k, width=1.2, alpha=0.6)),
                Arrows(a=[0.0, 0.0], b=f"full {k}", look=FULL),
            ),
            column=k,
        ))  # fmt: skip
    along = Axis("batch size B (examples)", 0.0, n + 1.0)
    _, top = around(np.append(noise, length))
    panels += [
        Panel("The noise", along, Axis("length", 0.0, top), tuple(noises), row=1),
        Panel("Batches that step downhill", along, Axis("share (%)", 0.0, 105.0), tuple(shares),
              column=1, row=1),
    ]  # fmt: skip
    less = reason([*found.less, *fewer(draws, DRAWS, "batches")], [slope, cut])
    texts = tuple(
        _about_size(int(b), n, share, off, length)
        for b, share, off in zip(values, down, noise, strict=True)
    )
    return Scene(
        (size,), tuple(panels), arrays, (Caption(axes=("batch_size",), texts=texts),),
        alt=f"The gradients of {draws} random batches as arrows from the origin, for batch sizes "
        f"from {size.labels[0]} to {size.labels[-1]}, with the gradient of all {n} examples: at "
        "one place far from the minimum, at one near it. Below them, against the batch size, the "
        "noise, which is how far the arrows end from the full gradient, and the share of the "
        "batches that step downhill.",
        note=f"Thin arrows: gradients of {draws} batches. Thick: the full gradient. {less}".strip(),
    )  # fmt: skip


def _as_array(batch: object) -> NDArray[Any]:
    try:
        return np.asarray(batch)
    except ValueError:  # lists of different lengths in a list
        return np.empty((0, 0), dtype=object)


def around(values: Floats) -> tuple[float, float]:
    """Give a range that holds all finite values and 0, with a margin."""
    known = np.append(values[np.isfinite(values)], 0.0)
    low, high = float(known.min()), float(known.max())
    margin = 0.05 * (high - low) or 1.0
    return low - margin, high + margin


def _about_size(batch_size: int, n: int, down: Floats, noise: Floats, length: Floats) -> str:
    text = f"B = {batch_size}."
    for k, where in enumerate(PLACES):
        if np.isfinite([noise[k], length[k]]).all() and length[k] > 0.0:
            text += (
                f" {where} {100.0 * down[k]:.0f} % of the batches step downhill; the noise is "
                f"{number(noise[k] / length[k])} times as long as the full gradient."
            )
        else:
            text += f" {where} the full gradient is 0, or not all gradients are numbers."
    if batch_size == n:
        text += f" Each batch is all the data: no noise, and {n} times the work of one example."
    return text
