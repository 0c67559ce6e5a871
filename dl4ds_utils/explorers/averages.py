"""The explorers of the moving average: how long it remembers, and the two forms of momentum."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.explorers.captions import number
from dl4ds_utils.explorers.demo import explorer
from dl4ds_utils.explorers.grids import choice, numbers, rates, steps
from dl4ds_utils.explorers.layers import Line, Points, Rule
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.precompute import Budget, fewer, precompute, reason, shorter
from dl4ds_utils.explorers.scene import Array, Axis, Caption, Panel, Scene
from dl4ds_utils.explorers.stepping import Pair, ask_pair, walk
from dl4ds_utils.explorers.student import Student

__all__ = ["explore_conventions", "explore_memory"]

Floats = NDArray[np.float64]

COUNT, TURN, BACK = 121, 60, 61
"""Values of the sequence, where its true slope turns, and weights that are shown."""
SHARES = (*np.round(np.arange(0.0, 0.95, 0.05), 2), 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.99)
SAME = 1e-9
"""Paths that are never further apart than this are the same, up to rounding errors."""
VERDICTS = (
    "With β = 0 nothing is kept, and both are plain descent: the same path.",
    "Converted settings give the same path; what is left of the gap, at most {most}, is rounding.",
    "The same numbers do not give the same path: in the ball gradients count in full, so its first "
    "step is {moves} times as long. The gap grows to {most}.",
    "These should be the same path, but the gap grows to {most}. Look at the forms, and at "
    "to_heavy_ball, again.",
    "These should be different paths. Look at both forms again: which weight has the gradient?",
    "One of the paths is not a number any more.",
)


@explorer
def explore_memory(ema: Callable[..., Any], *, seed: int = 4) -> Scene:
    r"""Slide the share of the old average, over noisy slopes that turn half-way.

    The value k steps back has the weight :math:`(1 - \beta)\,\beta^k`, which halves every
    :math:`\ln\frac12 / \ln\beta` steps.

    Parameters
    ----------
    ema : callable
        The student's: from a sequence of shape (T,) and beta to its averages of shape (T,).
    seed : int
        Of the noise, which has standard deviation 1.

    Returns
    -------
    Explorer
        With the control ``beta``.

    Raises
    ------
    BadReturn
        If `ema` does not return an array of shape (T,).
    """
    average, times = Student(ema, "ema"), np.arange(COUNT)
    true = np.where(times < TURN, 1.0, -1.0)
    noisy = true + np.random.default_rng(seed).normal(0.0, 1.0, COUNT)
    pulse = np.zeros(BACK)
    pulse[0] = 1.0

    def at(beta: float) -> dict[str, Any]:
        return {
            "average": average.ask(noisy, beta, shape=(COUNT,)),
            "weights": average.ask(pulse, beta, shape=(BACK,)),
        }

    shares = numbers("beta", "share β", SHARES, 0.9, also=(0.0, 0.5, 0.98))
    found = precompute(at, shares, slow=[average])
    (beta,) = found.controls
    averages, weights = found.arrays["average"], found.arrays["weights"]
    with np.errstate(divide="ignore"):
        half = np.log(0.5) / np.log(np.array(beta.values))
    texts = tuple(
        _about_memory(*some) for some in zip(beta.values or (), averages, weights, strict=True)
    )
    arrays = {
        "times": Array(times), "back": Array(np.arange(BACK)), "true": Array(true),
        "noisy": Array(np.stack([times, noisy], axis=-1)),
        "average": Array(averages, ("beta",), "u2", -6.0, 6.0),
        "weights": Array(weights, ("beta",), "u2", 1e-6, 10.0, "log"),
        "half": Array(half, ("beta",), "f4"),
    }  # fmt: skip
    panels = (
        Panel(
            "Noisy slopes", Axis("step t", 0.0, COUNT - 1.0), Axis("slope", -4.0, 4.0),
            (
                Points(xy="noisy", look=Look("muted", marker="circle", alpha=0.6), label="value x"),
                Line(x="times", y="true", look=Look("ink", "dotted"), label="true slope"),
                Line(x="times", y="average", look=Look(1), label="your average m"),
            ),
        ),
        Panel(
            "What the average remembers", Axis("steps back", 0.0, BACK - 1.0),
            Axis("weight of that value", 1e-4, 2.0, "log"),
            (
                Rule(x="half", look=Look("muted", "dashed"), label="half-life"),
                Line(x="back", y="weights", look=Look(1), label="weight"),
            ),
            column=1,
        ),
    )  # fmt: skip
    return Scene(
        (beta,), panels, arrays, (Caption(axes=("beta",), texts=texts),),
        alt=f"{COUNT} noisy slopes around 1, from step {TURN} on around −1, with their moving "
        f"average for {len(beta)} shares β from {beta.labels[0]} to {beta.labels[-1]}; beside it "
        "the weights of the values so many steps back (logarithmic), with the half-life.",
        note=found.note,
    )  # fmt: skip


def _about_memory(beta: float, average: Floats, weights: Floats) -> str:
    """Say how smooth and how slow an average is."""
    text = f"β = {number(beta)}"
    if not np.isfinite(average).all():
        return f"{text}: the average is not a number everywhere. Look at ema again."
    if not np.allclose(weights, (1.0 - beta) * beta ** np.arange(BACK), atol=1e-6):
        first = number(float(weights[0]))
        return f"{text}: the newest value has the weight {first}, not 1 − β. Look at ema again."
    if beta == 0.0:
        return f"{text}: no memory at all, the average is the newest value."
    half, jump = number(np.log(0.5) / np.log(beta)), number(float(np.std(np.diff(average))))
    text = f"{text}: the half-life is {half} step" + ("s" if half != "1" else "")
    text = f"{text}, and the line jumps by about {jump} from step to step."
    below = np.flatnonzero(average[TURN:] < 0.0)
    if not below.size:
        return f"{text} Up to the end it has not noticed that the slope has turned."
    text = f"{text} The slope turns at step {TURN}; the line is first below 0 at {TURN + below[0]}."
    missing = 100.0 * beta**TURN
    if missing < 1.0:
        return text
    return f"{text} It starts too small: at the turn {number(missing)} % of its weights still lack."


@explorer
def explore_conventions(
    momentum_step: Callable[..., Any],
    heavy_ball_step: Callable[..., Any],
    to_heavy_ball: Callable[..., Any],
    *,
    count: int = 60,
) -> Scene:
    r"""Run both forms of momentum on :math:`\phi^2`, with the same numbers or with converted ones.

    They take the same path for :math:`\eta = \alpha(1 - \beta)` and :math:`\mu = \beta`.

    Parameters
    ----------
    momentum_step, heavy_ball_step : callable
        The student's: from the parameters, what is kept, the gradient and two settings to the new
        parameters and what is kept, arrays of shape (D,).
    to_heavy_ball : callable
        The student's: from alpha and beta to eta and mu.
    count : int
        Number of steps.

    Returns
    -------
    Explorer
        With the controls ``alpha``, ``beta``, ``settings`` and ``step``.

    Raises
    ------
    BadReturn
        If a function does not return two arrays, or two numbers.
    """
    budget = Budget()
    first, second = (
        Student(momentum_step, "momentum_step"),
        Student(heavy_ball_step, "heavy_ball_step"),
    )
    convert = Student(to_heavy_ball, "to_heavy_ball")
    slow = [first, second, convert]

    def run(step: Student, rate: float, share: float, n: int) -> Floats:
        def once(phi: Floats, kept: Floats) -> Pair:
            return ask_pair(step, phi, kept, 2.0 * phi, rate, share, shape=(1,))

        return walk(once, [1.0], n)[:, 0]

    def at(alpha: float, beta: float) -> dict[str, Any]:
        eta, mu = ask_pair(convert, alpha, beta, shape=())
        balls = [run(second, *both, count) for both in ((alpha, beta), (float(eta), float(mu)))]
        return {"phi": run(first, alpha, beta, count), "theta": np.array(balls),
                "eta": np.array([alpha, eta]), "mu": np.array([beta, mu])}  # fmt: skip

    wanted = count
    count = shorter(
        lambda n: [run(s, 0.1, 0.5, n) for s in (first, second, second)], count, 6, budget
    )
    found = precompute(
        at,
        rates("alpha", "learning rate α", (0.01, 1.0), 0.1, per_decade=6),
        numbers("beta", "share β", (0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95), 0.9, also=(0.0,)),
        budget=budget, slow=slow,
    )  # fmt: skip
    alpha, beta = found.controls
    given = choice("settings", "the ball gets", ("the same numbers", "converted ones"))
    phi, theta = found.arrays["phi"], found.arrays["theta"]
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = np.abs(theta - phi[:, :, np.newaxis])
        moves = np.abs(theta[..., 1] - 1.0) / np.abs(phi[..., 1] - 1.0)[..., np.newaxis]
    most = np.max(gap, axis=-1)
    axes = ("alpha", "beta", "settings")
    arrays = {
        "phi": Array(phi, axes[:2], "u2", -4.0, 4.0), "theta": Array(theta, axes, "u2", -4.0, 4.0),
        "steps": Array(np.arange(count + 1.0)),
        # A gap of exactly 0 has no place on a logarithmic axis: it is shown below all others.
        "gap": Array(np.maximum(gap, 1e-18), axes, "u1", 1e-18, 1e2, "log"),
        "most": Array(most, axes, "f4"), "moves": Array(moves, axes, "f4"),
        "eta": Array(found.arrays["eta"], axes, "f4"), "mu": Array(found.arrays["mu"], axes, "f4"),
        "kind": Array(_verdicts(np.array(beta.values), most), axes, "u1", 0.0, 252.0),
    }  # fmt: skip
    both = (
        Line(x="steps", y="phi", upto="step", look=Look.of(0), label="average"),
        Line(x="steps", y="theta", upto="step", look=Look.of(1), label="heavy ball"),
    )
    x = Axis("step (updates)", 0.0, float(count))
    panels = (
        Panel("Two forms on the parabola φ²", x, Axis("parameter φ, θ", -1.6, 1.6),
              (Rule(y=0.0, look=Look("muted"), label="minimum"), *both)),
        Panel("How far apart they are", x, Axis("gap |θ − φ|", 1e-18, 1e2, "log"),
              (Line(x="steps", y="gap", upto="step", look=Look.of(2)),), column=1),
    )  # fmt: skip
    now = Caption("α = {alpha}, β = {beta}; η = {eta}, μ = {mu}.",
                  {name: name for name in ("alpha", "beta", "eta", "mu")})  # fmt: skip
    verdict = Caption(choose="kind", texts=VERDICTS, values={"most": "most", "moves": "moves"})
    return Scene(
        (alpha, beta, given, steps(count, start=count)), panels, arrays, (now, verdict),
        alt=f"The parameter over {count} steps on φ² from 1, in the averaging form and as a heavy "
        "ball, which gets the same numbers or converted ones; beside it their distance, on a "
        f"logarithmic scale, for {len(alpha)} learning rates and {len(beta)} shares β.",
        note=reason([*found.less, *fewer(count, wanted, "steps")], slow),
    )  # fmt: skip


def _verdicts(betas: Floats, most: Floats) -> NDArray[np.intp]:
    """Choose among `VERDICTS`, by the largest gaps of shape (A, B, 2)."""
    same, converted = most < SAME, np.broadcast_to([False, True], most.shape)
    plain = np.broadcast_to(betas[:, np.newaxis] == 0.0, most.shape)
    cases = [~np.isfinite(most), plain & same, converted & same, converted | plain, same]
    return np.asarray(np.select(cases, [5, 0, 1, 3, 4], 2))
