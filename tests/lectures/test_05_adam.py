"""The numbers of lecture 5, by the seed they come from, and what its steps must agree with."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.optimize import approx_fprime
from scipy.signal import lfilter

G = np.array([3.0, -2.0, 5.0])
LECTURE = {"alpha": 0.1, "beta": 0.9, "gamma": 0.999, "eps": 0.1}


@pytest.fixture(scope="module")
def lecture(solutions: Callable[[str], SimpleNamespace]) -> SimpleNamespace:
    return solutions("05_adam")


def start(d: int = 1) -> tuple[np.ndarray, np.ndarray, int]:
    return np.zeros(d), np.zeros(d), 0


def steps(lecture: SimpleNamespace, grads: np.ndarray, **settings: float) -> np.ndarray:
    """Return the iterates of Adam from 0 along given gradients."""
    phi, state, rows = np.zeros(grads.shape[1]), start(grads.shape[1]), []
    for g in grads:
        phi, state = lecture.adam_step(phi, state, g, **settings)
        rows.append(phi)
    return np.array(rows)


# --- seed 001, Fitting Models -----------------------------------------------------------------


def test_seed_001_unit_vector_of_the_lecture(lecture: SimpleNamespace) -> None:
    unit = lecture.normalize_global(G)
    assert unit == pytest.approx([0.487, -0.324, 0.811], abs=5e-4)
    assert np.linalg.norm(unit) == pytest.approx(1.0)
    # The slide's own rounding.
    assert unit == pytest.approx([0.49, -0.32, 0.81], abs=5e-3)


def test_seed_001_pointwise_normalized_gradient_is_the_sign(lecture: SimpleNamespace) -> None:
    # The slide notes +1, 0, -1 as the changes.
    assert lecture.normalize_pointwise(G) == pytest.approx([1.0, -1.0, 1.0], abs=1e-7)


def test_seed_001_no_gradient_stays_zero(lecture: SimpleNamespace) -> None:
    assert lecture.normalize_pointwise(np.zeros(2)).tolist() == [0.0, 0.0]
    assert lecture.normalize_global(np.zeros(2)).tolist() == [0.0, 0.0]


def test_seed_001_signs_on_the_parabola_end_in_a_cycle(lecture: SimpleNamespace) -> None:
    path = lecture.sign_descent(lambda phi: 2 * phi, np.array([0.35]), 0.1, 50)
    assert path[:4, 0] == pytest.approx([0.35, 0.25, 0.15, 0.05])
    assert path[3:, 0] == pytest.approx(np.resize([0.05, -0.05], 48))


def test_seed_001_three_steps_of_adam(lecture: SimpleNamespace) -> None:
    path = steps(lecture, np.array([[3.0], [-1.0], [2.0]]), **LECTURE)
    assert path[:, 0] == pytest.approx([-0.0967742, -0.1350825, -0.1927225], abs=5e-8)


def test_seed_001_numbers_of_the_mistakes(lecture: SimpleNamespace) -> None:
    m, v = lecture.adam_moments(np.zeros(1), np.zeros(1), np.array([3.0]), 0.9, 0.999)
    no_correction = -0.1 * m / (np.sqrt(v) + 0.1)
    assert no_correction == pytest.approx([-0.15395], abs=5e-6)
    m_hat, v_hat = lecture.bias_correct(m, v, 1, 0.9, 0.999)
    inside = -0.1 * m_hat / np.sqrt(v_hat + 0.1)
    assert inside == pytest.approx([-0.099449], abs=5e-7)


def test_seed_001_first_step_without_correction_is_three_times_too_long(
    lecture: SimpleNamespace,
) -> None:
    m, v = lecture.adam_moments(np.zeros(1), np.zeros(1), np.array([3.0]), 0.9, 0.999)
    assert m / np.sqrt(v) == pytest.approx([3.16], abs=5e-3)


# --- closed forms -----------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1e-4, 1.0, 3.0, 1e6])
def test_first_step_of_adam_has_size_alpha(lecture: SimpleNamespace, size: float) -> None:
    phi, _ = lecture.adam_step(np.zeros(2), start(2), size * np.array([1.0, -1.0]), alpha=0.02)
    assert phi == pytest.approx([-0.02, 0.02], rel=2e-4)


def test_correction_is_exact_for_a_constant_gradient(lecture: SimpleNamespace) -> None:
    m, v = np.zeros(3), np.zeros(3)
    for t in range(1, 30):
        m, v = lecture.adam_moments(m, v, G, 0.9, 0.999)
        m_hat, v_hat = lecture.bias_correct(m, v, t, 0.9, 0.999)
        assert m_hat == pytest.approx(G)
        assert v_hat == pytest.approx(G**2)


def test_state_of_adam_counts_steps_and_keeps_the_plain_averages(
    lecture: SimpleNamespace,
) -> None:
    state = start(3)
    phi = np.zeros(3)
    for taken in (1, 2, 3):
        m, v = lecture.adam_moments(state[0], state[1], G, 0.9, 0.999)
        phi, state = lecture.adam_step(phi, state, G)
        assert state[2] == taken
        assert state[0] == pytest.approx(m)
        assert state[1] == pytest.approx(v)


def test_defaults_are_those_of_the_contract(lecture: SimpleNamespace) -> None:
    assert lecture.adam_step.__defaults__ == (0.1, 0.9, 0.999, 1e-8)
    assert lecture.normalize_global.__defaults__ == (1e-8,)
    assert lecture.normalize_pointwise.__defaults__ == (1e-8,)


def test_rmsprop_is_adam_without_momentum_long_after_the_start(lecture: SimpleNamespace) -> None:
    rng = np.random.default_rng(0)
    phi, v, g = rng.normal(size=4), rng.uniform(size=4), rng.normal(size=4)
    by_adam, (_, v_adam, _) = lecture.adam_step(phi, (0 * v, v, 10**6), g, 0.1, 0.0, 0.99, 1e-3)
    by_rmsprop, v_rmsprop = lecture.rmsprop_step(phi, v, g, 0.1, 0.99, 1e-3)
    assert by_rmsprop == pytest.approx(by_adam)
    assert v_rmsprop == pytest.approx(v_adam)


# --- central differences ----------------------------------------------------------------------


def check_slope(
    loss: Callable[..., float], grad: Callable[..., np.ndarray], phi: np.ndarray
) -> None:
    direction = np.array([0.6, -0.8])
    h = 1e-5
    slope = (loss(phi + h * direction) - loss(phi - h * direction)) / (2 * h)
    assert grad(phi) @ direction == pytest.approx(slope, rel=1e-6, abs=1e-7)


@pytest.mark.parametrize("phi", [(4.0, 1.5), (-1.0, 5.0), (0.3, 12.0)])
def test_gradients_of_the_race_agree_with_central_differences(
    lecture: SimpleNamespace, phi: tuple[float, float]
) -> None:
    models, at = lecture.models, np.array(phi)
    check_slope(
        lambda p: models.quadratic(p, lecture.H_valley),
        lambda p: models.quadratic_grad(p, lecture.H_valley),
        at,
    )
    data = lecture.x_gabor, lecture.y_gabor
    check_slope(
        lambda p: models.gabor_loss(p, *data),
        lambda p: models.gabor_loss_grad(p, *data),
        at,
    )


@pytest.mark.parametrize("seed", range(5))
def test_unit_vector_is_the_gradient_of_the_length(lecture: SimpleNamespace, seed: int) -> None:
    g = np.random.default_rng(seed).normal(size=5)
    numerical = approx_fprime(g, np.linalg.norm, 1e-7)
    assert lecture.normalize_global(g) == pytest.approx(numerical, abs=1e-5)


# --- against SciPy: a running average is a filter ---------------------------------------------


def average(values: np.ndarray, decay: float) -> np.ndarray:
    return lfilter([1 - decay], [1, -decay], values, axis=0)


@pytest.mark.parametrize("seed", range(5))
def test_moments_agree_with_scipy_filters(lecture: SimpleNamespace, seed: int) -> None:
    rng = np.random.default_rng(seed)
    grads = rng.normal(size=(40, 3))
    beta, gamma = rng.uniform(0.0, 0.99, 2)
    m, v = np.zeros(3), np.zeros(3)
    for g, wanted_m, wanted_v in zip(
        grads, average(grads, beta), average(grads**2, gamma), strict=True
    ):
        m, v = lecture.adam_moments(m, v, g, beta, gamma)
        assert m == pytest.approx(wanted_m)
        assert v == pytest.approx(wanted_v)


@pytest.mark.parametrize("seed", range(5))
def test_bias_correction_agrees_with_scipy_filters(lecture: SimpleNamespace, seed: int) -> None:
    rng = np.random.default_rng(seed)
    grads, t = rng.normal(size=(20, 3)), int(rng.integers(1, 21))
    beta, gamma = rng.uniform(0.5, 0.99, 2)
    m, v = average(grads, beta)[t - 1], average(grads**2, gamma)[t - 1]
    m_hat, v_hat = lecture.bias_correct(m, v, t, beta, gamma)
    # The weight that an average of t values gives to all of them together.
    assert m_hat == pytest.approx(m / average(np.ones(t), beta)[-1])
    assert v_hat == pytest.approx(v / average(np.ones(t), gamma)[-1])


@pytest.mark.parametrize("seed", range(5))
def test_adam_agrees_with_scipy_filters(lecture: SimpleNamespace, seed: int) -> None:
    rng = np.random.default_rng(seed)
    grads = rng.normal(size=(30, 4))
    alpha, beta, gamma, eps = 0.05, *rng.uniform(0.5, 0.99, 2), 1e-3
    ones = np.ones((30, 1))
    m_hat = average(grads, beta) / average(ones, beta)
    v_hat = average(grads**2, gamma) / average(ones, gamma)
    wanted = np.cumsum(-alpha * m_hat / (np.sqrt(v_hat) + eps), axis=0)
    got = steps(lecture, grads, alpha=alpha, beta=beta, gamma=gamma, eps=eps)
    assert got == pytest.approx(wanted)


@pytest.mark.parametrize("seed", range(5))
def test_rmsprop_agrees_with_scipy_filters(lecture: SimpleNamespace, seed: int) -> None:
    rng = np.random.default_rng(seed)
    grads, gamma = rng.normal(size=(30, 4)), rng.uniform(0.5, 0.99)
    roots = np.sqrt(average(grads**2, gamma))
    phi, v = np.zeros(4), np.zeros(4)
    for g in grads:
        phi, v = lecture.rmsprop_step(phi, v, g, 0.05, gamma, 1e-3)
    assert phi == pytest.approx(-0.05 * np.sum(grads / (roots + 1e-3), axis=0))
    assert np.sqrt(v) == pytest.approx(roots[-1])


# --- what the text of the notebook says -------------------------------------------------------


def test_adam_takes_the_same_path_whatever_factor_the_loss_has(lecture: SimpleNamespace) -> None:
    grads = np.random.default_rng(1).normal(size=(20, 2))
    plain, scaled = (steps(lecture, factor * grads, eps=0.0) for factor in (1.0, 1e4))
    assert scaled == pytest.approx(plain)


def test_ratio_without_correction_is_largest_at_step_12(lecture: SimpleNamespace) -> None:
    m, v, ratios = np.zeros(1), np.zeros(1), []
    for _ in range(1000):
        m, v = lecture.adam_moments(m, v, np.array([3.0]), 0.9, 0.999)
        ratios.append(float(m[0] / np.sqrt(v[0])))
    assert int(np.argmax(ratios)) + 1 == 12
    assert max(ratios) == pytest.approx(6.57, abs=5e-3)
    assert ratios[-1] > 1.2
