"""The explorer of a start that is too small or too large: four stacked lines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.explorers.captions import number
from dl4ds_utils.explorers.demo import explorer
from dl4ds_utils.explorers.grids import numbers
from dl4ds_utils.explorers.layers import Bars, Rule
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.precompute import precompute
from dl4ds_utils.explorers.scene import Array, Axis, Caption, Panel, Scene
from dl4ds_utils.explorers.student import BadReturn, Student

__all__ = ["explore_init_scale"]

Floats = NDArray[np.float64]

TINY = 1e-9
"""Derivatives below this size are hardly seen in the bars."""
THOUSANDS = ("10³", "10⁶", "10⁹", "10¹²", "10¹⁵")
NAMES = tuple(f"{letter}{k}" for letter in "ab" for k in (1, 2, 3, 4))


@explorer
def explore_init_scale(bad_init_grads: Callable[..., Any], *, target: float = 3.0) -> Scene:
    """Slide the common value s of all eight parameters of four stacked lines.

    Parameters
    ----------
    bad_init_grads : callable
        The student's: from slopes and intercepts of shape (4,), an input and a target to a dict
        of eight derivatives, ``a1`` … ``b4``.
    target : float
        What the model should say for the input 1.

    Returns
    -------
    Explorer
        With the control ``s``.
    """
    grads = Student(bad_init_grads, "bad_init_grads")
    fine = np.outer(10.0 ** np.arange(-2.0, 2.0), (1.0, 1.5, 2.0, 3.0, 5.0, 7.0))
    scale = numbers("s", "value s of all parameters", [0.0, *fine.ravel(), 100.0], 0.1,
                    also=(0.0, 0.01, 1.0, 100.0))  # fmt: skip

    def at(s: float) -> dict[str, Any]:
        given = grads.run(np.full(4, s), np.full(4, s), 1.0, target)
        if not isinstance(given, dict) or set(NAMES) - set(given):
            got = "a dict without all of them" if isinstance(given, dict) else type(given).__name__
            raise BadReturn(grads.name, got, f"a dict with the keys {', '.join(NAMES)}")
        return {"size": np.abs([float(grads.read(given[name], ())) for name in NAMES])}

    found = precompute(at, scale, slow=[grads])
    (s,), sizes = found.controls, found.arrays["size"]
    looks = tuple(Look(k // 4, "solid" if k < 4 else "dashed") for k in range(8))
    powers = zip(range(-6, 16, 3), ("10⁻⁶", "10⁻³", "1", *THOUSANDS), strict=True)
    ticks = tuple((10.0**k, text) for k, text in powers)
    panel = Panel(
        "Gradient of the loss at the start", Axis("parameter", -0.6, 7.6),
        Axis("size of the derivative", 0.0, 1e16, "symlog", ((0.0, "0"), *ticks), TINY),
        (Bars(values="size", names=NAMES, looks=looks), Rule(y=1.0, look=Look("muted", "dotted"))),
    )  # fmt: skip
    texts = tuple(_about_scale(*some) for some in zip(s.values or (), sizes, strict=True))
    return Scene(
        (s,), (panel,), {"size": Array(sizes, ("s",), "u2", 0.0, 1e16, "symlog", TINY)},
        (Caption(axes=("s",), texts=texts),),
        alt="Bars of the sizes of the eight partial derivatives of the loss of four stacked lines, "
        f"on a logarithmic scale, where all parameters are the same number s, from {s.labels[0]} "
        f"to {s.labels[-1]}.",
        note=found.note,
    )  # fmt: skip


def _about_scale(s: float, sizes: Floats) -> str:
    if not np.isfinite(sizes).all():
        return f"s = {number(s)}: not all derivatives are numbers."
    low, high, zeros = float(sizes.min()), float(sizes.max()), int(np.sum(sizes == 0.0))
    text = f"s = {number(s)}: the derivatives go from {number(low)} to {number(high)}"
    if zeros:
        only = [name for name, size in zip(NAMES, sizes, strict=True) if size > 0.0]
        some = f"only {', '.join(only)} can learn" if only else "nothing learns"
        return f"s = {number(s)}: {zeros} of 8 derivatives are 0; {some}."
    if high > 1e4:
        return f"{text}: they explode."
    if low < 0.01 * high:
        weakest = NAMES[int(np.argmin(sizes))]
        return f"{text}: they vanish toward the inner lines; {weakest} has the least."
    return f"{text}: all parameters can learn."
