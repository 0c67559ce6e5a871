"""What a front end is given: layers as primitives, legends, contours as rings."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from scenes import descent, every_layer

from dl4ds_utils.explorers import layers as la
from dl4ds_utils.explorers.contours import rings
from dl4ds_utils.explorers.look import BadScene, Look
from dl4ds_utils.explorers.primitives import drawn
from dl4ds_utils.explorers.scene import Array, Axis, Caption, Control, Panel, Scene
from dl4ds_utils.explorers.theme import mark

AXIS = Axis("x", 0.0, 1.0)
UNIT = np.array([0.0, 1.0])
STEEP = np.array([[0.0, 1.0, 2.0]] * 2)


def scene(*layers: Any, captions: tuple[Caption, ...] = (), **arrays: Any) -> Scene:
    """Give a small scene with one control of three values."""
    k = Control("k", "number", "k", ("1", "2", "4"), (1.0, 2.0, 4.0), 1)
    held = {name: Array(np.array(values), ("k",)) for name, values in arrays.items()}
    return Scene((k,), (Panel("panel", AXIS, AXIS, layers),), held, captions, alt="A picture.")


def parts(*layers: Any, **arrays: Any) -> list[dict[str, Any]]:
    spec, _ = drawn(scene(*layers, **arrays))
    told = json.loads(json.dumps(spec, allow_nan=False))
    return list(told["panels"][0]["layers"])


def test_layers_become_primitives_without_what_is_empty_or_standard() -> None:
    line = la.Line(x=[0.0, 1.0], y="y", look=Look.of(1))
    assert parts(line, la.Rule(x=1 / 3, look=Look("muted")), y=np.ones((3, 2))) == [
        {
            "kind": "curve", "x": [0.0, 1.0], "y": "y", "r": 3.5, "every": 1,
            "marks": [mark("square", 1)],
            "look": {"color": 1, "dash": [9.0, 5.25], "width": 2.0, "alpha": 1.0},
        },
        {
            "kind": "curve", "x": 0.333333, "y": [0.0, 1.0],
            "look": {"color": "muted", "dash": [], "width": 2.0, "alpha": 1.0},
        },
    ]  # fmt: skip


def test_pairs_of_numbers_become_two_columns() -> None:
    (marker,) = parts(la.Marker(xy="at"), at=np.zeros((3, 2)))
    assert (marker["x"], marker["y"], marker["bare"]) == ("at@0", "at@1", True)
    (span,) = parts(la.Span(y="at"), at=np.zeros((3, 2)))
    assert (span["x"], span["y"], span["y0"]) == ([0.0, 1.0], "at@1", "at@0")
    (arrow,) = parts(la.Arrows(a=[0.5, 0.25], b="tips"), tips=np.zeros((3, 4, 2)))
    assert [arrow[name] for name in ("x", "y", "x1", "y1")] == [0.5, 0.25, "tips@0", "tips@1"]


def test_each_bar_is_an_area_and_has_a_text_where_one_may_have_no_end() -> None:
    values = np.ones((3, 2))
    bars = la.Bars(values="v", names=("a", "b"), label="bars")
    assert [part["kind"] for part in parts(bars, v=values)] == ["area"] * 2
    values[2, 1] = np.inf
    some = parts(bars, v=values)
    assert [part["kind"] for part in some] == ["area", "area", "text"]
    assert some[2]["texts"] == ["", "−∞", "∞", "NaN"]
    _, arrays = drawn(scene(bars, v=values))
    assert arrays[some[2]["choose"]].values.tolist() == [0.0, 0.0, 2.0]
    assert [part.get("y") for part in some[:2]] == ["v@0", "v@1"]
    (panel,) = drawn(scene(bars, v=values))[0]["panels"]
    assert panel["x"]["ticks"] == [[0, "a"], [1, "b"]]
    assert panel["legend"] == [{"label": "bars", "layers": [0]}]


def test_layers_with_one_name_share_an_entry_of_the_legend() -> None:
    lines = [la.Rule(y=0.5, label=label) for label in ("a", "b", "", "a")]
    (panel,) = drawn(scene(*lines))[0]["panels"]
    assert panel["legend"] == [{"label": "a", "layers": [0, 3]}, {"label": "b", "layers": [1]}]


def test_a_panel_follows_the_controls_of_its_numbers_and_of_what_is_there_at_times() -> None:
    for layer, needs in (
        (la.Rule(y=0.5), []), (la.Rule(y="y"), ["k"]), (la.Rule(y=0.5, when={"k": 1}), ["k"]),
    ):  # fmt: skip
        (panel,) = drawn(scene(layer, y=np.zeros(3)))[0]["panels"]
        assert panel["needs"] == needs
        assert panel["layers"][0].get("when", {}) == {k: [1] for k in layer.when}


def test_what_takes_long_rests_with_all_below_it_until_its_own_controls_move() -> None:
    still, moving = la.Rule(y=0.5), la.Rule(y="y")
    contour = la.Contour(values="map", x=UNIT, y=UNIT, levels=[0.5])
    fixed = la.Image(codes=np.zeros((2, 2)), x=UNIT, y=UNIT)
    for layers, count, needs in (
        ([still, moving, still], 1, []), ([moving, fixed, still, moving], 3, ["k"]),
        ([contour, still, moving], 2, ["k"]), ([moving], 0, []),
    ):  # fmt: skip
        (panel,) = drawn(scene(*layers, y=np.zeros(3), map=np.zeros((3, 2, 2))))[0]["panels"]
        assert panel["resting"] == {"count": count, "needs": needs}


def test_a_map_of_numbers_has_64_shades_from_its_least_to_its_greatest_at_each_state() -> None:
    table = np.array(
        [
            [[0.0, 1.0], [63.0, np.nan]],
            [[5.0, 5.0], [5.0, np.inf]],
            [
                [
                    -7,
                    -4,
                ],
                [0, 2.0],
            ],
        ]
    )
    layer = la.Image(codes="map", x=UNIT, y=UNIT, continuous=True)
    _, arrays = drawn(scene(layer, map=table))
    (shades,) = arrays.values()
    wanted = [[[0, 1], [63, np.nan]], [[0, 0], [0, np.nan]], [[0, 21], [49, 63]]]
    np.testing.assert_array_equal(shades.values, wanted)


def test_texts_of_a_state_are_chosen_by_an_array() -> None:
    spec, arrays = drawn(scene(captions=(Caption(axes=("k",), texts=("a", "b", "c")),)))
    (told,) = spec["captions"]
    assert arrays[told["choose"]].values.tolist() == [0.0, 1.0, 2.0]
    assert arrays[told["choose"]].axes == ("k",)


@pytest.mark.parametrize("rich", [descent(), every_layer()], ids=["descent", "every layer"])
def test_a_rich_scene_becomes_json_that_names_only_arrays_that_are_there(rich: Scene) -> None:
    spec, arrays = drawn(rich)
    assert json.dumps(spec, allow_nan=False)
    for panel in spec["panels"]:
        for layer in panel["layers"]:
            names = [layer[name] for name in ("x", "y", "x1", "y1", "y0", "values", "choose")
                     if isinstance(layer.get(name), str)]  # fmt: skip
            assert set(names) <= set(arrays)


def test_a_map_that_only_its_contour_shows_is_left_out() -> None:
    contour = la.Contour(values="map", x=UNIT, y=UNIT, levels=[0.5])
    table = np.zeros((3, 2, 2))
    _, arrays = drawn(scene(contour, map=table))
    assert set(arrays) == {"rings 0@0", "rings 0@1"}
    _, arrays = drawn(scene(contour, la.Image(codes="map", x=UNIT, y=UNIT), map=table))
    assert "map" in arrays


def test_constant_that_is_not_finite_is_refused() -> None:
    with pytest.raises(BadScene, match="use an array"):
        parts(la.Line(x=[0.0, np.nan], y=[0.0, 1.0]))


def bands(table: np.ndarray, *levels: float) -> list[list[np.ndarray]]:
    """Give the rings of each band, the first of which is all that has a value."""
    found: list[list[np.ndarray]] = [[]]
    ring: list[np.ndarray] = []
    for point in rings(table, np.array(levels), UNIT, UNIT):
        if np.isfinite(point).all():
            ring.append(point)
        elif np.isnan(point).all() and ring:
            found[-1].append(np.array(ring))
            ring = []
        elif np.isinf(point).all():
            found.append([])
    return found[:-1]


def area(ring: np.ndarray) -> float:
    x, y = ring.T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def test_a_line_of_a_contour_passes_where_the_map_has_its_level() -> None:
    (whole,), (right,) = bands(STEEP, 0.5)
    assert area(whole) == pytest.approx(1.04**2, abs=2e-3)  # it reaches over the border
    assert right[:, 0].min() == pytest.approx(0.25, abs=1e-3)
    assert right[:, 0].max() > 1.0


def test_a_hole_turns_the_other_way_than_what_is_around_it() -> None:
    hill = np.zeros((5, 5))
    hill[1:4, 1:4] = 1.0
    hill[2, 2] = 0.0
    _, above = bands(hill, 0.5)
    assert sorted(np.sign(area(ring)) for ring in above) == [-1.0, 1.0]


def test_no_ring_goes_around_what_is_no_number_and_infinity_is_above_all() -> None:
    table = STEEP.copy()
    table[:, 2] = np.inf
    _, above = bands(table, 0.5, 1.5)[:2], bands(table, 0.5, 1.5)[2]
    assert sum(area(ring) for ring in above) > 0.2
    whole = bands(np.where(np.isinf(table), np.nan, table), 0.5)[0]
    assert max(ring[:, 0].max() for ring in whole) == pytest.approx(0.5, abs=1e-3)


def test_maps_of_several_states_are_filled_up_to_one_length() -> None:
    tables = np.stack([STEEP, np.zeros((2, 3))])
    found = rings(tables, np.array([0.5]), UNIT, UNIT)
    assert found.shape[0] == 2
    assert np.isnan(found[1, -1]).all()
    assert np.isinf(found[0, -1]).all()
