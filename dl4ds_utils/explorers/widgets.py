"""The widgets of an explorer: ipywidgets controls, joined in the browser to one canvas."""

from __future__ import annotations

import json
from typing import Any

import anywidget
import ipywidgets
import traitlets

from dl4ds_utils.explorers.javascript import joined
from dl4ds_utils.explorers.look import BadScene
from dl4ds_utils.explorers.pack import Packed

__all__ = ["Canvas", "index_trait", "widgets_of"]

NAME_WIDTH = "10em"
NEVER = 2**31 - 1
"""Milliseconds that no timer waits: Play's own knows nothing of frames, so the canvas goes on."""


class Canvas(anywidget.AnyWidget):
    """The picture: it holds the scene, its numbers, and one index for each control.

    For a control with Play there is also ``play_<name>``: while it is true the browser goes on.

    Parameters
    ----------
    packed : Packed
        The scene as `pack` gives it.
    pair : str
        Name by which the fragment of the same output knows that the widgets live.

    Raises
    ------
    BadScene
        If a control has the name of something that every widget has.
    """

    _esm = joined("widget")
    spec = traitlets.Unicode().tag(sync=True)
    data = traitlets.Bytes().tag(sync=True)
    pair = traitlets.Unicode().tag(sync=True)

    def __init__(self, packed: Packed, pair: str = "") -> None:
        indices = {control["name"]: control["index"] for control in packed.spec["controls"]}
        taken = sorted(name for name in indices if hasattr(type(self), name))
        if taken:
            raise BadScene("control", f"every widget has {', '.join(taken)}: take another name")
        self.add_traits(**{name: traitlets.Int(k).tag(sync=True) for name, k in indices.items()})
        played = [f"play_{c['name']}" for c in packed.spec["controls"] if c.get("play")]
        self.add_traits(**{name: traitlets.Bool(False).tag(sync=True) for name in played})
        spec = json.dumps(packed.spec, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        layout = ipywidgets.Layout(margin="8px 2px")
        super().__init__(spec=spec, data=packed.data, pair=pair, layout=layout)


def widgets_of(
    packed: Packed, pair: str = ""
) -> tuple[ipywidgets.VBox, dict[str, ipywidgets.Widget]]:
    """Make the canvas and its controls, joined so that a move needs no kernel.

    Returns
    -------
    tuple of VBox and dict of str to Widget
        All of it, and the controls by their names.
    """
    canvas = Canvas(packed, pair)
    controls: dict[str, ipywidgets.Widget] = {}
    rows: list[ipywidgets.Widget] = []
    for control in packed.spec["controls"]:
        name = control["name"]
        widget = controls[name] = _control(control)
        ipywidgets.jslink((widget, index_trait(widget)), (canvas, name))
        rows.append(_with_play(widget, control, canvas) if control.get("play") else widget)
    return ipywidgets.VBox([*rows, canvas]), controls


def index_trait(widget: ipywidgets.Widget) -> str:
    """Name the trait of a control's widget that holds its index."""
    return "value" if isinstance(widget, ipywidgets.IntSlider) else "index"


def _control(control: dict[str, Any]) -> ipywidgets.Widget:
    labels, index = control["labels"], control["index"]
    name = {"description": control["label"], "style": {"description_width": NAME_WIDTH}}
    slider = {**name, "layout": ipywidgets.Layout(width="auto", max_width="40em")}
    if control["kind"] == "step" and labels == [str(t) for t in range(len(labels))]:
        return ipywidgets.IntSlider(index, 0, len(labels) - 1, **slider)
    # Numbers as values: of two equal texts a selection would only ever find the first.
    options = list(zip(labels, range(len(labels)), strict=True))
    if control["kind"] == "choice":
        name["style"] = {**name["style"], "button_width": "auto"}
        # Its own layout would put the buttons below their name.
        layout = ipywidgets.Layout(width="auto", display="flex", flex_flow="row wrap")
        return ipywidgets.ToggleButtons(options=options, index=index, layout=layout, **name)
    return ipywidgets.SelectionSlider(options=options, index=index, **slider)


def _with_play(
    slider: ipywidgets.Widget, control: dict[str, Any], canvas: Canvas
) -> ipywidgets.HBox:
    last = len(control["labels"]) - 1
    play = ipywidgets.Play(control["index"], min=0, max=last, interval=NEVER, show_repeat=False)
    play.tooltip = f"Play: {control['label']}"
    ipywidgets.jslink((play, "value"), (slider, index_trait(slider)))
    ipywidgets.jslink((play, "playing"), (canvas, f"play_{control['name']}"))
    slider.layout.flex = "1 1 auto"
    return ipywidgets.HBox([slider, play], layout=ipywidgets.Layout(max_width="52em"))
