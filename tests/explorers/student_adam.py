"""What a student of lecture 5 has written, and its explorers made of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from dl4ds_utils import data, models
from dl4ds_utils.explorers import (
    explore_bias_correction,
    explore_epsilon,
    explore_normalization,
    explore_race,
)

X, Y = data.gabor_points()
LAM = np.array([1.0, 25.0])


def normalize_global(g: np.ndarray, eps: float = 1e-8) -> np.ndarray:
    return np.asarray(g / (np.linalg.norm(g) + eps))


def normalize_pointwise(g: np.ndarray, eps: float = 1e-8) -> np.ndarray:
    return np.asarray(g / (np.abs(g) + eps))


def adam_moments(m: Any, v: Any, g: Any, beta: float, gamma: float) -> tuple[Any, Any]:
    return beta * m + (1 - beta) * g, gamma * v + (1 - gamma) * g**2


def bias_correct(m: Any, v: Any, t: int, beta: float, gamma: float) -> tuple[Any, Any]:
    return m / (1 - beta**t), v / (1 - gamma**t)


def adam_step(
    phi: np.ndarray,
    state: Any,
    g: np.ndarray,
    alpha: float = 0.1,
    beta: float = 0.9,
    gamma: float = 0.999,
    eps: float = 1e-8,
) -> Any:
    m, v = adam_moments(state[0], state[1], g, beta, gamma)
    t = state[2] + 1
    m_hat, v_hat = bias_correct(m, v, t, beta, gamma)
    return phi - alpha * m_hat / (np.sqrt(v_hat) + eps), (m, v, t)


def eps_inside(phi: Any, state: Any, g: Any, alpha: float = 0.1, *settings: float) -> Any:
    beta, gamma, eps = settings or (0.9, 0.999, 1e-8)
    m, v = adam_moments(state[0], state[1], g, beta, gamma)
    t = state[2] + 1
    m_hat, v_hat = bias_correct(m, v, t, beta, gamma)
    return phi - alpha * m_hat / np.sqrt(v_hat + eps), (m, v, t)


def stub(*_: Any, **__: Any) -> Any:
    raise NotImplementedError


def descend(grad_fn: Callable[..., Any], start: np.ndarray, alpha: float, n: int) -> np.ndarray:
    path = [start]
    for _ in range(n):
        path.append(path[-1] - alpha * grad_fn(path[-1]))
    return np.array(path)


def adam(grad_fn: Callable[..., Any], start: np.ndarray, alpha: float, n: int) -> np.ndarray:
    path, state = [start], (np.zeros(2), np.zeros(2), 0)
    for _ in range(n):
        phi, state = adam_step(path[-1], state, grad_fn(path[-1]), alpha)
        path.append(phi)
    return np.array(path)


RACERS = {"GD": descend, "Adam": adam}


def gabor_loss(phi: np.ndarray) -> float:
    return models.gabor_loss(phi, X, Y)


def gabor_grad(phi: np.ndarray) -> np.ndarray:
    return models.gabor_loss_grad(phi, X, Y)


def four(grad_fn: Callable[..., Any], start: np.ndarray, alpha: float, n: int) -> np.ndarray:
    return descend(grad_fn, start, alpha / 2, n)


FOUR = {"GD": descend, "momentum": four, "RMSProp": four, "Adam": adam}


def lost(*setup: Any) -> np.ndarray:
    return np.full((setup[-1] + 1, 2), np.nan)


MAKE: dict[str, Callable[[], Any]] = {
    "normalization": lambda: explore_normalization(
        normalize_global, normalize_pointwise, adam_step
    ),
    "bias": lambda: explore_bias_correction(adam_moments, bias_correct),
    "epsilon": lambda: explore_epsilon(adam_step),
    "race": lambda: explore_race(RACERS, gabor_loss, gabor_grad),
    "four_racers": lambda: explore_race(FOUR, gabor_loss, gabor_grad),
}
