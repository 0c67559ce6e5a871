"""The models against values from the lecture and independent ways to compute them."""

from __future__ import annotations

import numpy as np
import pytest

from dl4ds_utils import data, models


def test_line_goes_through_the_three_points_of_the_lecture() -> None:
    np.testing.assert_array_equal(models.line([1.0, 2.0], [0.0, 1.0, 2.0]), [1.0, 3.0, 5.0])


def test_line_takes_integers_and_returns_floats() -> None:
    predicted = models.line(np.array([1, 2]), np.array([3]))
    assert predicted.dtype == np.float64
    assert predicted.tolist() == [7.0]


def test_gabor_at_the_lecture_value() -> None:
    assert models.gabor([0.0, 10.0], 5.0) == pytest.approx(0.0458150, abs=5e-8)


def test_gabor_is_odd_about_its_center_and_stays_between_minus_one_and_one() -> None:
    x = np.linspace(-15, 15, 301)
    wave = models.gabor([0.0, 16.6], x)
    np.testing.assert_allclose(wave, -wave[::-1], atol=1e-15)
    assert np.abs(wave).max() < 1.0


def test_gabor_shift_moves_the_zero() -> None:
    # z = phi0 + 0.06 phi1 x is zero at x = -phi0 / (0.06 phi1)
    assert models.gabor([1.2, 10.0], -2.0) == pytest.approx(0.0, abs=1e-15)


def test_gabor_loss_is_zero_on_its_own_wave_and_a_sum_elsewhere() -> None:
    x = np.array([-3.0, 0.5, 4.0])
    phi = [0.3, 12.0]
    wave = models.gabor(phi, x)
    assert models.gabor_loss(phi, x, wave) == 0.0
    assert models.gabor_loss(phi, x, wave + 0.5) == pytest.approx(3 * 0.25)


def test_four_lines_of_hundreds_give_the_value_of_the_lecture() -> None:
    hundred = np.full(4, 100.0)
    assert models.stacked_lines(hundred, hundred, 1.0) == 201_010_100.0


def test_first_line_of_the_stack_is_the_outermost() -> None:
    a, b = [2.0, 1.0, 1.0, 1.0], [0.0, 0.0, 0.0, 5.0]
    assert models.stacked_lines(a, b, 1.0) == 12.0  # 2 * (1 + 5)


def test_stacked_lines_are_one_line() -> None:
    a, b = [0.5, -2.0, 3.0, 1.5], [1.0, 0.25, -1.0, 2.0]
    x = np.array([-1.0, 0.0, 1.0, 2.0])
    np.testing.assert_allclose(np.diff(models.stacked_lines(a, b, x)), np.prod(a), rtol=1e-12)


def test_weird_loss_of_one_example_has_minima_two_apart() -> None:
    mu = np.linspace(-5, 5, 2001)
    loss = models.weird_loss(mu, [0.0])
    lower = (loss[1:-1] < loss[:-2]) & (loss[1:-1] < loss[2:])
    minima = mu[1:-1][lower]
    assert 0.0 in minima.round(12)
    np.testing.assert_allclose(np.diff(minima), 1.85, atol=0.2)


def test_weird_loss_ripples_cancel_in_a_large_sample() -> None:
    mu = np.linspace(0, 6, 601)
    x = np.random.default_rng(0).normal(3, 1.5, 10_000)
    loss = models.weird_loss(mu, x)
    assert ((loss[1:-1] < loss[:-2]) & (loss[1:-1] < loss[2:])).sum() == 1


@pytest.mark.parametrize("name", models.__all__)
def test_models_leave_their_arguments_alone(name: str) -> None:
    arguments = {
        "line": (np.ones(2), np.ones(3)),
        "gabor": (np.ones(2), np.ones(3)),
        "gabor_loss": (np.ones(2), np.ones(3), np.ones(3)),
        "stacked_lines": (np.ones(4), np.ones(4), np.ones(3)),
        "weird_loss": (np.ones(2), np.ones(3)),
        "quadratic": (np.ones(2), np.eye(2)),
        "quadratic_grad": (np.ones(2), np.eye(2)),
        "gabor_loss_grad": (np.ones(2), np.ones(3), np.ones(3)),
        "normal_density": (np.ones(3), np.ones(3), np.ones(3)),
        "train_in_shrinking_steps": (np.sign, np.ones((3, 2)), 0.1, 3),
    }[name]
    arrays = [value for value in arguments if isinstance(value, np.ndarray)]
    for array in arrays:
        array.flags.writeable = False
    result = getattr(models, name)(*arguments)
    assert not any(np.shares_memory(result, array) for array in arrays)


@pytest.mark.parametrize("seed", range(5))
def test_gradient_of_the_gabor_loss_agrees_with_central_differences(seed: int) -> None:
    rng = np.random.default_rng(seed)
    phi, h = rng.uniform([-5.0, 3.0], [5.0, 20.0]), 1e-6
    x, y = data.gabor_points()
    numerical = [
        (models.gabor_loss(phi + h * e, x, y) - models.gabor_loss(phi - h * e, x, y)) / (2 * h)
        for e in np.eye(2)
    ]
    assert models.gabor_loss_grad(phi, x, y) == pytest.approx(numerical, rel=1e-6, abs=1e-8)
