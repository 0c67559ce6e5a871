"""What counts as right, and in what way a wrong result differs."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest

from dl4ds_utils.check import compare
from dl4ds_utils.check.compare import NotNumbers, Tolerance, difference, same


@pytest.mark.parametrize(
    "value",
    [
        14.0,
        14,
        Fraction(14),
        np.float64(14),
        np.float32(14),
        np.longdouble(14),
        np.int32(14),
        np.array(14.0),
        np.array(14),
    ],
    ids=repr,
)
def test_any_kind_of_number_stands_for_a_scalar(value: object) -> None:
    assert same(value, 14.0)


@pytest.mark.parametrize(
    "value",
    [
        np.array([1.0, 2.0]),
        [1.0, 2.0],
        (1, 2),
        [np.float64(1), np.array(2.0)],
        np.array([1, 2]),
        np.array([1.0, 2.0], dtype=np.float32),
        np.array([1.0, 0.0, 2.0])[::2],
    ],
    ids=repr,
)
def test_lists_tuples_and_any_dtype_stand_for_an_array(value: object) -> None:
    assert same(value, [1.0, 2.0])


@pytest.mark.parametrize(
    ("value", "got"),
    [
        ("14", "a str"),
        (None, "None"),
        (True, "a bool"),
        (np.True_, "a bool"),
        (14 + 0j, "a complex number"),
        (np.complex128(14), "a complex number"),
        (np.complex64(14), "a complex number"),
        (np.array([1j]), "an array of shape (1,) of complex numbers"),
        (len, "a function"),
        (Decimal(14), "a Decimal"),
        ({14}, "a set"),
        pytest.param(iter([14]), "a list_iterator", id="list_iterator"),
        (np.array(["14"]), "an array of shape (1,) of text"),
        (np.array([True]), "an array of shape (1,) of booleans"),
        (np.array([None]), "an array of shape (1,) of objects (dtype object)"),
        (np.ma.masked_array([14.0]), "a masked array"),
        ([14.0, None], "a list with None in it"),
        ((1.0, [2.0, "x"]), "a tuple with a str in it"),
        ([[1.0], [np.array(["x"])]], "a list with an array of shape (1,) of text in it"),
        (float, "the type float"),
        (np, "the module numpy"),
        pytest.param((i for i in range(3)), "a generator", id="generator"),
        (ValueError("x"), "a ValueError"),
        (np.array("14"), "a str"),
        (b"14", "a bytes"),
        ([True], "a list with a bool in it"),
        (np.zeros(1, "M8[D]"), "an array of shape (1,) of datetime64[D] entries"),
    ],
    ids=repr,
)
def test_what_is_not_a_number_is_refused_by_its_name(value: object, got: str) -> None:
    found = difference(value, 14.0)
    assert found is not None
    assert found.kind == "type"
    assert found.got == got
    assert found.expected == "a number"


def test_other_libraries_arrays_are_refused_with_a_remedy() -> None:
    class Series:
        def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
            return np.zeros(2)

    found = difference(Series(), [0.0, 0.0])
    assert found is not None
    assert (found.got, found.expected) == ("a Series", "an array of shape (2,)")
    assert "np.asarray" in found.remedy


@pytest.mark.parametrize(
    ("value", "remedy"),
    [
        pytest.param((i for i in range(2)), "np.array(list(...))", id="generator"),
        (len, "parentheses"),
        (ValueError("x"), "raise"),
        (np.array([1.0, 2.0], dtype=object), ".astype(float)"),
        (np.array([1j, 2.0]), ".real"),
        (1j, ".real"),
    ],
    ids=repr,
)
def test_wrong_type_comes_with_what_to_do_about_it(value: object, remedy: str) -> None:
    found = difference(value, [0.0, 0.0])
    assert found is not None
    assert remedy in found.remedy


def test_rows_of_different_lengths_are_ragged() -> None:
    found = difference([[1.0], [1.0, 2.0]], np.zeros((2, 2)))
    assert found is not None
    assert found.kind == "ragged"


def test_huge_python_integers_are_numbers() -> None:
    assert same(10**30, 1e30)
    assert not same(10**30, 1.0)


@pytest.mark.parametrize(
    ("dtype", "error", "right"),
    [
        (np.float64, 5e-10, True),
        (np.float64, 5e-9, False),
        (np.float32, 5e-6, True),
        (np.float32, 5e-5, False),
    ],
)
def test_tolerance_follows_the_precision_that_came_back(
    dtype: type[np.floating], error: float, right: bool
) -> None:
    assert same(np.array([3.0 * (1 + error)], dtype=dtype), [3.0]) is right


def test_rounding_at_zero_is_forgiven() -> None:
    assert same(1e-13, 0.0)
    assert same(np.float32(5e-7), 0.0)
    assert not same(1e-6, 0.0)


def test_tolerances_can_be_set_by_the_test() -> None:
    assert same(1.01, 1.0, Tolerance(rtol=0.1))
    assert not same(1e-13, 0.0, Tolerance(atol=0.0))


def test_infinities_agree_only_in_sign_and_nan_equals_nan() -> None:
    assert same([np.inf, np.nan], [np.inf, np.nan])
    assert not same([-np.inf], [np.inf])
    assert not same([np.nan], [0.0])


@pytest.mark.parametrize("shape", [(), (1, 2), (2, 1), (3,), (0,)])
def test_shape_must_be_exact(shape: tuple[int, ...]) -> None:
    found = difference(np.zeros(shape), [0.0, 0.0])
    assert found is not None
    assert found.kind == "shape"


def test_dict_must_have_the_keys_and_says_which_are_wrong() -> None:
    found = difference({"a1": 0.0, "A2": 0.0}, {"a1": 0.0, "a2": 0.0})
    assert found is not None
    assert found.kind == "keys"
    assert found.got == "missing: a2 and not expected: 'A2'"


def test_difference_inside_containers_says_where() -> None:
    found = difference({"m": [0.0], "v": (1.0, 2.0)}, {"m": [0.0], "v": (1.0, 3.0)})
    assert found is not None
    assert (found.kind, found.where) == ("value", "['v'][1]")


def test_tuple_may_come_as_a_list_but_not_as_an_array_or_of_another_length() -> None:
    expected = (np.zeros(2), 1.0)
    assert same([[0.0, 0.0], 1.0], expected)
    for value, kind in ((np.zeros(2), "type"), ((np.zeros(2),), "count"), (3.0, "type")):
        found = difference(value, expected)
        assert found is not None
        assert found.kind == kind


def test_number_where_a_dict_is_expected_names_the_keys() -> None:
    found = difference(1.0, {"a1": 0.0, "b1": 0.0})
    assert found is not None
    assert found.expected == "a dict with the keys a1, b1"


def test_flatten_needs_the_same_structure() -> None:
    assert compare.flatten((1.0, [2.0]), (0.0, [0.0])) is not None
    for value in (1.0, (1.0,), (1.0, [2.0, 3.0]), ("x", [2.0]), {"a": 1.0}):
        assert compare.flatten(value, (0.0, [0.0])) is None


def test_as_numbers_refuses_with_its_own_exception() -> None:
    with pytest.raises(NotNumbers):
        compare.as_numbers(object())


def test_expected_list_of_arrays_of_different_lengths_stands_for_a_tuple() -> None:
    batches = [np.arange(3), np.arange(2)]
    assert same([[0, 1, 2], [0, 1]], batches)
    found = difference([[0, 1, 2], [0, 2]], batches)
    assert found is not None
    assert (found.kind, found.where) == ("value", "[1]")
    assert compare.flatten(batches, batches) is not None


@pytest.mark.parametrize("count", [1, np.int64(1), 1.0, np.float32(1), np.array(1)], ids=repr)
def test_count_inside_a_nested_tuple_may_be_any_kind_of_number(count: object) -> None:
    m = np.zeros(2)
    assert same((m, (m, m, count)), (m, (m, m, 1)))


def test_results_of_different_structure_are_not_alike() -> None:
    assert compare.alike((1.0, "x"), (1.0, "y")), "texts are not compared"
    for other in ((2.0, "x"), (1.0,), {"a": 1.0}, 1.0):
        assert not compare.alike((1.0, "x"), other)
    assert not compare.alike({"a": [1.0]}, {"a": [2.0]})
    assert not compare.alike([[1.0], [1.0, 2.0]], [[1.0], [1.0, 3.0]])


@pytest.mark.parametrize("value", [6, np.int8(6), np.array(6), np.uint64(6)], ids=repr)
def test_integer_of_any_size_stands_for_a_whole_number(value: object) -> None:
    assert same(value, 6, Tolerance(integer=True))


@pytest.mark.parametrize("value", [6.0, np.float64(6), 5.5, [6.0, 6], np.array(6.0)], ids=repr)
def test_float_is_refused_where_integers_are_asked_for(value: object) -> None:
    found = difference(value, np.full(np.shape(value), 6), Tolerance(integer=True))
    assert found is not None
    assert found.kind == "not_integer"


def test_whole_but_wrong_float_is_a_wrong_value_first() -> None:
    found = difference(5.0, 6, Tolerance(integer=True))
    assert found is not None
    assert found.kind == "value"


def test_integers_are_compared_exactly_where_they_are_asked_for() -> None:
    assert same(10**12 + 1, 10**12)
    assert not same(10**12 + 1, 10**12, Tolerance(integer=True))
    assert not same(np.uint64(2**63 + 1), np.int64(-(2**63) + 1), Tolerance(integer=True))


def test_list_of_integer_arrays_holds_integers_and_a_float_in_it_has_a_place() -> None:
    assert compare.not_integers([np.array([1, 2]), [3]]) is None
    assert compare.not_integers(np.zeros((2, 0), dtype=int)) is None
    for value, kind, where in (
        ([np.array([1, 2]), [3.0]], "not_integer", "[1]"),
        (np.array([1.0]), "not_integer", ""),
        ("x", "type", ""),
        ([[1, 2], ["x"]], "type", ""),
        ([[1, 2], None], "type", ""),
    ):
        found = compare.not_integers(value)
        assert found is not None
        assert (found.kind, found.where) == (kind, where)
