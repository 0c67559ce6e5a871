"""A mistake is named only where the numbers prove it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dl4ds_utils.check import recognize
from dl4ds_utils.check.compare import difference
from dl4ds_utils.check.recognize import Evidence

E = np.array([1.5, -2.0, 0.25])
M = np.array([[1.5, -2.0], [0.25, 4.0], [3.0, 0.0]])


def cause(got: object, expected: object, sizes: tuple[int, ...] = ()) -> recognize.Cause:
    evidence = Evidence("ex", np.asarray(got), np.asarray(expected), frozenset(sizes))
    if evidence.got.shape != evidence.expected.shape:
        return recognize.shape_cause(evidence)
    return recognize.value_cause(evidence)


@pytest.mark.parametrize(
    ("got", "expected", "key"),
    [
        (-E, E, "sign"),
        (2 * E, E, "twice"),
        (E / 2, E, "half"),
        (-2 * E, E, "minus_factor"),
        (E[::-1], E, "reversed"),
        (M[:, ::-1], M, "columns_reversed"),
        (M[:2].T, M[:2], "transposed"),
        (M.T, M, "transposed"),
        (np.tile(M[0], (3, 1)), M, "same_rows"),
        (np.zeros(3), E, "zeros"),
        (E.astype(int), E, "integers"),
        (np.trunc(E), E, "truncated"),
        (np.floor(E), E, "truncated"),
        (np.array([1.5, np.nan, 0.25]), E, "nan"),
        (np.array([1.5, -2.0, np.inf]), E, "inf"),
        (E * 1.0001, E, "close"),
        (E + 1, E, "value"),
        (M[1:], M, "first_row_missing"),
        (M[:-1], M, "last_row_missing"),
        (np.vstack([M, M]), M, "rows"),
        (M[:2] + 1, M, "rows"),
        (E[:2], E, "length"),
        (E[:, None] - E, E, "broadcast_shape"),
        (E[:, None] - E, E[:, None], "broadcast_shape"),
        (E[:, None], E, "extra_axis"),
        (E[None], E, "extra_axis"),
        (E, E[:, None], "missing_axis"),
        (E, 3.0, "not_scalar"),
        (3.0, E, "not_array"),
        (np.zeros((2, 2, 2)), M, "shape"),
    ],
)
def test_each_mistake_gets_its_name(got: object, expected: object, key: str) -> None:
    assert cause(got, expected).key == key


@pytest.mark.parametrize(
    ("got", "expected", "sizes", "key"),
    [
        (70.0, 14.0, (5,), "times_n"),
        (2.8, 14.0, (5,), "over_n"),
        (-2.8, 14.0, (5,), "minus_factor"),
        (70.0, 14.0, (4,), "value"),
        (28.0, 14.0, (2,), "twice"),  # N = 2: two times is certain, a sum over N is not
        (7.0, 14.0, (2,), "half"),
        (70.0, 0.0, (5,), "value"),
    ],
)
def test_factor_n_needs_an_argument_of_that_length(
    got: float, expected: float, sizes: tuple[int, ...], key: str
) -> None:
    assert cause(got, expected, sizes).key == key


def test_one_entry_that_does_not_fit_takes_the_claim_back() -> None:
    for wrong in (-E, 2 * E, E / 2, E[::-1]):
        spoiled = wrong.copy()
        spoiled[1] += 0.5
        assert cause(spoiled, E).key == "value"


def test_nothing_is_claimed_of_a_zero_expectation() -> None:
    assert cause(np.zeros(3) - 1, np.zeros(3)).key == "value"
    assert cause(1.0, 0.0, (3,)).key == "value"


def test_causes_that_fit_alike_are_both_said() -> None:
    found = cause([-1.0, 1.0], [1.0, -1.0])
    assert found.key == "sign|reversed"
    assert found.text.startswith("Your result fits more than one mistake")


def test_missing_row_is_not_named_where_first_and_last_cannot_be_told_apart() -> None:
    assert cause(np.ones((2, 2)), np.ones((3, 2))).key == "rows"


def test_whole_numbers_are_no_truncation_where_whole_ones_are_expected() -> None:
    assert cause([1, 2, 4], [1.0, 2.0, 3.0]).key == "value"
    assert cause(1.0, 1.5).key == "value"


def test_transposed_shape_with_other_numbers_is_only_a_shape() -> None:
    assert cause(M.T + 1, M).key == "shape"


def test_rows_that_should_be_the_same_are_not_blamed() -> None:
    expected = np.tile([1.0, 3.0], (3, 1))
    assert cause(expected + np.array([0.5, 0.0]), expected).key == "value"


def test_place_of_the_first_bad_entry_is_said() -> None:
    assert "first at index [1, 0]" in cause([[1.0, 2.0], [np.nan, np.inf]], np.ones((2, 2))).text
    assert "index" not in cause(np.nan, 1.0).text


def test_infinity_that_is_expected_is_not_blamed() -> None:
    assert cause([np.inf, 2.0], [np.inf, 1.0]).key == "value"


def test_broadcasting_is_explained_with_both_shapes() -> None:
    text = cause(np.zeros((3, 3)), np.zeros(3)).text
    for shape in ("(3, 3)", "(3,)", "(3, 1)"):
        assert shape in text


finite = st.floats(-1e3, 1e3, allow_subnormal=False).map(lambda v: round(v, 3))


@given(
    arrays(np.float64, st.integers(1, 5), elements=finite), arrays(np.float64, 5, elements=finite)
)
def test_claims_of_sign_and_factor_are_always_true(expected: np.ndarray, noise: np.ndarray) -> None:
    got = noise[: expected.size]
    if difference(got, expected) is None:
        return
    keys = cause(got, expected, (3, 5)).key.split("|")
    claims = {"sign": -1, "twice": 2, "half": 0.5}
    for key in keys:
        if key in claims:
            np.testing.assert_allclose(got, claims[key] * expected, rtol=1e-9, atol=1e-12)
            assert expected.any()


@given(
    arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 3)), elements=finite),
    arrays(np.float64, st.tuples(st.integers(1, 4), st.integers(1, 3)), elements=finite),
)
def test_every_difference_has_an_explanation(got: np.ndarray, expected: np.ndarray) -> None:
    if difference(got, expected) is not None:
        found = cause(got, expected, got.shape)
        assert found.key
        assert "{" not in found.text
