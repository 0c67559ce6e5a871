"""Scenes: parts that fit are accepted, parts that do not are refused by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dl4ds_utils.explorers import grids
from dl4ds_utils.explorers.captions import caption, number
from dl4ds_utils.explorers.layers import Arrows, Bars, Contour, Line, Marker, Rule, Span
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.scene import (
    Array,
    Axis,
    BadScene,
    Caption,
    Control,
    Panel,
    Pick,
    Scene,
)

AXIS = Axis("x", 0.0, 1.0)
LOG = Axis("y", 0.1, 1.0, "log")
CONTROL = grids.numbers("k", "k", [1.0, 2.0, 4.0], 2.0)


def scene(*layers: Any, captions: tuple[Caption, ...] = (), pick: Pick | None = None) -> Scene:
    """Give a small scene with one control of three values."""
    arrays = {
        "x": Array(np.linspace(0.0, 1.0, 5)),
        "y": Array(np.arange(15.0).reshape(3, 5), ("k",)),
        "at": Array(np.arange(6.0).reshape(3, 2)),
        "value": Array(np.array([0.1, -2.0, np.inf]), ("k",)),
        "kind": Array(np.array([0.0, 1.0, 0.0]), ("k",)),
    }
    panel = Panel("panel", AXIS, AXIS, layers, pick=pick)
    return Scene((CONTROL,), (panel,), arrays, captions, alt="A picture.")


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: scene(Line(x="x", y="z")), "no array 'z'"),
        (lambda: scene(Line(x=[1.0, 2.0], y="y")), r"y: shape \(5,\), but \(K,\) is needed"),
        (lambda: scene(Marker(xy=[1.0, 2.0, 3.0])), r"\(2,\) is needed"),
        (lambda: scene(Arrows(a=1.0, b=[[0.0, 1.0]])), r"\(2,\) or \(K, 2\) is needed"),
        (lambda: scene(Contour(values="y", x=[0, 1], y=[0, 1], levels=[1])), r"\(R, C\)"),
        (
            lambda: Scene((CONTROL,), (Panel("p", AXIS, LOG, (), aspect="equal"),), {}, alt="A."),
            "two linear axes",
        ),
        (lambda: scene(Line(x="x", y="y", upto="t")), "no control is called 't'"),
        (lambda: scene(Line(x="x", y="y", when={"j": 1})), "no control is called 'j'"),
        (lambda: scene(Bars(values="x", names=("a", "b"))), "5 bars need as many names"),
        (lambda: scene(captions=(Caption("{a}", {}),)), "names \\['a'\\]"),
        (lambda: scene(captions=(Caption("{a}", {"a": "y"}),)), "not one number"),
        (lambda: scene(captions=(Caption(),)), "either a text or texts"),
        (lambda: scene(captions=(Caption(texts=("a",), choose="y"),)), "one number at each state"),
        (
            lambda: scene(captions=(Caption(texts=("a",), choose="kind"),)),
            "whole numbers from 0 to 0",
        ),
        (lambda: scene(captions=(Caption(texts=("{a}", "b"), choose="kind"),)), "names \\['a'\\]"),
        (lambda: scene(pick=Pick("k", "x")), "one place for each index"),
        (lambda: replace(scene(), alt=""), "a text for screen readers"),
        (lambda: replace(scene(), controls=()), "at least one"),
        (lambda: replace(scene(), arrays={"y": Array(np.zeros(4), ("k",))}), "does not begin with"),
        (lambda: Rule(), "either x or y"),
        (lambda: Span(x=[0, 1], y=[0, 1]), "either x or y"),
        (lambda: Look(9), "not known"),
        (lambda: Look(0, "wavy"), "not known"),
        (lambda: Axis("x", 1.0, 1.0), "from 1.0 to 1.0"),
        (lambda: Axis("x", 0.0, 1.0, "log"), "begins above 0"),
        (lambda: Control("2k", "rate", "k", ("1",)), "a Python name"),
        (lambda: Control("k", "rate", "k", ("1",), (1.0, 2.0)), "2 values, but 1 labels"),
        (lambda: Control("k", "rate", "k", ("1",), index=1), "index 1 of 1"),
        (lambda: scene().at(j=1), "no control is called j"),
    ],
)
def test_what_does_not_fit_is_refused_and_named(make: Callable[[], Any], words: str) -> None:
    with pytest.raises(BadScene, match=words):
        make()


def test_reference_is_looked_up_at_the_present_state() -> None:
    made = scene()
    assert made.look_up("y").tolist() == [5.0, 6.0, 7.0, 8.0, 9.0]
    assert made.at(k=2).look_up("y").tolist() == [10.0, 11.0, 12.0, 13.0, 14.0]
    assert made.look_up([1.0, 2.0]).tolist() == [1.0, 2.0]


def test_array_is_a_copy_that_nobody_can_change() -> None:
    given_values = np.zeros(3)
    array = Array(given_values)
    given_values[0] = 1.0
    assert array.values[0] == 0.0
    with pytest.raises(ValueError, match="read-only"):
        array.values[0] = 1.0


@pytest.mark.parametrize(
    ("k", "text"),
    [
        (0, "k is 1. The loss is 0.1."),
        (1, "k is 2. The loss is −2."),
        (2, "k is 4. The loss is ∞."),
    ],
)
def test_caption_follows_the_state(k: int, text: str) -> None:
    captions = (
        Caption(axes=("k",), texts=("k is 1.", "k is 2.", "k is 4.")),
        Caption("The loss is {loss}.", {"loss": "value"}),
    )
    assert caption(scene(captions=captions).at(k=k)) == text


def test_array_chooses_among_the_texts_of_a_caption() -> None:
    chosen = Caption(texts=("k is {now}.", "The loss is {loss}."), choose="kind",
                     values={"now": "k", "loss": "value"})  # fmt: skip
    now = scene(captions=(chosen,))
    assert [caption(now.at(k=k)) for k in range(3)] == ["k is 1.", "The loss is −2.", "k is 4."]


def test_caption_knows_labels_of_controls() -> None:
    assert caption(scene(captions=(Caption("k = {now}", {"now": "k"}),))) == "k = 2"


@given(st.floats(-1e300, 1e300))
def test_number_has_three_digits_and_a_real_minus_sign(value: float) -> None:
    text = number(value)
    assert "-" not in text
    read = float(text.replace("−", "-"))
    assert read == pytest.approx(value, rel=5.1e-3)


def test_rates_are_a_rising_grid_with_the_values_that_must_be_there() -> None:
    control = grids.rates("alpha", "α", (0.001, 2.0), 0.02, also=(0.5, 1.0))
    values = control.values or ()
    assert list(values) == sorted(set(values))
    assert {0.001, 0.02, 0.5, 1.0, 2.0} <= set(values)
    assert control.value == 0.02
    assert [values[k] for k in control.keep] == [0.5, 1.0]


@given(count=st.integers(1, 120), data=st.data())
def test_coarser_grids_are_nested_and_keep_the_present_value(
    count: int, data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, count - 1))
    keep = tuple(data.draw(st.sets(st.integers(0, count - 1), max_size=3)))
    control = replace(grids.choice("c", "c", ["x"] * count, start=place), keep=keep)
    parts = grids.coarser(control)
    assert parts[-1] == list(range(count))
    assert all(place in part for part in parts)
    assert all(set(a) < set(b) or a == b for a, b in pairwise(parts))
    assert parts[0] == [place]


def test_part_of_a_control_stays_at_its_value() -> None:
    control = grids.numbers("k", "k", range(9), 4.0, also=[8.0]).at([0, 4, 8])
    assert (control.values, control.value, control.keep) == ((0.0, 4.0, 8.0), 4.0, (2,))
    assert grids.numbers("k", "k", range(9), 5.0).at([0, 4, 8]).value == 4.0


def test_first_looks_differ_without_their_colors() -> None:
    cues = [(look.dash, look.marker) for look in map(Look.of, range(7))]
    assert len(set(cues)) == 7
