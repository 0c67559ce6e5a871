"""What each layer leaves on the canvas: frames are cranked by hand, so that nothing is timed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from dl4ds_utils.explorers import layers as la
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.scene import Array, Axis, Control, Panel, Scene

pytestmark = pytest.mark.browser


def small(*layers: la.Layer, t: int = 0, wide: float = 4, **arrays: Any) -> Scene:
    """Make a scene of one panel, 4 high, with a step t of 0 to 3."""
    step = Control("t", "step", "t", tuple("0123"), index=t)
    panel = Panel("", Axis("x", 0, wide), Axis("y", 0, 4), layers)
    return Scene(
        (step,), (panel,), {n: Array(np.array(v), (), "f4") for n, v in arrays.items()}, alt="a"
    )


LAYERS = {
    "line": la.Line(x=[0.0, 1, 2], y=[1.0, 3, 2]),
    "path": la.Path(xy=[[1.0, 1], [2, 3]]),
    "points": la.Points(xy=[[1.0, 1], [2, 3]]),
    "segments": la.Segments(a=[[1.0, 1]], b=[[2.0, 3]]),
    "arrows": la.Arrows(a=[1.0, 1], b=[[2.0, 3]]),
    "contour": la.Contour(values=[[0.0, 1], [1, 2]], x=[0.0, 4], y=[0.0, 4], levels=[0.5, 1.5]),
    "image": la.Image(codes=[[0.0, 1], [1, 2]], x=[0.0, 4], y=[0.0, 4]),
    "continuous image": la.Image(codes=[[0.0, 1]], x=[0.0, 4], y=[0.0, 4], continuous=True),
    "cells": la.Cells(codes=[[0.0, 1], [1, 2]]),
    "bars": la.Bars(values=[1.0, 2.0], names=("a", "b")),
    "area": la.Area(x=[0.0, 4], y=[1.0, 2]),
    "rule": la.Rule(x=2.0),
    "span": la.Span(y=[1.0, 2.0]),
    "marker": la.Marker(xy=[2.0, 2.0]),
    "text": la.Words(xy=[2.0, 2.0], text="words"),
}


def test_each_layer_leaves_a_mark_of_its_own_and_none_where_it_is_not_to_be_seen(shown) -> None:
    hidden = [replace(layer, when={"t": 2}) for layer in LAYERS.values()]
    scenes = [small(), *(small(layer) for layer in LAYERS.values())]
    shown.show(*scenes)
    pictures = [shown.pixels(k) for k in range(len(scenes))]
    same = [name for name, p in zip(["nothing", *LAYERS], pictures, strict=True)
            if pictures.count(p) > 1]  # fmt: skip
    assert same == []
    # Bars name the axis, whether they stand or not.
    others = [layer for layer in hidden if not isinstance(layer, la.Bars)]
    shown.show(small(), small(*others))
    assert shown.pixels(1) == shown.pixels(0)
    shown.set("t", 2, 1)
    shown.crank()
    assert shown.pixels(1) != shown.pixels(0)


def test_a_path_that_ends_outside_is_said_to_have_diverged_from_there_on(shown) -> None:
    xy = [[1.0, 1], [3, 3], [9, 9], [np.inf, 9]]
    shown.show(small(la.Path(xy="xy", upto="t"), xy=xy))
    for step, told in ((1, False), (2, True), (3, True), (0, False)):
        shown.page.evaluate("said.length = 0")
        shown.set("t", step)
        shown.crank()
        assert ("diverged" in shown.page.evaluate("said")) is told


def test_a_path_that_comes_back_has_not_diverged(shown) -> None:
    shown.show(small(la.Path(xy="xy", upto="t"), t=1, xy=[[1.0, 1], [9, 9], [2, 2]]))
    said = shown.page.evaluate("said")
    assert "outside" in said
    assert "diverged" not in said


def test_bars_that_are_no_number_say_so(shown) -> None:
    shown.show(small(la.Bars(values="v", names=("a", "b", "c")), v=[1.0, np.nan, np.inf]))
    assert {"a", "b", "c", "NaN", "∞"} <= set(shown.page.evaluate("said"))


def test_nan_breaks_a_line(shown) -> None:
    whole, broken = [1.0, 2, 3, 2, 1], [1.0, 2, np.nan, 2, 1]
    x = np.arange(5.0)
    line = la.Line(x=x, y="y")
    shown.show(small(line, y=whole), small(line, y=broken))
    # At the top of the line, (2, 3): only the whole one passes there.
    ask = """(host) => {
      const { canvas, panels: [p] } = host.dl4ds;
      const { data } = canvas.getContext("2d").getImageData(p.X(2) - 2, p.Y(3) - 2, 4, 6);
      return data.some((v, i) => i % 4 === 2 && v > 150 && data[i - 2] < 60);
    }"""
    hosts = shown.page.locator("figure > div")
    assert [hosts.nth(k).evaluate(ask) for k in (0, 1)] == [True, False]


def test_curves_differ_without_color_too(shown) -> None:
    x = np.linspace(0, 4, 50)
    lines = [la.Line(x=x, y=x * 0 + k, look=Look.of(k), label=f"line {k}") for k in range(1, 4)]
    gray = [replace(line, look=replace(line.look, color="ink"), y=x * 0 + 2) for line in lines]
    shown.show(*(small(replace(line, label="")) for line in gray))
    assert len({shown.pixels(k) for k in range(3)}) == 3


def test_equal_axes_have_equal_units(shown) -> None:
    scene = small(la.Marker(xy=[1.0, 1.0]), wide=8)
    shown.show(replace(scene, panels=(replace(scene.panels[0], aspect="equal"),)))
    box = shown.get("panels[0].box")
    assert box["w"] / box["h"] == pytest.approx(2.0)


PIXEL = """([k, x, y]) => {
  const { canvas, panels: [p] } = [...document.querySelectorAll("figure > div")][k].dl4ds;
  return [...canvas.getContext("2d").getImageData(p.X(x), p.Y(y), 1, 1).data].slice(0, 3);
}"""


def test_bands_of_a_contour_change_at_its_levels_and_are_missing_where_nothing_is_known(
    shown,
) -> None:
    slope = np.tile(np.arange(5.0), (3, 1))
    torn = np.where(slope == 4, np.nan, slope)
    ends = np.array([0.0, 4.0])
    layer = la.Contour(values="map", x=ends, y=ends, levels=[1.5, 2.5], look=Look("muted"))
    shown.show(small(layer, map=slope), small(layer, map=torn))
    at = [shown.page.evaluate(PIXEL, [0, x, 2.05]) for x in (0.3, 1.3, 1.7, 2.3, 2.7, 3.8)]
    assert at[0] == at[1]
    assert at[2] == at[3]
    assert at[4] == at[5]
    assert at[0][0] < at[2][0] < at[4][0]  # low is dark
    empty = shown.page.evaluate(PIXEL, [1, 3.8, 2.05])
    assert shown.page.evaluate(PIXEL, [1, 2.7, 2.05]) == at[4]
    assert empty == [0, 0, 0]  # as on a canvas that nobody has painted


def test_each_cell_of_a_map_of_regions_has_the_color_of_its_number(shown) -> None:
    codes = np.array([[0.0, 0, 4, 0], [4, 4, 0, 0], [0, 4, 4, 4], [4, 4, 4, 4]])
    ends = np.array([0.0, 4.0])
    shown.show(small(la.Image(codes=codes, x=ends, y=ends)))
    # The hatches of a region leave most of its pixels as they are.
    most = """([x, y]) => {
      const { canvas, panels: [p] } = document.querySelector("figure > div").dl4ds;
      const { data } = canvas.getContext("2d").getImageData(p.X(x) + 3, p.Y(y + 1) + 3, 20, 20);
      const count = new Map();
      for (let k = 0; k < data.length; k += 4) {
        const color = data.slice(k, k + 4).join(" ");
        count.set(color, (count.get(color) || 0) + 1);
      }
      return [...count].sort((a, b) => b[1] - a[1])[0][0];
    }"""
    found = {(c, r): shown.page.evaluate(most, [c, r]) for c in range(4) for r in range(4)}
    colors = {code: {found[c, r] for c, r in found if codes[r, c] == code} for code in (0.0, 4.0)}
    assert [len(some) for some in colors.values()] == [1, 1]
    assert colors[0.0] != colors[4.0]


def test_a_cell_that_is_no_number_is_hatched(shown) -> None:
    tables = [[0.0, 1], [2, 0]], [[0.0, 1], [2, np.nan]]
    shown.show(*(small(la.Cells(codes="v"), v=table) for table in tables))
    assert shown.pixels(0) != shown.pixels(1)


def test_what_lies_far_off_is_drawn_so_near_that_no_dashes_of_it_take_long(shown) -> None:
    shown.show(small(la.Line(x=[0.0, 1.0], y="y", look=Look(0, "dashed")), y=[1.0, 3e38]))
    assert shown.get("panels[0].Y(3e38)") == -1e5
    assert shown.get("panels[0].X(-Infinity)") == -1e5


def test_lines_of_a_contour_are_closed(shown) -> None:
    x, ends = np.linspace(0.0, 4.0, 25) - 2.1, np.array([0.0, 4.0])
    hill = np.add.outer(x**2, x**2)
    radii = [0.6, 0.9, 1.2, 1.5]
    contours = [
        la.Contour(values="map", x=ends, y=ends, levels=[r * r], look=Look("muted")) for r in radii
    ]
    shown.show(*(small(contour, map=hill) for contour in contours))
    # The least blue near each place of the circle: of the line, for both bands have more of it.
    blue = """([k, radius]) => {
      const { canvas, panels: [p] } = [...document.querySelectorAll("figure > div")][k].dl4ds;
      const found = Array.from({ length: 150 }, (_, i) => {
        const x = p.X(2.1 + radius * Math.cos(i / 24)), y = p.Y(2.1 + radius * Math.sin(i / 24));
        const { data } = canvas.getContext("2d").getImageData(x - 3, y - 3, 6, 6);
        return Math.min(...data.filter((_, at) => at % 4 === 2));
      });
      return Math.max(...found);
    }"""
    for k, radius in enumerate(radii):
        assert shown.page.evaluate(blue, [k, radius]) < 172, radius
