"""Densities: normal curves over numbers on the axis, with the height that each number reaches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from dl4ds_utils.models import normal_density
from dl4ds_utils.views import style
from dl4ds_utils.views.base import BadPicture, Display, named
from dl4ds_utils.views.style import number

__all__ = ["DensityDisplay"]

Floats = NDArray[np.float64]


class DensityDisplay(Display):
    """Normal curves over data points; a stem goes from each point up to each curve.

    Parameters
    ----------
    y : ndarray of shape (N,)
        The data, on the axis.
    grid : ndarray of shape (K,)
        Where the curves are drawn.
    curves : mapping of str to ndarray of shape (K,)
        Densities on the grid, by label.
    heights : mapping of str to ndarray of shape (N,)
        Densities at the data: the lengths of the stems.
    xlabel, ylabel, caption : str
        Texts of the axes and below the picture.
    """

    def __init__(
        self,
        y: Floats,
        grid: Floats,
        curves: Mapping[str, Floats],
        heights: Mapping[str, Floats],
        *,
        xlabel: str = "y",
        ylabel: str = "density",
        caption: str = "",
    ) -> None:
        self.y, self.grid, self.curves, self.heights = y, grid, curves, heights
        self.xlabel, self.ylabel, self.caption = xlabel, ylabel, caption

    @classmethod
    def from_normals(
        cls,
        y: ArrayLike,
        normals: Mapping[str, tuple[float, float]],
        *,
        points: int = 161,
        ax: Axes | None = None,
        **texts: str,
    ) -> Self:
        """Compute some normal curves around the data.

        Parameters
        ----------
        y : array_like of shape (N,)
            The data.
        normals : mapping of str to (float, float)
            Mean and standard deviation of each curve, by label.
        points : int
            Number K of points of each curve.
        ax : matplotlib Axes, optional
            Where to draw.
        **texts
            ``xlabel``, ``ylabel``, ``caption``.

        Raises
        ------
        BadPicture
            If there are no data, or a standard deviation is not positive.
        """
        data = np.asarray(y, dtype=np.float64)
        if data.ndim != 1 or data.size == 0:
            raise BadPicture("y", f"shape {data.shape}", "shape (N,)", "Give a row of numbers.")
        for label, (_, sigma) in named(normals, "normals").items():
            if not sigma > 0:
                raise BadPicture(
                    label, f"σ = {sigma}", "σ above 0", "Give the pair (mean, standard deviation)."
                )
        # Two standard deviations beyond the means show the bell; the data must be in view as well.
        low = min(data.min() - 1.0, *(mu - 2.0 * sigma for mu, sigma in normals.values()))
        high = max(data.max() + 1.0, *(mu + 2.0 * sigma for mu, sigma in normals.values()))
        grid = np.linspace(low, high, points)
        curves = {label: normal_density(grid, *pair) for label, pair in normals.items()}
        heights = {label: normal_density(data, *pair) for label, pair in normals.items()}
        return cls(data, grid, curves, heights, **texts).placed(ax)

    @property
    def alt(self) -> str:
        """The data, and for each curve its peak and the heights at the data."""
        few = ", ".join(map(number, self.y[:10])) + (" …" if self.y.size > 10 else "")
        parts = [f"{self.y.size} data points on the axis, at {few}."]
        for label, curve in self.curves.items():
            heights = self.heights[label]
            listed = ", ".join(map(number, heights[:10])) + (" …" if heights.size > 10 else "")
            parts.append(
                f"Normal curve {label}: highest ({number(curve.max())}) at "
                f"{number(self.grid[int(curve.argmax())])}; at the data {listed}."
            )
        return " ".join(parts)

    def _draw(self, ax: Axes) -> dict[str, Any]:
        artists: dict[str, Any] = {}
        # Stems to different curves stand side by side, so that the longer hides none.
        gap = 0.005 * float(self.grid[-1] - self.grid[0])
        for index, (label, curve) in enumerate(self.curves.items()):
            color, marker, dash, _ = style.cue(index)
            artists[label] = ax.plot(
                self.grid, curve, color=color, linestyle=dash, label=label, linewidth=2.2
            )[0]
            at = self.y + (index - (len(self.curves) - 1) / 2) * gap
            artists[f"{label} stems"] = ax.vlines(
                at, 0.0, self.heights[label], color=color, linestyle=dash, linewidth=1.6
            )
            artists[f"{label} tips"] = ax.plot(
                self.y, self.heights[label], color=color, marker=marker, linestyle="none", zorder=4
            )[0]
        artists["data"] = ax.plot(
            self.y, np.zeros_like(self.y), "o", color="#000000", markerfacecolor="#bdbdbd",
            markersize=7, label="data", zorder=5, clip_on=False,
        )[0]  # fmt: skip
        ax.set_xlim(self.grid[0], self.grid[-1])
        ax.set_ylim(0.0, 1.25 * max(float(curve.max()) for curve in self.curves.values()))
        style.decorate(ax, self.xlabel, self.ylabel)
        style.legend(ax)
        return artists
