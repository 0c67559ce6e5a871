"""The numbers of lecture 1, by the seed they come from, and what its losses must agree with."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.optimize import approx_fprime, minimize_scalar
from scipy.special import expit, log_expit, rel_entr
from scipy.stats import entropy, norm

Y = np.array([1.0, 2.0, 4.0])
P, U = np.array([0.5, 0.25, 0.125, 0.125]), np.full(4, 0.25)
SCORES, LABELS = np.array([2.0, -1.0, 0.0]), np.array([1.0, 0.0, 1.0])
LN_4 = 1.3862943611198906


@pytest.fixture(scope="module")
def lecture(solutions: Callable[[str], SimpleNamespace]) -> SimpleNamespace:
    return solutions("01_loss_functions")


# --- seed 000, Gradient Descent: the losses of regression and classification -------------------


def test_seed_000_normal_likelihood_of_three_numbers(lecture: SimpleNamespace) -> None:
    assert lecture.gaussian_nll(Y, 2.0, 1.0) == pytest.approx(5.25682, abs=5e-6)
    assert lecture.gaussian_nll(Y, 7 / 3, 1.0) == pytest.approx(5.09015, abs=5e-6)
    # Without the term with the logarithm, half the squared errors are left.
    assert lecture.gaussian_nll(Y, 2.0, 1.0) - 1.5 * np.log(2 * np.pi) == pytest.approx(2.5)


def test_seed_000_maximum_likelihood_is_least_squares(lecture: SimpleNamespace) -> None:
    best = minimize_scalar(lambda mu: lecture.gaussian_nll(Y, mu, 1.0), bracket=(0.0, 5.0))
    assert best.x == pytest.approx(7 / 3, abs=1e-6)


def test_seed_000_binary_cross_entropy(lecture: SimpleNamespace) -> None:
    assert lecture.bce_with_logits(SCORES, LABELS) == pytest.approx(1.13334, abs=5e-6)
    swapped = lecture.bce_with_logits(SCORES, 1 - LABELS)
    assert swapped == pytest.approx(4.13334, abs=5e-6)
    assert lecture.bce_with_logits(SCORES, LABELS) / 3 == pytest.approx(0.37778, abs=5e-6)


def test_seed_000_losses_of_several_outputs_add(lecture: SimpleNamespace) -> None:
    east, north = np.array([0.3, 1.2]), np.array([-0.4, 2.0])
    together = np.prod(norm.pdf(east, 1.0, 0.5)) * np.prod(norm.pdf(north, 0.0, 2.0))
    added = lecture.gaussian_nll(east, 1.0, 0.5) + lecture.gaussian_nll(north, 0.0, 2.0)
    assert added == pytest.approx(-np.log(together))


# --- seed 001, Homework 3 post-mortem ------------------------------------------------------------


@pytest.mark.parametrize("z", [-800.0, 800.0])
@pytest.mark.filterwarnings("error")
def test_seed_001_sigmoid_is_silent_for_large_scores(lecture: SimpleNamespace, z: float) -> None:
    with np.errstate(all="warn", under="ignore"):
        assert lecture.sigmoid(np.array([z])) == pytest.approx([float(z > 0)])


def test_seed_001_sigmoid_is_exactly_1_from_36_8_on(lecture: SimpleNamespace) -> None:
    one, less = lecture.sigmoid(np.array([36.8, 36.7]))
    assert one == 1.0
    assert less < 1.0


def test_seed_001_formula_on_paper_has_no_finite_value_where_the_solution_has(
    lecture: SimpleNamespace,
) -> None:
    with np.errstate(all="ignore"):
        ratio = np.exp(710.0) / (1 + np.exp(710.0))  # e^z overflows near 709.8
        p = 1 / (1 + np.exp(-40.0))
        assert np.isnan(ratio)
        assert np.isnan(-(1 - 1) * np.log(1 - p) - 1 * np.log(p))
    assert lecture.bce_with_logits(np.array([40.0]), np.array([1])) == pytest.approx(
        4.248354255291589e-18, rel=1e-9
    )
    assert lecture.bce_with_logits(np.array([1000.0, -1000.0]), np.array([0, 1])) == 2000.0


# --- seed 002, Optimization: loss functions -----------------------------------------------------


def test_seed_002_sigmoid_and_its_slope(lecture: SimpleNamespace) -> None:
    s = lecture.sigmoid(np.array([3.0, 0.0]))
    assert s == pytest.approx([0.95257, 0.5], abs=5e-6)
    slope = approx_fprime(np.array([3.0]), lambda z: lecture.sigmoid(z)[0], 1e-7)
    assert slope == pytest.approx([s[0] * (1 - s[0])], rel=1e-5)


def test_seed_002_gradient_of_the_linear_unit(lecture: SimpleNamespace) -> None:
    w, X, y = np.array([1.0, 2.0]), np.array([[1.0, 3.0]]), np.array([4.0])
    assert lecture.linear_half_mse_grad(w, X, y) == pytest.approx([3.0, 9.0])


def test_seed_002_gradient_of_the_sigmoid_unit_has_a_minus(lecture: SimpleNamespace) -> None:
    # The slides have +0.125: they lose the minus of the derivative with respect to the prediction.
    grad = lecture.sigmoid_sse_grad(np.array([0.0]), np.array([1.0]), 1.0)
    assert grad == pytest.approx([-0.125])


def test_seed_002_squared_loss_of_hard_outputs_is_twice_the_share_of_mistakes(
    lecture: SimpleNamespace,
) -> None:
    x, y = lecture.data.faces()
    for threshold in np.linspace(-3.0, 3.0, 13):
        hard = np.where(x > threshold, 1, -1)
        assert np.sum((y - hard) ** 2) / 20 == pytest.approx(2 * np.mean(hard != y))


def test_seed_002_cross_entropy_of_the_slides(lecture: SimpleNamespace) -> None:
    one_hot = np.array([0, 0, 1, 0])
    assert lecture.cross_entropy(one_hot, U) == pytest.approx(1.39, abs=5e-3)
    assert lecture.cross_entropy(one_hot, U) == pytest.approx(LN_4)
    assert lecture.cross_entropy(one_hot, U) / np.log(2) == pytest.approx(2.0)
    assert lecture.cross_entropy(one_hot, np.array([0.5, 0.5, 0.0, 0.0])) == np.inf


def test_seed_002_cross_entropy_is_not_symmetric(lecture: SimpleNamespace) -> None:
    assert lecture.cross_entropy(P, U) == pytest.approx(1.38629, abs=5e-6)
    assert lecture.cross_entropy(U, P) == pytest.approx(1.55958, abs=5e-6)


def test_seed_002_outcomes_that_never_happen_do_not_count(lecture: SimpleNamespace) -> None:
    assert lecture.cross_entropy(np.array([1.0, 0.0]), np.array([1.0, 0.0])) == 0.0


# --- against central differences and SciPy ------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_normal_loss_agrees_with_scipy(lecture: SimpleNamespace, seed: int) -> None:
    rng = np.random.default_rng(seed)
    y, mu, sigma = rng.normal(size=9), rng.normal(size=9), rng.uniform(0.2, 3.0)
    expected = -norm.logpdf(y, mu, sigma).sum()
    assert lecture.gaussian_nll(y, mu, sigma) == pytest.approx(expected, rel=1e-12)
    expected = -norm.logpdf(y, 0.3, sigma).sum()
    assert lecture.gaussian_nll(y, 0.3, sigma) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("scale", [1.0, 30.0, 1000.0])
def test_sigmoid_and_its_loss_agree_with_scipy(lecture: SimpleNamespace, scale: float) -> None:
    rng = np.random.default_rng(7)
    f, y = rng.normal(0.0, scale, 200), rng.integers(0, 2, 200)
    np.testing.assert_allclose(lecture.sigmoid(f.reshape(20, 10)), expit(f).reshape(20, 10))
    expected = -np.sum(log_expit(np.where(y == 1, f, -f)))
    assert lecture.bce_with_logits(f, y) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_gradient_of_the_linear_unit_agrees_with_scipy(lecture: SimpleNamespace, seed: int) -> None:
    rng = np.random.default_rng(seed)
    w, X, y = rng.normal(size=4), rng.normal(size=(7, 4)), rng.normal(size=7)
    numerical = approx_fprime(w, lambda v: np.mean((y - X @ v) ** 2) / 2, 1e-7)
    assert lecture.linear_half_mse_grad(w, X, y) == pytest.approx(numerical, rel=1e-4, abs=1e-5)
    best = np.linalg.lstsq(X, y, rcond=None)[0]
    assert lecture.linear_half_mse_grad(best, X, y) == pytest.approx(np.zeros(4), abs=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_gradient_of_the_sigmoid_unit_agrees_with_central_differences(
    lecture: SimpleNamespace, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    w, x, y = rng.normal(size=3), rng.normal(size=3), rng.uniform()

    def loss(v: np.ndarray) -> float:
        return float((y - expit(v @ x)) ** 2 / 2)

    steps = 1e-5 * np.eye(3)
    numerical = [(loss(w + s) - loss(w - s)) / 2e-5 for s in steps]
    assert lecture.sigmoid_sse_grad(w, x, y) == pytest.approx(numerical, rel=1e-6, abs=1e-9)


def test_gradient_of_the_sigmoid_unit_is_finite_for_huge_scores(lecture: SimpleNamespace) -> None:
    for score in (1000.0, -1000.0):
        grad = lecture.sigmoid_sse_grad(np.array([score]), np.array([1.0]), 1.0)
        assert grad == pytest.approx([0.0], abs=1e-300)


@pytest.mark.parametrize("seed", range(5))
def test_cross_entropy_agrees_with_scipy(lecture: SimpleNamespace, seed: int) -> None:
    p, q = np.random.default_rng(seed).dirichlet(np.ones(6), size=2)
    expected = rel_entr(p, q).sum() + entropy(p)
    assert lecture.cross_entropy(p, q) == pytest.approx(expected, rel=1e-12)
    assert lecture.cross_entropy(p, p) == pytest.approx(entropy(p), rel=1e-12)
    assert lecture.cross_entropy(p, q) > lecture.cross_entropy(p, p)


@pytest.mark.parametrize("f", [-3.0, 0.0, 1.5])
def test_binary_cross_entropy_is_the_cross_entropy_of_two_outcomes(
    lecture: SimpleNamespace, f: float
) -> None:
    s = expit(f)
    for y in (0, 1):
        two = lecture.cross_entropy(np.array([1 - y, y]), np.array([1 - s, s]))
        assert lecture.bce_with_logits(np.array([f]), np.array([y])) == pytest.approx(two)


# --- data and models ------------------------------------------------------------------------------


def test_no_threshold_gets_all_faces_right(lecture: SimpleNamespace) -> None:
    x, y = lecture.data.faces()
    assert x.shape == y.shape == (10,)
    mistakes = [np.sum(np.where(x > t, 1, -1) != y) for t in np.linspace(-3.0, 3.0, 601)]
    assert min(mistakes) == 1


def test_normal_density_is_that_of_scipy(lecture: SimpleNamespace) -> None:
    y, mu = np.linspace(-3.0, 5.0, 9), np.linspace(0.0, 1.0, 9)
    np.testing.assert_allclose(lecture.models.normal_density(y, mu, 0.7), norm.pdf(y, mu, 0.7))
