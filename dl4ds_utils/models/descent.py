r"""The models of the lecture on gradient descent; later lectures use some of them again."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["gabor", "gabor_loss", "line", "stacked_lines", "weird_loss"]

Floats = NDArray[np.float64]


def line(phi: ArrayLike, x: ArrayLike) -> Floats:
    r"""Predict with a straight line, :math:`f(x) = \phi_0 + \phi_1 x`.

    Parameters
    ----------
    phi : array_like of shape (2,)
        Intercept :math:`\phi_0` (units of y) and slope :math:`\phi_1` (units of y per unit of x).
    x : array_like of shape (N,)
        Inputs.

    Returns
    -------
    ndarray of shape (N,)
        One prediction per input.

    Notes
    -----
    Source: DS 542 "Fitting Models", the linear example.

    Examples
    --------
    >>> line([1.0, 2.0], [0.0, 1.0, 2.0])
    array([1., 3., 5.])
    """
    phi = np.asarray(phi, dtype=np.float64)
    return np.asarray(phi[0] + phi[1] * np.asarray(x, dtype=np.float64))


def gabor(phi: ArrayLike, x: ArrayLike) -> Floats:
    r"""Predict with the Gabor model, a sine wave under a bell-shaped envelope.

    .. math:: f(x) = \sin(z)\,e^{-z^2/8}, \qquad z = \phi_0 + 0.06\,\phi_1 x

    Parameters
    ----------
    phi : array_like of shape (2,)
        :math:`\phi_0` shifts the wave left and right, :math:`\phi_1` stretches and squeezes it.
    x : array_like of shape (N,)
        Inputs.

    Returns
    -------
    ndarray of shape (N,)
        One prediction per input, between -1 and 1.

    Notes
    -----
    Source: DS 542 "Fitting Models", slide "Gabor Model (with Envelope)".

    Examples
    --------
    >>> gabor([0.0, 10.0], [0.0, 5.0]).round(6)
    array([0.      , 0.045815])
    """
    phi = np.asarray(phi, dtype=np.float64)
    z = phi[0] + 0.06 * phi[1] * np.asarray(x, dtype=np.float64)
    return np.asarray(np.sin(z) * np.exp(-(z**2) / 8.0))


def gabor_loss(phi: ArrayLike, x: ArrayLike, y: ArrayLike) -> float:
    r"""Measure the Gabor model's misfit, :math:`L(\phi) = \sum_i (f(x_i) - y_i)^2`.

    Parameters
    ----------
    phi : array_like of shape (2,)
        Parameters of `gabor`.
    x, y : array_like of shape (N,)
        Inputs and targets.

    Returns
    -------
    float
        Sum (not mean) over the examples of the squared errors.

    Notes
    -----
    Source: DS 542 "Fitting Models", slide "Toy Dataset and Gabor model".

    Examples
    --------
    >>> round(gabor_loss([0.0, 10.0], [0.0, 5.0], [0.0, 0.0]), 6)
    0.002099
    """
    return float(np.sum((gabor(phi, x) - np.asarray(y, dtype=np.float64)) ** 2))


def stacked_lines(a: ArrayLike, b: ArrayLike, x: ArrayLike) -> Floats:
    r"""Predict with four lines, one inside the other.

    .. math:: f(x) = f_1(f_2(f_3(f_4(x)))), \qquad f_k(u) = a_k u + b_k

    Parameters
    ----------
    a, b : array_like of shape (4,)
        Slopes and intercepts; ``a[0]`` is :math:`a_1`, of the outermost line.
    x : array_like
        One input or many, of any shape.

    Returns
    -------
    ndarray of the shape of x
        One prediction per input. However many lines are stacked, the result is a line in x.

    Notes
    -----
    Source: DS 542 "Gradient Descent", slides "Really Bad Linear Regression".

    Examples
    --------
    >>> hundred = [100.0] * 4
    >>> float(stacked_lines(hundred, hundred, 1.0))
    201010100.0
    """
    slopes, intercepts = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    u = np.asarray(x, dtype=np.float64)
    # The innermost line is the last of the list, so we walk it backwards.
    for slope, intercept in zip(slopes[::-1], intercepts[::-1], strict=True):
        u = slope * u + intercept
    return np.asarray(u)


def weird_loss(mu: ArrayLike, x: ArrayLike) -> Floats:
    r"""Measure how far a mean is from a sample, with ripples.

    .. math:: L(\mu) = \frac1N \sum_i (x_i - \mu)^2 + 3\,(1 - \cos \pi (x_i - \mu))

    Each example alone has many local minima, 2 apart. In a large sample the ripples of different
    examples cancel, in a small one they do not, and each small sample has minima elsewhere.

    Parameters
    ----------
    mu : array_like
        Candidates for the mean, of any shape.
    x : array_like of shape (N,)
        The sample.

    Returns
    -------
    ndarray of the shape of mu
        The mean over the sample of the rippled loss of each example.

    Notes
    -----
    Source: DS 542 "Gradient Descent", slides "A Weird Loss Function" and "Local Minima vs Samples
    of the Training Set"; their formula was not published, this one is ours.

    Examples
    --------
    >>> weird_loss([0.0, 1.0, 2.0], [0.0])
    array([0., 7., 4.])
    """
    distance = np.asarray(x, dtype=np.float64) - np.asarray(mu, dtype=np.float64)[..., np.newaxis]
    ripples = 3.0 * (1.0 - np.cos(np.pi * distance))
    return np.asarray(np.mean(distance**2 + ripples, axis=-1))
