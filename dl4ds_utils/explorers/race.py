"""The explorer of a race: optimizers side by side from a chosen start."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.explorers.captions import number
from dl4ds_utils.explorers.control import Control
from dl4ds_utils.explorers.demo import explorer
from dl4ds_utils.explorers.grids import numbers, steps
from dl4ds_utils.explorers.landscape import levels, survey
from dl4ds_utils.explorers.layers import Contour, Layer, Line, Marker, Path, Rule
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.precompute import Budget, fewer, precompute, reason, shorter
from dl4ds_utils.explorers.scene import Array, Axis, Caption, Panel, Pick, Scene
from dl4ds_utils.explorers.stepping import until_low
from dl4ds_utils.explorers.student import Student

__all__ = ["explore_race"]

Floats = NDArray[np.float64]
Ends = tuple[float, float]
Racer = Callable[..., Any]

STARTS = ((-1.0, 5.0), (2.0, 9.0), (3.0, 15.0), (-2.0, 20.0), (-4.0, 7.0), (-3.0, 10.0))
ALPHAS = (0.1, 0.3, 1.0, 3.0)
FINE = 1 / 600
"""Of the map's width: less than a pixel."""
NEAR = 0.01
"""Part of the map's range of losses by which its points may miss a minimum."""


@explorer
def explore_race(
    racers: Mapping[str, Racer],
    loss: Callable[[Floats], Any],
    grad: Callable[[Floats], Any],
    *,
    starts: Sequence[tuple[float, float]] = STARTS,
    x: Ends = (-5.0, 5.0),
    y: Ends = (2.5, 22.5),
    alphas: Sequence[float] = ALPHAS,
    goal: float = 0.5,
    count: int = 100,
) -> Scene:
    """Choose start and learning rate of a race, by sliders or by a click into the map.

    Parameters
    ----------
    racers : mapping of str to callable
        By name: from a gradient function, a start of shape (2,), a learning rate and a number n of
        steps to all iterates, shape (n + 1, 2). At most seven.
    loss, grad : callable
        From parameters of shape (2,) to a number, and to the gradient of shape (2,).
    starts : sequence of pairs
        Where a race may begin; the first one is chosen.
    x, y : pair of floats
        Ranges of the map.
    alphas : sequence of float
        Learning rates; 0.1 is chosen if it is there.
    goal : float
        Who gets below this loss, and stays there, has arrived.
    count : int
        Number of steps.

    Returns
    -------
    Explorer
        With the controls ``start``, ``alpha`` and ``step``.

    Raises
    ------
    BadReturn
        If a racer does not return an array of shape (n + 1, 2), the loss a number or the gradient
        an array of shape (2,).
    """
    budget = Budget()
    losses_of, slope = Student(loss, "the loss"), Student(grad, "the gradient", (2,))
    students = {name: Student(racer, name) for name, racer in racers.items()}
    ground = survey(losses_of, x, y, budget.share(0.3))
    places = {f"({number(a)}, {number(b)})": np.array([a, b]) for a, b in starts}
    where = Control("start", "number", "start (φ₀, φ₁)", tuple(places), keep=(0,))
    first = min(alphas, key=lambda alpha: abs(np.log(alpha / 0.1)))
    rates = numbers("alpha", "learning rate α", alphas, first)

    def run(start: str, alpha: float, n: int) -> dict[str, Any]:
        paths = [
            racer.read(racer.run(slope, places[start], alpha, n), (n + 1, 2))
            for racer in students.values()
        ]
        return {"phi": paths, "loss": [[losses_of(phi) for phi in path] for path in paths]}

    wanted, slow = count, (*students.values(), losses_of, slope)
    tried: dict[tuple[str, float, int], dict[str, Any]] = {}

    def attempt(n: int) -> None:
        tried[where.labels[0], first, n] = run(where.labels[0], first, n)

    count = shorter(attempt, count, 8, budget)
    # Where there is time for one step only there is none for another race.
    found = precompute(
        lambda s, a: tried.get((s, a, count)) or run(s, a, count),
        where, rates, budget=budget if count > 1 else budget.share(0.0), slow=slow,
    )  # fmt: skip
    start, alpha = found.controls
    phi, losses = (np.moveaxis(found.arrays[name], 2, 0) for name in ("phi", "loss"))
    low, high = np.array([x[0], y[0]]), np.array([x[1], y[1]])
    fine, axes = FINE * (high - low), ("start", "alpha")
    arrays = {
        "map": Array(ground, (), "u2"), "levels": Array(levels(ground)),
        "starts": Array(np.array([places[label] for label in start.labels])),
        "steps": Array(np.arange(count + 1.0)),
    }  # fmt: skip
    paths: list[Layer] = [
        Contour(values="map", x=x, y=y, levels="levels", look=Look("muted", width=1)),
        Marker(
            xy=_lowest(ground, x, y, phi, losses),
            look=Look("ink", marker="star"),
            label="lowest loss",
        ),
    ]
    lines: list[Layer] = [Rule(y=goal, look=Look("muted", "dashed"), label="goal")]
    for k, name in enumerate(students):
        rounded = np.round(phi[k] / fine) * fine
        arrays[f"path {k}"] = Array(
            rounded, axes, "u2", tuple(2.0 * low - high), tuple(2.0 * high - low)
        )
        arrays[f"loss {k}"] = Array(losses[k], axes, "u1", *_range(losses), "log")
        paths.append(Path(xy=f"path {k}", upto="step", look=Look.of(k), label=name))
        lines.append(Line(x="steps", y=f"loss {k}", upto="step", look=Look.of(k), label=name))
    arrivals = until_low(losses, np.full(losses.shape[1:-1], goal))
    names, ends = tuple(students), losses[..., -1]
    texts = tuple(
        f"From {place} with α = {rate}: {_ranking(names, arrivals[:, i, j], ends[:, i, j], goal)}"
        for i, place in enumerate(start.labels)
        for j, rate in enumerate(alpha.labels)
    )
    panels = (
        Panel("The race", Axis("parameter φ₀", *x), Axis("parameter φ₁", *y), tuple(paths),
              pick=Pick("start", "starts")),
        Panel("The loss", Axis("step (updates)", 0.0, float(count)),
              Axis("loss L", *_range(losses), "log"), tuple(lines), column=1),
    )  # fmt: skip
    return Scene(
        (start, alpha, steps(count, start=count)), panels, arrays,
        (Caption(axes=axes, texts=texts),),
        alt=f"Paths of {', '.join(students)} on a map of the loss over φ₀ and φ₁, {count} steps "
        f"from one of {len(start)} starts with one of {len(alpha)} learning rates; beside it their "
        "losses on a logarithmic scale.",
        note=reason([*found.less, *fewer(count, wanted, "steps")], slow),
    )  # fmt: skip


def _range(losses: Floats) -> Ends:
    """Give powers of ten around nearly all losses."""
    known = losses[np.isfinite(losses) & (losses > 0.0)]
    if not known.size:
        return 0.1, 10.0
    low, high = np.log10(np.clip(np.percentile(known, (5.0, 90.0)), 1e-8, 1e8))
    return 10.0 ** float(np.floor(low)), 10.0 ** float(np.floor(high) + 1.0)


def _lowest(ground: Floats, x: Ends, y: Ends, phi: Floats, losses: Floats) -> Floats:
    """Give the place of the least loss: of the racers' own, if they come down as far as the map."""
    table = np.where(np.isfinite(ground), ground, np.inf)
    row, column = np.unravel_index(int(np.argmin(table)), table.shape)
    across, up = np.linspace(*x, table.shape[1]), np.linspace(*y, table.shape[0])
    inside = (phi >= [x[0], y[0]]).all(axis=-1) & (phi <= [x[1], y[1]]).all(axis=-1)
    seen = np.where(inside & np.isfinite(losses), losses, np.inf)
    known = table[np.isfinite(table)]
    margin = NEAR * (known.max() - known.min()) if known.size else 0.0
    if np.isfinite(seen).any() and seen.min() <= table.min() + margin:
        return np.asarray(phi[np.unravel_index(int(np.argmin(seen)), seen.shape)])
    return np.array([across[column], up[row]])


def _ranking(names: Sequence[str], arrivals: Floats, ends: Floats, goal: float) -> str:
    """Say in which order racers arrive, and who does not."""
    order = [k for k in np.argsort(arrivals, kind="stable") if np.isfinite(arrivals[k])]
    if not order:
        text = f"nobody gets below a loss of {number(goal)} to stay"
        if not np.isfinite(ends).any():
            return f"{text}, and nobody ends with a number."
        best = int(np.nanargmin(ends))
        return f"{text}; {names[best]} ends lowest, with {number(ends[best])}."
    there = ", then ".join(f"{names[k]} at step {arrivals[k]:.0f}" for k in order)
    others = [name for name, t in zip(names, arrivals, strict=True) if not np.isfinite(t)]
    text = f"below a loss of {number(goal)}, to stay, comes {there}"
    if not others:
        return f"{text}."
    return f"{text}. Not there to stay: {', '.join(others)}."
