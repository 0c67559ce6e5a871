"""A control: a finite grid of values with a present place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from dl4ds_utils.explorers.look import BadScene

__all__ = ["Control"]

KINDS = ("rate", "step", "number", "choice")
RUN = 3000
"""Milliseconds that Play takes from the first step to the last, where the two below allow it."""
FASTEST, SLOWEST = 12, 250
"""Milliseconds from step to step: somewhat less than a frame, so that none goes without a step."""


@dataclass(frozen=True, eq=False)
class Control:
    """A slider, a step counter or a choice: a finite grid with a present place.

    Parameters
    ----------
    name : str
        By which arrays and layers know it, and Python reads it.
    kind : {"rate", "step", "number", "choice"}
        A slider over a grid of rates, the steps 0 … T with Play, a slider over numbers, or buttons.
    label : str
        What stands beside it.
    labels : tuple of str
        The text of each value.
    values : tuple of float or None
        The values; None for a choice that has no numbers.
    index : int
        The present place.
    keep : tuple of int
        Indices that stay when the grid is made coarser; the present one always does.
    """

    name: str
    kind: str
    label: str
    labels: tuple[str, ...]
    values: tuple[float, ...] | None = None
    index: int = 0
    keep: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a control without a place."""
        where = f"control {self.name!r}"
        if not self.name.isidentifier() or self.kind not in KINDS:
            raise BadScene(where, f"needs a Python name, and a kind among {', '.join(KINDS)}")
        if self.values is not None and len(self.values) != len(self.labels):
            raise BadScene(where, f"{len(self.values)} values, but {len(self.labels)} labels")
        if not 0 <= self.index < len(self.labels):
            raise BadScene(where, f"index {self.index} of {len(self.labels)} values")

    @property
    def play(self) -> int:
        """Milliseconds from step to step of its Play button; 0 if it has none.

        Examples
        --------
        >>> [Control("t", "step", "step t", ("",) * (n + 1)).play for n in (5, 20, 100, 300)]
        [250, 150, 30, 12]
        """
        if self.kind != "step":
            return 0
        return min(max(RUN // max(len(self) - 1, 1), FASTEST), SLOWEST)

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def value(self) -> Any:
        """The value at the present place, or its label where there are no numbers."""
        return (self.values or self.labels)[self.index]

    def at(self, indices: Sequence[int]) -> Control:
        """Give the same control with a part of its grid, at the place nearest to the present."""
        some = sorted(set(indices))
        return replace(
            self,
            labels=tuple(self.labels[k] for k in some),
            values=None if self.values is None else tuple(self.values[k] for k in some),
            index=int(np.argmin([abs(k - self.index) for k in some])),
            keep=tuple(some.index(k) for k in self.keep if k in some),
        )

    def as_json(self) -> dict[str, Any]:
        """Give it for a front end."""
        return {
            "name": self.name, "kind": self.kind, "label": self.label,
            "labels": list(self.labels), "index": self.index,
            **({"play": self.play} if self.play else {}),
        }  # fmt: skip
