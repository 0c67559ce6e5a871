"""How Matplotlib draws each kind of layer, in the looks of the front end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis as MatplotlibAxis
from matplotlib.colors import LinearSegmentedColormap, ListedColormap
from numpy.typing import NDArray

from dl4ds_utils.explorers.layers import Layer
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.scene import Scene
from dl4ds_utils.explorers.theme import MAP
from dl4ds_utils.views import style
from dl4ds_utils.views.contour import GROUND
from dl4ds_utils.views.looks import COLORS

__all__ = ["DRAW", "MUTED", "Shown"]

Floats = NDArray[np.float64]

MUTED = "#8c8c8c"
FAINT = 0.3
DASHES = {
    "solid": "-",
    "dashed": (0, (6, 2)),
    "dotted": (0, (2, 1.5)),
    "dashdot": (0, (7, 2, 1.5, 2)),
}
MARKERS = {
    "none": "", "circle": "o", "square": "s", "triangle": "^", "diamond": "D", "star": "*",
    "hollow": "o", "cross": "X",
}  # fmt: skip
CLASSES = ("circle", "square", "triangle", "diamond", "cross", "star")
SOFT = ListedColormap([*COLORS])
RAMP = LinearSegmentedColormap.from_list("ramp", MAP)
CROWD = 60
"""Iterates of a path up to which each may have its marker."""
FAR = 1e30
"""Further out, pixels overflow."""


class Shown:
    """The numbers of a layer at the present state."""

    def __init__(self, scene: Scene, layer: Layer) -> None:
        self.scene = scene
        self.layer = layer

    def __getattr__(self, name: str) -> Any:
        return self.scene.look_up(getattr(self.layer, name))

    @property
    def present(self) -> int | None:
        """Index up to which a line or path is drawn strongly."""
        name = getattr(self.layer, "upto", "")
        return next((c.index for c in self.scene.controls if c.name == name), None)


def _color(look: Look) -> str:
    if look.color == "ink":
        return style.INK
    return MUTED if look.color == "muted" else COLORS[int(look.color)]


def _stroke(look: Look, zorder: float) -> dict[str, Any]:
    return {
        "color": _color(look), "linestyle": DASHES[look.dash], "linewidth": look.width,
        "alpha": look.alpha, "zorder": zorder,
    }  # fmt: skip


def _mark(look: Look, zorder: float) -> dict[str, Any]:
    if look.marker == "star":
        return {**style.STAR, "zorder": zorder + 2}
    color = _color(look)
    return {
        "linestyle": "none", "marker": MARKERS[look.marker] or "o", "color": color,
        "markersize": 6, "markeredgewidth": 1.6 if look.marker == "hollow" else 0.6,
        "markerfacecolor": style.BACKGROUND if look.marker == "hollow" else color,
        "markeredgecolor": color if look.marker == "hollow" else style.BACKGROUND,
        "zorder": zorder + 2, "alpha": look.alpha,
    }  # fmt: skip


def _near(xy: Floats) -> Floats:
    """Replace what lies so far out that pixels overflow, or is not finite, by NaN."""
    far = np.abs(xy) > FAR
    return np.where(far | ~np.isfinite(xy), np.nan, xy)


def _trace(
    ax: Axes, shown: Shown, xy: Floats, zorder: float, label: str, crowd: int | None = None
) -> None:
    look, now = shown.layer.look, shown.present
    # Markers of a long path would hide its line.
    every = style.markevery(len(xy))
    kind = MARKERS[look.marker] if crowd is None or len(xy) <= crowd else ""
    marker: dict[str, Any] = {"marker": kind, "markersize": 4, "markevery": every}
    if now is None:
        ax.plot(*xy.T, **_stroke(look, zorder), **marker, label=label)
        return
    faint = {**_stroke(look, zorder), "alpha": FAINT * look.alpha}
    ax.plot(*xy[now:].T, **faint)
    ax.plot(*xy[: now + 1].T, **_stroke(look, zorder), **marker, label=label)
    ax.plot(*xy[now : now + 1].T, **_mark(Look(look.color, marker="circle"), zorder))


def _line(ax: Axes, layer: Any, shown: Shown, zorder: float) -> None:
    xy = _near(np.stack([shown.x, shown.y], axis=-1))
    _trace(ax, shown, xy, zorder, layer.label)


def _path(ax: Axes, layer: Any, shown: Shown, zorder: float) -> None:
    xy = shown.xy
    good = np.isfinite(xy).all(axis=1)
    xy = xy[: len(good) if good.all() else int(np.argmin(good))]
    _trace(ax, shown, _near(xy), zorder, layer.label, CROWD)
    ax.plot(*xy[:1].T, **{**style.START, "zorder": zorder + 2}, markeredgecolor=_color(layer.look))


def _points(ax: Axes, layer: Any, shown: Shown, zorder: float) -> None:
    xy = _near(shown.xy)
    if layer.classes is None:
        ax.plot(*xy.T, **_mark(layer.look, zorder), label=layer.label)
        return
    classes = shown.classes.astype(int)
    for number in map(int, np.unique(classes)):
        look = Look(number % len(COLORS), marker=CLASSES[number % len(CLASSES)])
        ax.plot(*xy[classes == number].T, **_mark(look, zorder))


def _segments(ax: Axes, layer: Any, shown: Shown, zorder: float) -> None:
    a, b = shown.a, shown.b
    gap = np.full_like(a, np.nan)
    joined = np.stack([a, b, gap], axis=1).reshape(-1, 2)
    ax.plot(*_near(joined).T, **_stroke(layer.look, zorder), label=layer.label)


def _arrows(ax: Axes, layer: Any, shown: Shown, zorder: float) -> None:
    b = shown.b
    a = np.broadcast_to(shown.a, b.shape)
    good = np.isfinite(a).all(axis=1) & np.isfinite(b).all(axis=1)
    ax.quiver(
        *a[good].T, *(b - a)[good].T, angles="xy", scale_units="xy", scale=1.0,
        color=_color(layer.look), alpha=layer.look.alpha, width=0.006, zorder=zorder,
        label=layer.label or None,
    )  # fmt: skip


def _contour(ax: Axes, _: Any, shown: Shown, zorder: float) -> None:
    values, levels = shown.values, shown.levels
    x = _along(ax.xaxis, shown.x, values.shape[1])
    y = _along(ax.yaxis, shown.y, values.shape[0])
    inside = np.ma.masked_invalid(np.where(np.isfinite(values), values, np.nan))
    ax.contourf(x, y, inside, levels, cmap=GROUND, extend="both", zorder=zorder - 1)
    ax.contour(x, y, inside, levels, colors="#50677f", linewidths=0.5, alpha=0.7, zorder=zorder)
    ax.grid(False)


def _image(ax: Axes, layer: Any, shown: Shown, zorder: float) -> None:
    codes = shown.codes
    x = _along(ax.xaxis, shown.x, codes.shape[1] + 1)
    y = _along(ax.yaxis, shown.y, codes.shape[0] + 1)
    if layer.continuous:
        # Hatched where the map above it has no numbers.
        hatch: dict[str, Any] = {"hatch": "xxx", "facecolor": "none", "edgecolor": MUTED}
        ax.fill_between(shown.x, *shown.y, **hatch, linewidth=0.0, zorder=zorder - 1.5)
        ax.pcolormesh(x, y, codes, cmap=RAMP, zorder=zorder - 1)
    else:
        classes = codes % len(COLORS)
        ax.pcolormesh(
            x, y, classes, cmap=SOFT, vmin=0, vmax=len(COLORS) - 1, alpha=0.3, linewidth=0.0,
            zorder=zorder - 1,
        )  # fmt: skip
        _letters(ax, codes, (x[:-1] + x[1:]) / 2, (y[:-1] + y[1:]) / 2, zorder)
    ax.grid(False)


def _along(ruler: MatplotlibAxis, ends: Floats, count: int) -> Floats:
    """Give places at equal distances on an axis, whatever its scale."""
    there = ruler.get_transform()
    low, high = there.transform(np.asarray(ends, dtype=np.float64))
    return np.asarray(there.inverted().transform(np.linspace(low, high, count)))


def _letters(ax: Axes, codes: Floats, x: Floats, y: Floats, zorder: float) -> None:
    """Write its number into each region: a cue that needs no color."""
    for number in np.unique(codes[np.isfinite(codes)]):
        rows, columns = np.nonzero(codes == number)
        middle = int(np.argmin(np.hypot(rows - rows.mean(), columns - columns.mean())))
        ax.text(
            x[columns[middle]],
            y[rows[middle]],
            f"{number:g}",
            ha="center",
            va="center",
            zorder=zorder + 1,
        )


def _cells(ax: Axes, _: Any, shown: Shown, zorder: float) -> None:
    codes = shown.codes
    rows, columns = codes.shape
    colors = ListedColormap(["#f0f0f0", *COLORS])
    ax.pcolormesh(
        np.arange(columns + 1), np.arange(rows, -1, -1), codes, cmap=colors, vmin=0,
        vmax=len(COLORS), alpha=0.55, edgecolors=style.BACKGROUND, zorder=zorder,
    )  # fmt: skip


def _bars(ax: Axes, layer: Any, shown: Shown, zorder: float) -> None:
    values = shown.values
    looks = layer.looks or (layer.look,) * len(values)
    hatches = {"solid": "", "dashed": "///", "dotted": "...", "dashdot": "xxx"}
    finite = np.where(np.isfinite(values), values, 0.0)
    for place, (value, look) in enumerate(zip(finite, looks, strict=True)):
        ax.bar(
            place, value, 0.75, color=_color(look), hatch=hatches[look.dash], alpha=look.alpha,
            edgecolor=style.BACKGROUND, linewidth=0.0, zorder=zorder,
        )  # fmt: skip
    for place in map(int, np.flatnonzero(~np.isfinite(values))):
        ax.text(place, 0.0, style.number(values[place]), ha="center", va="bottom")
    style.marks(ax.xaxis, range(len(values)), layer.names)
    ax.grid(False, axis="x")


def _area(ax: Axes, layer: Any, shown: Shown, zorder: float) -> None:
    ax.fill_between(
        shown.x, shown.y, shown.y0, color=_color(layer.look), alpha=0.25 * layer.look.alpha,
        linewidth=0.0, zorder=zorder, label=layer.label,
    )  # fmt: skip


def _rule(ax: Axes, layer: Any, shown: Shown, zorder: float) -> None:
    draw = ax.axhline if layer.x is None else ax.axvline
    place = float(shown.y if layer.x is None else shown.x)
    if np.isfinite(place):
        draw(place, **_stroke(layer.look, zorder), label=layer.label)


def _span(ax: Axes, layer: Any, shown: Shown, zorder: float) -> None:
    draw = ax.axhspan if layer.x is None else ax.axvspan
    ends = shown.y if layer.x is None else shown.x
    if np.isfinite(ends).all():
        color = _color(layer.look)
        draw(*ends, color=color, alpha=0.15 * layer.look.alpha, zorder=zorder, label=layer.label)


def _marker(ax: Axes, layer: Any, shown: Shown, zorder: float) -> None:
    ax.plot(*_near(shown.xy[np.newaxis]).T, **_mark(layer.look, zorder), label=layer.label)


def _text(ax: Axes, layer: Any, shown: Shown, zorder: float) -> None:
    if np.isfinite(shown.xy).all():
        x, y = shown.xy
        ax.text(x, y, layer.text, color=_color(layer.look), zorder=zorder + 3, clip_on=True)


DRAW: dict[str, Callable[[Axes, Any, Shown, float], None]] = {
    "line": _line, "path": _path, "points": _points, "segments": _segments, "arrows": _arrows,
    "contour": _contour, "image": _image, "cells": _cells, "bars": _bars, "area": _area,
    "rule": _rule, "span": _span, "marker": _marker, "text": _text,
}  # fmt: skip
