"""One look for all pictures: colors, second cues, fonts, and how axes are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple, cast

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.patheffects import Normal, Stroke
from matplotlib.ticker import FuncFormatter

__all__ = [
    "BACKGROUND",
    "HALO",
    "INK",
    "STAR",
    "START",
    "Cue",
    "cue",
    "decorate",
    "legend",
    "markevery",
    "number",
    "power",
    "scales",
    "styled",
]

INK = "#333333"
BACKGROUND = "#ffffff"
GRID = "#d9d9d9"

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
    "font.family": ["DejaVu Sans"],
    "font.size": 10,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "hatch.linewidth": 0.8,
    "legend.fontsize": 9.5,
    "legend.framealpha": 0.9,
    "legend.edgecolor": GRID,
    "lines.linewidth": 1.8,
    "lines.markersize": 5,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
}

FEW = 25
"""Up to so many points each gets a marker; of more, about `FEW` / 2 do."""


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


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the course's style whatever the notebook has set, and leave its settings alone."""
    with matplotlib.rc_context(cast("Any", STYLE)):
        yield


def decorate(ax: Axes, xlabel: str, ylabel: str, title: str = "") -> None:
    """Label the axes."""
    ax.set_xlabel(xlabel)
    ax.set_ylabel(ylabel)
    if title:
        ax.set_title(title, fontsize=11, loc="left")


def legend(ax: Axes, *, below: bool = False) -> None:
    """Explain the looks, if there is anything to explain.

    Parameters
    ----------
    ax : matplotlib Axes
        The axes.
    below : bool
        Put it below the axes, where inside it would hide what matters.
    """
    handles, labels = ax.get_legend_handles_labels()
    if not handles:
        return
    if not below:
        ax.legend(handles, labels)
        return
    columns = max(1, min(3, 68 // (max(map(len, labels)) + 6)))
    ax.legend(
        handles,
        labels,
        loc="upper center",
        bbox_to_anchor=(0.55, 0.0),
        borderaxespad=4.2,  # in font sizes: below the labels of the axis
        ncols=columns,
        frameon=False,
    ).set_in_layout(False)


def scales(ax: Axes, x: str = "linear", y: str = "linear", **options: float) -> None:
    """Set the scales of the axes; powers of ten are written without mathtext, which is slow."""
    for name, axis, scale in (("x", ax.xaxis, x), ("y", ax.yaxis, y)):
        if scale == "linear":
            continue
        if scale == "log" and not np.isfinite(getattr(ax.dataLim, f"minpos{name}")):
            getattr(ax, f"set_{name}lim")(0.1, 1.0)  # nothing positive: keep the axis, draw none
        getattr(ax, f"set_{name}scale")(scale, **options)
        axis.set_major_formatter(FuncFormatter(lambda value, _: power(value)))
        axis.set_minor_formatter(FuncFormatter(_between(axis)))


def _between(axis: Axis) -> Callable[[float, int | None], str]:
    """Label 2 and 5 between powers of ten, where few powers are in view."""

    def text(value: float, _: int | None) -> str:
        low, high = axis.get_view_interval()
        narrow = low > 0 and high / low < 50
        return number(value) if narrow and f"{value:.0e}"[0] in "25" else ""

    return text


def power(value: float) -> str:
    """Write a tick of a logarithmic axis.

    Examples
    --------
    >>> power(1e-12), power(-100.0), power(0.5), power(0.0)
    ('10⁻¹²', '−10²', '0.5', '0')
    """
    if value == 0.0:
        return "0"
    exponent = np.log10(abs(value))
    if not np.isclose(exponent, np.round(exponent)) or abs(exponent) < 1.5:
        return number(value)
    raised = str(round(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{'−' if value < 0 else ''}10{raised}"


def markevery(points: int) -> int:
    """Tell how many points to go from one marker to the next."""
    return 1 if points <= FEW else max(1, round(2 * points / FEW))


def number(value: float) -> str:
    """Write a number for alt text: three digits, a real minus sign.

    Examples
    --------
    >>> number(-0.012345), number(808100791959400.0)
    ('−0.0123', '8.08e+14')
    """
    return f"{value + 0.0:.3g}".replace("-", "−").replace("e−", "e-")
