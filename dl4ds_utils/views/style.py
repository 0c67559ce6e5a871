"""One look for all pictures: colors, second cues, fonts, and how axes are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.ticker import FixedFormatter, FixedLocator, FuncFormatter

from dl4ds_utils.views.key import Key, columns
from dl4ds_utils.views.looks import (
    BACKGROUND,
    GRID,
    HALO,
    INK,
    SIZE,
    STAR,
    START,
    STYLE,
    Cue,
    cue,
)

__all__ = [
    "BACKGROUND",
    "GRID",
    "HALO",
    "INK",
    "SIZE",
    "STAR",
    "START",
    "Cue",
    "cue",
    "decorate",
    "legend",
    "markevery",
    "marks",
    "number",
    "power",
    "scales",
    "styled",
]

FEW = 25
"""Up to so many points each gets a marker; of more, about `FEW` / 2 do."""


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the course's style whatever the notebook has set, and leave its settings alone."""
    # Matplotlib's own rc_context copies all its 300 settings, there and back.
    settings: Any = matplotlib.rcParams
    before = {name: settings[name] for name in STYLE}
    settings.update(STYLE)
    try:
        yield
    finally:
        settings.update(before)


def marks(axis: Axis, places: Iterable[float], texts: Sequence[str]) -> None:
    """Put ticks where they are wanted, and texts at them.

    ``ax.set_xticks`` does it too, but makes all the ticks at once, which takes long.
    """
    axis.set_major_locator(FixedLocator(list(places)))
    axis.set_major_formatter(FixedFormatter(list(texts)))


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
    if Key.knows(handles, labels):
        Key(ax, handles, labels, below=below)
        return
    place: dict[str, Any] = {
        "loc": "upper center",
        "bbox_to_anchor": (0.55, 0.0),
        "borderaxespad": 4.2,  # in font sizes: below the labels of the axis
        "ncols": columns(labels),
        "frameon": False,
    }
    ax.legend(handles, labels, **(place if below else {})).set_in_layout(not below)


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
