"""Which class a classifier gives to each place, with labelled points on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from numpy.typing import ArrayLike, NDArray

from dl4ds_utils.views import style
from dl4ds_utils.views.base import BadPicture, Display
from dl4ds_utils.views.style import number

__all__ = ["RegionsDisplay"]

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
Span = tuple[tuple[float, float], tuple[float, float]]

PALE = 0.28
"""Share of its color that a class keeps in the fill of its region; the rest is white."""


class RegionsDisplay(Display):
    """The regions of a classifier's classes, and points with their true classes.

    Each region has a pale fill, a hatch and a border; a point has its class's color and marker,
    and a ring if the classifier gives it another class.

    Parameters
    ----------
    points : ndarray of shape (N, 2)
        Inputs.
    labels : ndarray of shape (N,)
        Their true classes.
    predicted : ndarray of shape (N,)
        The classes that the classifier gives them.
    x, y : ndarray of shape (K,)
        Grid to the right and upwards.
    regions : ndarray of shape (K, K)
        Class at each place of the grid, one row for each y.
    names : mapping of int to str
        All classes with their names.
    xlabel, ylabel, caption : str
        Texts of the axes and below the picture.
    """

    size = (6.4, 4.8)

    def __init__(
        self,
        points: Floats,
        labels: Labels,
        predicted: Labels,
        x: Floats,
        y: Floats,
        regions: Labels,
        names: dict[int, str],
        *,
        xlabel: str = "input x₁",
        ylabel: str = "input x₂",
        caption: str = "",
    ) -> None:
        self.points, self.labels, self.predicted = points, labels, predicted
        self.x, self.y, self.regions = x, y, regions
        self.names = names
        self.xlabel, self.ylabel, self.caption = xlabel, ylabel, caption

    @classmethod
    def from_classifier(
        cls,
        points: ArrayLike,
        labels: ArrayLike,
        classify: Callable[[Floats], ArrayLike],
        *,
        span: Span | None = None,
        names: Sequence[str] | None = None,
        grid: int = 161,
        ax: Axes | None = None,
        **texts: str,
    ) -> Self:
        """Ask the classifier at each place of a grid and draw its regions.

        Parameters
        ----------
        points : array_like of shape (N, 2)
            Inputs.
        labels : array_like of shape (N,)
            Their true classes, whole numbers.
        classify : callable
            From inputs of shape (K, 2) to classes of shape (K,), whole numbers.
        span : pair of pairs of floats, optional
            Least and greatest value of each input; by default a little more than the points need.
        names : sequence of str, optional
            Names of the classes: of 0, 1, 2, …, or of the classes that occur, in rising order.
        grid : int
            Number of values of each input: the classifier is asked at ``grid * grid`` places.
        ax : matplotlib Axes, optional
            Where to draw.
        **texts
            ``xlabel``, ``ylabel``, ``caption``.

        Raises
        ------
        BadPicture
            If the shapes do not fit, a number is not finite, or a class has no name.
        """
        inputs = np.asarray(points, dtype=np.float64)
        if inputs.ndim != 2 or inputs.shape[1] != 2 or not len(inputs):
            raise BadPicture(
                "points", f"shape {inputs.shape}", "shape (N, 2)", "One row for each point."
            )
        if not np.isfinite(inputs).all():
            raise BadPicture("points", "NaN or infinity", "finite numbers", "Look at the inputs.")
        true = _classes("labels", labels, len(inputs))
        x, y = (np.linspace(low, high, grid) for low, high in span or _span(inputs))
        places = np.stack(np.meshgrid(x, y), axis=-1).reshape(-1, 2)
        # Copies: a classifier that writes into its argument must not move what we draw.
        given = _classes("result of classify", classify(places.copy()), len(places))
        predicted = _classes("result of classify", classify(inputs.copy()), len(inputs))
        named = _names(np.unique(np.concatenate([true, given, predicted])), names)
        regions = given.reshape(grid, grid)
        return cls(inputs, true, predicted, x, y, regions, named, **texts).placed(ax)

    @property
    def alt(self) -> str:
        """The ranges, the size of each region, and how many points lie in their own."""
        parts = [
            f"Decision regions for x₁ from {number(self.x[0])} to {number(self.x[-1])} and "
            f"x₂ from {number(self.y[0])} to {number(self.y[-1])}."
        ]
        right = self.labels == self.predicted
        for label, name in self.names.items():
            share = float(np.mean(self.regions == label))
            here = self.labels == label
            count = int(here.sum())
            parts.append(
                f"{name}: {share:.0%} of the picture, {count} point{'s' if count != 1 else ''}, "
                f"{int(right[here].sum())} of them in their own region."
            )
        parts.append(f"In all {int(right.sum())} of {len(right)} points are classified right.")
        return " ".join(parts)

    def _draw(self, ax: Axes) -> dict[str, Any]:
        artists: dict[str, Any] = {}
        ax.grid(False)
        present = [label for label in self.names if (self.regions == label).any()]
        for index, (label, name) in enumerate(self.names.items()):
            if label in present:
                inside = _smooth((self.regions == label).astype(np.float64))
                artists[f"{name} region"] = self._fill(ax, inside, index)
                # One class everywhere has no border.
                if len(present) > 1:
                    artists[f"{name} border"] = ax.contour(
                        self.x, self.y, inside, levels=[0.5], colors=style.INK, linewidths=1.0,
                        zorder=1.5,
                    )  # fmt: skip
        for index, (label, name) in enumerate(self.names.items()):
            look, here = style.cue(index), self.labels == label
            artists[name] = ax.plot(
                *self.points[here].T, linestyle="none", marker=look.marker, color=look.color,
                markersize=6.5, markeredgecolor=style.BACKGROUND, markeredgewidth=0.8, label=name,
                zorder=4,
            )[0]  # fmt: skip
        wrong = self.labels != self.predicted
        if wrong.any():
            artists["wrong"] = ax.plot(
                *self.points[wrong].T, linestyle="none", marker="o", markersize=12,
                markerfacecolor="none", markeredgecolor="#000000", markeredgewidth=1.4,
                label="misclassified", zorder=5,
            )[0]  # fmt: skip
        ax.set_xlim(self.x[0], self.x[-1])
        ax.set_ylim(self.y[0], self.y[-1])
        style.decorate(ax, self.xlabel, self.ylabel)
        # Below the map: inside, it would hide points.
        style.legend(ax, below=True)
        return artists

    def _fill(self, ax: Axes, inside: Floats, index: int) -> Any:
        look = style.cue(index)
        region = ax.contourf(
            self.x, self.y, inside, levels=[0.5, 1.5], colors=[_mixed(look.color, PALE)],
            hatches=[look.hatch or None], zorder=0.5,
        )  # fmt: skip
        # The color of an edge is that of the hatch too; the edge itself has no width.
        region.set_edgecolor(_mixed(look.color, 0.5))
        region.set_linewidth(0.0)
        return region


def _mixed(color: str, share: float) -> tuple[float, float, float]:
    """Mix a color with white."""
    red, green, blue = (share * part + 1.0 - share for part in to_rgb(color))
    return red, green, blue


def _smooth(inside: Floats) -> Floats:
    """Weigh each place with its neighbors, (1, 4, 6, 4, 1) / 16 along both axes.

    A border through yes and no has steps. The weights keep what two regions share: theirs add up
    to 1 everywhere, so that both have the same border.
    """
    for _ in range(4):  # each a step of (1, 1) / 2 along both axes; places move there and back
        padded = np.pad(inside, ((1, 0), (1, 0)), mode="edge")
        inside = (padded[1:, 1:] + padded[:-1, 1:] + padded[1:, :-1] + padded[:-1, :-1]) / 4.0
        inside = inside[::-1, ::-1]
    return inside


def _classes(what: str, values: ArrayLike, count: int) -> Labels:
    """Read classes, and refuse what are none."""
    given = np.asarray(values)
    if given.shape != (count,):
        raise BadPicture(
            what, f"shape {given.shape}", f"shape ({count},)", "Give one class for each point."
        )
    whole = given.astype(np.int64) if given.dtype.kind in "biuf" and _finite(given) else None
    if whole is None or not np.array_equal(whole, given):
        example = given[:3].tolist()
        raise BadPicture(what, f"{example} …", "whole numbers", "Give the number of the class.")
    return whole


def _finite(values: NDArray[Any]) -> bool:
    # Beyond this a float is no class number, and the conversion would warn.
    return bool((np.abs(values.astype(np.float64)) < 1e15).all())


def _span(points: Floats) -> Span:
    """Give the points some room."""
    low, high = points.min(axis=0), points.max(axis=0)
    room = 0.08 * np.where(high > low, high - low, 1.0)
    (x0, y0), (x1, y1) = low - room, high + room
    return (float(x0), float(x1)), (float(y0), float(y1))


def _names(classes: Labels, names: Sequence[str] | None) -> dict[int, str]:
    """Name each class."""
    if names is None:
        return {int(label): f"class {number(label)}" for label in classes}
    if classes[0] >= 0 and classes[-1] < len(names):
        return dict(enumerate(names))
    if len(names) == len(classes):
        return dict(zip(classes.tolist(), names, strict=True))
    raise BadPicture(
        "names", f"{len(names)} names", f"one for each of the classes {classes.tolist()}",
        "Name the classes 0, 1, 2, … in this order.",
    )  # fmt: skip
