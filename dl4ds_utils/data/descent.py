"""The data sets of the lecture on gradient descent; later lectures use some of them again."""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "GABOR_PHI",
    "POPULATION",
    "FiniteDifferences",
    "Stationary",
    "finite_differences",
    "gabor_points",
    "gabor_stationary",
    "normal_sample",
    "three_points",
]

Floats = NDArray[np.float64]

GABOR_PHI: tuple[float, float] = (0.0, 16.6)
"""The parameters from which `gabor_points` was made, before noise was added."""

POPULATION: tuple[float, float] = (3.0, 1.5)
"""Mean and standard deviation of the population behind `normal_sample`."""


class FiniteDifferences(NamedTuple):
    """Numbers of the slides "Calculate gradients: finite differences".

    Attributes
    ----------
    w : ndarray of shape (9,)
        The weights that the slide shows (there are more, behind its dots).
    h : float
        The step by which one weight at a time is moved.
    loss : float
        Loss at ``w``, printed with five decimals.
    moved : ndarray of shape (3,)
        Loss after weight 0, 1 or 2 alone was moved by ``h``.
    """

    w: Floats
    h: float
    loss: float
    moved: Floats


class Stationary(NamedTuple):
    """A point where the gradient of a loss is zero.

    Attributes
    ----------
    phi : tuple of two floats
        Where it is.
    kind : {"minimum", "saddle", "maximum"}
        Its kind, by the signs of the eigenvalues of the Hessian.
    """

    phi: tuple[float, float]
    kind: Literal["minimum", "saddle", "maximum"]


def three_points() -> tuple[Floats, Floats]:
    """Give three points exactly on the line y = 1 + 2x.

    Returns
    -------
    x, y : ndarray of shape (3,)
        Small enough to check a sum of squared errors by hand.

    Examples
    --------
    >>> three_points()
    (array([0., 1., 2.]), array([1., 3., 5.]))
    """
    return np.array([0.0, 1.0, 2.0]), np.array([1.0, 3.0, 5.0])


def finite_differences() -> FiniteDifferences:
    """Give the table of a slide on finite differences, with its five printed decimals.

    Returns
    -------
    FiniteDifferences
        The nine weights shown, the step, the loss, and the loss after three of the moves.

    Notes
    -----
    Source: slides "Calculate gradients: finite differences". Five decimals of a loss and a step
    of 1e-4 resolve a slope only to about 0.1.

    Examples
    --------
    >>> table = finite_differences()
    >>> table.loss, table.moved[0].item(), table.h
    (1.25347, 1.25322, 0.0001)
    """
    w = np.array([0.34, -1.11, 0.78, 0.12, 0.55, 2.81, -3.1, -1.5, 0.33])
    return FiniteDifferences(w, 1e-4, 1.25347, np.array([1.25322, 1.25353, 1.25347]))


def gabor_points() -> tuple[Floats, Floats]:
    r"""Give 28 noisy points of a Gabor wave.

    Inputs are uniform in [-15, 15], targets are the model at :math:`\phi = (0, 16.6)` plus normal
    noise of standard deviation 0.15; drawn with ``numpy.random.default_rng(1)``, x sorted and
    rounded to 2 decimals, y to 3.

    Returns
    -------
    x, y : ndarray of shape (28,)
        Inputs and targets.

    Notes
    -----
    For :math:`\phi_0` in [-10, 10] and :math:`\phi_1` in [2.5, 22.5] the loss of the Gabor model
    on these points has several minima and saddles, see `gabor_stationary`. The points of the
    lecture's own figure were not published; these are ours.

    Examples
    --------
    >>> x, y = gabor_points()
    >>> x[:3], y[:3]
    (array([-14.17, -10.98, -10.68]), array([0.032, 0.033, 0.318]))
    """
    rng = np.random.default_rng(1)
    x = np.sort(rng.uniform(-15.0, 15.0, 28)).round(2)
    z = GABOR_PHI[0] + 0.06 * GABOR_PHI[1] * x
    noise = rng.normal(0.0, 0.15, x.size)
    return x, (np.sin(z) * np.exp(-(z**2) / 8.0) + noise).round(3)


def gabor_stationary() -> list[Stationary]:
    """List minima, then saddles, of the Gabor loss on `gabor_points`, each by rising loss.

    They were found once, to four decimals, by a root search from a grid of starts; the tests
    check them. The first one is the global minimum of the region.

    Returns
    -------
    list of Stationary
        Five minima and some saddles, with phi0 in [-10, 10] and phi1 in [2.5, 22.5].

    Examples
    --------
    >>> gabor_stationary()[0]
    Stationary(phi=(-0.069, 15.6896), kind='minimum')
    """
    minima = [
        (-0.0690, 15.6896),
        (5.1651, 2.9818),
        (-8.7143, 10.5068),
        (-5.3713, 12.9395),
        (5.4019, 13.8407),
    ]
    saddles = [
        (-7.0449, 4.6984),
        (5.8040, 2.6998),
        (8.2219, 8.1277),
        (-7.1911, 17.0329),
        (-5.3645, 14.8746),
        (5.9773, 8.3116),
        (6.5855, 16.2232),
        (-6.3745, 11.2576),
        (8.6154, 15.0511),
        (-5.4274, 5.0822),
        (5.9779, 18.0008),
        (2.5735, 17.7688),
        (-2.1895, 11.9661),
        (1.9597, 5.9295),
        (1.9564, 3.1729),
        (-1.4839, 4.9908),
    ]
    points = [Stationary(phi, "minimum") for phi in minima]
    return points + [Stationary(phi, "saddle") for phi in saddles]


def normal_sample(n: int = 100, seed: int = 542) -> Floats:
    """Draw from the population of the lecture's first example, a normal distribution.

    Parameters
    ----------
    n : int
        Size of the sample.
    seed : int
        Another seed gives another sample of the same population.

    Returns
    -------
    ndarray of shape (n,)
        Values rounded to 3 decimals; mean and standard deviation of the population are
        `POPULATION`.

    Notes
    -----
    Source: DS 542 "Gradient Descent", slides "An Example of Gradient Descent" and
    "Gradient Descent as a Statistical Process"; its numbers were not published, these are ours.

    Examples
    --------
    >>> normal_sample()[:3]
    array([0.511, 3.464, 2.464])
    """
    rng = np.random.default_rng(seed)
    return rng.normal(*POPULATION, n).round(3)
