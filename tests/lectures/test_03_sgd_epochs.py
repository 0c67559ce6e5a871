"""The numbers of lecture 3, by the seed they come from."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.optimize import approx_fprime
from scipy.stats import linregress

X, Y = np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 5.0])
TABLE = [
    [27, 15, 23, 17, 8],
    [9, 28, 24, 12, 0],
    [4, 16, 5, 13, 11],
    [22, 1, 2, 25, 3],
    [21, 26, 18, 29, 20],
    [7, 10, 14, 19, 6],
]


@pytest.fixture(scope="module")
def lecture(solutions: Callable[[str], SimpleNamespace]) -> SimpleNamespace:
    return solutions("03_sgd_epochs")


def squares(phi: np.ndarray, x: np.ndarray, y: np.ndarray) -> float:
    return float(np.sum((phi[0] + phi[1] * x - y) ** 2))


def norm(phi: np.ndarray) -> float:
    return float(phi @ phi)


# --- seed 001, Fitting Models -----------------------------------------------------------------


def test_seed_001_thirty_examples_in_batches_of_five_are_six_steps(
    lecture: SimpleNamespace,
) -> None:
    assert lecture.steps_per_epoch(30, 5) == 6


def test_seed_001_table_of_the_batches(lecture: SimpleNamespace) -> None:
    batches = lecture.epoch_batches(30, 5, np.random.RandomState(42))
    assert np.array(batches).tolist() == TABLE


def test_seed_001_a_new_epoch_is_shuffled_anew(lecture: SimpleNamespace) -> None:
    # The slide's epoch 1 shows the batches of epoch 0 again.
    rng = np.random.RandomState(42)
    epochs = [np.array(lecture.epoch_batches(30, 5, rng)) for _ in range(2)]
    assert epochs[0][0].tolist() == [27, 15, 23, 17, 8]
    assert epochs[1].tolist() != TABLE
    assert sorted(epochs[1].ravel()) == list(range(30))


@pytest.mark.parametrize("size", [1, 2, 5, 10, 30])
def test_seed_001_mean_gradients_of_equal_batches_average_to_the_full_one(
    lecture: SimpleNamespace, size: int
) -> None:
    x, y = lecture.data.noisy_line()
    phi = np.array([-2.0, -1.0])
    batches = lecture.epoch_batches(30, size, np.random.default_rng(0))
    for reduction, factor in (("mean", 1.0), ("sum", size / 30)):
        # The slide writes sums: their average is B/N times the gradient of the sum.
        full = lecture.batch_grad(phi, x, y, np.arange(30), reduction)
        rows = [lecture.batch_grad(phi, x, y, idx, reduction) for idx in batches]
        np.testing.assert_allclose(np.mean(rows, axis=0), factor * full)


def test_seed_001_a_ragged_batch_puts_the_mean_of_means_off(lecture: SimpleNamespace) -> None:
    x, y = lecture.data.noisy_line()
    phi = np.array([-2.0, -1.0])
    batches = lecture.epoch_batches(30, 8, np.random.default_rng(2))
    rows = np.array([lecture.batch_grad(phi, x, y, idx, "mean") for idx in batches])
    full = lecture.batch_grad(phi, x, y, np.arange(30), "mean")
    assert np.abs(rows.mean(axis=0) - full).max() > 0.1
    sizes = [len(idx) for idx in batches]
    assert sizes == [8, 8, 8, 6]
    np.testing.assert_allclose(np.average(rows, axis=0, weights=sizes), full)


# --- seed 000, Gradient Descent ---------------------------------------------------------------


def test_seed_000_ten_batches_are_ten_updates_in_one_pass(lecture: SimpleNamespace) -> None:
    x, y = lecture.data.noisy_line()
    batches = lecture.epoch_batches(30, 3, np.random.default_rng(0))
    assert lecture.steps_per_epoch(30, 3) == len(batches) == 10
    path = lecture.sgd_epoch(np.zeros(2), x, y, batches, 0.1)
    assert path.shape == (11, 2)
    assert lecture.sgd_epoch(np.zeros(2), x, y, [np.arange(30)], 0.1).shape == (2, 2)


def test_seed_000_batches_agree_far_from_the_minimum_and_not_near_it(
    lecture: SimpleNamespace,
) -> None:
    x, y = lecture.data.noisy_line()
    fit = linregress(x, y)
    best = np.array([fit.intercept, fit.slope])
    agree = {}
    for name, phi in (("far", np.array([-2.0, -1.0])), ("near", best + 0.1)):
        rng = np.random.default_rng(1)
        full = lecture.batch_grad(phi, x, y, np.arange(30), "mean")
        draws = [lecture.epoch_batches(30, 2, rng)[0] for _ in range(200)]
        rows = [lecture.batch_grad(phi, x, y, idx, "mean") for idx in draws]
        agree[name] = np.mean(np.array(rows) @ full > 0)
    assert agree["far"] > 0.95
    assert agree["near"] < 0.7


# --- seed 002, how much data, and which parameters ----------------------------------------------


@pytest.mark.parametrize(
    ("args", "steps"),
    [((30, 8), 4), ((30, 8, True), 3), ((3, 8, True), 0), ((3, 8), 1), ((30, 30), 1)],
)
def test_seed_002_steps_of_an_epoch(
    lecture: SimpleNamespace, args: tuple[int, ...], steps: int
) -> None:
    got = lecture.steps_per_epoch(*args)
    assert got == steps
    assert isinstance(got, int)


def test_seed_002_best_parameters_are_seldom_the_last(lecture: SimpleNamespace) -> None:
    path = np.array([[3.0], [1.0], [-1.0], [np.nan], [2.0]])
    best = lecture.best_iterate(path, norm)
    assert best.tolist() == [1.0]
    assert not np.shares_memory(best, path)
    with pytest.raises(ValueError, match="NaN"):
        lecture.best_iterate(path[3:4], norm)


# --- seed 004, Mopuri ---------------------------------------------------------------------------


def test_seed_004_one_example_at_a_time(lecture: SimpleNamespace) -> None:
    # w <- w - eta * gradient of one example, by hand: errors -3, then 3.5 at x = 2 and 1.
    path = lecture.sgd_epoch(np.array([0.0, 1.0]), X, Y, [np.array([2]), np.array([1])], 0.25)
    np.testing.assert_allclose(path, [[0.0, 1.0], [1.5, 4.0], [0.25, 2.75]])


def test_seed_004_smaller_steps_let_sgd_settle(lecture: SimpleNamespace) -> None:
    x, y = lecture.data.noisy_line()
    fit = linregress(x, y)
    best = np.array([fit.intercept, fit.slope])
    away = {}
    for kind in ("constant", "inverse"):
        rng, phi, gaps = np.random.default_rng(5), np.array([-2.0, -1.0]), []
        batches = [idx for _ in range(20) for idx in lecture.epoch_batches(30, 1, rng)]
        for step, idx in enumerate(batches):
            alpha = lecture.lr_schedule(step, 0.1, kind, decay=0.05)
            phi = lecture.sgd_epoch(phi, x, y, [idx], alpha)[-1]
            gaps.append(np.linalg.norm(phi - best))
        away[kind] = np.mean(gaps[-30:])
    assert away["inverse"] < away["constant"] / 4


@pytest.mark.parametrize(
    ("step", "kind", "rate"),
    [
        (0, "constant", 0.8), (25, "constant", 0.8), (0, "step", 0.8), (9, "step", 0.8),
        (10, "step", 0.4), (25, "step", 0.2), (0, "inverse", 0.8), (25, "inverse", 0.64),
        (100, "inverse", 0.4),
    ],
)  # fmt: skip
def test_seed_004_schedules(lecture: SimpleNamespace, step: int, kind: str, rate: float) -> None:
    assert lecture.lr_schedule(step, 0.8, kind) == pytest.approx(rate)


@pytest.mark.parametrize("kind", ["cosine", "", "Step", None])
def test_unknown_schedule_or_reduction_is_refused(lecture: SimpleNamespace, kind: object) -> None:
    with pytest.raises(ValueError, match="not"):
        lecture.lr_schedule(3, 0.1, kind)
    with pytest.raises(ValueError, match="not"):
        lecture.batch_grad(np.zeros(2), X, Y, np.array([0]), kind)


# --- the mistakes, by their numbers -------------------------------------------------------------


def test_sum_is_batch_size_times_the_mean(lecture: SimpleNamespace) -> None:
    phi, idx = np.array([0.0, 1.0]), np.array([4, 1, 2])
    x, y = np.arange(5.0), np.array([1.0, 3.0, 5.0, 6.0, 10.0])
    np.testing.assert_allclose(lecture.batch_grad(phi, x, y, idx, "sum"), [-22.0, -64.0])
    np.testing.assert_allclose(lecture.batch_grad(phi, x, y, idx, "mean"), [-22 / 3, -64 / 3])


def test_epochs_counted_as_steps_would_give_another_rate(lecture: SimpleNamespace) -> None:
    right = lecture.lr_schedule(25, 0.8, "step")
    assert right == pytest.approx(0.2)
    assert right != pytest.approx(0.8 * 0.5**25)


def test_labels_stay_integers_and_a_batch_writes_nothing_back(lecture: SimpleNamespace) -> None:
    data, labels = np.arange(12.0).reshape(6, 2), np.arange(6)
    inputs, targets = lecture.take_batch(data, labels, np.array([2, 3, 4]))
    assert targets.dtype == labels.dtype
    inputs[:], targets[:] = -1.0, -1
    assert data.min() == 0.0
    assert labels.min() == 0


@pytest.mark.parametrize("seed", range(5))
def test_batch_gradient_agrees_with_differences(lecture: SimpleNamespace, seed: int) -> None:
    rng = np.random.default_rng(seed)
    phi, x, y = rng.normal(size=2), rng.normal(size=9), rng.normal(size=9)
    idx = rng.choice(9, 4)
    total = lecture.batch_grad(phi, x, y, idx, "sum")
    h = 1e-5
    central = [
        (squares(phi + h * e, x[idx], y[idx]) - squares(phi - h * e, x[idx], y[idx])) / (2 * h)
        for e in np.eye(2)
    ]
    np.testing.assert_allclose(total, central, rtol=1e-7, atol=1e-8)
    numerical = approx_fprime(phi, lambda p: squares(p, x[idx], y[idx]) / 4, 1e-7)
    mean = lecture.batch_grad(phi, x, y, idx, "mean")
    np.testing.assert_allclose(mean, numerical, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("seed", range(5))
def test_epoch_of_one_batch_is_gradient_descent(lecture: SimpleNamespace, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y, phi = rng.normal(size=12), rng.normal(size=12), rng.normal(size=2)
    path = lecture.sgd_epoch(phi, x, y, [np.arange(12)] * 400, 0.2)
    fit = linregress(x, y)
    np.testing.assert_allclose(path[-1], [fit.intercept, fit.slope], rtol=1e-6, atol=1e-8)
    # Closed form: the distance to the minimum is multiplied by I - alpha H.
    design = np.column_stack([np.ones(12), x])
    factor = np.eye(2) - 0.2 * 2 * design.T @ design / 12
    best = np.array([fit.intercept, fit.slope])
    closed = best + np.linalg.matrix_power(factor, 7) @ (phi - best)
    np.testing.assert_allclose(path[7], closed)


@pytest.mark.parametrize("seed", range(5))
def test_epoch_takes_one_step_with_each_batch_gradient(lecture: SimpleNamespace, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, y, phi = rng.normal(size=11), rng.normal(size=11), rng.normal(size=2)
    batches = lecture.epoch_batches(11, 4, rng)
    path = lecture.sgd_epoch(phi, x, y, batches, 0.1)
    for here, there, idx in zip(path, path[1:], batches, strict=False):
        g = lecture.batch_grad(here, x, y, idx, "mean")
        np.testing.assert_allclose(there, here - 0.1 * g)


# --- the notebook's data ------------------------------------------------------------------------


def test_noisy_line_is_sorted_and_near_its_line(lecture: SimpleNamespace) -> None:
    x, y = lecture.data.noisy_line()
    assert len(x) == len(y) == 30
    assert (np.diff(x) >= 0).all()
    fit = linregress(x, y)
    assert [fit.intercept, fit.slope] == pytest.approx([1.0, 2.0], abs=0.1)


def test_small_sample_and_its_rest_are_all_the_gabor_points(lecture: SimpleNamespace) -> None:
    train, held_out = lecture.data.small_sample()
    assert sorted([*train, *held_out]) == list(range(28))


@pytest.mark.parametrize("seed", range(4))
def test_a_small_sample_leads_astray_whatever_the_shuffle(
    lecture: SimpleNamespace, seed: int
) -> None:
    x, y = lecture.data.gabor_points()
    train, held_out = lecture.data.small_sample()
    rng, path = np.random.default_rng(seed), [np.array([1.0, 9.0])]
    for _ in range(40):
        for idx in lecture.epoch_batches(8, 2, rng):
            part = train[idx]
            g = lecture.models.gabor_loss_grad(path[-1], x[part], y[part]) / len(part)
            path.append(path[-1] - 0.5 * g)

    def held_out_loss(phi: np.ndarray) -> float:
        return lecture.models.gabor_loss(phi, x[held_out], y[held_out]) / 20

    best = lecture.best_iterate(np.array(path), held_out_loss)
    assert held_out_loss(best) < 0.03
    assert held_out_loss(path[-1]) > 0.3
