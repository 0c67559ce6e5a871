"""What must hold for every shuffle, schedule and path of lecture 3."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chisquare

GENERATORS = [np.random.RandomState, np.random.default_rng]

bounded = settings(max_examples=60, deadline=None)


@pytest.fixture(scope="module")
def lecture(solutions: Callable[[str], SimpleNamespace]) -> SimpleNamespace:
    return solutions("03_sgd_epochs")


@bounded
@given(
    n=st.integers(1, 60), size=st.integers(1, 70), seed=st.integers(0, 2**31),
    make=st.sampled_from(GENERATORS),
)  # fmt: skip
def test_epoch_uses_every_index_once_in_as_few_batches_as_possible(
    lecture: SimpleNamespace, n: int, size: int, seed: int, make: Callable[[int], object]
) -> None:
    batches = lecture.epoch_batches(n, size, make(seed))
    assert sorted(np.concatenate(batches).tolist()) == list(range(n))
    assert max(map(len, batches)) <= size
    assert len(batches) == lecture.steps_per_epoch(n, size) == math.ceil(n / size)
    again = lecture.epoch_batches(n, size, make(seed))
    assert all(np.array_equal(a, b) for a, b in zip(batches, again, strict=True))


@pytest.mark.parametrize("make", GENERATORS)
def test_all_orders_of_four_indices_are_equally_likely(
    lecture: SimpleNamespace, make: Callable[[int], object]
) -> None:
    rng, counts = make(0), {}
    for _ in range(2400):
        order = tuple(np.concatenate(lecture.epoch_batches(4, 3, rng)).tolist())
        counts[order] = counts.get(order, 0) + 1
    assert len(counts) == 24
    assert chisquare(list(counts.values())).pvalue > 1e-4


@bounded
@given(n=st.integers(0, 10**6), size=st.integers(1, 10**6))
def test_dropping_the_last_batch_loses_at_most_one_step(
    lecture: SimpleNamespace, n: int, size: int
) -> None:
    kept, dropped = (lecture.steps_per_epoch(n, size, drop) for drop in (False, True))
    assert kept - dropped == (n % size > 0)
    assert dropped * size <= n <= kept * size


@bounded
@given(seed=st.integers(0, 2**31), n=st.integers(1, 20))
def test_batch_keeps_inputs_and_labels_together(
    lecture: SimpleNamespace, seed: int, n: int
) -> None:
    rng = np.random.default_rng(seed)
    labels = rng.permutation(n)
    data = np.column_stack([10.0 * labels, rng.normal(size=n)])
    for idx in lecture.epoch_batches(n, 3, rng):
        inputs, targets = lecture.take_batch(data, labels, idx)
        assert inputs[:, 0].tolist() == (10.0 * targets).tolist()


@bounded
@given(
    step=st.integers(0, 10**4), every=st.integers(1, 500), gamma=st.floats(0.1, 1.0),
    decay=st.floats(0.0, 10.0), kind=st.sampled_from(["constant", "step", "inverse"]),
)  # fmt: skip
def test_rates_start_at_alpha0_and_never_grow(
    lecture: SimpleNamespace, step: int, every: int, gamma: float, decay: float, kind: str
) -> None:
    def rate(t: int) -> float:
        return float(lecture.lr_schedule(t, 0.3, kind, gamma=gamma, every=every, decay=decay))

    assert rate(0) == pytest.approx(0.3)
    assert 0.0 <= rate(step + 1) <= rate(step) <= 0.3


@bounded
@given(losses=st.lists(st.one_of(st.integers(-3, 3), st.just(math.nan)), min_size=1, max_size=12))
def test_best_iterate_is_the_first_with_the_least_number(
    lecture: SimpleNamespace, losses: list[float]
) -> None:
    path = np.column_stack([np.arange(len(losses)), losses]).astype(float)
    numbers = [value for value in losses if not math.isnan(value)]
    if not numbers:
        with pytest.raises(ValueError, match="NaN"):
            lecture.best_iterate(path, lambda phi: phi[1])
        return
    assert lecture.best_iterate(path, lambda phi: phi[1])[0] == losses.index(min(numbers))


# --- against differences and SciPy --------------------------------------------------------------
