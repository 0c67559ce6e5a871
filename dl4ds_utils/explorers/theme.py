"""Colors, dashes and markers of the page's pictures, as data for the front end.

A theme gives each name of a color its value: the numbers of the palette, ``"ink"`` and ``"muted"``
as a `Look` has them, and what lies around. What is in no theme is a color of CSS.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np

from dl4ds_utils.explorers.look import Look

__all__ = ["MAP", "bands", "color_map", "mark", "stroke", "themes"]

Color = int | str

THEMES: dict[str, dict[str, str]] = {
    "light": {
        "0": "#0072B2", "1": "#D55E00", "2": "#009E73", "3": "#CC79A7", "4": "#E69F00",
        "5": "#56B4E9", "6": "#000000",
        "ink": "#333333", "muted": "#6b6b6b", "grid": "#e2e2e2", "ground": "#ffffff",
        "rim": "#333333",
    },
    "dark": {
        "0": "#4BA3E3", "1": "#FF8B45", "2": "#22C79B", "3": "#E8A0CB", "4": "#F2B632",
        "5": "#9EDCFF", "6": "#F5F5F5",
        "ink": "#e2e2e2", "muted": "#a3a3a3", "grid": "#3c3c3c", "ground": "#111111",
        "rim": "#111111",
    },
}  # fmt: skip
BANDS = {
    "light": ("#6f8fb0", "#a9c0d6", "#dfe7ee", "#fbfaf7"),
    "dark": ("#4a6e92", "#304862", "#1e2a38", "#13171c"),
}
"""Of the bands of a contour, from low to high."""
MAP = ("#00204c", "#3e4c6b", "#7c7b78", "#baaf6e", "#ffea46")
"""Of a map of numbers, from low to high."""
STAR = "#F0E442"
"""Of a star in the color of text."""

DASHES: dict[str, tuple[float, ...]] = {
    "solid": (), "dashed": (6, 3.5), "dotted": (1.5, 2.5), "dashdot": (7, 3, 1.5, 3),
}  # fmt: skip
CORNERS = {
    "square": (4, math.pi / 4, (1.25,)),
    "triangle": (3, -math.pi / 2, (1.35,)),
    "diamond": (4, -math.pi / 2, (1.35,)),
    "star": (10, -math.pi / 2, (2.0, 0.85)),
}
"""Of a marker: how many, the direction of the first, and their distances in turn."""
CIRCLE = "M1 0A1 1 0 1 1-1 0A1 1 0 1 1 1 0Z"
CROSS = "M-1-1L1 1M-1 1L1-1"


def themes(counts: Iterable[int] = ()) -> dict[str, dict[str, str]]:
    """Give the colors of both themes, also those of contours with so many bands.

    Examples
    --------
    >>> themes([2])["light"]["2:0"], themes([2])["dark"]["2:0"]
    ('#6f8fb0', '#4a6e92')
    """
    found = {name: dict(colors) for name, colors in THEMES.items()}
    for count in counts:
        for name, colors in found.items():
            colors.update(zip(bands(count), _ramp(BANDS[name], count), strict=True))
    return found


def bands(count: int) -> list[str]:
    """Name the colors of a contour's bands, from low to high.

    Examples
    --------
    >>> bands(3)
    ['3:0', '3:1', '3:2']
    """
    return [f"{count}:{k}" for k in range(count)]


def color_map(count: int) -> list[str]:
    """Give so many colors for a map of numbers, from low to high.

    Examples
    --------
    >>> color_map(3)
    ['#00204c', '#7c7b78', '#ffea46']
    """
    return _ramp(MAP, count)


def stroke(look: Look) -> dict[str, Any]:
    """Give a line's color, dashes in CSS pixels, width and opacity.

    Examples
    --------
    >>> stroke(Look(1, "dashed", width=1.0))
    {'color': 1, 'dash': [6.0, 3.5], 'width': 1.0, 'alpha': 1.0}
    """
    longer = (max(look.width, 1.0) + 1.0) / 2.0
    return {
        "color": look.color, "dash": [longer * part for part in DASHES[look.dash]],
        "width": look.width, "alpha": look.alpha,
    }  # fmt: skip


def mark(marker: str, color: Color) -> list[Any]:
    """Give a marker: a path of radius 1, the colors of it and of its rim, and the rim's width.

    Examples
    --------
    >>> mark("square", 2)
    ['M0.884 0.884L-0.884 0.884L-0.884 -0.884L0.884 -0.884Z', 2, 'ground', 1]
    """
    if marker == "cross":
        return [CROSS, color, color, 2.4]
    if marker == "hollow":
        return [CIRCLE, "ground", color, 2]
    if marker == "star":
        return [_polygon(*CORNERS[marker]), STAR if color == "ink" else color, "rim", 1]
    shape = _polygon(*CORNERS[marker]) if marker in CORNERS else CIRCLE
    return [shape, color, "ground", 1]


def _polygon(count: int, turn: float, radii: tuple[float, ...]) -> str:
    angles = [turn + 2.0 * math.pi * k / count for k in range(count)]
    sizes = [radii[k % len(radii)] for k in range(count)]
    corners = [
        (round(size * math.cos(angle), 3) + 0.0, round(size * math.sin(angle), 3) + 0.0)
        for size, angle in zip(sizes, angles, strict=True)
    ]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in corners) + "Z"


def _ramp(stops: tuple[str, ...], count: int) -> list[str]:
    """Interpolate between colors at equal distances."""
    parts = np.array([[int(stop[k : k + 2], 16) for k in (1, 3, 5)] for stop in stops], dtype=float)
    at = np.linspace(0.0, 1.0, count)
    whole = np.linspace(0.0, 1.0, len(stops))
    mixed = np.floor(np.stack([np.interp(at, whole, part) for part in parts.T], axis=-1) + 0.5)
    return ["#{:02x}{:02x}{:02x}".format(*map(int, color)) for color in mixed]
