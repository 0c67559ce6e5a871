"""What a student of lecture 6 has written, and its explorers made of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import log_softmax, softmax

from dl4ds_utils import data, models
from dl4ds_utils.explorers import (
    explore_right_score,
    explore_scale,
    explore_scores,
    explore_training,
)

TABLE = data.score_table()
X, Y = data.three_groups()
START = np.random.default_rng(5).normal(size=(3, 3))


def shares(S: np.ndarray) -> np.ndarray:
    return np.asarray(softmax(S, axis=1))


def softmax_loss(S: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.asarray(-log_softmax(S, axis=1)[np.arange(len(y)), y])


def hinge_losses(S: np.ndarray, y: np.ndarray) -> np.ndarray:
    own = S[np.arange(len(y)), y][:, None]
    return np.asarray(np.clip(S - own + 1, 0, None).sum(axis=1) - 1)


def total(kind: str, W: np.ndarray, lam: float) -> float:
    losses = (hinge_losses if kind == "hinge" else softmax_loss)(X @ W.T, Y)
    return float(np.mean(losses) + lam * np.sum(W**2))


def total_grad(kind: str, W: np.ndarray, lam: float) -> np.ndarray:
    S, one_hot = X @ W.T, np.eye(3)[Y]
    if kind == "hinge":
        G = 1.0 * (S - np.sum(S * one_hot, axis=1, keepdims=True) + 1 > 0) * (1 - one_hot)
        G -= one_hot * G.sum(axis=1, keepdims=True)
    else:
        G = shares(S) - one_hot
    return G.T @ X / len(Y) + 2 * lam * W


def train(kind: str, W0: np.ndarray, lam: float = 0.01, alpha: float = 0.5, steps: int = 9) -> Any:
    return models.train_in_shrinking_steps(lambda W: total_grad(kind, W, lam), W0, alpha, steps)


MAKE: dict[str, Callable[[], Any]] = {
    "scores": lambda: explore_scores(hinge_losses, shares, softmax_loss),
    "scale": lambda: explore_scale(hinge_losses, shares, softmax_loss, TABLE),
    "right_score": lambda: explore_right_score(hinge_losses, softmax_loss),
    "training": lambda: explore_training(train, total, (X, Y), START),
}
