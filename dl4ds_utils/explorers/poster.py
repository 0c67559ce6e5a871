"""The still picture of a scene: its present state, drawn by Matplotlib, layer by layer."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator

from dl4ds_utils.explorers.paint import DRAW, MUTED, Shown
from dl4ds_utils.explorers.scene import Axis, Panel, Scene
from dl4ds_utils.views import style
from dl4ds_utils.views.sheet import Sheet

__all__ = ["poster"]

SIZE = {1: (6.4, 3.6), 2: (3.7, 3.4), 3: (2.7, 2.9)}
"""Inches of each column, by their number."""
INCHES_PER_ROW = 1.9
MANY = 3
"""Entries of a legend up to which it lies inside the panel."""
SHARPNESS = 1.25
"""It is seen where no script runs, and its bytes are in each page: so not as sharp as others."""


def poster(scene: Scene) -> bytes:
    """Draw a scene as it is now.

    Parameters
    ----------
    scene : Scene
        With its controls in the state to be shown.

    Returns
    -------
    bytes
        A PNG file.
    """
    columns = 1 + max(panel.column for panel in scene.panels)
    rows = [sum(panel.column == column for panel in scene.panels) for column in range(columns)]
    width, height = SIZE.get(columns, SIZE[3])
    with style.styled():
        sheet = Sheet(columns, (width, max(height, INCHES_PER_ROW * max(rows))), rows, SHARPNESS)
        order = sorted(scene.panels, key=lambda panel: (panel.column, panel.row))
        for ax, panel in zip(sheet.axes, order, strict=True):
            _draw_panel(ax, scene, panel)
        sheet.settle()
        return sheet.png()


def _draw_panel(ax: Axes, scene: Scene, panel: Panel) -> None:
    for axis, which in ((panel.x, "x"), (panel.y, "y")):
        _scale(ax, axis, which)
    places = {control.name: control.index for control in scene.controls}
    for order, layer in enumerate(panel.layers):
        if all(places[name] in np.atleast_1d(ks) for name, ks in layer.when.items()):
            DRAW[layer.kind](ax, layer, Shown(scene, layer), 2.0 + order / 100)
    if panel.pick:
        spots = scene.look_up(panel.pick.at)
        pale: dict[str, Any] = {
            "markerfacecolor": "none",
            "markeredgecolor": MUTED,
            "markersize": 4,
        }
        ax.plot(*spots.T, "o", zorder=2.9, **pale)
    ax.set_xlim(panel.x.lo, panel.x.hi)
    ax.set_ylim(panel.y.lo, panel.y.hi)
    if panel.aspect == "equal":
        ax.set_aspect("equal", adjustable="box")
    style.decorate(ax, panel.x.label, panel.y.label, panel.title)
    # Beside a few short entries there is room in the panel, not beside many.
    style.legend(ax, below=len(ax.get_legend_handles_labels()[1]) > MANY)


def _scale(ax: Axes, axis: Axis, which: str) -> None:
    if axis.scale == "log":
        style.scales(ax, *(("log", "linear") if which == "x" else ("linear", "log")))
    elif axis.scale == "symlog":
        threshold = axis.linthresh
        getattr(ax, f"set_{which}scale")("function", functions=(
            lambda v: np.sign(v) * np.log10(1.0 + np.abs(v) / threshold),
            lambda t: np.sign(t) * threshold * (10.0 ** np.abs(t) - 1.0),
        ))  # fmt: skip
    ticks = axis.marks if axis.scale == "symlog" else axis.ticks
    if ticks:
        ruler = ax.xaxis if which == "x" else ax.yaxis
        ruler.set_major_locator(FixedLocator([place for place, _ in ticks]))
        ruler.set_major_formatter(FixedFormatter([text for _, text in ticks]))
