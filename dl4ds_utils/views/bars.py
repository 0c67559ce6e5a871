"""Bars: a few named numbers of several cases, of any size."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from matplotlib.axes import Axes

from dl4ds_utils.views import style
from dl4ds_utils.views.base import BadPicture, Display, named
from dl4ds_utils.views.style import number

__all__ = ["BarsDisplay"]


class BarsDisplay(Display):
    """Groups of bars: one group per name, one bar per case.

    Parameters
    ----------
    values : mapping of str to mapping of str to float
        For each case, by label, the same names with their values.
    yscale : {"linear", "log", "symlog"}
        Scale of the values; "symlog" is linear between -1 and 1 and logarithmic beyond.
    xlabel, ylabel, caption : str
        Texts of the axes and below the picture.
    """

    def __init__(
        self,
        values: Mapping[str, Mapping[str, float]],
        *,
        yscale: str = "symlog",
        xlabel: str = "parameter",
        ylabel: str = "partial derivative of the loss",
        caption: str = "",
    ) -> None:
        self.values = values
        self.yscale = yscale
        self.xlabel, self.ylabel, self.caption = xlabel, ylabel, caption

    @classmethod
    def from_values(
        cls,
        values: Mapping[str, Mapping[str, float]],
        *,
        yscale: str = "symlog",
        ax: Axes | None = None,
        **texts: str,
    ) -> Self:
        """Draw the bars.

        Parameters
        ----------
        values : mapping of str to mapping of str to float
            For each case, by label, the same names with their values.
        yscale : {"linear", "log", "symlog"}
            Scale of the values.
        ax : matplotlib Axes, optional
            Where to draw.
        **texts
            ``xlabel``, ``ylabel``, ``caption``.

        Raises
        ------
        BadPicture
            If the cases have different names.
        """
        names = list(next(iter(named(values, "values").values())))
        for label, case in values.items():
            if list(case) != names:
                raise BadPicture(
                    f"case {label!r}", ", ".join(map(str, case)), ", ".join(names),
                    "Give all cases the same names in the same order.",
                )  # fmt: skip
        return cls(values, yscale=yscale, **texts).placed(ax)

    @property
    def alt(self) -> str:
        """All the values."""
        cases = [
            f"{label}: " + ", ".join(f"{name} {number(float(v))}" for name, v in case.items()) + "."
            for label, case in self.values.items()
        ]
        return f"Bars of the {self.ylabel} ({self.yscale} scale). " + " ".join(cases)

    def _draw(self, ax: Axes) -> dict[str, Any]:
        artists: dict[str, Any] = {}
        names = list(next(iter(self.values.values())))
        places = np.arange(len(names), dtype=np.float64)
        width = 0.8 / len(self.values)
        ax.axhline(0.0, color=style.INK, linewidth=0.8)
        for index, (label, case) in enumerate(self.values.items()):
            look = style.cue(index)
            heights = np.array([float(value) for value in case.values()])
            shown = np.isfinite(heights)
            at = places + (index - (len(self.values) - 1) / 2) * width
            artists[label] = ax.bar(
                at[shown], heights[shown], width * 0.92, color=look.color, hatch=look.hatch,
                edgecolor=style.BACKGROUND, linewidth=0.0, label=label,
            )  # fmt: skip
            # A bar of height 0 cannot be seen, and one that is not finite cannot be drawn.
            artists[f"{label} marks"] = [
                ax.annotate(
                    number(height), (x, 0.0), xytext=(0, 3), textcoords="offset points",
                    ha="center", va="bottom", fontsize=8, color=look.color,
                )
                for x, height in zip(at, heights, strict=True)
                if height == 0.0 or not np.isfinite(height)
            ]  # fmt: skip
        if self.yscale == "symlog":
            style.scales(ax, y="symlog", linthresh=1.0, linscale=0.6)
        else:
            style.scales(ax, y=self.yscale)
        style.marks(ax.xaxis, places, names)
        ax.grid(False, axis="x")
        # Bars that cannot be drawn need their room too, for the mark in their place.
        ax.set_xlim(-0.6, len(names) - 0.4)
        self._limit(ax)
        style.decorate(ax, self.xlabel, self.ylabel)
        style.legend(ax, below=True)
        return artists

    def _limit(self, ax: Axes) -> None:
        # Matplotlib's own limits lose a bar of -6 beside one of 1e15.
        values = np.array([float(v) for case in self.values.values() for v in case.values()])
        values = values[np.isfinite(values)]
        low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
        if self.yscale == "log":
            positive = values[values > 0]
            low, high = (positive.min(), positive.max()) if positive.size else (0.1, 1.0)
            ax.set_ylim(low / 5, high * 5)
        elif self.yscale == "symlog":
            ax.set_ylim(5 * min(low, -0.1) if low < 0 else 0.0, 5 * max(high, 0.4))
        else:
            room = 0.08 * ((high - low) or 1.0)
            ax.set_ylim(low - room if low < 0 else 0.0, high + room)
