"""A function over a grid: all of it, or less in time."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from dl4ds_utils.explorers import grids
from dl4ds_utils.explorers.precompute import Budget, precompute, shorter
from dl4ds_utils.explorers.scene import BadScene
from dl4ds_utils.explorers.student import Student

ALPHA = grids.rates("alpha", "learning rate α", (0.01, 1.0), 0.1, per_decade=20, also=(0.5,))
STEP = grids.numbers("k", "k", range(9), 4.0)


class Clock:
    """Time that passes only where a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def costly(clock: Clock, seconds: float, calls: list[Any] | None = None) -> Callable[..., Any]:
    """Give a function that takes its time."""

    def cost(*values: float) -> dict[str, Any]:
        clock.now += seconds
        if calls is not None:
            calls.append(values)
        return {"sum": sum(values)}

    return cost


def test_fast_function_gets_the_whole_grid() -> None:
    clock = Clock()
    found = precompute(costly(clock, 1e-4), ALPHA, STEP, budget=Budget(2.0, clock))
    assert found.controls[0].values == ALPHA.values
    assert found.note == ""
    expected = np.add.outer(np.array(ALPHA.values), np.array(STEP.values))
    np.testing.assert_array_equal(found.arrays["sum"], expected)


@pytest.mark.parametrize("seconds", [0.01, 0.05, 0.15])
def test_slow_function_gets_a_coarser_slider_in_time(seconds: float) -> None:
    clock, calls = Clock(), list[Any]()
    found = precompute(costly(clock, seconds, calls), ALPHA, STEP, budget=Budget(2.0, clock))
    lengths = [len(control) for control in found.controls]
    assert clock.now <= 2.0 + seconds
    assert np.prod(lengths) == len(calls) < len(ALPHA) * len(STEP)
    assert (found.controls[0].value, found.controls[1].value) == (0.1, 4.0)
    cut = [
        f"{count} of {len(control)} values of the {control.label}"
        for count, control in zip(lengths, (ALPHA, STEP), strict=True)
        if count < len(control)
    ]
    start = "Your function takes long, so the picture has only "
    assert found.note == f"{start}{' and '.join(cut)}."


def test_time_that_is_left_is_used() -> None:
    clock, calls = Clock(), list[Any]()
    precompute(costly(clock, 0.01, calls), ALPHA, budget=Budget(0.3, clock))
    assert 10 <= len(calls) <= 31


def test_note_names_the_slowest_function_and_its_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr("dl4ds_utils.explorers.student.now", clock)

    def gd_step(alpha: float) -> float:
        clock.now += 0.048
        return alpha

    slow, quick = Student(gd_step), Student(lambda: 1.0)
    quick()
    found = precompute(
        lambda a: {"a": slow(a)}, ALPHA, budget=Budget(0.5, clock), slow=[quick, slow]
    )
    count = len(found.controls[0])
    assert found.note == (
        f"gd_step takes 48 ms a call, so the picture has only {count} of {len(ALPHA)} values of "
        "the learning rate α."
    )


def test_slider_has_one_value_where_there_is_time_for_one_only() -> None:
    clock, calls = Clock(), list[Any]()
    found = precompute(costly(clock, 1.5, calls), ALPHA, STEP, budget=Budget(2.0, clock))
    assert calls == [(0.1, 4.0)]
    assert [len(control) for control in found.controls] == [1, 1]
    found = precompute(costly(clock, 1.5), ALPHA, STEP, budget=Budget(2.0, clock), fewest=(1, 2))
    assert [len(control) for control in found.controls] == [1, 3]


def test_slider_that_cannot_be_moved_is_refined_before_one_that_is_coarse() -> None:
    clock = Clock()
    found = precompute(costly(clock, 0.3), ALPHA, STEP, budget=Budget(2.0, clock))
    assert [len(control) for control in found.controls] == [2, 3]


def test_function_that_gets_slower_on_the_way_keeps_the_last_complete_grid() -> None:
    clock, calls = Clock(), list[Any]()

    def late(k: float) -> dict[str, float]:
        calls.append(k)
        clock.now += 0.001 if len(calls) <= 9 else 1.0
        return {"k": k}

    control = grids.numbers("k", "k", range(33), 0.0)
    found = precompute(late, control, budget=Budget(2.0, clock))
    (kept,) = found.controls
    assert clock.now <= 3.1
    assert kept.values == tuple(np.arange(0.0, 33.0, 4.0))
    np.testing.assert_array_equal(found.arrays["k"], kept.values)


def test_nan_and_infinity_are_kept() -> None:
    found = precompute(lambda k: {"v": [np.nan, np.inf, -np.inf, k]}, STEP)
    assert np.isnan(found.arrays["v"][:, 0]).all()
    assert found.arrays["v"][:, 1:3].tolist() == [[np.inf, -np.inf]] * 9


def test_results_of_different_shapes_are_refused() -> None:
    with pytest.raises(BadScene, match="not the same shape"):
        precompute(lambda k: {"v": np.zeros(int(k))}, STEP)


def test_descent_is_shorter_where_steps_are_slow() -> None:
    clock = Clock()

    def run(n: int) -> None:
        clock.now += 0.01 * n

    assert shorter(run, 100, 10, Budget(2.0, clock)) in (18, 19)
    assert shorter(run, 100, 1000, Budget(2.0, clock)) == 5
    assert shorter(run, 100, 1000, Budget(2.0, clock), fewest=1) == 1
    assert shorter(run, 100, 1000, Budget(0.04, clock)) == 3
    assert shorter(lambda _: None, 100, 10, Budget(2.0, clock)) == 100


def test_slow_first_call_does_not_shorten_the_descent() -> None:
    clock, costs = Clock(), iter([0.035, 1e-5, 1e-5])

    def run(n: int) -> None:
        clock.now += next(costs)

    assert shorter(run, 100, 10, Budget(2.0, clock)) == 100


def test_grading_gets_next_to_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Budget().seconds == 2.0
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert Budget().seconds == 0.03


def test_rounds_are_finer_and_finer() -> None:
    clock, calls = Clock(), list[Any]()
    precompute(costly(clock, 0.0, calls), STEP, budget=Budget(1.0, clock))
    order = [k for (k,) in calls]
    assert sorted(order) == list(range(9))
    rounds = [set(order[:n]) for n in (2, 3, 5, 9)]
    assert all(a < b for a, b in pairwise(rounds))
    assert rounds[2] == {0.0, 2.0, 4.0, 6.0, 8.0}
