"""How a thing looks: a color, and a second cue beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dl4ds_utils.errors import Dl4dsError

__all__ = ["BadScene", "Look"]

COLORS = ("ink", "muted")
DASHES = ("solid", "dashed", "dotted", "dashdot")
MARKERS = ("none", "circle", "square", "triangle", "diamond", "star", "hollow", "cross")


class BadScene(Dl4dsError, ValueError):  # noqa: N818 - it names the fact
    """A scene whose parts do not belong together.

    Parameters
    ----------
    where : str
        Which part.
    problem : str
        What is wrong with it, and what is needed.
    """

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(where, problem)
        self.where = where
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}"


@dataclass(frozen=True)
class Look:
    """A color with a second cue beside it.

    Parameters
    ----------
    color : int or {"ink", "muted"}
        Place in the palette, 0 to 6, or the color of text, or a pale one.
    dash : {"solid", "dashed", "dotted", "dashdot"}
        How a line is broken.
    marker : str
        One of "none", "circle", "square", "triangle", "diamond", "star", "hollow", "cross".
    width : float
        Of a line, in CSS pixels.
    alpha : float
        Opacity, 0 to 1.
    """

    color: int | str = 0
    dash: str = "solid"
    marker: str = "none"
    width: float = 2.0
    alpha: float = 1.0

    def __post_init__(self) -> None:
        """Refuse what no front end can draw."""
        known = self.color in range(7) if isinstance(self.color, int) else self.color in COLORS
        if not known or self.dash not in DASHES or self.marker not in MARKERS:
            raise BadScene("look", f"{self} has a color, dash or marker that is not known")

    @classmethod
    def of(cls, index: int, **changes: Any) -> Look:
        """Give the look of the k-th curve: no two of the first seven are alike without color.

        Examples
        --------
        >>> Look.of(1)
        Look(color=1, dash='dashed', marker='square', width=2.0, alpha=1.0)
        """
        turn, k = divmod(index, 4)
        cues = {"dash": DASHES[k], "marker": MARKERS[1 + (k + turn) % 5], "color": index % 7}
        return cls(**{**cues, **changes})
