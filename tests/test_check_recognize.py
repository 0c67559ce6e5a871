"""A mistake is named only where the numbers prove it."""

from __future__ import annotations

import numpy as np
import pytest

from dl4ds_utils.check import recognize
from dl4ds_utils.check.arguments import Length
from dl4ds_utils.check.compare import Tolerance
from dl4ds_utils.check.evidence import Evidence

E = np.array([1.5, -2.0, 0.25])
U = np.random.default_rng(1).uniform(-3, 3, (4, 3))
M = np.array([[1.5, -2.0], [0.25, 4.0], [3.0, 0.0]])


def cause(got: object, expected: object, sizes: tuple[int, ...] = ()) -> recognize.Cause:
    lengths = tuple(
        Length(n, f"the length of `{name}`") for n, name in zip(sizes, "xyz", strict=False)
    )
    evidence = Evidence("ex", np.asarray(got), np.asarray(expected), lengths)
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
        (E[:, None] + E, 2 * E, "broadcast_shape"),
        (E[:, None] * E, E[:, None] ** 2, "broadcast_shape"),
        (E[:, None] - E, E, "broadcast_maybe"),
        (np.diag(E), E, "shape"),
        (U, U.sum(axis=0), "not_reduced"),
        (U, U.mean(axis=1), "not_reduced"),
        (U, U.sum(), "number_not_reduced"),
        (U.mean(axis=0), U, "reduced"),
        (U.sum(), U, "number_reduced"),
        (U.ravel(), U, "reshaped"),
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
        (28.0, 14.0, (2,), "twice|times_n"),  # N = 2: the numbers cannot tell
        (7.0, 14.0, (2,), "half|over_n"),
        (70.0, 0.0, (5,), "value"),
        (28.0, 14.0, (4,), "twice"),  # not 4/2: 2 alone explains it
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


PI = np.pi * np.array([1.0, -2.0, 0.5])
LENGTHS = (30, 8, 3)


@pytest.mark.parametrize("minus", [1, -1])
@pytest.mark.parametrize(
    ("factor", "key", "words"),
    [
        (np.log(10), "times_ln", "ln 10"),
        (1 / np.log(10), "log10", "base 10"),
        (np.log(2), "times_ln", "ln 2"),
        (1 / np.log(2), "log2", "base 2"),
        (30, "times_n", "30 is the length of `x`"),
        (1 / 8, "over_n", "8 is the length of `y`"),
        (60, "times_2n", "2·30"),
        (1 / 60, "over_2n", "2·30"),
        (2 / 30, "two_over_n", "2/30"),
        (15, "n_over_two", "30/2"),
        (8 / 30, "ratio", "8/30 times the right one, and 30 is the length of `x`, 8 is"),
        (30 / 8, "ratio", "30/8"),
        (240, "product", "30·8"),
        (1 / 24, "product", "1/(8·3)"),
    ],
)
def test_factor_is_named_with_what_it_is_made_of(
    factor: float, key: str, words: str, minus: int
) -> None:
    found = cause(minus * factor * PI, PI, LENGTHS)
    if minus == 1:
        assert (found.key, words in found.text) == (key, True), found.text
    else:
        assert found.key == "minus_factor"
        assert "check the sign and the factor" in found.text
        assert "Your result is -" in found.text


@pytest.mark.parametrize("factor", [np.log(10), 2.0, 30, 8 / 30, 1 / 60])
@pytest.mark.parametrize("spoiled", [0, 2])
def test_factor_needs_every_entry_to_agree(factor: float, spoiled: int) -> None:
    got = factor * PI
    got[spoiled] *= 1 + 1e-7
    assert cause(got, PI, LENGTHS).key == "value"


def test_factors_of_the_same_value_are_all_said_and_none_is_claimed() -> None:
    found = cause(6 * PI, PI, (12, 4, 3))  # 12/2 and 2·3
    assert found.key == "n_over_two|times_2n"
    assert found.text.startswith("Your result fits more than one mistake")


def test_simple_factor_is_said_alone_before_one_of_two_numbers() -> None:
    assert cause(2 * PI, PI, (4,)).key == "twice"  # not 4/2


def test_single_number_of_few_digits_proves_no_factor_of_two_numbers() -> None:
    assert cause(4.0, 6.0, (2, 3)).key == "value"
    assert cause(2 / 3 * np.pi, np.pi, (2, 3)).key == "two_over_n|ratio"


def test_single_float32_proves_a_sign_but_no_factor() -> None:
    assert cause(np.float32(-np.pi), np.pi).key == "sign"
    assert cause(np.float32(8 / 30 * np.pi), np.pi, LENGTHS).key == "value"
    assert cause((8 / 30 * PI).astype(np.float32), PI, LENGTHS).key == "ratio"


def test_coarse_tolerance_of_a_test_proves_nothing_coarsely() -> None:
    loose = Tolerance(rtol=0.1, atol=0.5)
    for got in (2.05 * PI, -1.05 * PI, 1.05 * PI[::-1]):
        evidence = Evidence("ex", got, PI, tolerance=loose)
        assert recognize.value_cause(evidence).key == "value"
    assert recognize.value_cause(Evidence("ex", -PI, PI, tolerance=loose)).key == "sign"


def test_unsigned_and_huge_numbers_do_not_wrap_around() -> None:
    assert cause(np.array([255, 1], dtype=np.uint8), np.array([1, 255], dtype=np.uint8)).key == (
        "reversed"
    )
    assert cause(np.array([1e308, -1e308]), np.array([-1e308, 1.5e308])).key == "value"


def test_single_number_in_an_array_is_told_its_shape_and_no_missing_sum() -> None:
    assert cause([np.pi], np.pi).key == "not_scalar"
    assert cause(PI[:, None], PI).key == "extra_axis"
    assert cause([6.0, 8.0], 14.0).key == "not_scalar", "few digits add up by chance"


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


def test_row_of_a_table_in_which_nan_began_is_said() -> None:
    path = np.ones((5, 2))
    path[3:, 1] = np.nan
    text = cause(path, np.ones((5, 2))).text
    assert "first at index [3, 1] (in row 3, row 2 is still free of it)" in text
    path[:] = np.nan
    assert "(in row 0, so from the start)" in cause(path, np.ones((5, 2))).text


def test_infinity_that_turns_into_nan_is_told_with_both_places() -> None:
    found = cause([1.0, 9.0, np.inf, np.nan, np.nan], np.ones(5))
    assert found.key == "inf"
    assert "infinity, first at index [2]:" in found.text
    assert found.text.endswith("It turns into NaN, first at index [3].")


def test_infinity_that_is_expected_is_not_blamed() -> None:
    assert cause([np.inf, 2.0], [np.inf, 1.0]).key == "value"


def test_nan_or_a_number_where_infinity_is_expected_is_told() -> None:
    assert cause([np.nan, 1.0], [np.inf, 1.0]).key == "nan"
    found = cause([27.6, 1.0], [np.inf, 1.0])
    assert (found.key, "infinite, first at index [0]" in found.text) == ("finite", True)
    assert cause([27.6, 2.0], [np.inf, 1.0]).key == "value"


def test_broadcasting_is_explained_with_both_shapes() -> None:
    text = cause(E[:, None] + E, 2 * E).text
    for shape in ("(3, 3)", "(3,)", "(3, 1)"):
        assert shape in text
