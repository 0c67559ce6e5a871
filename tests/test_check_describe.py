"""Values are shown short, on one line, and never look equal where they differ."""

from __future__ import annotations

import numpy as np
import pytest

from dl4ds_utils.check import describe


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.array([0.0, 1.0]), "[0., 1.]"),
        (np.array([1, 2]), "[1, 2]"),
        (np.array([[1.0, 2.5], [-3.0, 0.0]]), "[[1., 2.5], [-3., 0.]]"),
        (np.array(2.0), "2.0"),
        (np.float32(0.5), "0.5"),
        (np.int64(3), "3"),
        (201010100.0, "201010100.0"),
        (1 / 3, "0.333333"),
        (float("nan"), "nan"),
        ([1.0, 2], "[1.0, 2]"),
        ((1.0,), "(1.0,)"),
        ({"a1": 0.0}, "{a1: 0.0}"),
        ("word", "'word'"),
        (None, "None"),
        (len, "len"),
        pytest.param(lambda: 0, "lambda", id="lambda"),
        (np.zeros(0), "[] (shape (0,), float64)"),
    ],
    ids=str,
)
def test_values_are_shown_as_a_student_writes_them(value: object, text: str) -> None:
    assert describe.show(value) == text


def test_long_arrays_are_cut_and_say_shape_and_dtype() -> None:
    text = describe.show(np.arange(60.0).reshape(30, 2))
    assert text.startswith("[[0., 1.], [2., 3.], ..., ")
    assert text.endswith("(shape (30, 2), float64)")
    assert "\n" not in text


def test_long_texts_are_cut() -> None:
    assert len(describe.show("x" * 500)) <= describe.LONGEST
    assert len(describe.show(list(range(500)))) <= describe.LONGEST


def test_very_long_or_deep_values_are_shown_at_once() -> None:
    deep: list[object] = []
    for _ in range(5000):
        deep = [deep]
    itself: list[object] = []
    itself += [itself, itself]
    for value in (
        [0.5] * 10_000_000,
        dict.fromkeys(range(1_000_000), 0.0),
        np.zeros((3,) * 8),
        np.full((2, 3), "x" * 5000),
        np.array([[None] * 4, ["x" * 5000] * 4], dtype=object),
        deep,
        itself,
        10**9999,
        "x" * 10_000_000,
    ):
        text = describe.show(value)
        assert len(text) <= 4 * describe.LONGEST
        assert "\n" not in text


def test_object_that_cannot_be_written_is_shown_by_its_type() -> None:
    class Broken:
        def __repr__(self) -> str:
            raise RuntimeError

    assert describe.show(Broken()) == "<Broken>"


def test_addresses_in_memory_are_not_shown() -> None:
    assert "0x" not in describe.show(object())


def test_values_that_differ_never_look_the_same() -> None:
    for got, expected in (
        (1.0, 1.0 + 1e-12),
        (np.array([0.1, 0.2]), np.array([0.1, 0.2 + 1e-9])),
        (1 / 3, 1 / 3 + 1e-8),
    ):
        one, other = describe.pair(got, expected)
        assert one != other


def test_call_is_written_with_its_arguments() -> None:
    def grad(phi: np.ndarray) -> np.ndarray:
        return phi

    shown = describe.call("gradient_descent", (grad, np.array([1.0])), {"alpha": 0.2, "n": 3})
    assert shown == "gradient_descent(grad, [1.], alpha=0.2, n=3)"
