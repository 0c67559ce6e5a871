"""Curves: fits of models to data, and plain lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from dl4ds_utils.views import style
from dl4ds_utils.views.base import BadPicture, Display, named
from dl4ds_utils.views.style import markevery, number

__all__ = ["FitDisplay", "LinesDisplay"]

Floats = NDArray[np.float64]


class FitDisplay(Display):
    """Data points and the curves of models.

    Parameters
    ----------
    x, y : ndarray of shape (N,)
        The data.
    grid : ndarray of shape (K,)
        Inputs at which the models are drawn.
    curves : mapping of str to ndarray of shape (K,)
        Predictions on the grid, by label.
    xlabel, ylabel, caption : str
        Texts of the axes and below the picture.
    """

    def __init__(
        self,
        x: Floats,
        y: Floats,
        grid: Floats,
        curves: Mapping[str, Floats],
        *,
        xlabel: str = "input x",
        ylabel: str = "output y",
        caption: str = "",
    ) -> None:
        self.x, self.y, self.grid, self.curves = x, y, grid, curves
        self.xlabel, self.ylabel, self.caption = xlabel, ylabel, caption

    @classmethod
    def from_models(
        cls,
        x: ArrayLike,
        y: ArrayLike,
        models: Mapping[str, Callable[[Floats], ArrayLike]],
        *,
        points: int = 241,
        ax: Axes | None = None,
        **texts: str,
    ) -> Self:
        """Evaluate some models between the outermost inputs and draw them over the data.

        Parameters
        ----------
        x, y : array_like of shape (N,)
            The data.
        models : mapping of str to callable
            Each from inputs of shape (K,) to predictions of shape (K,), by label.
        points : int
            Number K of points of each curve.
        ax : matplotlib Axes, optional
            Where to draw.
        **texts
            ``xlabel``, ``ylabel``, ``caption``.
        """
        inputs, targets = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        margin = 0.04 * (np.ptp(inputs) or 1.0)
        grid = np.linspace(inputs.min() - margin, inputs.max() + margin, points)
        curves = {
            label: same_length(label, predict(grid), grid) for label, predict in models.items()
        }
        return cls(inputs, targets, grid, curves, **texts).placed(ax)

    @property
    def alt(self) -> str:
        """How many points there are, and the range of each curve."""
        parts = [
            f"{len(self.x)} data points, x from {number(self.x.min())} to {number(self.x.max())}, "
            f"y from {number(self.y.min())} to {number(self.y.max())}."
        ]
        parts += [
            f"Curve {label}: between {number(np.nanmin(curve))} and {number(np.nanmax(curve))}."
            for label, curve in self.curves.items()
        ]
        return " ".join(parts)

    def _draw(self, ax: Axes) -> dict[str, Any]:
        artists: dict[str, Any] = {}
        artists["data"] = ax.plot(
            self.x, self.y, "o", color="#000000", markerfacecolor="#bdbdbd", markersize=6,
            label="data", zorder=5,
        )[0]  # fmt: skip
        for index, (label, curve) in enumerate(self.curves.items()):
            color, _, dash, _ = style.cue(index)
            artists[label] = ax.plot(
                self.grid, curve, color=color, linestyle=dash, label=label, linewidth=2.2
            )[0]
        ax.set_xlim(self.grid[0], self.grid[-1])
        style.decorate(ax, self.xlabel, self.ylabel)
        style.legend(ax)
        return artists


class LinesDisplay(Display):
    """Plain curves over common inputs, and single points if need be.

    Parameters
    ----------
    x : ndarray of shape (K,)
        Inputs.
    lines : mapping of str to ndarray of shape (K,)
        Curves by label; NaN leaves a gap.
    points : mapping of str to (float, float)
        Single points, by label.
    xlabel, ylabel, xscale, yscale, caption : str
        Texts and scales of the axes, text below the picture.
    """

    def __init__(
        self,
        x: Floats,
        lines: Mapping[str, Floats],
        points: Mapping[str, tuple[float, float]],
        *,
        xlabel: str,
        ylabel: str,
        xscale: str = "linear",
        yscale: str = "linear",
        caption: str = "",
    ) -> None:
        self.x, self.lines, self.points = x, lines, points
        self.xlabel, self.ylabel, self.caption = xlabel, ylabel, caption
        self.xscale, self.yscale = xscale, yscale

    @classmethod
    def from_lines(
        cls,
        x: ArrayLike,
        lines: Mapping[str, ArrayLike],
        *,
        xlabel: str,
        ylabel: str,
        xscale: str = "linear",
        yscale: str = "linear",
        points: Mapping[str, tuple[float, float]] | None = None,
        ax: Axes | None = None,
        caption: str = "",
    ) -> Self:
        """Draw some curves.

        Parameters
        ----------
        x : array_like of shape (K,)
            Inputs.
        lines : mapping of str to array_like of shape (K,)
            Curves by label.
        xlabel, ylabel : str
            Labels of the axes, with units.
        xscale, yscale : {"linear", "log", "symlog"}
            Scales of the axes.
        points : mapping of str to (float, float), optional
            Single points, by label.
        ax : matplotlib Axes, optional
            Where to draw.
        caption : str, optional
            Text below the picture.
        """
        inputs = np.asarray(x, dtype=np.float64)
        curves = {
            label: same_length(label, line, inputs) for label, line in named(lines, "lines").items()
        }
        return cls(
            inputs, curves, dict(points or {}), xlabel=xlabel, ylabel=ylabel, xscale=xscale,
            yscale=yscale, caption=caption,
        ).placed(ax)  # fmt: skip

    @property
    def alt(self) -> str:
        """The range of each curve and where it is lowest."""
        parts = [f"{self.ylabel} against {self.xlabel}."]
        for label, line in self.lines.items():
            if np.isnan(line).all():
                parts.append(f"{label}: nothing to draw.")
                continue
            low = int(np.nanargmin(line))
            parts.append(
                f"{label}: lowest ({number(line[low])}) at {number(self.x[low])}, "
                f"highest {number(np.nanmax(line))}."
            )
        parts += [
            f"Point {label} at ({number(a)}, {number(b)})." for label, (a, b) in self.points.items()
        ]
        return " ".join(parts)

    def _draw(self, ax: Axes) -> dict[str, Any]:
        artists: dict[str, Any] = {}
        for index, (label, line) in enumerate(self.lines.items()):
            color, marker, dash, _ = style.cue(index)
            artists[label] = ax.plot(
                self.x, line, color=color, marker=marker, linestyle=dash, label=label,
                markevery=markevery(len(self.x)),
            )[0]  # fmt: skip
        for index, (label, (a, b)) in enumerate(self.points.items(), start=len(self.lines)):
            color, marker, _, _ = style.cue(index)
            artists[label] = ax.plot(
                a, b, color=color, marker=marker, markersize=9, linestyle="none", label=label,
                markeredgecolor="#000000", zorder=6,
            )[0]  # fmt: skip
        style.scales(ax, self.xscale, self.yscale)
        style.decorate(ax, self.xlabel, self.ylabel)
        style.legend(ax)
        return artists


def same_length(label: str, values: ArrayLike, x: Floats) -> Floats:
    """Read a curve, and refuse one that does not fit its inputs."""
    curve = np.asarray(values, dtype=np.float64)
    if curve.shape != x.shape:
        raise BadPicture(
            label, f"shape {curve.shape}", f"shape {x.shape}", "Give one value per input."
        )
    return curve
