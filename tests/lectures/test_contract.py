"""What all six lectures promise: their exercises, in order, and what stands beside each master."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

from autograder.contract import exercises
from autograder.course import Course
from autograder.verify import leaks

TESTS = Path(__file__).parent.parent

# The signatures of the exercises; a star stands before extra credit.
SIGNATURES: dict[str, tuple[str, ...]] = {
    "01_loss_functions": (
        "gaussian_nll(y, mu, sigma)",
        "sigmoid(z)",
        "bce_with_logits(f, y)",
        "linear_half_mse_grad(w, X, y)",
        "sigmoid_sse_grad(w, x, y)",
        "cross_entropy(p, q)",
    ),
    "02_gradient_descent": (
        "numerical_grad(f, phi, h=1e-05)",
        "sse(phi, x, y)",
        "sse_grad(phi, x, y)",
        "gd_step(phi, g, alpha)",
        "gradient_descent(grad_fn, phi0, alpha, n)",
        "max_stable_lr(H)",
        "gabor_grad(phi, x)",
        "*bad_init_grads(a, b, x, y)",
    ),
    "03_sgd_epochs": (
        "steps_per_epoch(n, batch_size, drop_last=False)",
        "epoch_batches(n, batch_size, rng)",
        "take_batch(X, y, idx)",
        "batch_grad(phi, x, y, idx, reduction)",
        "sgd_epoch(phi0, x, y, batches, alpha)",
        "lr_schedule(step, alpha0, kind, *, gamma=0.5, every=10, decay=0.01)",
        "best_iterate(trajectory, loss_fn)",
    ),
    "04_momentum": (
        "ema(x, beta)",
        "momentum_step(phi, m, g, alpha, beta)",
        "heavy_ball_step(theta, v, g, eta, mu)",
        "to_heavy_ball(alpha, beta)",
        "nesterov_step(phi, m, grad_fn, alpha, beta)",
        "*critical_beta(alpha, lam)",
    ),
    "05_adam": (
        "normalize_global(g, eps=1e-08)",
        "normalize_pointwise(g, eps=1e-08)",
        "sign_descent(grad_fn, phi0, alpha, n)",
        "adam_moments(m, v, g, beta, gamma)",
        "bias_correct(m, v, t, beta, gamma)",
        "adam_step(phi, state, g, alpha=0.1, beta=0.9, gamma=0.999, eps=1e-08)",
        "*rmsprop_step(phi, v, g, alpha, gamma, eps)",
    ),
    "06_softmax_svm": (
        "softmax(S)",
        "softmax_loss(S, y)",
        "softmax_grad(S, y)",
        "hinge_losses(S, y)",
        "svm_grad(W, X, y)",
        "l2(W, lam)",
        "*logistic_chain_grad(w, x)",
        "*hidden_delta(w_out, delta_out, a)",
    ),
}


def test_course_has_these_lectures(checkout: Course) -> None:
    assert sorted(path.stem for path in (checkout.root / "notebooks").glob("*.py")) == list(
        SIGNATURES
    )


@pytest.mark.parametrize("topic", SIGNATURES)
def test_lecture_asks_for_these_functions(
    topic: str, checkout: Course, solutions: Callable[[str], SimpleNamespace]
) -> None:
    built = exercises(nbformat.read(checkout.source(topic), as_version=4))
    lecture = solutions(topic)
    asked = {
        f"{'*' * one.extra}{one.name}{inspect.signature(getattr(lecture, one.name))}"
        for one in built
    }
    assert asked == set(SIGNATURES[topic])


@pytest.mark.parametrize("topic", SIGNATURES)
def test_lecture_has_answers_explained_mutants_and_its_numbers_as_tests(topic: str) -> None:
    for path in (f"answers/{topic}.py", f"mutants/{topic}.toml", f"lectures/test_{topic}.py"):
        assert (TESTS / path).is_file(), path


def test_no_two_exercises_have_the_same_name() -> None:
    names = [one.partition("(")[0].lstrip("*") for all_ in SIGNATURES.values() for one in all_]
    assert len(names) == len(set(names)) == 42


def test_no_lecture_hands_out_an_answer_to_another(checkout: Course) -> None:
    notebooks = {
        topic: [
            nbformat.read(read(topic), as_version=4) for read in (checkout.source, checkout.release)
        ]
        for topic in SIGNATURES
    }
    found = [
        f"{other}: {problem}"
        for topic, (source, _) in notebooks.items()
        for other, (_, release) in notebooks.items()
        if topic != other
        for _, problem in leaks(source, release)
        if "line of the solution" in problem
    ]
    assert found == []
