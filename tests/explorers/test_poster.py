"""The still picture: each layer, in the present state, small, and without a trace elsewhere."""

from __future__ import annotations

import io
from dataclasses import replace

import matplotlib
import numpy as np
import pytest
from PIL import Image
from scenes import descent, every_layer

from dl4ds_utils.explorers.layers import Image as Regions
from dl4ds_utils.explorers.layers import Layer, Line, Marker, Path
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.paint import DRAW
from dl4ds_utils.explorers.poster import poster
from dl4ds_utils.explorers.scene import Array, Axis, Panel, Scene
from dl4ds_utils.explorers.theme import themes
from dl4ds_utils.views.looks import COLORS


def test_the_picture_has_the_colors_of_the_light_page() -> None:
    assert tuple(themes()["light"][str(k)] for k in range(7)) == COLORS


def pixels(png: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))


def with_layers(*layers: Layer, **arrays: Array) -> Scene:
    scene = descent()
    panel = replace(scene.panels[0], layers=layers, pick=None)
    return replace(scene, panels=(panel,), captions=(), arrays={**scene.arrays, **arrays})


def test_every_kind_of_layer_has_its_way_to_be_drawn() -> None:
    kinds = {kind.kind for kind in Layer.__subclasses__()}
    assert set(DRAW) == kinds
    shown = {layer.kind for panel in every_layer().panels for layer in panel.layers}
    assert shown | {"path", "contour"} == kinds


def test_every_layer_leaves_ink() -> None:
    for rich in (descent(), every_layer()):
        for panel in rich.panels:
            for layer in panel.layers:
                bare = replace(panel, layers=(), column=0, row=0, pick=None)
                alone = replace(bare, layers=(layer,))
                before, after = (
                    pixels(poster(replace(rich, panels=(p,), captions=()))) for p in (bare, alone)
                )
                assert before.shape != after.shape or np.any(before != after), layer


@pytest.mark.parametrize("name", ["alpha", "step"])
def test_another_state_is_another_picture(name: str) -> None:
    scene = descent()
    assert poster(scene) != poster(scene.at(**{name: 0}))
    assert poster(scene) == poster(scene)


def test_layer_is_shown_only_when_it_should_be() -> None:
    star = Marker(xy=[0.0, 0.0], look=Look("ink", marker="star"), when={"step": [3, 4]})
    scene = with_layers(star)
    assert poster(scene.at(step=3)) == poster(scene.at(step=4)) != poster(scene.at(step=5))
    assert poster(scene.at(step=5)) == poster(with_layers())


@pytest.mark.parametrize("bad", [np.nan, np.inf, 1e300])
def test_path_that_runs_away_is_drawn_as_far_as_it_goes(bad: float) -> None:
    xy = Array(np.array([[0.0, 0.0], [1.0, 1.0], [bad, -bad], [0.0, 0.5]]), (), "f4")
    away = poster(with_layers(Path(xy="xy"), xy=xy))
    assert away != poster(with_layers())


def test_line_of_nothing_finite_is_no_error() -> None:
    nothing = Array(np.full(4, np.nan))
    assert poster(with_layers(Line(x="n", y="n", label="nothing"), n=nothing))


def test_map_is_hatched_where_it_has_no_number() -> None:
    def shades(corner: float) -> int:
        table = Array(np.array([[0.0, corner], [1.0, 1.0]]), (), "f4")
        scene = with_layers(Regions(codes="t", x=[-2, 2], y=[-2, 2], continuous=True), t=table)
        shown = pixels(poster(scene))
        high, wide = shown.shape[0] // 20, shown.shape[1] // 20
        right_below = shown[12 * high : 14 * high, 11 * wide : 13 * wide]
        return len(np.unique(right_below.reshape(-1, 3), axis=0))

    assert shades(0.5) == 1
    assert shades(np.nan) > 1


def test_poster_is_small() -> None:
    assert len(poster(descent())) < 40_000


def test_poster_leaves_the_settings_of_a_notebook_alone() -> None:
    before = dict(matplotlib.rcParams)
    poster(descent())
    assert dict(matplotlib.rcParams) == before


def test_panels_of_a_column_share_its_height() -> None:
    scene = every_layer()
    picture = pixels(poster(scene))
    rows = 1 + max(panel.row for panel in scene.panels)
    assert rows == 4
    assert picture.shape[0] > 1.5 * pixels(poster(descent())).shape[0]


def test_image_on_a_logarithmic_axis_has_cells_of_equal_width() -> None:
    codes = np.zeros((2, 3))
    codes[:, 2] = 1.0
    image = Regions(codes=codes, x=[0.01, 10.0], y=[0.0, 1.0], look=Look(1))
    wide = Axis("x", 0.01, 10.0, "log")
    panel = Panel("", wide, Axis("y", 0.0, 1.0), (image,))
    scene = replace(descent(), panels=(panel,), captions=())
    row = pixels(poster(scene))[100].astype(int)
    blue, orange = (
        np.abs(row - color).sum(axis=1) < 30 for color in ([179, 213, 232], [242, 207, 179])
    )
    assert orange.sum() == pytest.approx(blue.sum() / 2, rel=0.05)
