"""The solutions of all lectures against PyTorch; `make test-reference` installs it."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

SEEDS = range(5)
Load = Callable[[str], SimpleNamespace]


@pytest.fixture(scope="module")
def torch() -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("torch", reason="PyTorch is not installed: make test-reference")


@pytest.fixture(params=SEEDS)
def rng(request: pytest.FixtureRequest) -> np.random.Generator:
    return np.random.default_rng(request.param)


@pytest.fixture
def grad(torch: Any) -> Callable[..., np.ndarray]:
    """Return a function that differentiates a loss, written in PyTorch, at a point."""

    def of(loss: Callable[[Any], Any], point: np.ndarray) -> np.ndarray:
        leaf = torch.tensor(point, dtype=torch.float64, requires_grad=True)
        loss(leaf).backward()
        return leaf.grad.numpy()

    return of


@pytest.fixture
def walk(torch: Any) -> Callable[..., np.ndarray]:
    """Return a function that takes steps of an optimizer of PyTorch along given gradients."""

    def along(make: Callable[[list[Any]], Any], start: np.ndarray, grads: np.ndarray) -> np.ndarray:
        leaf = torch.tensor(start, dtype=torch.float64, requires_grad=True)
        optimizer = make([leaf])
        rows = [start]
        for g in grads:
            leaf.grad = torch.tensor(g, dtype=torch.float64)
            optimizer.step()
            rows.append(leaf.detach().numpy().copy())
        return np.array(rows)

    return along


def same(got: Any, wanted: Any) -> None:
    np.testing.assert_allclose(np.asarray(got), np.asarray(wanted), rtol=1e-9, atol=1e-11)


# --- lecture 1 --------------------------------------------------------------------------------


def test_losses_of_lecture_1(torch: Any, solutions: Load, rng: np.random.Generator) -> None:
    lecture, F = solutions("01_loss_functions"), torch.nn.functional
    y, mu, sigma = rng.normal(size=7), rng.normal(size=7), rng.uniform(0.5, 2.0)
    right = F.gaussian_nll_loss(
        *map(torch.tensor, (mu, y)), torch.full((7,), sigma**2, dtype=torch.float64),
        full=True, reduction="sum",
    )  # fmt: skip
    same(lecture.gaussian_nll(y, mu, sigma), right)
    f, labels = rng.normal(0, 9, size=7), rng.integers(0, 2, size=7)
    same(lecture.sigmoid(f), torch.sigmoid(torch.tensor(f)))
    logits, targets = torch.tensor(f), torch.tensor(labels, dtype=torch.float64)
    right = F.binary_cross_entropy_with_logits(logits, targets, reduction="sum")
    same(lecture.bce_with_logits(f, labels), right)
    p, q = rng.dirichlet(np.ones(5), size=2)
    right = F.cross_entropy(torch.tensor(np.log(q))[None], torch.tensor(p)[None])
    same(lecture.cross_entropy(p, q), right)


def test_gradients_of_lecture_1(
    torch: Any, solutions: Load, grad: Callable[..., np.ndarray], rng: np.random.Generator
) -> None:
    lecture = solutions("01_loss_functions")
    w, X, y = rng.normal(size=3), rng.normal(size=(6, 3)), rng.normal(size=6)
    inputs, targets = torch.tensor(X), torch.tensor(y)
    right = grad(lambda leaf: ((targets - inputs @ leaf) ** 2).sum() / 12, w)
    same(lecture.linear_half_mse_grad(w, X, y), right)
    right = grad(lambda leaf: (0.3 - torch.sigmoid(leaf @ inputs[0])) ** 2 / 2, w)
    same(lecture.sigmoid_sse_grad(w, X[0], 0.3), right)


# --- lecture 2 --------------------------------------------------------------------------------


def test_gradients_of_lecture_2(
    torch: Any, solutions: Load, grad: Callable[..., np.ndarray], rng: np.random.Generator
) -> None:
    lecture = solutions("02_gradient_descent")
    phi, x, y = rng.normal(size=2), rng.normal(size=9), rng.normal(size=9)
    inputs, targets = torch.tensor(x), torch.tensor(y)

    def sse(leaf: Any) -> Any:
        return ((leaf[0] + leaf[1] * inputs - targets) ** 2).sum()

    same(lecture.sse(phi, x, y), sse(torch.tensor(phi)))
    same(lecture.sse_grad(phi, x, y), grad(sse, phi))

    def gabor(leaf: Any) -> Any:
        z = leaf[0] + 0.06 * leaf[1] * inputs
        return torch.sin(z) * torch.exp(-(z**2) / 8)

    rows = torch.func.jacrev(gabor)(torch.tensor(phi))
    same(lecture.gabor_grad(phi, x), rows)
    same(
        lecture.models.gabor_loss_grad(phi, x, y),
        grad(lambda leaf: ((gabor(leaf) - targets) ** 2).sum(), phi),
    )


def test_stacked_lines_of_lecture_2(
    torch: Any, solutions: Load, grad: Callable[..., np.ndarray], rng: np.random.Generator
) -> None:
    a, b, (x, y) = rng.normal(size=4), rng.normal(size=4), rng.normal(size=2)

    def loss(leaf: Any) -> Any:
        u = x
        for k in (3, 2, 1, 0):
            u = leaf[k] * u + leaf[4 + k]
        return (u - y) ** 2

    got = solutions("02_gradient_descent").bad_init_grads(a, b, x, y)
    names = [f"{letter}{k}" for letter in "ab" for k in (1, 2, 3, 4)]
    same([got[name] for name in names], grad(loss, np.concatenate([a, b])))


def test_descent_of_lecture_2_is_sgd(
    torch: Any, solutions: Load, walk: Callable[..., np.ndarray], rng: np.random.Generator
) -> None:
    start, grads = rng.normal(size=3), rng.normal(size=(8, 3))
    served = iter(grads)
    path = solutions("02_gradient_descent").gradient_descent(lambda _: next(served), start, 0.1, 8)
    same(path, walk(lambda leaves: torch.optim.SGD(leaves, lr=0.1), start, grads))


# --- lecture 3 --------------------------------------------------------------------------------


def test_batch_gradient_of_lecture_3(
    torch: Any, solutions: Load, grad: Callable[..., np.ndarray], rng: np.random.Generator
) -> None:
    lecture = solutions("03_sgd_epochs")
    phi, x, y, idx = rng.normal(size=2), rng.normal(size=9), rng.normal(size=9), np.array([4, 0, 7])
    for reduction in ("mean", "sum"):
        right = grad(
            lambda leaf, r=reduction: torch.nn.functional.mse_loss(
                leaf[0] + leaf[1] * torch.tensor(x[idx]), torch.tensor(y[idx]), reduction=r
            ),
            phi,
        )
        same(lecture.batch_grad(phi, x, y, idx, reduction), right)


def test_step_schedule_of_lecture_3(torch: Any, solutions: Load) -> None:
    schedule = solutions("03_sgd_epochs").lr_schedule
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.3)
    right = torch.optim.lr_scheduler.StepLR(optimizer, step_size=4, gamma=0.5)
    for step in range(13):
        assert schedule(step, 0.3, "step", gamma=0.5, every=4) == pytest.approx(
            right.get_last_lr()[0]
        )
        optimizer.step()
        right.step()


# --- lecture 4 --------------------------------------------------------------------------------


def test_heavy_ball_of_lecture_4_is_momentum_of_sgd(
    torch: Any, solutions: Load, walk: Callable[..., np.ndarray], rng: np.random.Generator
) -> None:
    step = solutions("04_momentum").heavy_ball_step
    start, grads = rng.normal(size=3), rng.normal(size=(8, 3))
    rows, v = [start], np.zeros(3)
    for g in grads:
        theta, v = step(rows[-1], v, g, 0.1, 0.9)
        rows.append(theta)
    same(rows, walk(lambda leaves: torch.optim.SGD(leaves, lr=0.1, momentum=0.9), start, grads))


def test_dampening_of_sgd_differs_from_our_average_in_the_first_step(torch: Any) -> None:
    # From 1 on the parabola: 1, 0.8, 0.604, 0.4155; ours begins with 0.98.
    leaf = torch.tensor([1.0], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([leaf], lr=0.1, momentum=0.9, dampening=0.9)
    seen = []
    for _ in range(3):
        optimizer.zero_grad()
        (leaf**2).sum().backward()
        optimizer.step()
        seen.append(leaf.item())
    assert seen == pytest.approx([0.8, 0.604, 0.4155], abs=5e-5)


# --- lecture 5 --------------------------------------------------------------------------------


def test_adam_of_lecture_5(
    torch: Any, solutions: Load, walk: Callable[..., np.ndarray], rng: np.random.Generator
) -> None:
    step = solutions("05_adam").adam_step
    start, grads = rng.normal(size=3), rng.normal(size=(8, 3))
    rows, state = [start], (np.zeros(3), np.zeros(3), 0)
    for g in grads:
        phi, state = step(rows[-1], state, g, alpha=0.05, beta=0.8, gamma=0.95, eps=1e-3)
        rows.append(phi)
    same(
        rows,
        walk(
            lambda leaves: torch.optim.Adam(leaves, lr=0.05, betas=(0.8, 0.95), eps=1e-3),
            start, grads,
        ),
    )  # fmt: skip


def test_rmsprop_of_lecture_5(
    torch: Any, solutions: Load, walk: Callable[..., np.ndarray], rng: np.random.Generator
) -> None:
    step = solutions("05_adam").rmsprop_step
    start, grads = rng.normal(size=3), rng.normal(size=(8, 3))
    rows, v = [start], np.zeros(3)
    for g in grads:
        phi, v = step(rows[-1], v, g, 0.05, 0.9, 1e-3)
        rows.append(phi)
    same(
        rows,
        walk(
            lambda leaves: torch.optim.RMSprop(leaves, lr=0.05, alpha=0.9, eps=1e-3), start, grads
        ),
    )


# --- lecture 6 --------------------------------------------------------------------------------


def test_softmax_of_lecture_6(
    torch: Any, solutions: Load, grad: Callable[..., np.ndarray], rng: np.random.Generator
) -> None:
    lecture, F = solutions("06_softmax_svm"), torch.nn.functional
    S, y = rng.normal(0, 5, size=(6, 4)), rng.integers(0, 4, size=6)
    labels = torch.tensor(y)
    same(lecture.softmax(S), F.softmax(torch.tensor(S), dim=1))
    same(lecture.softmax_loss(S, y), F.cross_entropy(torch.tensor(S), labels, reduction="none"))
    same(lecture.softmax_grad(S, y), grad(lambda leaf: F.cross_entropy(leaf, labels), S))


def test_hinge_of_lecture_6(
    torch: Any, solutions: Load, grad: Callable[..., np.ndarray], rng: np.random.Generator
) -> None:
    lecture, F = solutions("06_softmax_svm"), torch.nn.functional
    W, X, y = rng.normal(size=(4, 3)), rng.normal(size=(6, 3)), rng.integers(0, 4, size=6)
    inputs, labels = torch.tensor(X), torch.tensor(y)
    # PyTorch divides the sum over the classes by their number.
    right = 4 * F.multi_margin_loss(torch.tensor(X @ W.T), labels, reduction="none")
    same(lecture.hinge_losses(X @ W.T, y), right)
    right = grad(lambda leaf: 4 * F.multi_margin_loss(inputs @ leaf.T, labels), W)
    same(lecture.svm_grad(W, X, y), right)


def test_penalty_and_chain_of_lecture_6(
    torch: Any, solutions: Load, grad: Callable[..., np.ndarray], rng: np.random.Generator
) -> None:
    lecture, F = solutions("06_softmax_svm"), torch.nn.functional
    W, w, x = rng.normal(size=(4, 3)), rng.normal(size=3), rng.normal(size=3)
    loss, slope = lecture.l2(W, 0.3)
    assert float(loss) == pytest.approx(0.3 * math.fsum(W.ravel() ** 2))
    same(slope, grad(lambda leaf: 0.3 * (leaf**2).sum(), W))
    right = grad(lambda leaf: -F.logsigmoid(leaf @ torch.tensor(x)), w)
    same(lecture.logistic_chain_grad(w, x), right)


def test_hidden_node_of_lecture_6(
    torch: Any, solutions: Load, grad: Callable[..., np.ndarray], rng: np.random.Generator
) -> None:
    # One hidden node feeds K output nodes; delta is what arrives at its input z.
    weights, z, y = rng.normal(size=3), rng.normal(), rng.uniform(size=3)
    out, targets = torch.tensor(weights), torch.tensor(y)
    right = grad(
        lambda leaf: ((torch.sigmoid(out * torch.sigmoid(leaf)) - targets) ** 2).sum() / 2, z
    )
    a = 1 / (1 + np.exp(-z))
    s = 1 / (1 + np.exp(-weights * a))
    delta_out = (s - y) * s * (1 - s)
    same(solutions("06_softmax_svm").hidden_delta(weights, delta_out, a), right)
