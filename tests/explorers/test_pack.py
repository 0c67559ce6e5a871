"""Packing: numbers come back within half a step, what is not finite exactly, in few bytes."""

from __future__ import annotations

import json
import zlib
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scenes import descent, every_layer

from dl4ds_utils.explorers.layers import Line, Marker
from dl4ds_utils.explorers.pack import STEPS, decode, encode, pack, unpack
from dl4ds_utils.explorers.primitives import drawn
from dl4ds_utils.explorers.scene import Array, Axis, Panel, Scene

FLOATS = hnp.arrays(
    np.float64,
    hnp.array_shapes(max_dims=3, max_side=6),
    elements=st.floats(-1e6, 1e6) | st.sampled_from([np.nan, np.inf, -np.inf]),
)


def there_and_back(array: Array) -> np.ndarray:
    entry, codes = encode(array)
    return decode({**entry, "at": 0}, codes.tobytes())


def step(values: np.ndarray, kind: str) -> float:
    finite = values[np.isfinite(values)]
    return float(np.ptp(finite)) / STEPS[kind] if finite.size else 0.0


@given(values=FLOATS, kind=st.sampled_from(["u1", "u2"]))
def test_numbers_come_back_within_half_a_step_and_the_rest_exactly(
    values: np.ndarray, kind: str
) -> None:
    back = there_and_back(Array(values, (), kind))
    finite = np.isfinite(values)
    np.testing.assert_array_equal(back[~finite], values[~finite])
    tolerance = 0.5 * step(values, kind) + 1e-12 * np.abs(values[finite]).max(initial=0.0)
    assert np.all(np.abs(back[finite] - values[finite]) <= tolerance)


@given(
    values=hnp.arrays(np.float64, 7, elements=st.floats(1e-12, 1e12)),
    kind=st.sampled_from(["u1", "u2"]),
)
def test_on_a_logarithmic_scale_the_ratio_is_within_half_a_step(
    values: np.ndarray, kind: str
) -> None:
    back = there_and_back(Array(values, (), kind, scale="log"))
    logs = np.log10(values)
    assert np.all(np.abs(np.log10(back) - logs) <= 0.5 * np.ptp(logs) / STEPS[kind] + 1e-9)


@given(values=hnp.arrays(np.float64, 7, elements=st.floats(-1e12, 1e12)))
def test_symlog_keeps_small_and_large_numbers_of_both_signs(values: np.ndarray) -> None:
    def scaled(v: np.ndarray) -> np.ndarray:
        return np.asarray(np.sign(v) * np.log10(1.0 + np.abs(v) / 1e-3))

    back = there_and_back(Array(values, (), "u2", scale="symlog", linthresh=1e-3))
    step = np.ptp(scaled(values)) / STEPS["u2"]
    assert np.all(np.abs(scaled(back) - scaled(values)) <= 0.5 * step + 1e-9)


def test_zero_on_a_logarithmic_scale_comes_back_as_zero() -> None:
    back = there_and_back(Array(np.array([0.0, 0.1, 10.0, np.inf, np.nan, -1.0]), scale="log"))
    np.testing.assert_array_equal(back[[0, 3, 4, 5]], [0.0, np.inf, np.nan, np.nan])
    np.testing.assert_allclose(back[1:3], [0.1, 10.0])


def test_numbers_beyond_the_range_come_back_as_its_ends() -> None:
    array = Array(np.array([[-1e9, 0.0], [0.5, 1e300]]), (), "u2", (0.0, -1.0), (1.0, 3.0))
    back = there_and_back(array)
    np.testing.assert_allclose(back, [[0.0, 0.0], [0.5, 3.0]], atol=4.0 / STEPS["u2"])


def test_single_precision_keeps_six_digits() -> None:
    values = np.array([1 / 3, -1e30, np.nan, np.inf, 1e300])
    back = there_and_back(Array(values, (), "f4"))
    np.testing.assert_allclose(back[:2], values[:2], rtol=1e-7)
    np.testing.assert_array_equal(back[2:], [np.nan, np.inf, np.inf])


@pytest.mark.parametrize("values", [[], [2.5, 2.5], [np.nan, np.nan], [1e300, -1e300]])
def test_odd_arrays_come_back(values: list[float]) -> None:
    back = there_and_back(Array(np.array(values)))
    assert back.shape == (len(values),)
    assert np.isfinite(back).tolist() == np.isfinite(values).tolist()
    if values == [2.5, 2.5]:
        assert back.tolist() == values


@pytest.mark.parametrize("kind", ["u1", "u2", "f4"])
@pytest.mark.parametrize("value", [0.5, np.nan, np.inf, -np.inf])
def test_one_number_without_dimensions_comes_back(value: float, kind: str) -> None:
    back = there_and_back(Array(np.array(value), (), kind))
    assert back.shape == ()
    np.testing.assert_equal(float(back), value)


def test_highest_codes_stand_for_what_is_not_finite() -> None:
    _, codes = encode(Array(np.array([0.0, 1.0, -np.inf, np.inf, np.nan])))
    assert codes.tolist() == [0, 65532, 65533, 65534, 65535]
    _, codes = encode(Array(np.array([0.0, 1.0, -np.inf, np.inf, np.nan]), (), "u1"))
    assert codes.tolist() == [0, 252, 253, 254, 255]


@pytest.mark.parametrize("scene", [descent(), every_layer()], ids=["descent", "every layer"])
def test_scene_comes_back_from_its_bytes(scene: Scene) -> None:
    packed = pack(scene)
    assert json.dumps(packed.spec, allow_nan=False)
    blob, (_, arrays) = zlib.decompress(packed.data), drawn(scene)
    assert set(packed.spec["arrays"]) == set(arrays)
    for name, entry in packed.spec["arrays"].items():
        array, back = arrays[name], decode(entry, blob)
        assert entry["at"] % 4 == 0
        assert entry["at"] < len(blob)
        assert entry["axes"] == list(array.axes)
        np.testing.assert_array_equal(back, there_and_back(array))


def test_columns_are_packed_one_by_one_and_come_back_as_they_were() -> None:
    scene = descent()
    packed = pack(scene)
    assert {"paths@0", "paths@1"} <= set(packed.spec["arrays"])
    assert "paths" not in packed.spec["arrays"]
    for name in ("paths", "starts", "losses"):
        there, back = scene.arrays[name].values, unpack(packed)[name]
        assert back.shape == there.shape
    np.testing.assert_allclose(
        unpack(packed)["paths"], scene.arrays["paths"].values.clip(-4, 4), atol=8 / STEPS["u2"]
    )


def test_same_column_by_other_controls_is_packed_once() -> None:
    scene = descent()
    paths = scene.arrays["paths"]
    moved = replace(scene, arrays={**scene.arrays, "now": paths.by("alpha", "start", "step")})
    left, right = moved.panels
    last = Marker(xy="now")
    moved = replace(moved, panels=(replace(left, layers=(*left.layers, last)), right))
    table = pack(moved).spec["arrays"]
    assert table["now@1"]["at"] == table["paths@1"]["at"]
    assert len(pack(moved).data) == len(pack(scene).data)


def test_same_numbers_by_other_controls_are_packed_once() -> None:
    scene = descent()
    rng = np.random.default_rng(0)
    curve = Array(rng.normal(size=(21, 13)), ("alpha",))
    axis = Axis("x", 0.0, 1.0)
    panel = Panel("", axis, axis, (Line(x=np.arange(13.0), y="curve"),))
    once = Scene(scene.controls, (panel,), {"curve": curve}, alt="A curve.")
    twice = Scene(
        scene.controls, (panel,), {"curve": curve, "now": curve.by("alpha", "step")}, alt="A curve."
    )
    assert len(pack(twice).data) == len(pack(once).data)
    assert pack(twice).spec["arrays"]["now"]["at"] == 0
    np.testing.assert_array_equal(unpack(pack(twice))["now"], unpack(pack(once))["curve"])


def test_size_counts_what_a_page_holds() -> None:
    packed = pack(descent())
    assert packed.size >= len(packed.data) * 4 / 3 + len(json.dumps(packed.spec)) / 2
    assert packed.size < 20_000
