"""The explorer of a map: which learning rates and shares converge, and how fast."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.explorers.control import Control
from dl4ds_utils.explorers.demo import explorer
from dl4ds_utils.explorers.grids import choice, numbers, rates, steps
from dl4ds_utils.explorers.layers import Image, Layer, Line, Marker, Path, Rule
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.precompute import Budget, Computed, fewer, precompute, reason, shorter
from dl4ds_utils.explorers.scene import Array, Axis, Caption, Panel, Scene
from dl4ds_utils.explorers.stepping import DOUBT, eigenvalues, matrices
from dl4ds_utils.explorers.student import Student
from dl4ds_utils.explorers.valley import PHI0, PHI1, WAYS, Runs, ground, path_array, stepper, trace

__all__ = ["explore_stability"]

Floats = NDArray[np.float64]
Ends = tuple[float, float]

KAPPA = 25.0
BENDS = np.array([1.0, KAPPA])
ALPHAS = (0.02, 1.0)
BETAS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
COLUMNS, ROWS = 41, 26
"""Of the map, whose last row is at a share of 0.975."""
TICKS = (0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
METHODS = ("momentum", "Nesterov")
MANNERS = (
    "It is slowest {way} the valley: it creeps, and half of the way takes {half} steps.",
    "It is slowest {way} the valley: it swings past the minimum and back, and its swings halve in "
    "{half} steps.",
    "It is slowest {way} the valley: it jumps from side to side, and its jumps halve in {half} "
    "steps.",
)
OTHERS = (
    "That is the border: {way} the valley it neither comes nearer nor runs away.",
    "It runs away: {way} the valley each step makes the distance longer, in the long run.",
    "That is not a number. Look at your step again.",
)


@explorer
def explore_stability(
    momentum_step: Callable[..., Any],
    nesterov_step: Callable[..., Any],
    *,
    alpha: float = 0.25,
    beta: float = 0.6,
    count: int = 60,
) -> Scene:
    r"""Move a cross-hair over the map of learning rates and shares; its descent is drawn beside it.

    On a parabola with the second derivative :math:`\lambda` a step multiplies the pair
    :math:`(\phi, m)` by a matrix. The map shows the largest size of the eigenvalues for
    :math:`\lambda = 1` and :math:`25`: the factor per step.

    Parameters
    ----------
    momentum_step, nesterov_step : callable
        The student's: from phi, m, the gradient g (for Nesterov its function), alpha and beta to
        the new phi and m, arrays of shape (D,).
    alpha, beta : float
        Where the cross-hair begins: a rate from 0.02 to 1, and a share from 0 to 0.95.
    count : int
        Number of steps.

    Returns
    -------
    Explorer
        With the controls ``alpha``, ``beta``, ``method`` and ``step``.

    Raises
    ------
    BadReturn
        If a step does not return two arrays of shape (D,).
    """
    budget = Budget()
    students = [Student(momentum_step, "momentum_step"), Student(nesterov_step, "nesterov_step")]
    alphas = rates("alpha", "learning rate α", ALPHAS, alpha, also=(0.02, 0.076, 0.25, 1.0))
    betas = numbers("beta", "share β", BETAS, beta, also=(0.0, 0.6, 0.9))

    def settled(rate: float, share: float) -> list[Any]:
        return [
            stepper(student, BENDS, rate, share, ahead=ahead)
            for ahead, student in zip((False, True), students, strict=True)
        ]

    def run(rate: float, share: float, n: int) -> dict[str, Floats]:
        both = [trace(step, (KAPPA,), n) for step in settled(rate, share)]
        return {"path": np.array([b[0] for b in both]), "matrix": np.array([b[1] for b in both])}

    def bare(share: float, power: float) -> dict[str, Floats]:
        return {"matrix": np.array([matrices(step, 2) for step in settled(10.0**power, share)])}

    wanted = count
    count = shorter(lambda n: run(0.05, 0.5, n), count, 12, budget)
    powers = np.log10(np.geomspace(*ALPHAS, COLUMNS))
    across = numbers("across", "across", powers, float(powers[0]))
    up = numbers("up", "up", np.linspace(0.0, 0.975, ROWS), 0.0)
    table = precompute(
        bare, up, across, budget=budget.share(0.3), slow=students, fewest=(2, 2)
    )  # cells have an extent
    found = precompute(
        lambda rate, share: run(rate, share, count), alphas, betas, budget=budget, slow=students
    )
    note = reason([*found.less, *fewer(count, wanted, "steps")], students)
    controls = (*found.controls, choice("method", "method", METHODS), steps(count, start=count))
    return _scene(controls, table, found, note)


def _scene(controls: tuple[Control, ...], table: Computed, found: Computed, note: str) -> Scene:
    """Draw the map by method, and runs by method, rate and share."""
    alpha, beta, _, step = controls
    axes, count = ("method", "alpha", "beta"), len(step) - 1
    paths, moves = (np.moveaxis(found.arrays[name], 2, 0) for name in ("path", "matrix"))
    runs = Runs(paths, moves, (KAPPA,))
    factor, a, b = runs.factor[..., 0], np.array(alpha.values), np.array(beta.values)
    with np.errstate(divide="ignore", invalid="ignore"):
        half = np.log(0.5) / np.log(factor)
    kinds = np.where(runs.outcome > 1, runs.outcome + 1, runs.manner) + 6 * runs.way
    arrays, valley = ground((KAPPA,))
    x, y, charted = _chart(table)
    here = np.stack(np.meshgrid(np.log10(a), b, indexing="ij"), axis=-1)
    arrays |= charted | {
        "log": Array(np.log10(a), ("alpha",), "f4"), "share": Array(b, ("beta",), "f4"),
        "here": Array(here, ("alpha", "beta"), "f4"),
        "path": path_array(runs.paths[..., 0, :, :], axes),
        "loss": Array(runs.losses[..., 0, :], axes, "u1", 1e-7, 1e5, "log"),
        "steps": Array(np.arange(count + 1.0)),
        "factor": Array(factor, axes, "f4"), "half": Array(half, axes, "f4"),
        "kind": Array(kinds[..., 0], axes, "u1", 0.0, 252.0),
    }  # fmt: skip
    thin, look = Look("ink", "dotted", width=1.0), Look.of(1)
    chart: tuple[Layer, ...] = (
        Image(codes="speed", x=x, y=y, continuous=True),
        Rule(x="log", look=thin), Rule(y="share", look=thin),
        Marker(xy="best", look=Look("ink", marker="star"), label="fastest"),
        Marker(xy="here", look=Look(1, marker="square"), label="your setting"),
    )  # fmt: skip
    ticks = tuple((float(np.log10(tick)), f"{tick:g}") for tick in TICKS)
    panels = (
        Panel("Bright is fast, hatched runs away", Axis("learning rate α", *x, ticks=ticks),
              Axis("share β", *y), chart),
        Panel("The path", Axis("parameter φ₀, along", *PHI0), Axis("parameter φ₁, across", *PHI1),
              (*valley, Path(xy="path", upto="step", look=look, label="your setting")), column=1),
        Panel("The loss", Axis("step (updates)", 0.0, float(count)),
              Axis("loss L", 1e-6, 1e4, "log"),
              (Line(x="steps", y="loss", upto="step", look=look),), column=1, row=1),
    )  # fmt: skip
    ways = product(WAYS, (*MANNERS, *OTHERS))
    best = {"factor": "best factor", "alpha": "best alpha", "beta": "best beta"}
    said = (
        Caption("α = {alpha}, β = {beta}: the factor per step is {factor}.",
                {"alpha": "alpha", "beta": "beta", "factor": "factor"}),
        Caption(choose="kind", texts=tuple(text.replace("{way}", way) for way, text in ways),
                values={"half": "half"}),
        Caption("The fastest {method} on the map has {factor}, at α = {alpha} and β = {beta}.",
                {"method": "method", **best}),
    )  # fmt: skip
    return Scene(
        controls, panels, arrays, said,
        alt="Map of the factor per step over the learning rate α (logarithmic) and the share β, in "
        "a valley 25 times as steep across as along, for momentum and for Nesterov; settings that "
        f"run away are hatched. Beside it the path of one of {len(alpha)} × {len(beta)} settings, "
        f"from (10, 1), and its loss over {count} steps on a logarithmic scale.",
        note=note,
    )  # fmt: skip


def _chart(table: Computed) -> tuple[Ends, Ends, dict[str, Array]]:
    """Give the ranges of the map, and its arrays by method."""
    up, across = (np.array(control.values) for control in table.controls)
    factors = np.moveaxis(np.abs(eigenvalues(table.arrays["matrix"])).max(axis=(-1, -2)), 2, 0)
    good = factors < 1.0 - DOUBT
    best = np.full((len(factors), 3), np.nan)
    for k in np.flatnonzero(good.any(axis=(1, 2))):
        row, column = np.unravel_index(np.nanargmin(factors[k]), factors[k].shape)
        best[k] = across[column], up[row], factors[k, row, column]
    arrays = {
        "speed": Array(np.where(good, 1.0 - factors, np.nan), ("method",), "u1", 0.0, 0.5),
        "best": Array(best[:, :2], ("method",)),
        "best alpha": Array(10.0 ** best[:, 0], ("method",), "f4"),
        "best beta": Array(best[:, 1], ("method",), "f4"),
        "best factor": Array(best[:, 2], ("method",), "f4"),
    }
    return _edges(across), _edges(up), arrays


def _edges(centers: Floats) -> Ends:
    """Give the ends of a row of cells by their centers."""
    half = 0.5 * (centers[1] - centers[0])
    return float(centers[0] - half), float(centers[-1] + half)
