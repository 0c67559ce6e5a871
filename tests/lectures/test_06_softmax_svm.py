"""The numbers of lecture 6, by the seed they come from, and what its gradients must agree with."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.optimize import approx_fprime
from scipy.special import expit, log_softmax, softmax

S = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
LABELS = np.array([0, 1, 2])
W = np.array([[0.5, -0.5], [1.0, 0.0], [0.0, 1.0]])
X = np.array([[1.0, 2.0], [0.0, 1.0], [2.0, -1.0]])
SEEDS = range(5)


@pytest.fixture(scope="module")
def lecture(solutions: Callable[[str], SimpleNamespace]) -> SimpleNamespace:
    return solutions("06_softmax_svm")


def random_scores(seed: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.normal(0.0, 4.0, (7, 5)), rng.integers(0, 5, 7)


# --- seed 003, Loss functions -----------------------------------------------------------------


def test_seed_003_table_is_that_of_the_slides(lecture: SimpleNamespace) -> None:
    scores, labels, names = lecture.data.score_table()
    assert scores.tolist() == S.tolist()
    assert labels.tolist() == LABELS.tolist()
    assert names == ("cat", "car", "frog")


def test_seed_003_hinge_losses_of_the_three_pictures(lecture: SimpleNamespace) -> None:
    losses = lecture.hinge_losses(S, LABELS)
    assert losses == pytest.approx([2.9, 0.0, 12.9])
    assert losses.mean() == pytest.approx(5.2667, abs=5e-5)


def test_seed_003_hinge_loss_with_the_right_class_kept_or_divided_by_c(
    lecture: SimpleNamespace,
) -> None:
    losses = lecture.hinge_losses(S, LABELS)
    kept = np.maximum(0.0, S - S[[0, 1, 2], LABELS][:, None] + 1).sum(axis=1)
    assert kept.mean() == pytest.approx(6.2667, abs=5e-5)
    assert kept == pytest.approx(losses + 1)
    assert losses.mean() / 3 == pytest.approx(1.7556, abs=5e-5)


def test_seed_003_hinge_losses_of_twice_the_weights(lecture: SimpleNamespace) -> None:
    assert lecture.hinge_losses(2 * S, LABELS) == pytest.approx([4.8, 0.0, 23.8])


@pytest.mark.parametrize("change", [-0.1, 0.1])
def test_seed_003_small_change_of_the_car_score_changes_no_hinge_loss(
    lecture: SimpleNamespace, change: float
) -> None:
    moved = S.copy()
    moved[1, 1] += change
    assert lecture.hinge_losses(moved, LABELS) == pytest.approx([2.9, 0.0, 12.9])


@pytest.mark.parametrize("c", [2, 3, 10, 1000])
def test_seed_003_losses_at_the_start_of_training(lecture: SimpleNamespace, c: int) -> None:
    scores, labels = np.zeros((1, c)), np.array([c - 1])
    assert lecture.hinge_losses(scores, labels) == pytest.approx([c - 1])
    assert lecture.softmax_loss(scores, labels) == pytest.approx([np.log(c)])


def test_seed_003_probabilities_of_the_cat(lecture: SimpleNamespace) -> None:
    assert np.exp(S[0]) == pytest.approx([24.5, 164.0, 0.18], rel=0.02)
    assert lecture.softmax(S)[0] == pytest.approx([0.130, 0.869, 0.001], abs=5e-4)


def test_seed_003_softmax_losses_of_the_three_pictures(lecture: SimpleNamespace) -> None:
    losses = lecture.softmax_loss(S, LABELS)
    assert losses == pytest.approx([2.0404, 0.0791, 6.1565], abs=5e-5)
    assert losses.mean() == pytest.approx(2.7587, abs=5e-5)


def test_seed_003_softmax_loss_of_the_cat_by_the_known_mistakes(lecture: SimpleNamespace) -> None:
    loss = lecture.softmax_loss(S, LABELS)[0]
    assert loss / np.log(10.0) == pytest.approx(0.886, abs=5e-4)
    twice = lecture.softmax_loss(lecture.softmax(S), LABELS)[0]
    assert twice == pytest.approx(1.3795, abs=5e-5)


def test_seed_003_gradient_of_the_softmax_loss(lecture: SimpleNamespace) -> None:
    G = lecture.softmax_grad(S, LABELS)
    first = G[0] * len(S)
    assert first == pytest.approx([-0.870, 0.869, 0.001], abs=5e-4)
    assert G.sum(axis=1) == pytest.approx([0.0, 0.0, 0.0], abs=1e-12)


def test_seed_003_softmax_stays_finite_at_a_thousand(lecture: SimpleNamespace) -> None:
    big = np.array([[1000.0, 1001.0, 1002.0], [-1000.0, 1000.0, 0.0]])
    assert lecture.softmax(big)[0] == pytest.approx([0.0900, 0.2447, 0.6652], abs=5e-5)
    assert lecture.softmax_loss(big, np.array([2, 0])) == pytest.approx([0.407606, 2000.0])
    assert np.isfinite(lecture.softmax_grad(big, np.array([2, 0]))).all()


def test_seed_003_hinge_loss_and_its_gradient_with_respect_to_the_weights(
    lecture: SimpleNamespace,
) -> None:
    assert lecture.hinge_losses(X @ W.T, LABELS).mean() == pytest.approx(5.3333, abs=5e-5)
    right = np.array([[0, -4 / 3], [1, -1 / 3], [-1, 5 / 3]])
    assert lecture.svm_grad(W, X, LABELS) == pytest.approx(right)


def test_seed_003_gradient_by_the_graph(lecture: SimpleNamespace) -> None:
    w, x = np.array([2.0, -3.0, -3.0]), np.array([-1.0, -2.0, 1.0])
    assert -np.log(expit(w @ x)) == pytest.approx(0.313262, abs=5e-7)
    right = [0.268941, 0.537883, -0.268941]
    assert lecture.logistic_chain_grad(w, x) == pytest.approx(right, abs=5e-7)


def test_seed_003_slope_of_the_sigmoid_at_convergence(lecture: SimpleNamespace) -> None:
    assert lecture.softmax(np.array([[3.0, 0.0]]))[0, 0] == pytest.approx(0.95, abs=5e-3)


def test_seed_003_l2_is_lambda_times_the_sum_of_squares(lecture: SimpleNamespace) -> None:
    loss, grad = lecture.l2(W, 0.1)
    assert loss == pytest.approx(0.25)
    assert grad == pytest.approx(0.2 * W)


# --- seed 002, Optimization -------------------------------------------------------------------


def test_seed_002_absolute_values_make_the_frog_likely(lecture: SimpleNamespace) -> None:
    assert np.abs(S[0]) / np.abs(S[0]).sum() == pytest.approx([0.32, 0.51, 0.17])
    assert lecture.softmax(S)[0, 2] < 0.001


def test_seed_002_derivative_of_a_single_example_is_prediction_minus_truth(
    lecture: SimpleNamespace,
) -> None:
    P = lecture.softmax(S)
    for i, label in enumerate(LABELS):
        row = lecture.softmax_grad(S[i : i + 1], LABELS[i : i + 1])[0]
        assert row == pytest.approx(P[i] - np.eye(3)[label])


@pytest.mark.parametrize("seed", SEEDS)
def test_seed_002_delta_of_a_hidden_node_is_a_derivative(
    lecture: SimpleNamespace, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    w_out, z, label = rng.normal(size=4), rng.normal(), rng.integers(0, 4)

    def loss(at: np.ndarray) -> float:
        return float(-log_softmax(w_out * expit(at[0]))[label])

    a = expit(z)
    delta_out = softmax(w_out * a) - np.eye(4)[label]
    numerical = approx_fprime(np.array([z]), loss, 1e-7)[0]
    assert lecture.hidden_delta(w_out, delta_out, a) == pytest.approx(numerical, abs=1e-6)


# --- seeds 000 and 004 ------------------------------------------------------------------------


def test_seed_000_brackets_belong_around_both_terms(lecture: SimpleNamespace) -> None:
    own, log_sum = S[0, 0], np.log(np.exp(S[0]).sum())
    assert -own - log_sum == pytest.approx(-8.44, abs=5e-3)  # as the slide has it
    assert lecture.softmax_loss(S, LABELS)[0] == pytest.approx(-(own - log_sum))


def test_seed_004_penalty_without_lambda_is_that_with_lambda_of_one(
    lecture: SimpleNamespace,
) -> None:
    assert lecture.l2(W, 1.0)[0] == pytest.approx(np.sum(W**2))


# --- against SciPy ----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_softmax_and_its_loss_agree_with_scipy(lecture: SimpleNamespace, seed: int) -> None:
    scores, labels = random_scores(seed)
    assert lecture.softmax(scores) == pytest.approx(softmax(scores, axis=1))
    right = -log_softmax(scores, axis=1)[np.arange(7), labels]
    assert lecture.softmax_loss(scores, labels) == pytest.approx(right)


@pytest.mark.parametrize("seed", SEEDS)
def test_softmax_of_two_classes_is_the_sigmoid_of_scipy(
    lecture: SimpleNamespace, seed: int
) -> None:
    z = np.random.default_rng(seed).normal(0.0, 5.0, 9)
    two = np.column_stack([z, np.zeros(9)])
    assert lecture.softmax(two)[:, 0] == pytest.approx(expit(z))


@pytest.mark.parametrize("seed", SEEDS)
def test_gradient_of_the_softmax_loss_agrees_with_differences(
    lecture: SimpleNamespace, seed: int
) -> None:
    scores, labels = random_scores(seed)

    def loss(flat: np.ndarray) -> float:
        return float(np.mean(lecture.softmax_loss(flat.reshape(7, 5), labels)))

    numerical = approx_fprime(scores.ravel(), loss, 1e-7).reshape(7, 5)
    assert lecture.softmax_grad(scores, labels) == pytest.approx(numerical, abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_gradient_of_the_hinge_loss_and_the_penalty_agree_with_differences(
    lecture: SimpleNamespace, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    weights, inputs = rng.normal(size=(4, 3)), rng.normal(size=(8, 3))
    labels = rng.integers(0, 4, 8)

    def loss(flat: np.ndarray) -> float:
        at = flat.reshape(4, 3)
        return float(np.mean(lecture.hinge_losses(inputs @ at.T, labels)) + lecture.l2(at, 0.3)[0])

    numerical = approx_fprime(weights.ravel(), loss, 1e-8).reshape(4, 3)
    by_formula = lecture.svm_grad(weights, inputs, labels) + lecture.l2(weights, 0.3)[1]
    assert by_formula == pytest.approx(numerical, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("seed", SEEDS)
def test_gradient_by_the_graph_agrees_with_differences(lecture: SimpleNamespace, seed: int) -> None:
    rng = np.random.default_rng(seed)
    w, x = rng.normal(size=6), rng.normal(size=6)
    numerical = approx_fprime(w, lambda at: float(-np.log(expit(at @ x))), 1e-7)
    assert lecture.logistic_chain_grad(w, x) == pytest.approx(numerical, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize(("u", "right"), [(-1000.0, -1.0), (1000.0, 0.0)])
@pytest.mark.filterwarnings("ignore:overflow")
def test_gradient_by_the_graph_is_finite_far_out(
    lecture: SimpleNamespace, u: float, right: float
) -> None:
    assert lecture.logistic_chain_grad(np.array([u]), np.array([1.0])) == pytest.approx([right])


# --- what the demos are made of ---------------------------------------------------------------


def test_data_of_the_demos_are_the_same_on_every_machine(lecture: SimpleNamespace) -> None:
    points, labels = lecture.data.three_groups()
    assert points.shape == (45, 3)
    assert (points[:, 2] == 1.0).all()
    assert np.bincount(labels).tolist() == [15, 15, 15]
    assert points[[0, 44], :2].tolist() == [[-0.7, 0.61], [-0.78, 1.86]]
    x, y = lecture.data.bent_points()
    assert (x[0], y[0], x[10], y[10]) == (-0.98, -0.79, 0.98, 0.2)


def test_ten_class_table_has_one_picture_classified_right(lecture: SimpleNamespace) -> None:
    scores, labels, names = lecture.data.ten_class_table()
    assert scores.shape == (3, len(names)) == (3, 10)
    assert (scores.argmax(axis=1) == labels).tolist() == [False, True, False]
    assert scores[[0, 1, 2], labels].tolist() == [2.9, 6.04, -4.34]


@pytest.mark.parametrize("kind", ["hinge", "softmax"])
def test_training_in_shrinking_steps_classifies_the_three_groups(
    lecture: SimpleNamespace, kind: str
) -> None:
    points, labels = lecture.data.three_groups()

    def slope(weights: np.ndarray) -> np.ndarray:
        if kind == "hinge":
            return lecture.svm_grad(weights, points, labels)
        return lecture.softmax_grad(points @ weights.T, labels).T @ points

    start = np.zeros((3, 3))
    start.flags.writeable = False
    path = lecture.models.train_in_shrinking_steps(slope, start, 0.5, 100)
    assert path.shape == (101, 3, 3)
    assert not np.shares_memory(path, start)
    assert np.mean((points @ path[-1].T).argmax(axis=1) == labels) > 0.9
