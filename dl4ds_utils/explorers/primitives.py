"""What a front end draws: each layer of a scene as one or more of five primitives.

So that the code in the page is short, all that is known without a screen is settled here: which
controls a layer follows, where bars and zones end, how many markers a curve has, what a legend
says, and the bands of a contour.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from dl4ds_utils.explorers import layers as la
from dl4ds_utils.explorers import theme
from dl4ds_utils.explorers.columns import separated
from dl4ds_utils.explorers.parts import columns, parts_of, redone
from dl4ds_utils.explorers.scene import Array

if TYPE_CHECKING:
    from dl4ds_utils.explorers.scene import Axis, Caption, Panel, Scene

__all__ = ["drawn"]

Spec = dict[str, Any]

VERSION = 3
RESTING = ("contour", "table")
"""Kinds that take longer: they and what lies below them rest while their own controls do."""
REFERENCES = ("x", "y", "x1", "y1", "y0", "values", "classes", "choose")
"""Fields of primitives that may name an array."""
STEPS = 65532
"""From 0 to it, whole numbers are packed as they are."""
SPOT = theme.mark("hollow", "muted")
"""A place to be clicked."""


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
    for panel in scene.panels:
        for layer in panel.layers:
            for name in (getattr(layer, part) for part in redone(layer)):
                if isinstance(name, str):
                    arrays.pop(name, None)
    arrays |= {name: scene.arrays[name] for name in _others(scene) if name in scene.arrays}
    panels = [_panel(scene, panel, arrays) for panel in scene.panels]
    captions = [_caption(scene, caption, arrays) for caption in scene.captions]
    order = sorted({panel.column for panel in scene.panels})
    columns = [
        sorted(
            (k for k, panel in enumerate(scene.panels) if panel.column == column),
            key=lambda k: scene.panels[k].row,
        )
        for column in order
    ]
    counts = {len(layer["bands"]) for panel in panels for layer in panel["layers"]
              if layer["kind"] == "contour"}  # fmt: skip
    spec = {
        "version": VERSION, "alt": scene.alt, "note": scene.note,
        "controls": [control.as_json() for control in scene.controls],
        "captions": captions, "columns": columns, "panels": panels,
        "themes": theme.themes(sorted(counts)),
    }  # fmt: skip
    return spec, separated(arrays, _used(panels, captions))


def _used(panels: Sequence[Spec], captions: Sequence[Spec]) -> Iterator[str]:
    """Name all that panels and captions look up."""
    for panel in panels:
        for part in (*panel["layers"], panel.get("pick", {})):
            yield from (part[n] for n in REFERENCES if isinstance(part.get(n), str))
    for caption in captions:
        yield from filter(None, [caption.get("choose"), *caption["values"].values()])


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
    """Name the arrays that are shown as they are."""
    for panel in scene.panels:
        for layer in panel.layers:
            references = layer.references()
            references = {n: v for n, v in references.items() if n not in redone(layer)}
            yield from (name for name in references.values() if isinstance(name, str))
        if panel.pick:
            yield panel.pick.at
    for caption in scene.captions:
        yield from filter(None, [caption.choose, *caption.values.values()])


def _panel(scene: Scene, panel: Panel, arrays: dict[str, Array]) -> Spec:
    found: list[Spec] = []
    needs: list[set[str]] = []
    legend: dict[str, list[int]] = {}
    for layer in panel.layers:
        for number, part in enumerate(parts_of(scene, panel, layer, arrays)):
            if layer.label and not number:
                legend.setdefault(layer.label, []).append(len(found))
            look = theme.stroke(part.pop("look", layer.look))
            swatch = {"swatch": part.pop("swatch")} if "swatch" in part else {}
            part = {name: la.plain(value) for name, value in part.items()}
            when = {name: la.plain(np.atleast_1d(at)) for name, at in layer.when.items()}
            upto = [part["upto"]] if "upto" in part else []
            needs.append({*upto, *layer.when, *_follows(part, arrays)})
            more = {**({"when": when} if when else {}), **(swatch if layer.label else {})}
            found.append({**part, **more, "look": la.plain(look)})
    count = max([k + 1 for k, part in enumerate(found) if part["kind"] in RESTING], default=0)
    count = next((k for k in range(count, len(found)) if needs[k]), len(found))
    x = panel.x.as_json()
    for bars in (layer for layer in panel.layers if isinstance(layer, la.Bars)):
        x = {**x, "names": len(bars.names), "ticks": [[k, n] for k, n in enumerate(bars.names)]}
    pick = panel.pick
    place = {} if pick is None else columns("", pick.at)
    return {
        "title": panel.title, "x": x, "y": panel.y.as_json(), "layers": found,
        "legend": [{"label": label, "layers": places} for label, places in legend.items()],
        # In a fixed order: the same scene must have the same bytes.
        "needs": sorted(set().union(*needs)),
        "resting": {"count": count, "needs": sorted(set().union(*needs[:count]))},
        **({"aspect": _length(panel.x) / _length(panel.y)} if panel.aspect else {}),
        **({"pick": {"control": pick.control, **place, "mark": SPOT}} if pick else {}),
    }  # fmt: skip


def _follows(part: Mapping[str, Any], arrays: Mapping[str, Array]) -> Iterator[str]:
    for name in REFERENCES:
        if isinstance(part.get(name), str):
            yield from arrays[part[name].partition("@")[0]].axes


def _length(axis: Axis) -> float:
    return axis.hi - axis.lo
