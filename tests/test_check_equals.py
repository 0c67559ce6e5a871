"""A result is compared with the right one, and students read what differs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from failing_check import PHI, G, failure

from dl4ds_utils import check
from dl4ds_utils.check import CheckFailed
from dl4ds_utils.check.containers import snapshot as copied


def test_right_answer_prints_that_the_checks_passed(capsys: pytest.CaptureFixture[str]) -> None:
    with check.public("gd_step") as test:
        test(lambda phi, g, alpha: phi - alpha * g, PHI, G, 2.0).equals([0.0, 4.0], plus=[2.0, 0.0])
    with check.hidden("gd_step") as test:
        test(lambda phi, g, alpha: phi - alpha * g, phi=PHI, g=G, alpha=2.0).equals([0.0, 4.0])
    printed = capsys.readouterr()
    assert printed.out == "gd_step: public checks passed\ngd_step: hidden checks passed\n"
    assert printed.err == ""


def plus(phi: np.ndarray, g: np.ndarray, alpha: float) -> np.ndarray:
    return phi + alpha * g


def test_named_mistake_is_told_first_then_the_call_the_result_and_the_right_one() -> None:
    with pytest.raises(CheckFailed) as caught, check.public("gd_step") as test:
        test(plus, np.array([1.0]), np.array([2.0]), 2.0).equals(
            [-3.0], plus=[5.0], alpha_ignored=[-1.0]
        )
    error = caught.value
    assert str(error).splitlines() == [
        "You added α·g, but descent moves against the gradient: subtract it.",
        "gd_step([1.], [2.], 2.0) returned [5.], expected [-3.]",
    ]
    assert (error.exercise, error.key) == ("gd_step", "plus")


def test_two_named_mistakes_that_coincide_are_both_told() -> None:
    with pytest.raises(CheckFailed) as caught, check.hidden("sse") as test:
        test(lambda: 7.0).equals(14.0, mean=7.0, half=7.0)
    assert caught.value.key == "mean|half"
    assert "more than one mistake" in caught.value.cause


def test_named_mistake_comes_before_what_the_numbers_give_away() -> None:
    with pytest.raises(CheckFailed) as caught, check.hidden("gradient_descent") as test:
        test(lambda: [[1.0], [0.5]]).equals([[1.0], [0.5], [0.25]], one_short=[[1.0], [0.5]])
    assert caught.value.key == "one_short"


def test_mistake_that_leads_to_the_right_result_here_is_no_mistake() -> None:
    with check.hidden("sse") as test:  # the mean of one example is its sum
        test(lambda: 14.0).equals(14.0, mean=14.0)


def test_sign_of_a_whole_dict_is_told_once_and_a_wrong_entry_with_its_key() -> None:
    right = {"a1": 1.0, "b1": -6.0}
    with pytest.raises(CheckFailed) as caught, check.public("ex") as test:
        test(lambda: {"a1": -1.0, "b1": 6.0}).equals(right)
    assert caught.value.key == "sign"
    assert not caught.value.cause.startswith("At ")
    with pytest.raises(CheckFailed) as caught, check.public("ex") as test:
        test(lambda: {"a1": 1.0, "b1": 6.0}).equals(right)
    assert caught.value.cause.startswith("At ['b1']: The sign")
    assert caught.value.detail == "ex()['b1'] is 6.0, expected -6.0"


def test_wrong_keys_count_and_type_are_told_with_what_is_expected() -> None:
    for value, expected, key, said in (
        ({"a": 1.0}, {"a": 1.0, "b": 2.0}, "keys", "missing: b"),
        ((1.0,), (1.0, 2.0), "count", "returned 1 values, expected 2"),
        ("x", 1.0, "type", "returned a str, expected a number"),
        ([[1], [1, 2]], np.zeros((2, 2)), "ragged", "rows of different lengths"),
        (np.sum, 1.0, "type", "parentheses"),
    ):
        with pytest.raises(CheckFailed, match=said) as caught, check.public("ex") as test:
            test(lambda value=value: value).equals(expected)
        assert caught.value.key == key


def test_first_wrong_entry_of_a_long_array_is_pointed_out() -> None:
    x = np.arange(30.0)
    error = None
    with pytest.raises(CheckFailed) as caught, check.public("ex") as test:
        test(lambda v: np.where(v > 20, 0.0, v), x).equals(x)
    error = caught.value
    assert "9 of 30 entries differ; the first at index [21]: 0.0, expected 21.0" in error.detail


def test_constant_factor_of_the_number_of_examples_is_recognized_from_the_arguments() -> None:
    x = np.arange(5.0)
    with pytest.raises(CheckFailed, match="divided by 5") as caught, check.public("ex") as test:
        test(lambda v: float(np.mean(v)), x).equals(10.0)
    assert caught.value.key == "over_n"


def test_place_in_a_nested_result_is_said_as_code_and_in_words() -> None:
    m = np.array([1.5, -2.5])
    right = (m, (m + 1, m + 2, 1))
    said = {
        "At [1][1], the second value of the second value: The value is not right.": (
            (m, (m + 1, m + 3, 1)),
            "adam_step()[1][1] is [4.5, 0.5], expected [3.5, -0.5]",
        ),
        "At [0], the first value: The sign is reversed": (
            (-m, (m + 1, m + 2, 1)),
            "adam_step()[0] is [-1.5, 2.5], expected [1.5, -2.5]",
        ),
        "At [1][2], the third value of the second value: The value is not right.": (
            (m, (m + 1, m + 2, 0)),
            "adam_step()[1][2] is 0, expected 1",
        ),
    }
    for cause, (value, detail) in said.items():
        error = failure(lambda value=value: copied(value), name="adam_step", expected=right)
        assert error.cause.startswith(cause)
        assert error.detail == detail


def test_named_mistake_may_be_a_whole_nested_result() -> None:
    m = np.array([1.5, -2.5])
    with pytest.raises(CheckFailed) as caught, check.public("gd_step") as test:
        test(lambda: (m + 1, (m + 2, 1.0))).equals((m, (m, 1)), plus=(m + 1, (m + 2, 1)))
    assert caught.value.key == "plus"


def test_flat_result_in_place_of_a_nested_one_is_told_the_order() -> None:
    m = np.zeros(2)
    error = failure(lambda: (m + 1, m + 2, m + 3, 1), expected=(m, (m, m, 1)))
    assert "returned 4 values, expected 2, in this order: (array, (array, array, number))" in (
        error.cause
    )
    error = failure(lambda: m + 1, expected=(m, (m, m, 1)))
    assert "expected a tuple of 2, in this order: (array, (array, array, number))" in error.cause


def test_factor_is_told_with_the_argument_whose_length_it_is() -> None:
    x, idx = np.arange(30.0) * np.pi, np.arange(8)
    error = failure(lambda x, idx: x[idx].sum() / 30, x, idx, expected=x[:8].mean())
    assert error.key == "ratio"
    assert "8/30 times the right one" in error.cause
    assert "30 is the length of the argument `x`, 8 is the length of the argument `idx`" in (
        error.cause
    )


def test_float_in_place_of_an_integer_is_refused_with_its_own_words() -> None:
    with check.public("ex") as test:
        test(lambda: 6).equals(6, integer=True)
        test(lambda: 6.0).equals(6)
    for value, got, expected in (
        (6.0, "a float", "an integer"),
        (np.float64(5.5), "a float", "an integer"),
        ([6.0, 7.0], "an array of shape (2,) of float64", "an array of shape (2,) of integers"),
    ):
        with pytest.raises(CheckFailed) as caught, check.public("ex") as test:
            test(lambda value=value: value).equals(
                [6, 7] if isinstance(value, list) else 6, integer=True
            )
        assert caught.value.key == "not_integer"
        assert f"returned {got}, expected {expected}" in caught.value.cause
    with (
        pytest.raises(CheckFailed, match=r"returned 6\.0, expected 6$"),
        check.public("ex") as test,
    ):
        test(lambda: 6.0).equals(6, integer=True)


def test_mistake_that_leads_to_the_right_number_is_not_blamed_for_a_float() -> None:
    with pytest.raises(CheckFailed) as caught, check.public("ex") as test:
        test(lambda: 6.0).equals(6, integer=True, shown=6)
    assert caught.value.key == "not_integer"
    with pytest.raises(CheckFailed) as caught, check.public("ex") as test:
        test(lambda: 3.75).equals(4, integer=True, shown=3.75)
    assert caught.value.key == "shown"


def test_arrays_drawn_at_random_can_be_asked_for_integers() -> None:
    with check.hidden("ex") as test:
        test(lambda: [np.array([1, 2]), np.array([3])]).integers()
    with pytest.raises(CheckFailed) as caught, check.hidden("ex") as test:
        test(lambda: [np.array([1, 2]), np.array([3.0])]).integers()
    assert caught.value.key == "not_integer"
    assert caught.value.cause.startswith("At [1], the second value: Your ex returned an array")
    with pytest.raises(CheckFailed, match="a generator, expected integers") as caught:
        check.hidden("ex")(lambda test: test(lambda: (i for i in range(3))).integers())


def deep() -> list[object]:
    nested: list[object] = [1.0]
    for _ in range(1000):
        nested = [nested]
    return nested


def endless() -> list[object]:
    itself: list[object] = []
    itself += [itself, itself]
    return itself


@pytest.mark.parametrize(
    "function",
    [
        lambda: np.full(10_000_000, 0.5),
        lambda: [0.5] * 10_000_000,
        lambda: [0.5] * 1_000_000 + [None],
        lambda: [[0.5, 1.0]] * 100_000,
        lambda: {f"a{i}": 0.0 for i in range(100_000)},
        lambda: "x" * 10_000_000,
        lambda: 10**9999,
        deep,
        endless,
    ],
)
@pytest.mark.parametrize("expected", [[1.0, 2.0], (0.0, {"a": 1.0})])
def test_huge_or_entangled_result_gets_a_short_message(
    function: Callable[[], object], expected: object
) -> None:
    assert len(str(failure(function, expected=expected))) < 1000


def test_huge_arrays_are_compared_and_abbreviated() -> None:
    x = np.arange(10_000_000) + 0.25
    error = failure(lambda: -x, expected=x)
    assert error.key == "sign"
    assert len(str(error)) < 1000
