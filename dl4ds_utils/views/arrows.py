"""Many gradients of the same place as arrows around the one that they should agree with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike, NDArray

from dl4ds_utils.views import style
from dl4ds_utils.views.base import BadPicture, Display, named
from dl4ds_utils.views.style import number

__all__ = ["ArrowsDisplay"]

Floats = NDArray[np.float64]


class ArrowsDisplay(Display):
    """Clouds of batch gradients, as arrows from 0, and the full gradient.

    Parameters
    ----------
    full : ndarray of shape (2,)
        The gradient of all the data.
    clouds : mapping of str to ndarray of shape (K, 2)
        Gradients of K batches, by label; the later ones are drawn on top.
    title, xlabel, ylabel, caption : str
        Texts above the picture, of its axes and below.
    """

    size = (6.4, 4.8)

    def __init__(
        self,
        full: Floats,
        clouds: Mapping[str, Floats],
        *,
        title: str = "",
        xlabel: str = "∂L/∂φ₀",
        ylabel: str = "∂L/∂φ₁",
        caption: str = "",
    ) -> None:
        self.full, self.clouds = full, clouds
        self.title, self.caption = title, caption
        self.xlabel, self.ylabel = xlabel, ylabel

    @classmethod
    def from_gradients(
        cls,
        full: ArrayLike,
        clouds: Mapping[str, ArrayLike],
        *,
        ax: Axes | None = None,
        **texts: str,
    ) -> Self:
        """Draw the arrows.

        Parameters
        ----------
        full : array_like of shape (2,)
            The gradient of all the data.
        clouds : mapping of str to array_like of shape (K, 2)
            Gradients of K batches, by label.
        ax : matplotlib Axes, optional
            Where to draw.
        **texts
            ``title``, ``xlabel``, ``ylabel``, ``caption``.

        Raises
        ------
        BadPicture
            If a gradient does not have two finite entries.
        """
        arrows = {label: _pairs(label, cloud) for label, cloud in named(clouds, "clouds").items()}
        return cls(_pairs("full", np.array([full]))[0], arrows, **texts).placed(ax)

    @property
    def alt(self) -> str:
        """The full gradient; the mean, the spread and the agreement of each cloud."""
        a, b = map(number, self.full)
        parts = [f"{self.title}: " if self.title else ""]
        parts[0] += f"arrows of gradients; the full gradient is ({a}, {b})."
        for label, cloud in self.clouds.items():
            mean, spread = cloud.mean(axis=0), np.linalg.norm(cloud - self.full, axis=1)
            agree = float(np.mean(cloud @ self.full > 0))
            parts.append(
                f"{label}: {len(cloud)} arrows, mean ({number(mean[0])}, {number(mean[1])}), "
                f"on average {number(spread.mean())} away from the full gradient; "
                f"{agree:.0%} make less than a right angle with it."
            )
        return " ".join(parts)

    def _draw(self, ax: Axes) -> dict[str, Any]:
        artists: dict[str, Any] = {}
        for index, (label, cloud) in enumerate(self.clouds.items()):
            look = style.cue(index)
            # One line with gaps draws all the shafts; the marker at a tip is its head.
            shafts = np.full((len(cloud), 3, 2), np.nan)
            shafts[:, 0], shafts[:, 1] = 0.0, cloud
            artists[f"{label} shafts"] = ax.plot(
                *shafts.reshape(-1, 2).T, color=look.color, linewidth=0.7, alpha=0.45, zorder=2
            )[0]
            artists[label] = ax.plot(
                *cloud.T, linestyle="none", marker=look.marker, markersize=5.5, color=look.color,
                markeredgecolor=style.BACKGROUND, markeredgewidth=0.5, label=label, zorder=3,
            )[0]  # fmt: skip
        artists["full"] = ax.plot(
            *np.stack([np.zeros(2), self.full]).T, color="#000000", linewidth=2.2, marker="X",
            markersize=10, markevery=[1], markeredgecolor=style.BACKGROUND,
            label="full gradient", zorder=5, path_effects=style.HALO,
        )[0]  # fmt: skip
        artists["origin"] = ax.plot(0.0, 0.0, **style.START, markeredgecolor=style.INK)[0]
        # One unit is as long upwards as to the right: else angles would lie.
        ax.set_aspect("equal", adjustable="datalim")
        style.decorate(ax, self.xlabel, self.ylabel, self.title)
        style.legend(ax, below=True)
        return artists


def _pairs(label: str, values: ArrayLike) -> Floats:
    array = np.array(values, dtype=np.float64)
    if array.ndim != 2 or array.shape[1] != 2 or not len(array):
        raise BadPicture(
            label, f"shape {array.shape}", "shape (K, 2)", "Give one gradient per row."
        )
    if not np.isfinite(array).all():
        raise BadPicture(label, "NaN or infinity", "finite numbers")
    return array
