"""Whether the parts of a scene belong together: names that exist, shapes that fit."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np

from dl4ds_utils.explorers.layers import Bars, Contour, Layer
from dl4ds_utils.explorers.look import BadScene

if TYPE_CHECKING:
    from dl4ds_utils.explorers.scene import Caption, Panel, Scene

__all__ = ["check_scene"]


def check_scene(scene: Scene) -> None:
    """Refuse a scene that no front end can draw in all its states.

    Raises
    ------
    BadScene
        Naming the part and what it needs.
    """
    lengths = {control.name: len(control) for control in scene.controls}
    if not lengths or len(lengths) < len(scene.controls):
        raise BadScene("controls", "at least one is needed, and no two of the same name")
    if not scene.panels or not scene.alt:
        raise BadScene("scene", "panels and a text for screen readers are needed")
    for name, array in scene.arrays.items():
        where = f"array {name!r}"
        _known(where, array.axes, lengths)
        shape = tuple(lengths[axis] for axis in array.axes)
        if array.values.shape[: len(shape)] != shape:
            raise BadScene(where, f"shape {array.values.shape} does not begin with {shape}")
    for panel in scene.panels:
        _check_panel(scene, panel, lengths)
    for caption in scene.captions:
        _check_caption(scene, caption, lengths)


def _check_panel(scene: Scene, panel: Panel, lengths: Mapping[str, int]) -> None:
    for number, layer in enumerate(panel.layers):
        where = f"panel {panel.title!r}, layer {number} ({layer.kind})"
        _known(where, [*layer.when, *filter(None, [getattr(layer, "upto", "")])], lengths)
        _check_shapes(scene, layer, where)
        if isinstance(layer, Bars):
            count = _shape(scene, layer.values, where)[0]
            if len(layer.names) != count or len(layer.looks) not in (0, count):
                raise BadScene(where, f"{count} bars need as many names, and looks or none")
    if {panel.x.scale, panel.y.scale} != {"linear"}:
        for layer in panel.layers:
            if isinstance(layer, Contour):
                raise BadScene(f"panel {panel.title!r}", "a contour needs two linear axes")
        if panel.aspect:
            raise BadScene(f"panel {panel.title!r}", "equal units need two linear axes")
    if panel.pick:
        where = f"panel {panel.title!r}, pick"
        _known(where, [panel.pick.control], lengths)
        if _shape(scene, panel.pick.at, where) != (lengths[panel.pick.control], 2):
            raise BadScene(where, "needs one place for each index of its control")


def _check_shapes(scene: Scene, layer: Layer, where: str) -> None:
    letters: dict[str, int] = {}
    for name, reference in layer.references().items():
        shape = _shape(scene, reference, f"{where}, {name}")
        for wanted in layer.shapes[name]:
            if len(wanted) == len(shape) and all(
                letters.setdefault(want, got) == got if isinstance(want, str) else want == got
                for want, got in zip(wanted, shape, strict=True)
            ):
                break
        else:
            shapes = " or ".join(map(_spelled, layer.shapes[name]))
            raise BadScene(f"{where}, {name}", f"shape {shape}, but {shapes} is needed")


def _shape(scene: Scene, reference: Any, where: str) -> tuple[int, ...]:
    if not isinstance(reference, str):
        return np.shape(reference)
    if reference not in scene.arrays:
        raise BadScene(where, f"there is no array {reference!r}")
    return scene.arrays[reference].slice


def _check_caption(scene: Scene, caption: Caption, lengths: Mapping[str, int]) -> None:
    if bool(caption.text) == bool(caption.texts):
        raise BadScene("caption", "give it either a text or texts")
    if caption.choose:
        _check_choice(scene, caption)
    elif caption.texts:
        _check_texts("caption", caption.axes, caption.texts, lengths)
        return
    where = f"caption {caption.text or caption.texts[0]!r}"
    parts = [part for t in caption.texts or (caption.text,) for part in string.Formatter().parse(t)]
    fields = {name for _, name, _, _ in parts if name is not None}
    if fields != set(caption.values):
        raise BadScene(where, f"names {sorted(fields)}, but has values for {[*caption.values]}")
    for source in caption.values.values():
        if source not in lengths and _shape(scene, source, where) != ():
            raise BadScene(where, f"{source!r} is not one number at each state")


def _check_choice(scene: Scene, caption: Caption) -> None:
    where = f"caption chosen by {caption.choose!r}"
    if _shape(scene, caption.choose, where) != ():
        raise BadScene(where, "needs one number at each state")
    found = scene.arrays[caption.choose].values
    if caption.axes or not np.isin(found, np.arange(len(caption.texts))).all():
        last = len(caption.texts) - 1
        raise BadScene(where, f"needs whole numbers from 0 to {last}, and no axes")


def _check_texts(
    where: str, axes: Iterable[str], texts: tuple[str, ...], lengths: Mapping[str, int]
) -> None:
    _known(where, axes, lengths)
    count = prod(lengths[axis] for axis in axes)
    if len(texts) != count:
        raise BadScene(where, f"{len(texts)} texts, but {count} states")


def _known(where: str, names: Iterable[str], lengths: Mapping[str, int]) -> None:
    for name in names:
        if name not in lengths:
            raise BadScene(where, f"no control is called {name!r}")


def _spelled(shape: tuple[int | str, ...]) -> str:
    return f"({', '.join(map(str, shape))}{',' if len(shape) == 1 else ''})"
