"""Paths of descents: on the curve of their loss, and their loss against step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from dl4ds_utils.trajectory import Trajectory
from dl4ds_utils.views import style
from dl4ds_utils.views.base import BadPicture, Display, named
from dl4ds_utils.views.style import markevery, number

__all__ = ["LossCurveDisplay", "PathOnCurveDisplay", "described"]

Floats = NDArray[np.float64]


class PathOnCurveDisplay(Display):
    """A loss of one parameter, with the iterates of descents on its curve.

    Parameters
    ----------
    phi, losses : ndarray of shape (K,)
        The curve.
    trajectories : mapping of str to Trajectory
        Paths in one dimension, by label.
    xlabel, ylabel, caption : str
        Texts of the axes and below the picture.
    """

    def __init__(
        self,
        phi: Floats,
        losses: Floats,
        trajectories: Mapping[str, Trajectory],
        *,
        xlabel: str = "parameter φ",
        ylabel: str = "loss L(φ)",
        caption: str = "",
    ) -> None:
        self.phi = phi
        self.losses = losses
        self.trajectories = trajectories
        self.xlabel, self.ylabel, self.caption = xlabel, ylabel, caption

    @classmethod
    def from_trajectories(
        cls,
        loss: Callable[[Floats], Any],
        trajectories: Mapping[str, Trajectory],
        *,
        span: tuple[float, float],
        points: int = 241,
        ax: Axes | None = None,
        **texts: str,
    ) -> Self:
        """Evaluate the loss over a span and draw the paths on it.

        Parameters
        ----------
        loss : callable
            From parameters of shape (1,) to a number.
        trajectories : mapping of str to Trajectory
            Paths in one dimension, by label; parts outside the span are cut off.
        span : tuple of two floats
            Least and greatest parameter shown.
        points : int
            Number of points of the curve.
        ax : matplotlib Axes, optional
            Where to draw.
        **texts
            ``xlabel``, ``ylabel``, ``caption``.

        Raises
        ------
        BadPicture
            If a path has more than one dimension.
        """
        for label, path in named(trajectories, "trajectories").items():
            if path.params.shape[1] != 1:
                raise BadPicture(
                    f"trajectory {label!r}", f"D = {path.params.shape[1]}", "D = 1",
                    "Draw it with ContourDisplay.",
                )  # fmt: skip
        phi = np.linspace(*span, points)
        # The student's loss takes parameters of shape (1,), so we evaluate as a path does.
        losses = Trajectory.of(phi[:, np.newaxis], loss).losses
        return cls(phi, losses, trajectories, **texts).placed(ax)

    @property
    def alt(self) -> str:
        """The curve's lowest point, and where each path starts and ends."""
        low = int(np.nanargmin(self.losses))
        parts = [
            f"Curve of the loss for φ from {number(self.phi[0])} to {number(self.phi[-1])}, "
            f"lowest ({number(self.losses[low])}) at φ = {number(self.phi[low])}, starred."
        ]
        parts += [described(label, path) for label, path in self.trajectories.items()]
        return " ".join(parts)

    def _draw(self, ax: Axes) -> dict[str, Any]:
        artists: dict[str, Any] = {"curve": ax.plot(self.phi, self.losses, color="#8c8c8c")[0]}
        low = int(np.nanargmin(self.losses))
        artists["minimum"] = ax.plot(self.phi[low], self.losses[low], **style.STAR)[0]
        for index, (label, path) in enumerate(self.trajectories.items()):
            color, marker, dash, _ = style.cue(index)
            inside = visible(path.params[:, 0], path.losses)
            artists[label] = ax.plot(
                *inside, color=color, marker=marker, linestyle=dash, label=label, linewidth=1.2,
                zorder=4,
            )[0]  # fmt: skip
            artists[f"{label} start"] = ax.plot(
                inside[0][:1], inside[1][:1], **style.START, markeredgecolor=color
            )[0]
        height = np.ptp(self.losses[np.isfinite(self.losses)]) or 1.0
        floor = self.losses[low]
        ax.set_xlim(self.phi[0], self.phi[-1])
        ax.set_ylim(floor - 0.08 * height, floor + 1.05 * height)
        style.decorate(ax, self.xlabel, self.ylabel)
        style.legend(ax)
        return artists


class LossCurveDisplay(Display):
    """The loss after each step.

    Parameters
    ----------
    trajectories : mapping of str to Trajectory
        Paths by label.
    yscale : {"linear", "log"}
        Scale of the loss.
    xlabel, ylabel, caption : str
        Texts of the axes and below the picture.
    """

    def __init__(
        self,
        trajectories: Mapping[str, Trajectory],
        *,
        yscale: str = "linear",
        xlabel: str = "step (updates)",
        ylabel: str = "loss L",
        caption: str = "",
    ) -> None:
        self.trajectories = trajectories
        self.yscale = yscale
        self.xlabel, self.ylabel, self.caption = xlabel, ylabel, caption

    @classmethod
    def from_trajectories(
        cls,
        trajectories: Mapping[str, Trajectory],
        *,
        yscale: str = "linear",
        ax: Axes | None = None,
        **texts: str,
    ) -> Self:
        """Draw the losses of some paths.

        Parameters
        ----------
        trajectories : mapping of str to Trajectory
            Paths by label.
        yscale : {"linear", "log"}
            Scale of the loss.
        ax : matplotlib Axes, optional
            Where to draw.
        **texts
            ``xlabel``, ``ylabel``, ``caption``.
        """
        return cls(named(trajectories, "trajectories"), yscale=yscale, **texts).placed(ax)

    @property
    def alt(self) -> str:
        """Where each curve starts and ends, and its best step."""
        paths = " ".join(described(label, path) for label, path in self.trajectories.items())
        return f"Loss against step ({self.yscale} scale). {paths}"

    def _draw(self, ax: Axes) -> dict[str, Any]:
        artists: dict[str, Any] = {}
        for index, (label, path) in enumerate(self.trajectories.items()):
            color, marker, dash, _ = style.cue(index)
            steps, losses = visible(np.arange(len(path.losses), dtype=np.float64), path.losses)
            name = f"{label} (diverges)" if path.diverged else label
            artists[label] = ax.plot(
                steps, losses, color=color, marker=marker, linestyle=dash, label=name,
                markevery=markevery(len(steps)),
            )[0]  # fmt: skip
            artists[f"{label} start"] = ax.plot(
                steps[:1], losses[:1], **style.START, markeredgecolor=color
            )[0]
        style.scales(ax, y=self.yscale)
        longest = max(path.steps for path in self.trajectories.values())
        ax.set_xlim(-0.03 * max(longest, 1), 1.03 * max(longest, 1))
        ax.xaxis.set_major_locator(MaxNLocator(integer=True, steps=[1, 2, 5, 10]))
        style.decorate(ax, self.xlabel, self.ylabel)
        style.legend(ax)
        return artists


def described(label: str, path: Trajectory) -> str:
    """Tell a path in words: steps, start, end, and whether it diverged."""
    start, end = (_place(path.params[i]) for i in (0, -1))
    text = (
        f"{label}: {path.steps} steps from {start} with loss {number(path.losses[0])} "
        f"to {end} with loss {number(path.losses[-1])}"
    )
    return f"{text}; it diverges." if path.diverged else f"{text}."


def visible(a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Keep the points up to the first one that cannot be drawn, and at least the first."""
    # Beyond this, pixel coordinates overflow in the renderer.
    good = (np.abs(a) < 1e100) & (np.abs(b) < 1e100)
    stop = len(good) if good.all() else int(np.argmin(good))
    return a[:stop], b[:stop]


def _place(point: Sequence[float] | Floats) -> str:
    inside = ", ".join(number(float(coordinate)) for coordinate in point)
    return f"({inside})" if len(point) > 1 else f"φ = {inside}"
