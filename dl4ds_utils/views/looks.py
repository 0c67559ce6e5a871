"""Colors, second cues, fonts and sizes of all pictures."""

from __future__ import annotations

from typing import Any, NamedTuple

from matplotlib.patheffects import Normal, Stroke

__all__ = [
    "BACKGROUND",
    "FONT",
    "GRID",
    "HALO",
    "INK",
    "KEY_SIZE",
    "SIZE",
    "STAR",
    "START",
    "STYLE",
    "Cue",
    "cue",
]

INK = "#333333"
BACKGROUND = "#ffffff"
FONT = "DejaVu Sans"
GRID = "#d9d9d9"
KEY_SIZE = 9.5
"""Size of the letters of a key, in points."""

# The colors of Okabe and Ito, told apart with every kind of color vision; their yellow is left
# out, it is too faint on a light ground.
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
MARKERS = ("o", "s", "^", "D", "v", "P", "X")
DASHES: tuple[Any, ...] = (
    "-",
    (0, (6, 2)),
    (0, (2, 1.5)),
    (0, (7, 2, 1.5, 2)),
    (0, (10, 3)),
    (0, (1, 1)),
    (0, (4, 1.5, 1, 1.5, 1, 1.5)),
)
HATCHES = ("", "///", "...", "xxx", "\\\\\\", "ooo", "+++")

HALO = [Stroke(linewidth=3.0, foreground=BACKGROUND, alpha=0.7), Normal()]
"""Path effects of a line on a colored ground."""

START: dict[str, Any] = {
    "marker": "o",
    "markersize": 9,
    "markerfacecolor": BACKGROUND,
    "markeredgewidth": 2.0,
    "linestyle": "none",
    "zorder": 6,
}
"""The start of a path: hollow."""

STAR: dict[str, Any] = {
    "marker": "*",
    "markersize": 15,
    "color": "#F0E442",
    "markeredgecolor": "#000000",
    "markeredgewidth": 1.0,
    "linestyle": "none",
    "zorder": 5,
}
"""The minimum: a star."""

STYLE: dict[str, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": INK,
    "axes.facecolor": BACKGROUND,
    "axes.formatter.use_mathtext": False,
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.labelsize": 11,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.unicode_minus": True,
    "figure.facecolor": BACKGROUND,
    "font.family": [FONT],
    "font.size": 10,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "hatch.linewidth": 0.8,
    "legend.fontsize": KEY_SIZE,
    "legend.framealpha": 0.9,
    "legend.edgecolor": GRID,
    "lines.linewidth": 1.8,
    "lines.markersize": 5,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}

SIZE = (6.4, 4.0)
"""Width and height of one picture, in inches."""


class Cue(NamedTuple):
    """How the k-th curve looks: a color and two cues that need no color."""

    color: str
    marker: str
    dash: Any
    hatch: str


def cue(index: int) -> Cue:
    """Give the look of the k-th curve, path or group of bars."""
    k = index % len(COLORS)
    # From the second round on, dashes and markers are paired anew, so that no look repeats soon.
    turn = index // len(COLORS)
    marker, dash = MARKERS[(k + turn) % len(MARKERS)], DASHES[(k + 2 * turn) % len(DASHES)]
    return Cue(COLORS[k], marker, dash, HATCHES[(k + turn) % len(HATCHES)])
