"""The explorers of normalized steps and of ε, on the way to Adam and beyond."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.check.describe import kind
from dl4ds_utils.explorers.captions import number
from dl4ds_utils.explorers.demo import explorer
from dl4ds_utils.explorers.grids import rates, steps
from dl4ds_utils.explorers.layers import Contour, Layer, Line, Marker, Path
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.precompute import Budget, fewer, precompute, reason, shorter
from dl4ds_utils.explorers.scene import Array, Axis, Caption, Panel, Scene
from dl4ds_utils.explorers.student import BadReturn, Student
from dl4ds_utils.explorers.valley import loss

__all__ = ["explore_epsilon", "explore_normalization"]

Floats = NDArray[np.float64]

KAPPA = 25.0
PHI0, PHI1 = (-1.5, 4.5), (-2.0, 2.0)
START = (4.0, 1.4)
LEVELS = 0.5 * np.array([0.5, 1.0, 2.0, 3.0, 4.0, 5.0, 6.5, 8.0, 9.5]) ** 2
GRID, LAST = 31, 10
"""Points of the map in each direction, and steps by which the end of a path is judged."""
NAMES = ("unit vector", "pointwise", "Adam")
SIZES = np.geomspace(1e-12, 10.0, 105)
BETA, GAMMA = 0.9, 0.999


@explorer
def explore_normalization(
    normalize_global: Callable[..., Any],
    normalize_pointwise: Callable[..., Any],
    adam_step: Callable[..., Any],
    *,
    count: int = 100,
) -> Scene:
    r"""Slide the learning rate of three descents whose steps do not follow the gradient's size.

    In the valley :math:`\frac12(\phi_0^2 + 25\,\phi_1^2)` two of them subtract α times the
    normalized gradient; the third is Adam.

    Parameters
    ----------
    normalize_global, normalize_pointwise : callable
        The student's: from a gradient of shape (D,) to the normalized one.
    adam_step : callable
        The student's: from phi, the state (m, v, t), the gradient and alpha to phi and the state.
    count : int
        Number of steps.

    Returns
    -------
    Explorer
        With the controls ``alpha`` and ``step``.

    Raises
    ------
    BadReturn
        If a function does not return what is said above.
    """
    budget, bends = Budget(), np.array([1.0, KAPPA])
    scalers = [Student(normalize_global, "normalize_global"),
               Student(normalize_pointwise, "normalize_pointwise")]  # fmt: skip
    adam = Student(adam_step, "adam_step")

    def scaled(scale: Student, alpha: float, n: int) -> Floats:
        path = [np.array(START)]
        for _ in range(n):
            path.append(path[-1] - alpha * scale.ask(bends * path[-1], shape=(2,)))
        return np.array(path)

    def adaptive(alpha: float, n: int) -> Floats:
        path, state = [np.array(START)], (np.zeros(2), np.zeros(2), 0)
        for _ in range(n):
            result = adam.run(path[-1], state, bends * path[-1], alpha)
            phi, state = _two(adam, result)
            path.append(adam.read(phi, (2,)))
        return np.array(path)

    def at(alpha: float, n: int) -> dict[str, Any]:
        with np.errstate(over="ignore", invalid="ignore"):
            return {"path": [*(scaled(s, alpha, n) for s in scalers), adaptive(alpha, n)]}

    alphas = rates("alpha", "learning rate α", (0.01, 1.0), 0.3, also=(0.03, 0.3, 1.0))
    wanted, slow = count, (*scalers, adam)
    count = shorter(lambda n: at(0.1, n), count, 6, budget)
    found = precompute(lambda alpha: at(alpha, count), alphas, budget=budget, slow=slow)
    (alpha,), paths = found.controls, found.arrays["path"]
    losses = loss(paths, KAPPA)
    phi = np.stack(np.meshgrid(np.linspace(*PHI0, GRID), np.linspace(*PHI1, GRID)), axis=-1)
    arrays = {
        "map": Array(loss(phi, KAPPA)), "levels": Array(LEVELS),
        "steps": Array(np.arange(count + 1.0)),
    }  # fmt: skip
    layers: list[Layer] = [
        Contour(values="map", x=PHI0, y=PHI1, levels="levels", look=Look("muted", width=1)),
        Marker(xy=[0.0, 0.0], look=Look("ink", marker="star"), label="minimum"),
    ]
    lines: list[Layer] = []
    for k, name in enumerate(NAMES):
        arrays[f"path {k}"] = Array(paths[:, k], ("alpha",), "u2", (-7.5, -6.0), (10.5, 6.0))
        arrays[f"loss {k}"] = Array(losses[:, k], ("alpha",), "u2", 1e-9, 1e4, "log")
        layers.append(Path(xy=f"path {k}", upto="step", look=Look.of(k), label=name))
        lines.append(Line(x="steps", y=f"loss {k}", upto="step", look=Look.of(k), label=name))
    texts = tuple(
        f"α = {rate}. "
        + " ".join(_end(*some, value) for some in zip(NAMES, path, row, strict=True))
        for rate, value, path, row in zip(
            alpha.labels, alpha.values or (), paths, losses, strict=True
        )
    )
    panels = (
        Panel("Three ways to forget the size of the gradient", Axis("parameter φ₀", *PHI0),
              Axis("parameter φ₁", *PHI1), tuple(layers)),
        Panel("The loss", Axis("step (updates)", 0.0, float(count)),
              Axis("loss L", 1e-6, 1e3, "log"), tuple(lines), column=1),
    )  # fmt: skip
    return Scene(
        (alpha, steps(count, start=count)), panels, arrays,
        (Caption(axes=("alpha",), texts=texts),),
        alt="Paths by the unit vector, by the pointwise normalized gradient and by Adam, from "
        f"(4, 1.4), {count} steps, in a valley 25 times as steep across as along, with the minimum "
        f"at (0, 0), and their losses on a logarithmic scale, for {len(alpha)} learning rates.",
        note=reason([*found.less, *fewer(count, wanted, "steps")], slow),
    )  # fmt: skip


def _end(name: str, path: Floats, losses: Floats, alpha: float) -> str:
    """Say what a path does in its last steps."""
    who, recent = name[0].upper() + name[1:], path[-LAST - 1 :]
    if not np.isfinite(path).all():
        return f"{who}: not a number."
    moves = np.diff(recent, axis=0)
    high = number(float(losses[-LAST:].max()))
    if np.abs(moves).max() < 0.1 * alpha:
        return f"{who}: its steps get short, and the loss is at most {high}."
    large = np.where(np.abs(moves) < 0.1 * alpha, 0.0, moves)
    turns = np.any(large[1:] * large[:-1] < 0.0, axis=0)
    ways = [way for way, turn in zip(("along", "across"), turns, strict=True) if turn]
    if not ways:
        return f"{who}: still on the move."
    return f"{who}: to and fro {' and '.join(ways)} the valley, with losses up to {high}."


def _two(student: Student, result: Any) -> tuple[Any, Any]:
    """Take apart a result of parameters and state."""
    if not isinstance(result, tuple | list) or len(result) != 2:
        remedy = "Is a `return` missing?" if result is None else "Return phi, (m, v, t)."
        raise BadReturn(student.name, kind(result), "the parameters and the state", remedy)
    return result[0], result[1]


@explorer
def explore_epsilon(adam_step: Callable[..., Any]) -> Scene:
    r"""Slide ε and the size of the gradient, and compare Adam's first step for both places of ε.

    It is :math:`\alpha g / (|g| + \varepsilon)` with ε outside the root, and
    :math:`\alpha g / \sqrt{g^2 + \varepsilon}` with ε inside.

    Parameters
    ----------
    adam_step : callable
        The student's: from phi, the state (m, v, t), the gradient, alpha, beta, gamma and eps to
        phi and the state.

    Returns
    -------
    Explorer
        With the controls ``eps`` and ``g``.

    Raises
    ------
    BadReturn
        If it does not return the parameters, shape (D,), and the state.
    """
    adam = Student(adam_step, "adam_step")
    eps_grid = rates("eps", "ε", (1e-12, 1.0), 1e-8, per_decade=2)
    size = rates("g", "gradient g", (1e-10, 10.0), 1e-5, per_decade=4)
    given = np.concatenate([SIZES, size.values or ()])

    def at(eps: float) -> dict[str, Any]:
        zeros = np.zeros(len(given))
        state = (zeros.copy(), zeros.copy(), 0)
        result = adam.run(zeros, state, given, 1.0, BETA, GAMMA, eps)
        return {"outside": -adam.read(_two(adam, result)[0], given.shape)}

    found = precompute(at, eps_grid, slow=[adam])
    (eps,), outside = found.controls, found.arrays["outside"]
    values = np.array(eps.values)[:, np.newaxis]
    inside, right = given / np.sqrt(given**2 + values), given / (given + values)
    alike = [np.allclose(outside, curve, rtol=1e-3, atol=1e-6) for curve in (right, inside)]
    axes, here = ("eps", "g"), slice(len(SIZES), None)
    places = np.broadcast_to(given[here], outside[:, here].shape)
    arrays = {
        "sizes": Array(SIZES, (), "f4"),
        "outside": Array(outside[:, : len(SIZES)], ("eps",), "f4"),
        "inside": Array(inside[:, : len(SIZES)], ("eps",), "f4"),
        "your step": Array(outside[:, here], axes, "f4"),
        "other step": Array(inside[:, here], axes, "f4"),
        "your place": Array(np.stack([places, outside[:, here]], axis=-1), axes, "f4"),
        "other place": Array(np.stack([places, inside[:, here]], axis=-1), axes, "f4"),
        "half": Array(np.sqrt(values[:, 0] / 3.0), ("eps",), "f4"),
    }  # fmt: skip
    panel = Panel(
        "Adam's first step", Axis("size of the gradient g", 1e-12, 10.0, "log"),
        Axis("length of the step (in units of α)", 0.0, 1.1),
        (
            Line(x="sizes", y="outside", look=Look(0), label="ε outside the root (yours)"),
            Line(x="sizes", y="inside", look=Look(1, "dashed"), label="ε inside the root"),
            Marker(xy="your place", look=Look(0, marker="circle")),
            Marker(xy="other place", look=Look(1, marker="square")),
        ),
    )  # fmt: skip
    now = Caption(
        "ε = {eps}, g = {g}: the step is {yours} α with your ε, {other} α with ε inside.",
        {"eps": "eps", "g": "g", "yours": "your step", "other": "other step"},
    )
    if alike[0]:
        verdict = Caption(
            "Half a step is left at a gradient of ε = {eps} if ε stands outside, and "
            "at √(ε/3) = {half} if it stands inside.",
            {"eps": "eps", "half": "half"},
        )
    else:
        place = "that of ε inside the root" if alike[1] else "not that of ε outside the root"
        verdict = Caption(f"Your curve is {place}. Look at adam_step again.")
    return Scene(
        (eps, size), (panel,), arrays, (now, verdict),
        alt="Length of Adam's first step, in units of α, against the size of the gradient on a "
        "logarithmic scale, with ε outside the root and inside: both fall from 1 to 0 where the "
        f"gradient gets small, at different places, for {len(eps)} values of ε.",
        note=found.note,
    )  # fmt: skip
