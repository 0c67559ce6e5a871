"""The parts of each kind of layer, as a front end draws them: five primitives."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.explorers import layers as la
from dl4ds_utils.explorers import theme
from dl4ds_utils.explorers.contours import borders, rings
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.scene import Array

if TYPE_CHECKING:
    from dl4ds_utils.explorers.scene import Axis, Panel, Scene

__all__ = ["columns", "parts_of", "redone"]

Floats = NDArray[np.float64]
Spec = dict[str, Any]

BYTES = 252
"""From 0 to it, whole numbers are packed as they are in a byte."""
MARKED = {"line": 40, "path": 60}
"""Points up to which each has its marker; of a longer line about twelve have, of a path none."""
SOFT = {"area": 0.25, "span": 0.14, "bars": 0.55}
"""Opacity of what is filled; in a legend it is twice as much."""
BAR = 0.36
"""Half the width of a bar; from one to the next it is 1."""
COLORS = 7
CLASSES = ("circle", "square", "triangle", "diamond", "star", "hollow", "cross")
"""Markers of points by class."""
LEANS = ((), (-1,), (0,), (1,), (-1, 0), (-1, 1), (-1, 0, 1))
"""Of regions by number: how far the lines of their hatches lean to the right; dots for 2."""
HATCH = {"width": 1, "alpha": 0.6, "dash": []}
DOTS = {"width": 2, "alpha": 0.6, "dash": [2, 6]}
REGIONS = [
    [k, 0.2, {"leans": leans, **(DOTS if k == 2 else HATCH)}] if leans else [k, 0.2]
    for k, leans in enumerate(LEANS)
]
UNKNOWN = ["muted", 0, {"leans": [-1, 1], **HATCH}]
"""Of what is no number."""
CELLS = [["muted", 0.12], *([k, 0.75] for k in range(COLORS))]
"""By number: color, opacity and hatches."""
SHADES = 64
"""Of a map of numbers."""
ODD = ("", "−∞", "∞", "NaN")
"""What stands in place of a bar that has no end."""


def redone(layer: la.Layer) -> tuple[str, ...]:
    """Name the fields of a layer whose arrays are made anew."""
    if isinstance(layer, la.Contour):
        return "values", "levels"
    return ("codes",) if isinstance(layer, la.Image) and layer.continuous else ()


def parts_of(
    scene: Scene, panel: Panel, layer: la.Layer, arrays: dict[str, Array]
) -> Iterator[Spec]:
    """Give what stands for a layer, and add the arrays that are made for it.

    Parameters
    ----------
    scene, panel, layer : Scene, Panel, Layer
        The layer, where it is.
    arrays : dict of str to Array
        To be added to.
    """
    if isinstance(layer, la.Contour):
        yield _contour(scene, layer, arrays)
    elif isinstance(layer, la.Bars):
        yield from _bars(scene, panel, layer, arrays)
    elif isinstance(layer, (la.Image, la.Cells)):
        yield _table(scene, panel, layer, arrays)
    elif isinstance(layer, (la.Area, la.Span)):
        yield _area(panel, layer)
    elif isinstance(layer, la.Words):
        yield {"kind": "text", **columns("", layer.xy), "texts": [layer.text]}
    else:
        yield {"kind": "curve", **_curve(scene, panel, layer)}


def _curve(scene: Scene, panel: Panel, layer: la.Layer) -> Spec:
    """Give a line, a path, points, or lines between pairs of points."""
    color = layer.look.color
    marks: Spec = {"marks": [theme.mark(layer.look.marker, color)]}
    if isinstance(layer, (la.Line, la.Path)):
        upto = {"upto": layer.upto, **marks} if layer.upto else {}
        if isinstance(layer, la.Path):
            several = shape_of(scene, layer.xy)[0] > MARKED["path"]
            ends = {"start": theme.mark("hollow", color), "lost": theme.mark("cross", color)}
            trail = {"r": 2.4, "trail": True, **marks, **ends, **({} if several else {"every": 1})}
            return {**columns("", layer.xy), **upto, **trail}
        places = {"x": layer.x, "y": layer.y, **upto}
        count = shape_of(scene, layer.x)[0]
        every = 1 if count <= MARKED["line"] else -(-count // 12)
        marked = layer.look.marker != "none"
        return {**places, "r": 3.5, "every": every, **marks} if marked else places
    if isinstance(layer, (la.Points, la.Marker)):
        single = {"bare": True, "every": 1, "r": 4 if isinstance(layer, la.Points) else 6}
        if isinstance(layer, la.Points) and layer.classes is not None:
            kinds = [theme.mark(marker, k) for k, marker in enumerate(CLASSES)]
            marks = {"marks": kinds, "classes": layer.classes}
        return {**columns("", layer.xy), **single, **marks}
    if isinstance(layer, la.Rule):
        if layer.y is None:
            return {"x": layer.x, "y": _ends(panel.y)}
        return {"x": _ends(panel.x), "y": layer.y}
    assert isinstance(layer, (la.Segments, la.Arrows))
    ends = {**columns("", layer.a), **columns("1", layer.b)}
    return {**ends, **({"arrows": True} if isinstance(layer, la.Arrows) else {})}


def _area(panel: Panel, layer: la.Area | la.Span) -> Spec:
    given: Spec = {"kind": "area", **_filled(layer.kind, layer.look)}
    if isinstance(layer, la.Area):
        return {**given, "x": layer.x, "y": layer.y, "y0": layer.y0}
    if layer.y is None:
        low, high = _ends(panel.y)
        return {**given, "x": layer.x, "y": high, "y0": low}
    return {**given, "x": _ends(panel.x), "y": _entry(layer.y, 1), "y0": _entry(layer.y, 0)}


def _filled(kind: str, look: Look) -> Spec:
    return {"fill": SOFT[kind] * look.alpha, "swatch": 2.0 * SOFT[kind]}


def _bars(scene: Scene, panel: Panel, layer: la.Bars, arrays: dict[str, Array]) -> Iterator[Spec]:
    """Give an area for each bar, and a text for one that may have no end."""
    looks = layer.looks or (layer.look,) * len(layer.names)
    for k, look in enumerate(looks):
        end = _entry(layer.values, k)
        sides = {"x": [k - BAR, k + BAR], "y": end, "y0": 0.0}
        edge = {"edge": True, "look": replace(look, width=1.5, alpha=1.0)}
        yield {"kind": "area", **_filled("bars", look), **sides, **edge}
    table = scene.arrays[layer.values] if isinstance(layer.values, str) else Array(np.empty(0))
    for k in range(table.slice[0]):
        values = table.values[..., k]
        if not np.isfinite(values).all():
            choose = f"text {len(arrays)}"
            cases = [values == -np.inf, values == np.inf, np.isnan(values)]
            arrays[choose] = Array(np.select(cases, [1.0, 2.0, 3.0]), table.axes, "u1", 0.0, BYTES)
            where = {"x": k, "y": panel.y.hi, "style": {"align": "center", "base": "top"}}
            yield {"kind": "text", **where, "texts": ODD, "choose": choose, "look": Look("ink")}


def _table(
    scene: Scene, panel: Panel, layer: la.Image | la.Cells, arrays: dict[str, Array]
) -> Spec:
    codes: Any = layer.codes
    given: Spec = {
        "kind": "table", "shape": shape_of(scene, codes), "unknown": UNKNOWN, "swatch": 0.5,
    }  # fmt: skip
    values = codes if isinstance(codes, str) else np.ravel(codes)
    if isinstance(layer, la.Cells):
        low, high = _ends(panel.y)
        ends = {"x": _ends(panel.x), "y": [high, low]}
        return {**given, "values": values, **ends, "paints": CELLS, "gap": 1}
    paints: list[Any] = REGIONS
    if layer.continuous:
        paints = [[color, 0.85] for color in theme.color_map(SHADES)]
        table = scene.arrays[codes] if isinstance(codes, str) else Array(np.asarray(codes))
        values = f"shades {len(arrays)}"
        arrays[values] = Array(_shades(table.values), table.axes, "u1", 0.0, BYTES)
    return {**given, "values": values, "x": layer.x, "y": layer.y, "paints": paints}


def _shades(tables: Floats) -> Floats:
    """Give the shades of tables as numbers, each from its least value to its greatest."""
    known = np.where(np.isfinite(tables), tables, np.nan)
    least, greatest = (extreme.reduce(known, axis=(-2, -1), keepdims=True)
                       for extreme in (np.fmin, np.fmax))  # fmt: skip
    span = np.where(greatest > least, greatest - least, 1.0)
    return np.asarray(np.rint((known - least) / span * (SHADES - 1)))


def _contour(scene: Scene, layer: la.Contour, arrays: dict[str, Array]) -> Spec:
    """Give the rings of a contour, as a new array in place of its map."""
    axes = scene.arrays[layer.values].axes if isinstance(layer.values, str) else ()
    values, levels = (
        scene.arrays[part].values if isinstance(part, str) else np.asarray(part, dtype=np.float64)
        for part in (layer.values, layer.levels)
    )
    x, y = (np.asarray(side, dtype=np.float64) for side in (layer.x, layer.y))
    name = f"rings {len(arrays)}"
    arrays[name] = Array(rings(values, levels, x, y), axes, "u2", *borders(x, y))
    look = replace(layer.look, width=min(layer.look.width, 1.0), alpha=0.55 * layer.look.alpha)
    bands = theme.bands(len(levels) + 1)
    return {"kind": "contour", **columns("", name), "bands": bands, "look": look, "swatch": 0.5}


def columns(suffix: str, points: la.Reference) -> Spec:
    """Give pairs of numbers as two columns, ``"x"`` and ``"y"`` with a suffix."""
    return {f"{name}{suffix}": _entry(points, k) for k, name in enumerate("xy")}


def _entry(reference: la.Reference, k: int) -> Any:
    return f"{reference}@{k}" if isinstance(reference, str) else np.asarray(reference)[..., k]


def _ends(axis: Axis) -> Sequence[float]:
    return axis.lo, axis.hi


def shape_of(scene: Scene, reference: la.Reference) -> tuple[int, ...]:
    if isinstance(reference, str):
        return scene.arrays[reference].slice
    return np.shape(reference)
