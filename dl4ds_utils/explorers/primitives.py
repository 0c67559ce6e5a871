"""What a front end draws: each layer of a scene as one or more of five primitives.

So that the code in the page is short, all that is known without a screen is settled here: which
controls a layer follows, where bars and zones end, how many markers a curve has, what a legend
says, and the bands of a contour.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.explorers import layers as la
from dl4ds_utils.explorers.contours import borders, rings
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.scene import Array

if TYPE_CHECKING:
    from dl4ds_utils.explorers.scene import Axis, Caption, Panel, Scene

__all__ = ["drawn"]

Floats = NDArray[np.float64]
Spec = dict[str, Any]

VERSION = 2
STEPS = 65532
"""From 0 to it, whole numbers are packed as they are."""
MARKED = {"line": 40, "path": 60}
"""Points up to which each has its marker; of a longer line about twelve have, of a path none."""
SOFT = {"area": 0.25, "span": 0.14, "bars": 0.55}
"""Opacity of what is filled."""
BAR = 0.36
"""Half the width of a bar; from one to the next it is 1."""
COLORS = 7
REGIONS = [[k, 0.2, k] for k in range(COLORS)]
CELLS = [["muted", 0.12, 0], *([k, 0.75, 0] for k in range(COLORS))]
"""By number: color, opacity and kind of hatches."""


def drawn(scene: Scene) -> tuple[Spec, dict[str, Array]]:
    """Give all that a front end needs but the table of the arrays, and the arrays.

    Parameters
    ----------
    scene : Scene
        The scene; a reference ``"name@k"`` of the result is the entry k of the last dimension.

    Returns
    -------
    tuple of dict and dict of str to Array
        The rings of contours are there in place of their maps.

    Raises
    ------
    BadScene
        If a constant is not finite.
    """
    arrays = dict(scene.arrays)
    contours = [
        layer for panel in scene.panels for layer in panel.layers if isinstance(layer, la.Contour)
    ]
    for layer in contours:
        for name in (layer.values, layer.levels):
            if isinstance(name, str):
                arrays.pop(name, None)
    arrays |= {name: scene.arrays[name] for name in _others(scene) if name in scene.arrays}
    panels = [_panel(scene, panel, arrays) for panel in scene.panels]
    order = sorted({panel.column for panel in scene.panels})
    columns = [
        sorted(
            (k for k, panel in enumerate(scene.panels) if panel.column == column),
            key=lambda k: scene.panels[k].row,
        )
        for column in order
    ]
    spec = {
        "version": VERSION, "alt": scene.alt, "note": scene.note,
        "controls": [control.as_json() for control in scene.controls],
        "captions": [_caption(scene, caption, arrays) for caption in scene.captions],
        "columns": columns, "panels": panels,
    }  # fmt: skip
    return spec, arrays


def _caption(scene: Scene, caption: Caption, arrays: dict[str, Array]) -> Spec:
    given: Spec = {"texts": list(caption.texts) or [caption.text], "values": dict(caption.values)}
    choose = caption.choose
    if not choose and caption.axes:
        counts = {control.name: len(control) for control in scene.controls}
        numbers = np.arange(float(len(caption.texts)))
        choose = f"text {len(arrays)}"
        table = numbers.reshape([counts[name] for name in caption.axes])
        arrays[choose] = Array(table, caption.axes, "u2", 0.0, float(STEPS))
    return {**given, "choose": choose} if choose else given


def _others(scene: Scene) -> Iterator[str]:
    """Name the arrays that something else than a contour shows."""
    for panel in scene.panels:
        for layer in panel.layers:
            references = layer.references()
            if isinstance(layer, la.Contour):
                references = {"x": layer.x, "y": layer.y}
            yield from (name for name in references.values() if isinstance(name, str))
        if panel.pick:
            yield panel.pick.at
    for caption in scene.captions:
        yield from filter(None, [caption.choose, *caption.values.values()])


def _panel(scene: Scene, panel: Panel, arrays: dict[str, Array]) -> Spec:
    found: list[Spec] = []
    legend: dict[str, list[int]] = {}
    for layer in panel.layers:
        for number, part in enumerate(_parts(scene, panel, layer, arrays)):
            if layer.label and not number:
                legend.setdefault(layer.label, []).append(len(found))
            look = part.pop("look", layer.look).as_json()
            part = {name: la.plain(value) for name, value in part.items()}
            when = {"when": la.plain(layer.when)} if layer.when else {}
            upto = [part["upto"]] if "upto" in part else []
            # In a fixed order: the same scene must have the same bytes.
            needs = sorted({*upto, *layer.when, *_follows(part, arrays)})
            found.append({**part, "look": look, **when, "needs": needs})
    x = panel.x.as_json()
    for bars in (layer for layer in panel.layers if isinstance(layer, la.Bars)):
        x = {**x, "names": len(bars.names), "ticks": [[k, n] for k, n in enumerate(bars.names)]}
    pick = panel.pick
    return {
        "title": panel.title, "x": x, "y": panel.y.as_json(), "layers": found,
        "legend": [{"label": label, "layers": places} for label, places in legend.items()],
        **({"aspect": panel.aspect} if panel.aspect else {}),
        **({"pick": {"control": pick.control, **_columns("", pick.at)}} if pick else {}),
    }  # fmt: skip


def _follows(part: Mapping[str, Any], arrays: Mapping[str, Array]) -> Iterator[str]:
    for name, value in part.items():
        if isinstance(value, str) and name not in ("kind", "text", "upto"):
            yield from arrays[value.partition("@")[0]].axes


def _parts(scene: Scene, panel: Panel, layer: la.Layer, arrays: dict[str, Array]) -> Iterator[Spec]:
    if isinstance(layer, la.Contour):
        yield _contour(scene, layer, arrays)
    elif isinstance(layer, la.Bars):
        yield from _bars(scene, panel, layer)
    elif isinstance(layer, (la.Image, la.Cells)):
        yield _table(scene, panel, layer)
    elif isinstance(layer, (la.Area, la.Span)):
        yield _area(panel, layer)
    elif isinstance(layer, la.Words):
        yield {"kind": "text", **_columns("", layer.xy), "text": layer.text}
    else:
        yield {"kind": "curve", **_curve(scene, panel, layer)}


def _curve(scene: Scene, panel: Panel, layer: la.Layer) -> Spec:
    """Give a line, a path, points, or lines between pairs of points."""
    if isinstance(layer, (la.Line, la.Path)):
        upto = {"upto": layer.upto} if layer.upto else {}
        if isinstance(layer, la.Path):
            several = _shape(scene, layer.xy)[0] > MARKED["path"]
            marks = {"r": 2.4, "trail": True, **({} if several else {"every": 1})}
            return {**_columns("", layer.xy), **upto, **marks}
        places = {"x": layer.x, "y": layer.y, **upto}
        count = _shape(scene, layer.x)[0]
        every = 1 if count <= MARKED["line"] else -(-count // 12)
        return {**places, "r": 3.5, "every": every} if layer.look.marker != "none" else places
    if isinstance(layer, (la.Points, la.Marker)):
        classes = getattr(layer, "classes", None)
        single = {"bare": True, "every": 1, "r": 4 if isinstance(layer, la.Points) else 6}
        given = {} if classes is None else {"classes": classes}
        return {**_columns("", layer.xy), **single, **given}
    if isinstance(layer, la.Rule):
        if layer.y is None:
            return {"x": layer.x, "y": _ends(panel.y)}
        return {"x": _ends(panel.x), "y": layer.y}
    assert isinstance(layer, (la.Segments, la.Arrows))
    ends = {**_columns("", layer.a), **_columns("1", layer.b)}
    return {**ends, **({"arrows": True} if isinstance(layer, la.Arrows) else {})}


def _area(panel: Panel, layer: la.Area | la.Span) -> Spec:
    given: Spec = {"kind": "area", "fill": SOFT[layer.kind]}
    if isinstance(layer, la.Area):
        return {**given, "x": layer.x, "y": layer.y, "y0": layer.y0}
    if layer.y is None:
        low, high = _ends(panel.y)
        return {**given, "x": layer.x, "y": high, "y0": low}
    return {**given, "x": _ends(panel.x), "y": _entry(layer.y, 1), "y0": _entry(layer.y, 0)}


def _bars(scene: Scene, panel: Panel, layer: la.Bars) -> Iterator[Spec]:
    """Give an area for each bar, and a text for one that has no end."""
    looks = layer.looks or (layer.look,) * len(layer.names)
    for k, look in enumerate(looks):
        end = _entry(layer.values, k)
        sides = {"x": [k - BAR, k + BAR], "y": end, "y0": 0.0}
        yield {"kind": "area", "fill": SOFT["bars"], **sides, "edge": True, "look": look}
    if isinstance(layer.values, str) and not np.isfinite(scene.arrays[layer.values].values).all():
        for k in range(len(looks)):
            where = {"x": k, "y": panel.y.hi, "value": _entry(layer.values, k)}
            yield {"kind": "text", **where, "look": Look("ink")}


def _table(scene: Scene, panel: Panel, layer: la.Image | la.Cells) -> Spec:
    given = {"kind": "table", "values": layer.codes, "shape": _shape(scene, layer.codes)}
    if isinstance(layer, la.Cells):
        low, high = _ends(panel.y)
        return {**given, "x": _ends(panel.x), "y": [high, low], "paints": CELLS, "gap": 1}
    regions = {} if layer.continuous else {"paints": REGIONS}
    return {**given, "x": layer.x, "y": layer.y, **regions}


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
    return {"kind": "contour", "rings": name, "count": len(levels)}


def _columns(suffix: str, points: la.Reference) -> Spec:
    """Give pairs of numbers as two columns."""
    return {f"{name}{suffix}": _entry(points, k) for k, name in enumerate("xy")}


def _entry(reference: la.Reference, k: int) -> Any:
    return f"{reference}@{k}" if isinstance(reference, str) else np.asarray(reference)[..., k]


def _ends(axis: Axis) -> Sequence[float]:
    return axis.lo, axis.hi


def _shape(scene: Scene, reference: la.Reference) -> tuple[int, ...]:
    if isinstance(reference, str):
        return scene.arrays[reference].slice
    return np.shape(reference)
