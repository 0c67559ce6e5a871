"""What a student of lecture 1 has written, and its explorers made of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import log_expit
from scipy.stats import norm

from dl4ds_utils.explorers import explore_logit, explore_margin, explore_normal

Y = np.array([1.0, 2.0, 4.0])


def gaussian_nll(y: np.ndarray, mu: float, sigma: float) -> float:
    return float(-norm.logpdf(y, mu, sigma).sum())


def bce_with_logits(f: np.ndarray, y: np.ndarray) -> float:
    return float(-np.sum(log_expit(np.where(y == 1, f, -f))))


def bce_on_paper(f: np.ndarray, y: np.ndarray) -> float:
    p = 1 / (1 + np.exp(-f))
    return float(np.sum(-(1 - y) * np.log(1 - p) - y * np.log(p)))


MAKE: dict[str, Callable[[], Any]] = {
    "normal": lambda: explore_normal(gaussian_nll, Y),
    "margin": lambda: explore_margin(bce_with_logits),
    "logit": lambda: explore_logit(bce_with_logits, bce_on_paper),
}
