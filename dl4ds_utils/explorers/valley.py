r"""A long valley, :math:`L = \frac12(\phi_0^2 + \kappa\,\phi_1^2)`, and descents through it.

Descents through valleys with several condition numbers are taken at once: they share the way along,
and a step treats each parameter for itself. So a *joint* path has 1 + K parameters.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl4ds_utils.explorers.layers import Contour, Layer, Marker
from dl4ds_utils.explorers.look import Look
from dl4ds_utils.explorers.scene import Array
from dl4ds_utils.explorers.stepping import (
    DOUBT,
    Pair,
    ask_pair,
    eigenvalues,
    matrices,
    onward,
    until_low,
    walk,
)
from dl4ds_utils.explorers.student import Student

__all__ = [
    "PHI0",
    "PHI1",
    "START",
    "WAYS",
    "Runs",
    "ground",
    "loss",
    "path_array",
    "stepper",
    "trace",
]

Floats = NDArray[np.float64]
Step = Callable[[Floats, Floats], Pair]

START = (10.0, 1.0)
PHI0, PHI1 = (-9.0, 11.0), (-2.4, 2.4)
"""Ranges of the map."""
LEVELS = 0.5 * np.array([1.0, 2.0, 4.0, 6.0, 8.0, 11.0, 15.0, 20.0]) ** 2
GRID = 31
FINE = np.array([0.02, 0.005])
"""A fraction of a pixel, in each direction."""
GOAL = 0.01
"""A run has arrived where its loss stays below this part of the first one."""


def loss(phi: Floats, kappa: ArrayLike) -> Floats:
    """Give the loss at points of shape (..., 2)."""
    with np.errstate(over="ignore", invalid="ignore"):
        return np.asarray(0.5 * (phi[..., 0] ** 2 + np.asarray(kappa) * phi[..., 1] ** 2))


def ground(kappas: tuple[float, ...]) -> tuple[dict[str, Array], list[Layer]]:
    """Give arrays and layers of the map, by the control ``kappa`` where there are several."""
    phi = np.stack(np.meshgrid(np.linspace(*PHI0, GRID), np.linspace(*PHI1, GRID)), axis=-1)
    table = np.array([loss(phi, kappa) for kappa in kappas])
    several = len(kappas) > 1
    arrays = {
        "map": Array(table if several else table[0], ("kappa",) if several else ()),
        "levels": Array(LEVELS),
    }
    return arrays, [
        Contour(values="map", x=PHI0, y=PHI1, levels="levels", look=Look("muted", width=1)),
        Marker(xy=[0.0, 0.0], look=Look("ink", marker="star"), label="minimum"),
    ]


def path_array(paths: Floats, axes: tuple[str, ...]) -> Array:
    """Pack paths of shape (..., 2) without the digits that nobody can see on the map."""
    ends = np.array([PHI0, PHI1])
    width = ends[:, 1] - ends[:, 0]
    lo, hi = tuple(ends[:, 0] - width), tuple(ends[:, 1] + width)
    return Array(np.round(paths / FINE) * FINE, axes, "u2", lo, hi)


def stepper(student: Student, bends: Floats, alpha: float, beta: float, *, ahead: bool) -> Step:
    """Give a student's step on a joint path.

    Parameters
    ----------
    student : Student
        From phi, m, the gradient, alpha and beta to the new phi and m.
    bends : ndarray of shape (1 + K,)
        Second derivatives along and across.
    alpha, beta : float
        Settings.
    ahead : bool
        Whether the step gets the gradient's function in place of its value.
    """

    def grad(phi: Floats) -> Floats:
        return np.asarray(bends * phi)

    shape = bends.shape
    if ahead:
        return lambda phi, m: ask_pair(student, phi, m, grad, alpha, beta, shape=shape)
    return lambda phi, m: ask_pair(student, phi, m, bends * phi, alpha, beta, shape=shape)


def trace(step: Step, kappas: tuple[float, ...], n: int) -> Pair:
    """Take n steps through all valleys; return the joint path, and the matrix of each parameter."""
    return walk(step, _start(kappas), n), matrices(step, 1 + len(kappas))


WAYS = ("along", "across", "both along and across")


class Runs:
    """Runs of one method, for many settings, through K valleys: what they come to.

    Parameters
    ----------
    paths : ndarray of shape (..., T + 1, 1 + K)
        Joint paths.
    table : ndarray of shape (..., 1 + K, 2, 2)
        What a step does to each of their parameters.
    kappas : tuple of K floats
        Condition numbers.

    Attributes
    ----------
    paths, losses : ndarray of shape (..., K, T + 1, 2) and (..., K, T + 1)
        In each valley.
    root, way : ndarray of shape (..., K)
        The larger eigenvalue of the slower way, and which of `WAYS` that is.
    n : ndarray of shape (..., K)
        The step from which on the loss stays low, NaN if it does not.
    outcome : ndarray of int of shape (..., K)
        0 arrived, 1 converges, 2 on the border, 3 runs away, 4 no numbers.
    """

    def __init__(self, paths: Floats, table: Floats, kappas: tuple[float, ...]) -> None:
        self.kappas = np.array(kappas)[:, np.newaxis]
        self.paths = _apart(paths)
        self.losses = loss(self.paths, self.kappas)
        found = eigenvalues(table)[..., 0]
        along, across = np.broadcast_arrays(found[..., :1], found[..., 1:])
        slower = np.abs(across) > np.abs(along) + DOUBT
        # Pairs of complex eigenvalues often have one size: then both ways are equally slow.
        alike = np.isclose(np.abs(across), np.abs(along), rtol=0.0, atol=DOUBT)
        alike &= (np.abs(across.imag) > DOUBT) & (np.abs(along.imag) > DOUBT)
        self.way = np.select([slower, alike], [1, 2], 0)
        self.root = np.where(slower, across, along)
        self.factor = np.abs(self.root)
        self.n = until_low(self.losses, GOAL * self.losses[..., 0])
        # A ball that swings is low whenever it passes the minimum: look further ahead.
        count = self.losses.shape[-1]
        later = loss(_apart(onward(table, _start(kappas), 5 * count)), self.kappas)[..., count:]
        with np.errstate(invalid="ignore"):
            again = np.any(later > GOAL * self.losses[..., :1], axis=-1)
        cases = [~np.isfinite(self.factor), self.factor > 1.0 + DOUBT, self.factor > 1.0 - DOUBT,
                 np.isnan(self.n) | again]  # fmt: skip
        self.outcome = np.select(cases, [4, 3, 2, 1], 0)

    @property
    def manner(self) -> NDArray[np.intp]:
        """How the slower way is gone: 0 creeping, 1 swinging, 2 jumping from side to side."""
        return np.select([np.abs(self.root.imag) > DOUBT, self.root.real < 0.0], [1, 2], 0)


def _start(kappas: tuple[float, ...]) -> Floats:
    return np.array([START[0], *(START[1] for _ in kappas)])


def _apart(joint: Floats) -> Floats:
    """Turn joint paths, (..., T + 1, 1 + K), into one for each valley, (..., K, T + 1, 2)."""
    across = np.moveaxis(joint[..., 1:], -1, -2)
    along = np.broadcast_to(joint[..., np.newaxis, :, 0], across.shape)
    return np.stack([along, across], axis=-1)
