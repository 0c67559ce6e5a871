"""The numbers of lecture 2, by the seed they come from, and what its gradients must agree with."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.differentiate import derivative
from scipy.optimize import approx_fprime

X, Y = np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 5.0])


@pytest.fixture(scope="module")
def lecture(solutions: Callable[[str], SimpleNamespace]) -> SimpleNamespace:
    return solutions("02_gradient_descent")


def square(phi: np.ndarray) -> np.ndarray:
    return 2.0 * phi


# --- seed 000, Gradient Descent ---------------------------------------------------------------


@pytest.mark.parametrize(("alpha", "end"), [(2.0, -3.0), (0.5, 0.0), (1.0, -1.0), (0.2, 0.6)])
def test_seed_000_one_step_on_the_parabola(
    lecture: SimpleNamespace, alpha: float, end: float
) -> None:
    # The slide has 4/5 for alpha = 1/5; it forgot the 2 of the gradient.
    assert lecture.gd_step(np.array([1.0]), np.array([2.0]), alpha) == pytest.approx([end])


def test_seed_000_all_zero_leaves_one_gradient(lecture: SimpleNamespace) -> None:
    grads = lecture.bad_init_grads(np.zeros(4), np.zeros(4), 1.0, 3.0)
    assert {name: value for name, value in grads.items() if value} == {"b1": -6.0}


def test_seed_000_all_hundred_explodes(lecture: SimpleNamespace) -> None:
    hundred = np.full(4, 100.0)
    grads = lecture.bad_init_grads(hundred, hundred, 1.0, 3.0)
    assert grads["a1"] == pytest.approx(808_100_791_959_400)
    # 201 010 100: the middle term of the slide's third line is 10 000, not 100 000.
    assert grads["b1"] / 2 + 3.0 == pytest.approx(201_010_100)


# --- seed 001, Fitting Models -----------------------------------------------------------------


def test_seed_001_sum_of_squared_errors_and_its_gradient(lecture: SimpleNamespace) -> None:
    phi = np.array([0.0, 1.0])
    assert lecture.sse(phi, X, Y) == pytest.approx(14.0)
    assert lecture.sse_grad(phi, X, Y) == pytest.approx([-12.0, -16.0])


def test_seed_001_descent_of_the_line(lecture: SimpleNamespace) -> None:
    path = lecture.gradient_descent(
        lambda phi: lecture.sse_grad(phi, X, Y), np.array([0.0, 1.0]), 0.05, 5
    )
    assert path.shape == (6, 2)
    assert path[-1] == pytest.approx([0.87984, 2.08344])


def test_seed_001_gabor_model_at_z_of_3(lecture: SimpleNamespace) -> None:
    assert lecture.models.gabor([0.0, 10.0], [5.0]) == pytest.approx([0.0458150], abs=5e-8)
    row = lecture.gabor_grad(np.array([0.0, 10.0]), np.array([5.0]))
    assert row == pytest.approx(np.array([[-0.355765, -0.106729]]), abs=5e-7)


# --- seed 003, Loss functions and optimization ------------------------------------------------


def test_seed_003_finite_differences_of_the_slide(lecture: SimpleNamespace) -> None:
    table = lecture.data.finite_differences()
    assert (table.moved - table.loss) / table.h == pytest.approx([-2.5, 0.6, 0.0], abs=1e-6)


# --- seeds 004 and 002 ------------------------------------------------------------------------


def test_seed_004_path_on_the_parabola(lecture: SimpleNamespace) -> None:
    path = lecture.gradient_descent(square, np.array([1.0]), 0.2, 3)
    assert path[:, 0] == pytest.approx([1.0, 0.6, 0.36, 0.216])


def test_seed_004_limit_of_the_learning_rate(lecture: SimpleNamespace) -> None:
    H = 2.0 * np.array([[3.0, X.sum()], [X.sum(), X @ X]])
    assert lecture.max_stable_lr(H) == pytest.approx(0.139620, abs=5e-7)


# --- against SciPy ----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_gradient_of_the_line_agrees_with_scipy(lecture: SimpleNamespace, seed: int) -> None:
    rng = np.random.default_rng(seed)
    phi, x, y = rng.normal(size=2), rng.normal(size=9), rng.normal(size=9)
    numerical = approx_fprime(phi, lambda p: lecture.sse(p, x, y), 1e-7)
    assert lecture.sse_grad(phi, x, y) == pytest.approx(numerical, rel=1e-4, abs=1e-4)
    assert lecture.numerical_grad(lambda p: lecture.sse(p, x, y), phi) == pytest.approx(
        lecture.sse_grad(phi, x, y), rel=1e-6, abs=1e-6
    )


@pytest.mark.parametrize("seed", range(5))
def test_gabor_gradient_agrees_with_scipy(lecture: SimpleNamespace, seed: int) -> None:
    rng = np.random.default_rng(seed)
    phi, x = rng.uniform([-5.0, 3.0], [5.0, 20.0]), rng.uniform(-15.0, 15.0, 6)
    for k in (0, 1):

        def along(value: np.ndarray, at: np.ndarray, k: int = k) -> np.ndarray:
            pair = [value if i == k else phi[i] for i in (0, 1)]
            z = pair[0] + 0.06 * pair[1] * at
            return np.sin(z) * np.exp(-(z**2) / 8.0)

        numerical = derivative(along, phi[k], args=(x,)).df
        assert lecture.gabor_grad(phi, x)[:, k] == pytest.approx(numerical, rel=1e-6, abs=1e-8)
