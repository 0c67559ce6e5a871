"""What is returned shares its memory with nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from failing_check import PHI, G, failure

from dl4ds_utils import check
from dl4ds_utils.check import CheckFailed, aliasing


@pytest.mark.parametrize(
    ("value", "places"),
    [
        (lambda m: (m, m), "[0] and [1]"),
        (lambda m: [m, m + 1, m], "[0] and [2]"),
        (lambda m: (m, (m + 1, m[:1], 3)), "[0] and [1][1]"),
        (lambda m: {"m": m, "v": m.reshape(2, 1)}, "['m'] and ['v']"),
        (lambda m: (m, {"m": [m]}), "[0] and [1]['m'][0]"),
    ],
)
def test_arrays_in_a_result_that_share_memory_are_refused_with_their_places(
    value: Callable[[np.ndarray], Any], places: str
) -> None:
    error = failure(lambda phi: value(phi + 1), PHI, expected=value(PHI + 1))
    assert error.key == "alias_inside"
    assert f"The places {places} of your result" in error.cause


def test_sharing_is_refused_as_well_where_a_test_looks_at_the_value_only() -> None:
    def body() -> None:
        with check.hidden("ex") as test:
            test(lambda phi: [phi + 1] * 2, PHI).value[0].sum()

    with pytest.raises(CheckFailed) as caught:
        body()
    assert caught.value.key == "alias_inside"
    assert caught.value.detail == "ex([1., 2.])"


def test_named_mistake_is_told_before_shared_memory_and_shared_memory_before_equal_rows() -> None:
    rows = np.ones((3, 2))
    right = np.arange(6.0).reshape(3, 2)
    function = lambda: [rows[0] + 1] * 3  # noqa: E731
    error = failure(function, expected=right, name="gradient_descent")
    assert error.key == "alias_inside"
    with pytest.raises(CheckFailed) as caught, check.public("gradient_descent") as test:
        test(function).equals(right, rows_alias=np.full((3, 2), 2.0))
    assert caught.value.key == "rows_alias"


@pytest.mark.parametrize(
    "value",
    [
        lambda: list(np.arange(6.0).reshape(3, 2)),
        lambda: np.array_split(np.arange(7.0), 3),
        lambda: [np.arange(6.0)[i::2] for i in range(2)],
        lambda: (np.eye(2)[0], np.eye(2)[1], 0),
        lambda: list(np.arange(4000.0).reshape(1000, 4).T),
        lambda: [np.zeros(0)] * 2,
        lambda: [1.0] * 2,
    ],
)
def test_parts_of_one_array_that_do_not_overlap_share_nothing(value: Callable[[], Any]) -> None:
    assert aliasing.twins(value()) is None


def test_many_arrays_are_looked_through_quickly() -> None:
    table = np.zeros((300_000, 1))
    assert aliasing.twins(list(table)) is None
    columns = list(np.zeros((2, 30_000)).T)
    assert aliasing.twins(columns) is None
    assert aliasing.twins([table] * 3000) == ((0,), (1,))


def test_buffer_that_is_returned_again_and_again_is_refused() -> None:
    buffer = np.zeros(2)

    def shift(phi: np.ndarray) -> np.ndarray:
        np.add(phi, 1, out=buffer)
        return buffer[:]

    error = failure(shift, PHI, expected=[2.0, 3.0])
    assert error.key == "alias_kept"
    assert "Make a new array in each call" in error.cause


def test_state_that_is_kept_and_returned_inside_a_tuple_is_refused() -> None:
    m = np.zeros(2)
    assert failure(lambda phi: (phi + 1, (m, 1)), PHI).key == "alias_kept"


def test_result_that_a_second_call_changes_is_refused_and_shown_before_and_after() -> None:
    def append(phi: np.ndarray, rows: list[np.ndarray] = []) -> list[np.ndarray]:  # noqa: B006
        rows.append(phi + 1)
        return rows

    error = failure(append, PHI, expected=[[2.0, 3.0]])
    assert error.key == "changed_later"
    assert "returned [[2., 3.]]; after the second call it is [[2., 3.], [2., 3.]]" in error.detail


def test_running_average_in_a_kept_buffer_is_refused_as_changed_later() -> None:
    m = np.zeros(2)

    def average(g: np.ndarray) -> tuple[np.ndarray, int]:
        m[:] = 0.9 * m + 0.1 * g
        return m, 1

    error = failure(average, G)
    assert error.key == "changed_later"
    assert "at [0]" in error.detail


def test_new_arrays_in_each_call_pass() -> None:
    with check.public("ex") as test:
        test(lambda phi: (phi + 1, (phi * 2, 1)), PHI).equals((PHI + 1, (PHI * 2, 1)))


def test_argument_inside_a_tuple_is_named_where_it_is_returned() -> None:
    state = (np.zeros(2), np.ones(2), 0)
    error = failure(lambda phi, state: (phi + 1, (state[0] * 1, state[1], 1)), PHI, state)
    assert error.key == "alias"
    assert "returns its argument `state[1]` itself or a view of it" in error.cause


def test_argument_inside_a_tuple_is_named_where_it_is_changed() -> None:
    def spoil(phi: np.ndarray, state: tuple[np.ndarray, np.ndarray, int]) -> float:
        state[1][0] = 5.0
        return 0.0

    error = failure(spoil, PHI, (np.zeros(2), np.ones(2), 0))
    assert "changes its argument `state[1]` in place" in error.cause
    assert error.detail.endswith("changed [1., 1.] to [5., 1.]")


def test_changed_entry_of_a_long_argument_is_shown() -> None:
    def spoil(x: np.ndarray) -> float:
        x[700] = 5.0
        return 0.0

    error = failure(spoil, np.zeros(1000))
    assert "changes its argument `x[700]` in place" in error.cause
    assert error.detail.endswith("changed 0.0 to 5.0")


def test_argument_without_a_name_is_counted() -> None:
    class Proxy:
        __signature__ = "none"

        def __call__(self, *arguments: tuple[np.ndarray]) -> np.ndarray:
            return arguments[1][0]

    assert "its argument number 2 at [0] itself" in failure(Proxy(), PHI, (G,)).cause
