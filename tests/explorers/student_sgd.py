"""What a student of lecture 3 has written, and its explorers made of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dl4ds_utils import data, models
from dl4ds_utils.explorers import (
    explore_batch_size,
    explore_epoch,
    explore_noise,
    explore_updates,
)
from dl4ds_utils.explorers.scene import Scene

X, Y = data.noisy_line()
XG, YG = data.gabor_points()
DEEPEST = data.gabor_stationary()[0].phi
FAR = np.array([-2.0, -1.0])
BEST = np.linalg.lstsq(np.stack([np.ones(30), X], axis=1), Y, rcond=None)[0]
PLACES = (FAR, BEST + 0.1)
LEAST = float(np.mean((BEST[0] + BEST[1] * X - Y) ** 2))


def epoch_batches(n: int, batch_size: int, rng: Any) -> list[np.ndarray]:
    order = rng.permutation(n)
    return [order[k : k + batch_size] for k in range(0, n, batch_size)]


def batch_grad(phi: Any, x: Any, y: Any, idx: Any, reduction: str) -> np.ndarray:
    assert reduction == "mean"
    design = np.stack([np.ones(len(idx)), x[idx]], axis=1)
    return 2.0 / len(idx) * design.T @ (design @ phi - y[idx])


def sgd_epoch(phi0: Any, x: Any, y: Any, batches: Sequence[Any], alpha: float) -> np.ndarray:
    path = [np.array(phi0, dtype=float)]
    for idx in batches:
        path.append(path[-1] - alpha * batch_grad(path[-1], x, y, idx, "mean"))
    return np.array(path)


def line_loss(phi: Any) -> float:
    return float(np.mean((phi[0] + phi[1] * X - Y) ** 2))


def sgd_gabor(
    batch_size: int, alpha: float, seed: int, start: Any = (4.0, 16.0), epochs: int = 40
) -> np.ndarray:
    rng = np.random.default_rng(seed)
    rows, every = [np.array(start)], 8 * len(epoch_batches(28, batch_size, rng))
    for _ in range(epochs):
        for idx in epoch_batches(28, batch_size, rng):
            g = models.gabor_loss_grad(rows[-1], XG[idx], YG[idx]) / len(idx)
            rows.append(rows[-1] - alpha * 0.5 ** ((len(rows) - 1) // every) * g)
    return np.array(rows)


def gabor_mean(phi: Any) -> float:
    return models.gabor_loss(phi, XG, YG) / 28


def size_explorer(grad: Any = batch_grad, cut: Any = epoch_batches) -> Any:
    return explore_batch_size(grad, cut, data=(X, Y))


def epoch_explorer(cut: Any = epoch_batches, **more: Any) -> Any:
    return explore_epoch(cut, data=(X, Y), **more)


def updates_explorer(sgd: Any = sgd_epoch, cut: Any = epoch_batches, loss: Any = line_loss) -> Any:
    return explore_updates(sgd, cut, loss, data=(X, Y))


def noise_explorer(sgd: Any = sgd_gabor, loss: Any = gabor_mean, **more: Any) -> Any:
    return explore_noise(sgd, loss, best=DEEPEST, **more)


MAKE = {
    "size": size_explorer, "epoch": epoch_explorer, "updates": updates_explorer,
    "noise": noise_explorer,
}  # fmt: skip


def at(scene: Scene, **values: float) -> Scene:
    """Move controls to values."""
    grids = {control.name: control.values or () for control in scene.controls}
    return scene.at(**{name: grids[name].index(value) for name, value in values.items()})
