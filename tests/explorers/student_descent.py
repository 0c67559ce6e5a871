"""What a student of lecture 2 has written, and its explorers made of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dl4ds_utils import data, models
from dl4ds_utils.explorers import (
    explore_difference_step,
    explore_init_scale,
    explore_learning_rate,
    explore_start,
)

X, Y = data.gabor_points()


def gradient_descent(grad_fn: Callable[..., Any], phi0: np.ndarray, alpha: float, n: int) -> Any:
    path = [np.array(phi0, dtype=float)]
    for _ in range(n):
        path.append(path[-1] - alpha * np.asarray(grad_fn(path[-1])))
    return np.array(path)


def numerical_grad(f: Callable[..., float], phi: np.ndarray, h: float = 1e-5) -> np.ndarray:
    moves = h * np.eye(len(phi))
    return np.array([(f(phi + move) - f(phi - move)) / (2 * h) for move in moves])


def gabor_loss(phi: np.ndarray) -> float:
    return models.gabor_loss(phi, X, Y)


def gabor_loss_grad(phi: np.ndarray) -> np.ndarray:
    z = phi[0] + 0.06 * phi[1] * X
    envelope = np.exp(-(z**2) / 8)
    slope = np.cos(z) * envelope - np.sin(z) * envelope * z / 4
    error = models.gabor(phi, X) - Y
    return np.array([2 * error @ slope, 2 * error @ (slope * 0.06 * X)])


def bad_init_grads(a: np.ndarray, b: np.ndarray, x: float, y: float) -> dict[str, float]:
    def loss(phi: np.ndarray) -> Any:
        return (models.stacked_lines(phi[:4], phi[4:], x) - y) ** 2

    u = [x]
    for k in (3, 2, 1, 0):
        u.append(a[k] * u[-1] + b[k])
    factor, grads = 2 * (u[4] - y), {}
    for k in range(4):
        grads[f"a{k + 1}"], grads[f"b{k + 1}"] = factor * u[3 - k], factor
        factor = factor * a[k]
    return grads


def start_explorer(**changes: Any) -> Any:
    given = {"gradient_descent": gradient_descent, "loss": gabor_loss, "grad": gabor_loss_grad}
    given |= changes
    return explore_start(**given, model=models.gabor, data=(X, Y))


MAKE: dict[str, Callable[[], Any]] = {
    "rate": lambda: explore_learning_rate(gradient_descent),
    "difference": lambda: explore_difference_step(numerical_grad),
    "initial": lambda: explore_init_scale(bad_init_grads),
    "start": start_explorer,
}
