"""The explorer of the bias correction: Adam's first steps with it and without."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.explorers.control import Control
from dl4ds_utils.explorers.demo import explorer
from dl4ds_utils.explorers.grids import numbers
from dl4ds_utils.explorers.layers import Bars, Line, Marker, Rule
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.precompute import Budget, fewer, precompute, reason, shorter
from dl4ds_utils.explorers.scene import Array, Axis, Caption, Panel, Scene
from dl4ds_utils.explorers.stepping import ask_pair
from dl4ds_utils.explorers.student import Student

__all__ = ["explore_bias_correction"]

Floats = NDArray[np.float64]

BETA, SLOPE = 0.9, 3.0
GAMMAS = (0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999)
TIMES = (
    1,
    2,
    3,
    4,
    5,
    6,
    8,
    10,
    12,
    15,
    20,
    25,
    30,
    40,
    50,
    70,
    100,
    150,
    200,
    300,
    500,
    700,
    1000,
)
CLOSE = 0.02
"""Steps that differ from α by less are right, for the captions."""
CASES = (
    "Not corrected, the step is {plain} α: too long, because √v lacks more than m.",
    "Not corrected, the step is {plain} α: too short, because m lacks more than √v.",
    "Not corrected, the step is {plain} α: what m and √v lack happens to cancel here.",
    "Not corrected, the step is {plain} α: the start is nearly forgotten.",
    "These averages are no numbers. Look at adam_moments again.",
)
CORRECTED = (
    "Corrected, it is {right} α.",
    "Corrected, it should be 1 α, but yours is {right} α. Look at bias_correct again.",
)


@explorer
def explore_bias_correction(
    adam_moments: Callable[..., Any], bias_correct: Callable[..., Any]
) -> Scene:
    r"""Slide the decay of v and the step, where the gradient is always 3 and β is 0.9.

    After t steps the averages lack the parts :math:`\beta^t` and :math:`\gamma^t`; the step is
    :math:`m/\sqrt{v}`, in units of α, and corrected :math:`\hat m/\sqrt{\hat v}`.

    Parameters
    ----------
    adam_moments : callable
        The student's: from m, v and g of shape (D,), beta and gamma to the new m and v.
    bias_correct : callable
        The student's: from m and v, t, beta and gamma to both corrected.

    Returns
    -------
    Explorer
        With the controls ``gamma`` and ``t``.

    Raises
    ------
    BadReturn
        If a function does not return two arrays of shape (D,).
    """
    moments, correct = Student(adam_moments, "adam_moments"), Student(bias_correct, "bias_correct")
    g = np.array([SLOPE])

    def run(gamma: float, n: int) -> list[list[Floats]]:
        m, v, rows = np.zeros(1), np.zeros(1), []
        for t in range(1, n + 1):
            m, v = ask_pair(moments, m, v, g, BETA, gamma, shape=(1,))
            if t in TIMES:
                rows.append([m, v, *ask_pair(correct, m, v, t, BETA, gamma, shape=(1,))])
        return rows

    budget, slow = Budget(), (moments, correct)
    last = max(shorter(lambda n: run(0.9, n), TIMES[-1], 4, budget), TIMES[1])  # an axis needs two
    seen = [t for t in TIMES if t <= last]
    gammas = numbers("gamma", "decay γ of v", GAMMAS, 0.999, also=(0.9, 0.99))
    found = precompute(
        lambda gamma: {"rows": np.array(run(gamma, seen[-1]))[:, :, 0]},
        gammas, budget=budget, slow=slow, fewest=(2,),
    )  # fmt: skip
    (gamma,), rows = found.controls, found.arrays["rows"]
    times = np.array(seen, dtype=np.float64)
    t = Control("t", "number", "step t", tuple(map(str, seen)), tuple(map(float, seen)))
    with np.errstate(all="ignore"):
        # Of m, √v and both corrected: what they are, as parts of the gradient that they average.
        shares = np.where([True, False, True, False], rows, np.sqrt(rows)) / SLOPE
        plain, right = shares[..., 0] / shares[..., 1], shares[..., 2] / shares[..., 3]
    known = np.isfinite(plain)
    near = np.abs(plain - 1.0) < CLOSE
    early = shares[..., 0] < 1.0 - CLOSE
    kinds = np.select([~known, near & early, near, plain > 1.0], [4, 2, 3, 0], 1)
    axes = ("gamma", "t")
    sharp = np.stack([np.broadcast_to(times, plain.shape), plain], axis=-1)
    arrays = {
        "times": Array(times), "plain": Array(plain, axes[:1], "f4"),
        "right": Array(right, axes[:1], "f4"),
        "plain here": Array(sharp, axes, "f4"), "plain now": Array(plain, axes, "f4"),
        "right now": Array(right, axes, "f4"), "shares": Array(shares, axes, "f4"),
        "m": Array(100.0 * shares[..., 0], axes, "f4"),
        "v": Array(100.0 * shares[..., 1], axes, "f4"),
        "kind": Array(kinds, axes, "u1", 0.0, 252.0),
        "good": Array(~(np.abs(right - 1.0) < 1e-6), axes, "u1", 0.0, 252.0),
    }  # fmt: skip
    looks = (Look(1), Look(1, "dashed"), Look(2, "dotted"), Look(2, "dashdot"))
    panels = (
        Panel("Length of the step", Axis("step t", 1.0, times[-1], "log"),
              Axis("length (in units of α)", 0.2, 20.0, "log"),
              (
                  Rule(x="t", look=Look("muted", "dotted", width=1.0)),
                  Line(x="times", y="plain", look=Look(1, "dashed"), label="m / √v"),
                  Line(x="times", y="right", look=Look(2), label="corrected"),
                  Marker(xy="plain here", look=Look(1, marker="square")),
              )),
        Panel("Averages at this step", Axis("average", -0.6, 3.6),
              Axis("part of what it should be", 0.0, 1.2),
              (
                  Rule(y=1.0, look=Look("muted", "dashed"), label="what it should be"),
                  Bars(values="shares", names=("m", "√v", "m̂", "√v̂"), looks=looks),
              ), column=1),
    )  # fmt: skip
    arrays["t"] = Array(times, ("t",), "f4")
    said = (
        Caption("γ = {gamma}, t = {t}: m has {m} % of what it should be, √v has {v} %.",
                {"gamma": "gamma", "t": "t", "m": "m", "v": "v"}),
        Caption(choose="kind", texts=CASES, values={"plain": "plain now"}),
        Caption(choose="good", texts=CORRECTED, values={"right": "right now"}),
    )  # fmt: skip
    return Scene(
        (gamma, t), panels, arrays, said,
        alt="Length of Adam's step, in units of α, against the step t, both "
        f"logarithmic, with and without bias correction, for {len(gamma)} decays γ; beside it bars "
        "of both averages, and of the corrected ones, as parts of what they should be.",
        note=reason([*found.less, *fewer(len(seen), len(TIMES), "steps")], slow),
    )  # fmt: skip
