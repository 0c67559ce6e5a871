"""The numbers of lecture 4, by the seed they come from, and what its steps must agree with."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from scipy.linalg import eigvals
from scipy.optimize import minimize_scalar
from scipy.signal import lfilter

SEEDS = range(5)
Pair = tuple[np.ndarray, np.ndarray]


@pytest.fixture(scope="module")
def lecture(solutions: Callable[[str], SimpleNamespace]) -> SimpleNamespace:
    return solutions("04_momentum")


def square(phi: np.ndarray) -> np.ndarray:
    return 2.0 * phi


def iterates(step: Callable[[Any, Any], Any], n: int = 3) -> list[float]:
    """Follow a step on the parabola from 1."""
    phi, m = np.array([1.0]), np.array([0.0])
    path = [1.0]
    for _ in range(n):
        phi, m = step(phi, m)
        path.append(float(phi[0]))
    return path


def hessian(rng: np.random.Generator) -> np.ndarray:
    A = rng.normal(size=(4, 4))
    return A @ A.T + 0.1 * np.eye(4)


# --- seed 001, Fitting Models -----------------------------------------------------------------


def test_seed_001_moving_average_of_ones(lecture: SimpleNamespace) -> None:
    assert lecture.ema(np.ones(3), 0.9) == pytest.approx([0.1, 0.19, 0.271])


def test_seed_001_momentum_on_the_parabola(lecture: SimpleNamespace) -> None:
    path = iterates(lambda phi, m: lecture.momentum_step(phi, m, square(phi), 0.1, 0.9))
    assert path == pytest.approx([1.0, 0.98, 0.9424, 0.889712])


def test_seed_001_slips_in_momentum_give_the_numbers_of_the_lecture(
    lecture: SimpleNamespace,
) -> None:
    step = lecture.momentum_step

    def old_m(phi: np.ndarray, m: np.ndarray) -> Pair:
        return phi - 0.1 * m, step(phi, m, square(phi), 0.1, 0.9)[1]

    assert iterates(old_m)[1:3] == pytest.approx([1.0, 0.98])
    swapped = iterates(lambda phi, m: step(phi, m, square(phi), 0.1, 0.1))
    assert swapped[1] == pytest.approx(0.82)
    reset = iterates(lambda phi, m: step(phi, 0 * m, square(phi), 0.1, 0.9))
    assert reset[2] == pytest.approx(0.9604)
    plus = iterates(lambda phi, m: step(phi, m, square(phi), -0.1, 0.9))
    assert plus[1] == pytest.approx(1.02)


def test_seed_001_nesterov_on_the_parabola(lecture: SimpleNamespace) -> None:
    path = iterates(lambda phi, m: lecture.nesterov_step(phi, m, square, 0.1, 0.9))
    assert path == pytest.approx([1.0, 0.98, 0.9428, 0.891208])


@pytest.mark.parametrize(
    ("reach", "second", "third"),
    [
        (0.1 * 0.9, 0.94276, 0.8910591),  # the other look-ahead that is accepted
        (0.0, 0.9424, 0.889712),  # the gradient at phi itself
        (-0.1, 0.942, 0.8882),  # looking back
    ],
)
def test_seed_001_other_look_aheads_give_the_numbers_of_the_lecture(
    lecture: SimpleNamespace, reach: float, second: float, third: float
) -> None:
    def step(phi: np.ndarray, m: np.ndarray) -> Pair:
        # The look-ahead of the solution is taken back, then the other one is made.
        return lecture.nesterov_step(phi, m, lambda p: square(p + (0.1 - reach) * m), 0.1, 0.9)

    assert iterates(step)[2:] == pytest.approx([second, third], abs=5e-8)


# --- seed 002, Optimization -------------------------------------------------------------------


def test_seed_002_heavy_ball_on_the_parabola(lecture: SimpleNamespace) -> None:
    path = iterates(lambda phi, v: lecture.heavy_ball_step(phi, v, square(phi), 0.1, 0.9))
    assert path == pytest.approx([1.0, 0.8, 0.46, 0.062])


def test_seed_002_conversion_of_the_settings_of_seed_001(lecture: SimpleNamespace) -> None:
    assert lecture.to_heavy_ball(0.1, 0.9) == pytest.approx((0.01, 0.9))


def test_seed_002_critical_momentum(lecture: SimpleNamespace) -> None:
    assert lecture.critical_beta(0.1, 1.0) == pytest.approx(0.467544, abs=5e-7)
    for alpha, lam in [(4.0, 1.0), (0.0, 1.0), (-0.1, 1.0), (2.0, 3.0)]:
        with pytest.raises(ValueError, match="between 0 and 4"):
            lecture.critical_beta(alpha, lam)


def test_seed_002_dampening_of_pytorch_is_an_average_that_begins_at_the_first_gradient(
    lecture: SimpleNamespace,
) -> None:
    phi = np.array([1.0])
    m, path = square(phi), []
    for _ in range(3):
        phi, m = lecture.momentum_step(phi, m, square(phi), 0.1, 0.9)
        path.append(float(phi[0]))
    assert path == pytest.approx([0.8, 0.604, 0.4155], abs=5e-5)


# --- what the text of the notebook says -------------------------------------------------------


@pytest.mark.parametrize(("beta", "steps"), [(0.5, 1.0), (0.9, 6.6), (0.98, 34.3), (0.99, 69.0)])
def test_weights_of_the_average_halve_in_the_half_life(
    lecture: SimpleNamespace, beta: float, steps: float
) -> None:
    assert np.log(0.5) / np.log(beta) == pytest.approx(steps, abs=0.05)
    weights = lecture.ema(np.eye(1, 100)[0], beta)
    assert weights == pytest.approx((1 - beta) * beta ** np.arange(100))
    assert weights.sum() == pytest.approx(1 - beta**100)


@pytest.mark.parametrize(
    ("step", "alpha", "beta", "right"),
    [
        ("momentum", 0.076, 0.0, 0.924),
        ("momentum", 0.076, 0.6, 0.911),
        ("momentum", 0.25, 0.6, 0.775),
        ("momentum", 0.25, 0.9, 0.949),
        ("nesterov", 0.076, 0.6, 0.920),
        ("nesterov", 0.25, 0.6, 3.889),
        ("nesterov", 0.25, 0.9, 0.935),
    ],
)
def test_factors_per_step_in_the_valley(
    lecture: SimpleNamespace, step: str, alpha: float, beta: float, right: float
) -> None:
    sizes = []
    for lam in (1.0, 25.0):
        matrix = np.zeros((2, 2))
        for column, pair in enumerate(np.eye(2)):
            phi, m = pair[:1], pair[1:]
            if step == "momentum":
                new = lecture.momentum_step(phi, m, lam * phi, alpha, beta)
            else:
                new = lecture.nesterov_step(phi, m, lambda p, lam=lam: lam * p, alpha, beta)
            matrix[:, column] = np.concatenate(new)
        sizes.append(np.abs(eigvals(matrix)).max())
    assert max(sizes) == pytest.approx(right, abs=5e-4)


@pytest.mark.parametrize("beta", [0.0, 0.3, 0.6, 0.9])
def test_momentum_converges_below_its_limit_and_nesterov_below_a_third_of_it(
    lecture: SimpleNamespace, beta: float
) -> None:
    def end(step: Callable[[Any, Any, float], Any], alpha: float) -> float:
        return abs(iterates(lambda phi, m: step(phi, m, alpha), 4000)[-1])

    def momentum(phi: np.ndarray, m: np.ndarray, alpha: float) -> Pair:
        return lecture.momentum_step(phi, m, phi, alpha, beta)

    def nesterov(phi: np.ndarray, m: np.ndarray, alpha: float) -> Pair:
        return lecture.nesterov_step(phi, m, lambda p: p, alpha, beta)

    limit = 2 * (1 + beta) / (1 - beta)
    for step, most in ((momentum, limit), (nesterov, limit / 3)):
        assert end(step, 0.99 * most) < 1e-3
        with np.errstate(all="ignore"):
            assert not end(step, 1.01 * most) < 1e3


# --- closed forms and SciPy -------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_moving_average_agrees_with_scipys_filter(lecture: SimpleNamespace, seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, beta = rng.normal(size=60), rng.uniform(0.0, 1.0)
    right = lfilter([1 - beta], [1.0, -beta], x)
    np.testing.assert_allclose(lecture.ema(x, beta), right, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("seed", SEEDS)
def test_average_inside_momentum_is_the_moving_average_of_the_gradients(
    lecture: SimpleNamespace, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    grads, alpha, beta = rng.normal(size=(30, 3)), 0.2, rng.uniform(0.0, 1.0)
    phi, m = rng.normal(size=3), np.zeros(3)
    start, path = phi, []
    for g in grads:
        phi, m = lecture.momentum_step(phi, m, g, alpha, beta)
        path.append(phi)
    averages = lfilter([1 - beta], [1.0, -beta], grads, axis=0)
    np.testing.assert_allclose(m, averages[-1], rtol=1e-9, atol=1e-12)
    right = start - alpha * np.cumsum(averages, axis=0)
    np.testing.assert_allclose(path, right, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_heavy_ball_takes_the_same_path_after_conversion_only(
    lecture: SimpleNamespace, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    H, start = hessian(rng), rng.normal(size=4)
    alpha, beta = 1.0 / np.linalg.eigvalsh(H)[-1], rng.uniform(0.2, 0.95)

    def follow(step: Callable[..., Any], rate: float, share: float) -> np.ndarray:
        phi, kept, path = start, np.zeros(4), []
        for _ in range(50):
            phi, kept = step(phi, kept, H @ phi, rate, share)
            path.append(phi)
        return np.array(path)

    average = follow(lecture.momentum_step, alpha, beta)
    eta, mu = lecture.to_heavy_ball(alpha, beta)
    converted = follow(lecture.heavy_ball_step, eta, mu)
    np.testing.assert_allclose(converted, average, rtol=1e-9, atol=1e-12)
    plain = follow(lecture.heavy_ball_step, alpha, beta)
    assert np.abs(plain - average).max() > 1e-2


@pytest.mark.parametrize("seed", SEEDS)
def test_heavy_ball_is_polyaks_formula_of_two_iterates(lecture: SimpleNamespace, seed: int) -> None:
    rng = np.random.default_rng(seed)
    H, before, here = hessian(rng), rng.normal(size=4), rng.normal(size=4)
    theta, v = lecture.heavy_ball_step(here, here - before, H @ here, 0.03, 0.8)
    np.testing.assert_allclose(theta, here - 0.03 * H @ here + 0.8 * (here - before), rtol=1e-12)
    np.testing.assert_allclose(v, theta - here, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_nesterov_is_momentum_with_the_gradient_of_the_place_ahead(
    lecture: SimpleNamespace, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    phi, m, alpha, beta = rng.normal(size=4), rng.normal(size=4), 0.3, 0.7
    ahead = np.sin(phi - alpha * m)
    right = lecture.momentum_step(phi, m, ahead, alpha, beta)
    np.testing.assert_allclose(lecture.nesterov_step(phi, m, np.sin, alpha, beta), right)
    resting = lecture.nesterov_step(phi, np.zeros(4), np.sin, alpha, beta)
    np.testing.assert_allclose(
        resting, lecture.momentum_step(phi, np.zeros(4), np.sin(phi), alpha, beta)
    )


@pytest.mark.parametrize("product", [0.02, 0.1, 0.5, 0.9, 1.3, 2.5, 3.9])
def test_critical_momentum_has_the_least_factor_per_step(
    lecture: SimpleNamespace, product: float
) -> None:
    def factor(mu: float) -> float:
        # The eigenvalues of the step are the roots of its characteristic polynomial.
        return float(np.abs(np.roots([1.0, -(1 + mu - product), mu])).max())

    found = minimize_scalar(factor, bounds=(0.0, 1.0), method="bounded", options={"xatol": 1e-10})
    critical = lecture.critical_beta(product / 7.0, 7.0)
    assert critical == pytest.approx(found.x, abs=1e-5)
    assert factor(critical) == pytest.approx(np.sqrt(critical), abs=1e-7)
    assert factor(critical) <= min(factor(critical - 1e-3), factor(critical + 1e-3))


def test_matrix_of_the_heavy_ball_has_the_polynomial_of_the_text(lecture: SimpleNamespace) -> None:
    rate, mu, lam = 0.07, 0.6, 3.0
    first, second = np.array([1.0, 0.0]), np.array([0.0, 1.0])
    matrix = np.stack(lecture.heavy_ball_step(first, second, lam * first, rate, mu))
    assert np.poly(matrix) == pytest.approx([1.0, -(1 + mu - rate * lam), mu])
