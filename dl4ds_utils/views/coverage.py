"""Which examples each step of an epoch uses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Self

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from numpy.typing import ArrayLike, NDArray

from dl4ds_utils.views import style
from dl4ds_utils.views.base import BadPicture, Display

__all__ = ["CoverageDisplay"]

Counts = NDArray[np.int64]


class CoverageDisplay(Display):
    """A table of steps and examples: a square where a step uses an example.

    Parameters
    ----------
    counts : ndarray of shape (T, N)
        How often each of T steps uses each of N examples.
    lengths : sequence of int
        Number of steps of each epoch; they add up to T.
    title, xlabel, ylabel, caption : str
        Texts above the table, of its axes and below the picture.
    """

    def __init__(
        self,
        counts: Counts,
        lengths: Sequence[int],
        *,
        title: str = "",
        xlabel: str = "example",
        ylabel: str = "step",
        caption: str = "",
    ) -> None:
        self.counts, self.lengths = counts, list(lengths)
        self.title, self.caption = title, caption
        self.xlabel, self.ylabel = xlabel, ylabel

    @classmethod
    def from_epochs(
        cls,
        epochs: Iterable[Iterable[ArrayLike]],
        n: int,
        *,
        ax: Axes | None = None,
        **texts: str,
    ) -> Self:
        """Count which examples the batches of some epochs hold, and draw the table.

        Parameters
        ----------
        epochs : iterable of iterable of array_like of shape (B,)
            The batches of each epoch; a batch is a list or array of indices 0 … n - 1.
        n : int
            Number of examples.
        ax : matplotlib Axes, optional
            Where to draw.
        **texts
            ``title``, ``xlabel``, ``ylabel``, ``caption``.

        Raises
        ------
        BadPicture
            If there is no batch, or an index that no example has.
        """
        tables = [[_counted(batch, n) for batch in epoch] for epoch in epochs]
        rows = [row for table in tables for row in table]
        if not rows:
            raise BadPicture("epochs", "no batch", "at least one batch")
        return cls(np.array(rows), [len(table) for table in tables], **texts).placed(ax)

    @property
    def unused(self) -> NDArray[np.bool_]:
        """Which examples are never used in an epoch, shape (epochs, N)."""
        parts = np.split(self.counts, np.cumsum(self.lengths)[:-1])
        return np.array([~part.any(axis=0) for part in parts])

    @property
    def alt(self) -> str:
        """The steps, and how often the examples are used in each epoch."""
        steps, n = self.counts.shape
        parts = [f"{self.title}: " if self.title else ""]
        parts[0] += f"table of {steps} steps and {n} examples."
        for k, part in enumerate(np.split(self.counts, np.cumsum(self.lengths)[:-1])):
            uses = part.sum(axis=0)
            parts.append(
                f"Epoch {k}, {len(part)} steps: {int((uses == 1).sum())} examples used once, "
                f"{int((uses > 1).sum())} more often, {int((uses == 0).sum())} never."
            )
        return " ".join(parts)

    def _draw(self, ax: Axes) -> dict[str, Any]:
        steps, n = self.counts.shape
        artists: dict[str, Any] = {}
        ends = np.cumsum([0, *self.lengths])
        size = min(10.0, 240.0 / n, 170.0 / steps)
        for index, (label, here) in enumerate(
            [("used", self.counts == 1), ("more than once", self.counts > 1)]
        ):
            look = style.cue(index)
            if here.any():
                step, example = np.nonzero(here)
                artists[label] = ax.plot(
                    example, step, linestyle="none", marker=("s", "D")[index], markersize=size,
                    color=look.color, markeredgewidth=0.0, label=label, zorder=3,
                )[0]  # fmt: skip
        gaps = [
            ([example - 0.5, example + 0.5], (ends[k], ends[k + 1]))
            for k, example in np.argwhere(self.unused)
        ]
        artists["unused"] = [
            ax.fill_between(
                x, low - 0.5, high - 0.5, facecolor="#f3f3f3", hatch="////", edgecolor="#8c8c8c",
                linewidth=0.0, zorder=1, label="never used" if k == 0 else None,
            )
            for k, (x, (low, high)) in enumerate(gaps)
        ]  # fmt: skip
        artists["epochs"] = [
            ax.axhline(end - 0.5, color=style.INK, linewidth=1.4, zorder=4) for end in ends[1:-1]
        ]
        ax.grid(False)
        ax.set_xlim(-0.8, n - 0.2)
        ax.set_ylim(steps - 0.4, -0.6)  # steps go down, as in a table
        ax.xaxis.set_major_locator(MaxNLocator(integer=True))
        ax.yaxis.set_major_locator(MaxNLocator(integer=True))
        style.decorate(ax, self.xlabel, self.ylabel, self.title)
        style.legend(ax, below=True)
        return artists


def _counted(batch: ArrayLike, n: int) -> Counts:
    indices = np.asarray(batch)
    if indices.ndim != 1 or (indices.size and indices.dtype.kind not in "iu"):
        raise BadPicture(
            "batch", f"shape {indices.shape}, {indices.dtype}", "a list of indices",
            "A batch is an array of integers of shape (B,).",
        )  # fmt: skip
    if indices.size and not (indices.min() >= 0 and indices.max() < n):
        raise BadPicture(
            "batch", f"indices from {indices.min()} to {indices.max()}", f"from 0 to {n - 1}"
        )
    return np.bincount(indices.astype(np.int64), minlength=n)
