"""What a student of lecture 4 has written, and its explorers made of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dl4ds_utils.explorers import (
    explore_conventions,
    explore_memory,
    explore_momentum,
    explore_stability,
)

Pair = tuple[np.ndarray, np.ndarray]


def ema(x: np.ndarray, beta: float) -> np.ndarray:
    powers = beta ** np.abs(np.subtract.outer(np.arange(len(x)), np.arange(len(x))))
    return np.asarray((1 - beta) * np.tril(powers) @ x)


def momentum_step(phi: np.ndarray, m: np.ndarray, g: np.ndarray, alpha: float, beta: float) -> Pair:
    new = beta * m + (1 - beta) * g
    return phi - alpha * new, new


def heavy_ball_step(theta: np.ndarray, v: np.ndarray, g: np.ndarray, eta: float, mu: float) -> Pair:
    new = mu * v - eta * g
    return theta + new, new


def to_heavy_ball(alpha: float, beta: float) -> tuple[float, float]:
    return alpha * (1 - beta), beta


def nesterov_step(
    phi: np.ndarray, m: np.ndarray, grad_fn: Callable[..., Any], alpha: float, beta: float
) -> Pair:
    return momentum_step(phi, m, grad_fn(phi - alpha * m), alpha, beta)


def stub(*_: Any) -> Any:
    raise NotImplementedError


MAKE: dict[str, Callable[[], Any]] = {
    "momentum": lambda: explore_momentum(momentum_step),
    "all_three": lambda: explore_momentum(momentum_step, nesterov_step, alpha=0.25, beta=0.9),
    "stability": lambda: explore_stability(momentum_step, nesterov_step),
    "memory": lambda: explore_memory(ema),
    "conventions": lambda: explore_conventions(momentum_step, heavy_ball_step, to_heavy_ball),
}
