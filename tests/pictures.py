"""One picture of each kind, for the tests of views."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from dl4ds_utils import data, models
from dl4ds_utils.trajectory import Trajectory
from dl4ds_utils.views import (
    BarsDisplay,
    ContourDisplay,
    Display,
    FitDisplay,
    LinesDisplay,
    LossCurveDisplay,
    MapDisplay,
    PathOnCurveDisplay,
)


def parabola(phi: np.ndarray) -> float:
    return float(phi[0] ** 2)


def bowl(phi: np.ndarray) -> float:
    return float((phi[0] - 1.0) ** 2 + phi[0] * phi[1] + 3.0 * (phi[1] - 2.0) ** 2)


def geometric(factor: float, steps: int = 5) -> Trajectory:
    return Trajectory.of(factor ** np.arange(steps + 1.0)[:, np.newaxis], parabola)


PATHS = {"α = 0.2": geometric(0.6), "α = 1.1": geometric(-1.2)}
FLAT_PATHS = {"slow": Trajectory.of(np.linspace([0.0, 0.0], [1.0, 1.5], 7), bowl)}
X = np.linspace(0.0, 1.0, 11)

PICTURES: dict[str, Callable[..., Display]] = {
    "path": lambda **ax: PathOnCurveDisplay.from_trajectories(parabola, PATHS, span=(-2, 2), **ax),
    "contour": lambda **ax: ContourDisplay.from_function(
        bowl, (-2, 2), (-1, 3), trajectories=FLAT_PATHS, grid=21,
        stationary=[data.Stationary((-1.5, 2.5), "saddle")], **ax,
    ),
    "losses": lambda **ax: LossCurveDisplay.from_trajectories(PATHS, yscale="log", **ax),
    "fit": lambda **ax: FitDisplay.from_models(
        *data.three_points(), {"line": lambda x: models.line([1.0, 2.0], x)}, **ax
    ),
    "lines": lambda **ax: LinesDisplay.from_lines(
        X, {"square": X**2, "cube": X**3}, xlabel="x", ylabel="y",
        points={"here": (0.5, 0.25)}, **ax,
    ),
    "bars": lambda **ax: BarsDisplay.from_values(
        {"all 0": {"a1": 0.0, "b1": -6.0}, "all 100": {"a1": 8.1e14, "b1": np.inf}}, **ax
    ),
    "map": lambda **ax: MapDisplay.from_function(
        lambda a, b: a + b, X, 2.0 * X, limit=2.0, crosses={"A": (0.2, 1.0), "B": (0.5, 0.5)},
        curves={"best": (X, X)}, xlabel="rate", ylabel="share", zlabel="factor", **ax,
    ),
}  # fmt: skip
