"""Ticks: round numbers, few, inside the axis, with texts that tell them apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dl4ds_utils.explorers.scene import Axis
from dl4ds_utils.explorers.ticks import ticks


@pytest.mark.parametrize(
    ("given", "texts"),
    [
        ((-2, 2), ["−2", "−1", "0", "1", "2"]),
        ((0, 4e6), ["0", "1e6", "2e6", "3e6", "4e6"]),
        ((0.01, 100, "log"), ["0.01", "0.1", "1", "10", "100"]),
        ((1e-9, 1, "log"), ["10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "1"]),
        ((0.3, 3, "log"), ["0.5", "1", "2"]),
        ((90, 3000, "log"), ["100", "200", "500", "1000", "2000"]),
        ((-100, 100, "symlog"), ["−100", "−10", "0", "10", "100"]),
        ((-1e4, 1e6, "symlog"), ["−10⁴", "−10²", "0", "10²", "10⁴", "10⁶"]),
        ((0, 60, "symlog"), ["0", "10"]),
        ((-3, 3, "symlog"), ["−3", "−2", "−1", "0", "1", "2", "3"]),
    ],
)
def test_ticks_are_round_and_say_so(given, texts) -> None:
    assert [text for _, text in ticks(*map(float, given[:2]), *given[2:])] == texts


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e9), st.sampled_from(["linear", "log", "symlog"]))
def test_ticks_lie_inside_in_order_and_no_two_read_the_same(lo, length, scale) -> None:
    lo = abs(lo) + 1e-9 if scale == "log" else lo
    hi = lo + max(length, 1e-3 * abs(lo))
    found = ticks(lo, hi, scale)
    places, texts = [v for v, _ in found], [text for _, text in found]
    assert all(lo - 1e-5 * (hi - lo) <= v <= hi + 1e-5 * (hi - lo) for v in places)
    assert places == sorted(places)
    assert len(set(texts)) == len(texts) <= 13


def test_given_ticks_stay_where_they_are_seen() -> None:
    axis = Axis("y", 0.0, 1.0, ticks=((0.0, "a"), (1.0, "b")))
    assert axis.as_json()["ticks"] == [[0.0, "a"], [1.0, "b"]]
    assert Axis("y", 0.0, 0.5, ticks=((0.0, "a"), (1.0, "b"))).marks == ((0.0, "a"),)
    assert Axis("y", 0.0, 1.0).as_json()["ticks"][0] == [0.0, "0.0"]
