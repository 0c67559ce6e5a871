"""A loss of two parameters as a map, with the paths of descents on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, PowerNorm
from numpy.typing import NDArray

from dl4ds_utils.data import Stationary
from dl4ds_utils.trajectory import Trajectory
from dl4ds_utils.views import style
from dl4ds_utils.views.base import BadPicture, Display
from dl4ds_utils.views.colorbar import color_bar
from dl4ds_utils.views.paths import described
from dl4ds_utils.views.style import markevery, number

__all__ = ["ContourDisplay"]

Floats = NDArray[np.float64]

# Low is dark, high is nearly white; pale throughout, so that paths in any color stand out.
GROUND = LinearSegmentedColormap.from_list("ground", ["#6f8fb0", "#a9c0d6", "#dfe7ee", "#fbfaf7"])
WIDTH, HALO = 1.6, 3.0
"""Of a path's line, and of the pale one below it, in points."""
FAR = 1e4
"""Paths are drawn up to so many widths of the picture away, then cut: further, pixels overflow."""


class ContourDisplay(Display):
    """A map of a loss over two parameters.

    Parameters
    ----------
    phi0 : ndarray of shape (K0,)
        Grid of the first parameter, to the right.
    phi1 : ndarray of shape (K1,)
        Grid of the second parameter, upwards.
    losses : ndarray of shape (K1, K0)
        Loss at each pair.
    trajectories : mapping of str to Trajectory
        Paths in two dimensions, by label.
    stationary : iterable of Stationary
        Points to mark where the gradient is zero.
    xlabel, ylabel, zlabel, caption : str
        Texts of the axes, of the color bar and below the picture.
    """

    size = (6.4, 4.8)

    def __init__(
        self,
        phi0: Floats,
        phi1: Floats,
        losses: Floats,
        trajectories: Mapping[str, Trajectory],
        stationary: Iterable[Stationary] = (),
        *,
        xlabel: str = "parameter φ₀",
        ylabel: str = "parameter φ₁",
        zlabel: str = "loss L(φ₀, φ₁)",
        caption: str = "",
    ) -> None:
        self.phi0, self.phi1, self.losses = phi0, phi1, losses
        self.trajectories = trajectories
        self.stationary = list(stationary)
        self.xlabel, self.ylabel, self.zlabel, self.caption = xlabel, ylabel, zlabel, caption
        self.minimum = self._known_minimum(lowest(phi0, phi1, losses))

    @classmethod
    def from_function(
        cls,
        loss: Callable[[Floats], Any],
        phi0_range: tuple[float, float],
        phi1_range: tuple[float, float],
        *,
        trajectories: Mapping[str, Trajectory] | None = None,
        stationary: Iterable[Stationary] = (),
        grid: int = 41,
        ax: Axes | None = None,
        **texts: str,
    ) -> Self:
        """Evaluate the loss on a grid and draw the map.

        Parameters
        ----------
        loss : callable
            From parameters of shape (2,) to a number.
        phi0_range, phi1_range : tuple of two floats
            Least and greatest value of each parameter.
        trajectories : mapping of str to Trajectory, optional
            Paths in two dimensions, by label; parts outside the ranges are cut off.
        stationary : iterable of Stationary, optional
            Points to mark where the gradient is zero.
        grid : int
            Number of values of each parameter: the loss is evaluated ``grid * grid`` times, and
            interpolated between them.
        ax : matplotlib Axes, optional
            Where to draw.
        **texts
            ``xlabel``, ``ylabel``, ``zlabel``, ``caption``.

        Raises
        ------
        BadPicture
            If a path is not of two dimensions, or the loss is nowhere finite.
        """
        paths = dict(trajectories or {})
        for label, path in paths.items():
            if path.params.shape[1] != 2:
                raise BadPicture(f"trajectory {label!r}", f"D = {path.params.shape[1]}", "D = 2")
        phi0, phi1 = np.linspace(*phi0_range, grid), np.linspace(*phi1_range, grid)
        pairs = np.stack(np.meshgrid(phi0, phi1), axis=-1).reshape(-1, 2)
        # The student's loss takes one pair at a time, so we evaluate as a path does.
        losses = Trajectory.of(pairs, loss).losses.reshape(grid, grid)
        if not np.isfinite(losses).any():
            raise BadPicture("loss", "no finite number", "numbers", "Is the range too wide?")
        return cls(phi0, phi1, losses, paths, stationary, **texts).placed(ax)

    @property
    def alt(self) -> str:
        """The ranges, the lowest point, and where each path starts and ends."""
        parts = [
            f"Contour map of the loss for φ₀ from {number(self.phi0[0])} to "
            f"{number(self.phi0[-1])} and φ₁ from {number(self.phi1[0])} to "
            f"{number(self.phi1[-1])}."
        ]
        least = f"Lowest loss shown {number(np.nanmin(self.losses))}"
        if self.minimum:
            a, b = map(number, self.minimum)
            parts.append(f"{least}, near ({a}, {b}), starred.")
        else:
            parts.append(f"{least}, on the border.")
        for kind in ("minimum", "saddle", "maximum"):
            count = sum(point.kind == kind for point in self.stationary)
            if count:
                plural = {"minimum": "minima", "saddle": "saddles", "maximum": "maxima"}[kind]
                parts.append(f"{count} {plural if count > 1 else kind} marked.")
        parts += [described(label, path) for label, path in self.trajectories.items()]
        return " ".join(parts)

    def _draw(self, ax: Axes) -> dict[str, Any]:
        finite = np.where(np.isfinite(self.losses), self.losses, np.nan)
        least, most = float(np.nanmin(finite)), float(np.nanmax(finite))
        # Between its neighbors a curve may swing beyond them, where no level would be.
        phi0, phi1, fine = (
            finer(self.phi0), finer(self.phi1), np.clip(finer(finer(finite).T).T, least, most)
        )  # fmt: skip
        most = most if most > least else least + 1.0
        # Denser where the loss is low: that is where descents end.
        levels = least + (most - least) * np.linspace(0.0, 1.0, 16) ** 1.7
        shades = PowerNorm(0.6, least, most)
        ground = ax.contourf(
            phi0, phi1, np.ma.masked_invalid(fine), levels, cmap=GROUND, norm=shades
        )
        lines = ax.contour(ground, levels=levels[1:-1], colors="#50677f", linewidths=0.5, alpha=0.7)
        bar = color_bar(ax, levels, GROUND, shades, self.zlabel)
        artists: dict[str, Any] = {"ground": ground, "lines": lines, "bar": bar}
        ax.grid(False)
        ax.locator_params(nbins=6)
        ax.set_xlim(self.phi0[0], self.phi0[-1])
        ax.set_ylim(self.phi1[0], self.phi1[-1])
        self._draw_stationary(ax, artists)
        for index, (label, path) in enumerate(self.trajectories.items()):
            self._draw_path(ax, artists, index, label, path)
        style.decorate(ax, self.xlabel, self.ylabel)
        style.legend(ax, below=True)  # inside, it would hide the valley that matters
        return artists

    def _draw_stationary(self, ax: Axes, artists: dict[str, Any]) -> None:
        looks: dict[str, tuple[str, dict[str, Any]]] = {
            "minimum": ("local minimum", {"marker": "*", "markersize": 9}),
            "saddle": ("saddle", {"marker": "X", "markersize": 6.5}),
            "maximum": ("maximum", {"marker": "^", "markersize": 6.5}),
        }
        for kind, (label, look) in looks.items():
            places = [p.phi for p in self.stationary if p.kind == kind and p.phi != self.minimum]
            if places:
                artists[kind] = ax.plot(
                    *np.array(places).T, linestyle="none", markerfacecolor=style.BACKGROUND,
                    markeredgecolor="#000000", markeredgewidth=0.9, label=label, zorder=3, **look,
                )[0]  # fmt: skip
        if self.minimum:
            artists["star"] = ax.plot(*self.minimum, **style.STAR, label="lowest loss")[0]

    def _known_minimum(self, found: tuple[float, float] | None) -> tuple[float, float] | None:
        # In a flat valley the grid finds the lowest point only roughly; a given one is exact.
        cell = self.phi0[1] - self.phi0[0], self.phi1[1] - self.phi1[0]
        for point in self.stationary:
            if (
                found
                and point.kind == "minimum"
                and all(
                    abs(a - b) <= 2 * width
                    for a, b, width in zip(point.phi, found, cell, strict=True)
                )
            ):
                return point.phi
        return found

    def _draw_path(
        self, ax: Axes, artists: dict[str, Any], index: int, label: str, path: Trajectory
    ) -> None:
        color, marker, dash, _ = style.cue(index)
        good = np.asarray(np.isfinite(path.params).all(axis=1))
        points = path.params[: len(good) if good.all() else int(np.argmin(good))]
        for axis, grid in enumerate((self.phi0, self.phi1)):
            far = FAR * (grid[-1] - grid[0])
            beyond = np.abs(points[:, axis]) > far
            points = points[: int(np.argmax(beyond))] if beyond.any() else points
        look: dict[str, Any] = {
            "marker": marker, "markersize": 4, "markevery": markevery(len(points)), "zorder": 4
        }  # fmt: skip
        # A line below serves as a halo; Matplotlib's path effects draw marker by marker. Dashes
        # grow with the width: these have to end where those of the path do.
        pale = (0, [part * WIDTH / HALO for part in dash[1]]) if isinstance(dash, tuple) else dash
        artists[f"{label} halo"] = ax.plot(
            *points.T, color=style.BACKGROUND, alpha=0.7, markeredgewidth=HALO, linestyle=pale,
            linewidth=HALO, **look,
        )[0]  # fmt: skip
        artists[label] = ax.plot(
            *points.T, color=color, linestyle=dash, linewidth=WIDTH, label=label, **look
        )[0]
        artists[f"{label} start"] = ax.plot(*points[:1].T, **style.START, markeredgecolor=color)[0]


def lowest(phi0: Floats, phi1: Floats, losses: Floats) -> tuple[float, float] | None:
    """Find the lowest point of a map, or None where it lies on the border.

    A paraboloid through the grid's lowest point and its eight neighbors places it between the
    points of the grid; for a quadratic loss the place is exact.

    Parameters
    ----------
    phi0 : ndarray of shape (K0,)
        Grid to the right.
    phi1 : ndarray of shape (K1,)
        Grid upwards.
    losses : ndarray of shape (K1, K0)
        Loss at each pair.
    """
    row, column = np.unravel_index(int(np.nanargmin(losses)), losses.shape)
    if not (0 < row < len(phi1) - 1 and 0 < column < len(phi0) - 1):
        return None
    patch = losses[row - 1 : row + 2, column - 1 : column + 2]
    here = float(phi0[column]), float(phi1[row])
    if not np.isfinite(patch).all():
        return here
    v, u = (grid.ravel() for grid in np.mgrid[-1:2, -1:2].astype(np.float64))
    terms = np.stack([np.ones(9), u, v, u * u, u * v, v * v], axis=1)
    _, b, c, d, e, f = np.linalg.lstsq(terms, patch.ravel(), rcond=None)[0]
    bend = np.array([[2 * d, e], [e, 2 * f]])
    if np.linalg.eigvalsh(bend)[0] <= 0:
        return here
    offset = np.linalg.solve(bend, [-b, -c])
    if np.abs(offset).max() > 1:
        return here
    steps = phi0[1] - phi0[0], phi1[1] - phi1[0]
    return here[0] + float(offset[0] * steps[0]), here[1] + float(offset[1] * steps[1])


def finer(values: Floats) -> Floats:
    """Halve the distance between values along the first axis, by cubics through four of them.

    A loss is smooth, and to evaluate the student's function takes longest. Straight lines between
    half as many values would show their corners.

    Parameters
    ----------
    values : ndarray of shape (K, ...)
        Values at equal distances; fewer than three come back as they are.

    Examples
    --------
    >>> finer(np.array([0.0, 1.0, 4.0, 9.0]))  # exact for a parabola
    array([0.  , 0.25, 1.  , 2.25, 4.  , 6.25, 9.  ])
    """
    if len(values) < 3:
        return values
    first = 3 * values[0] - 3 * values[1] + values[2]
    last = 3 * values[-1] - 3 * values[-2] + values[-3]
    wide = np.concatenate([[first], values, [last]])
    between = (9.0 * (wide[1:-2] + wide[2:-1]) - wide[:-3] - wide[3:]) / 16.0
    result = np.empty((2 * len(values) - 1, *values.shape[1:]))
    result[::2], result[1::2] = values, between
    return result
