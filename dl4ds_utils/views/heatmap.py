"""A number over two settings as a map, with settings marked by a cross and curves drawn on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from numpy.typing import ArrayLike, NDArray

from dl4ds_utils.views import style
from dl4ds_utils.views.base import BadPicture, Display
from dl4ds_utils.views.colorbar import color_bar
from dl4ds_utils.views.contour import GROUND
from dl4ds_utils.views.style import number

__all__ = ["MapDisplay"]

Floats = NDArray[np.float64]
Place = tuple[float, float]

BEYOND, HATCH = "#f3dccb", "#c9a183"
"""Fill and hatch of the part above the limit."""


class MapDisplay(Display):
    """A number over two settings.

    Parameters
    ----------
    x : ndarray of shape (K0,)
        Values of the first setting, to the right, rising.
    y : ndarray of shape (K1,)
        Values of the second setting, upwards, rising.
    values : ndarray of shape (K1, K0)
        The number at each pair; what is not finite counts as above the limit.
    limit : float or None
        Above it the map is hatched, and a line is drawn where the number reaches it.
    crosses : mapping of str to (float, float)
        Pairs of settings to mark with cross-hairs, by label.
    curves : mapping of str to ndarray of shape (M, 2)
        Curves over the map, by label.
    xlabel, ylabel, zlabel, beyond, xscale, yscale, caption : str
        Texts of the axes, of the color bar and of the part above the limit; scales of the axes;
        text below the picture.
    heights : mapping of str to float
        The number at each cross, for the alt text.
    """

    size = (6.4, 4.8)

    def __init__(
        self,
        x: Floats,
        y: Floats,
        values: Floats,
        *,
        xlabel: str,
        ylabel: str,
        zlabel: str,
        limit: float | None = None,
        beyond: str = "above the limit",
        crosses: Mapping[str, Place] | None = None,
        curves: Mapping[str, Floats] | None = None,
        xscale: str = "linear",
        yscale: str = "linear",
        caption: str = "",
        heights: Mapping[str, float] | None = None,
    ) -> None:
        self.x, self.y, self.values = x, y, values
        self.xlabel, self.ylabel, self.zlabel = xlabel, ylabel, zlabel
        self.limit, self.beyond = limit, beyond
        self.crosses, self.curves = dict(crosses or {}), dict(curves or {})
        self.xscale, self.yscale, self.caption = xscale, yscale, caption
        self.heights = dict(heights or {})

    @classmethod
    def from_values(
        cls,
        x: ArrayLike,
        y: ArrayLike,
        values: ArrayLike,
        *,
        curves: Mapping[str, tuple[ArrayLike, ArrayLike]] | None = None,
        ax: Axes | None = None,
        **options: Any,
    ) -> Self:
        """Draw numbers that are computed already.

        Parameters
        ----------
        x : array_like of shape (K0,)
            Values of the first setting, rising.
        y : array_like of shape (K1,)
            Values of the second setting, rising.
        values : array_like of shape (K1, K0)
            The number at each pair: one row for each y.
        curves : mapping of str to (array_like, array_like), optional
            Curves over the map: x and y of their points, by label.
        ax : matplotlib Axes, optional
            Where to draw.
        **options
            ``xlabel``, ``ylabel`` and ``zlabel`` are needed; ``limit``, ``beyond``, ``crosses``,
            ``xscale``, ``yscale``, ``caption`` and ``heights`` as for the class.

        Raises
        ------
        BadPicture
            If the shapes do not fit, an axis does not rise, or no number is finite.
        """
        across, up = _axis("x", x), _axis("y", y)
        table = np.asarray(values, dtype=np.float64)
        if table.shape != (len(up), len(across)):
            raise BadPicture(
                "values", f"shape {table.shape}", f"shape ({len(up)}, {len(across)})",
                "Give one row for each y.",
            )  # fmt: skip
        if not np.isfinite(table).any():
            raise BadPicture("values", "no finite number", "numbers", "Are the settings too large?")
        lines = {label: _curve(label, *both) for label, both in (curves or {}).items()}
        return cls(across, up, table, curves=lines, **options).placed(ax)

    @classmethod
    def from_function(
        cls,
        function: Callable[[float, float], Any],
        x: ArrayLike,
        y: ArrayLike,
        **options: Any,
    ) -> Self:
        """Ask for the number at each pair of settings and draw the map.

        Parameters
        ----------
        function : callable
            From a value of x and a value of y to one number.
        x : array_like of shape (K0,)
            Values of the first setting, rising.
        y : array_like of shape (K1,)
            Values of the second setting, rising; the function is called ``K0 * K1`` times.
        **options
            As for `from_values`.

        Raises
        ------
        BadPicture
            If an axis does not rise, a result is not one number, or none is finite.
        """
        across, up = _axis("x", x), _axis("y", y)
        # A setting may lead to an overflow: that is a result to be drawn, not a reason to warn.
        with np.errstate(all="ignore"):
            table = [[_number(function(float(a), float(b))) for a in across] for b in up]
            marks = (options.get("crosses") or {}).items()
            heights = {label: _number(function(float(a), float(b))) for label, (a, b) in marks}
        return cls.from_values(across, up, table, heights=heights, **options)

    @property
    def alt(self) -> str:
        """The ranges, the lowest number, the part above the limit, and the number at each cross."""
        finite = np.where(np.isfinite(self.values), self.values, np.inf)
        row, column = np.unravel_index(int(finite.argmin()), finite.shape)
        parts = [
            f"Map of {self.zlabel} for {self.xlabel} from {number(self.x[0])} to "
            f"{number(self.x[-1])} and {self.ylabel} from {number(self.y[0])} to "
            f"{number(self.y[-1])}.",
            f"Lowest {number(finite[row, column])} near ({number(self.x[column])}, "
            f"{number(self.y[row])}).",
        ]
        if self.limit is not None:
            share = float(np.mean(finite > self.limit))
            parts.append(f"{share:.0%} of the map is above {number(self.limit)}: {self.beyond}.")
        for label, (a, b) in self.crosses.items():
            height = f", {number(self.heights[label])} there" if label in self.heights else ""
            parts.append(f"Cross {label} at ({number(a)}, {number(b)}){height}.")
        parts += [
            f"Curve {label} from ({number(points[0, 0])}, {number(points[0, 1])}) to "
            f"({number(points[-1, 0])}, {number(points[-1, 1])})."
            for label, points in self.curves.items()
        ]
        return " ".join(parts)

    def _draw(self, ax: Axes) -> dict[str, Any]:
        style.scales(ax, self.xscale, self.yscale)
        finite = self.values[np.isfinite(self.values)]
        least, most = float(finite.min()), float(finite.max())
        top = most
        if self.limit is not None and least < self.limit:
            # The shades are for the part below the limit. Far above it the map is cut: beside a
            # jump the line would run in stairs along the grid.
            most, top = min(most, self.limit), 2.0 * self.limit - least
        most = most if most > least else least + 1.0
        table = np.minimum(np.where(np.isfinite(self.values), self.values, np.inf), top)
        levels = np.linspace(least, most, 13)
        levels[0] -= 1e-9 * (most - least)  # matplotlib would leave the lowest level itself empty
        artists: dict[str, Any] = {}
        shades = Normalize(least, most)
        artists["ground"] = ax.contourf(self.x, self.y, table, levels, cmap=GROUND, norm=shades)
        artists["bar"] = color_bar(ax, levels, GROUND, shades, self.zlabel)
        self._draw_limit(ax, artists, table)
        for index, (label, points) in enumerate(self.curves.items(), start=len(self.crosses)):
            look = style.cue(index)
            artists[label] = ax.plot(
                *points.T, color=look.color, linestyle=look.dash, linewidth=2.2, label=label,
                path_effects=style.HALO, zorder=4,
            )[0]  # fmt: skip
        for index, (label, place) in enumerate(self.crosses.items()):
            self._draw_cross(ax, artists, label, place, index)
        ax.grid(False)
        ax.set_xlim(self.x[0], self.x[-1])
        ax.set_ylim(self.y[0], self.y[-1])
        style.decorate(ax, self.xlabel, self.ylabel)
        style.legend(ax, below=True)  # inside, it would hide the map
        return artists

    def _draw_limit(self, ax: Axes, artists: dict[str, Any], table: Floats) -> None:
        if self.limit is None or not (table > self.limit).any():
            return
        levels = [self.limit, np.nextafter(float(table.max()), np.inf)]
        region = ax.contourf(self.x, self.y, table, levels, colors=[BEYOND], hatches=["///"])
        region.set_edgecolor(HATCH)  # of the hatch too; the edge itself has no width
        region.set_linewidth(0.0)
        artists["beyond"] = region
        if (table <= self.limit).any():
            artists["limit"] = ax.contour(
                self.x, self.y, table, [self.limit], colors=style.INK, linewidths=1.6
            )
        handle = ax.fill([], [], facecolor=BEYOND, edgecolor=HATCH, hatch="///", linewidth=0.0)
        handle[0].set_label(self.beyond)

    def _draw_cross(
        self, ax: Axes, artists: dict[str, Any], label: str, place: Place, index: int
    ) -> None:
        look = style.cue(index)
        artists[f"{label} hairs"] = [
            draw(at, color=look.color, linestyle=look.dash, linewidth=1.0, zorder=4)
            for draw, at in zip((ax.axvline, ax.axhline), place, strict=True)
        ]
        artists[label] = ax.plot(
            *place, color=look.color, marker=look.marker, markersize=9, linestyle="none",
            markeredgecolor="#000000", label=label, zorder=5, clip_on=False,
        )[0]  # fmt: skip


def _axis(name: str, values: ArrayLike) -> Floats:
    """Read the values of a setting, and refuse those that do not rise."""
    axis = np.asarray(values, dtype=np.float64)
    if axis.ndim != 1 or len(axis) < 2:
        raise BadPicture(name, f"shape {axis.shape}", "shape (K,) with K of 2 or more")
    if not (np.isfinite(axis).all() and (np.diff(axis) > 0).all()):
        raise BadPicture(name, "values that do not rise", "rising numbers", "Try np.linspace.")
    return axis


def _curve(label: str, x: ArrayLike, y: ArrayLike) -> Floats:
    """Read a curve, and refuse coordinates that do not belong together."""
    both = [np.asarray(values, dtype=np.float64) for values in (x, y)]
    if both[0].ndim != 1 or not both[0].size or both[0].shape != both[1].shape:
        raise BadPicture(
            f"curve {label!r}", f"shapes {both[0].shape} and {both[1].shape}", "twice (M,)",
            "Give as many y as x.",
        )  # fmt: skip
    return np.column_stack(both)


def _number(value: Any) -> float:
    """Read the result of the student's function."""
    array = np.asarray(value, dtype=np.float64)
    if array.size != 1:
        raise BadPicture("result of the function", f"shape {array.shape}", "one number")
    return float(array.item())
