r"""The models of the lecture on loss functions."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["normal_density"]

Floats = NDArray[np.float64]


def normal_density(y: ArrayLike, mu: ArrayLike, sigma: ArrayLike) -> Floats:
    r"""Give the density of a normal distribution.

    .. math:: \frac{1}{\sqrt{2 \pi \sigma^2}} \exp\left(-\frac{(y - \mu)^2}{2 \sigma^2}\right)

    Parameters
    ----------
    y : array_like of shape (N,)
        Where.
    mu : array_like
        Mean, a number or one for each y.
    sigma : array_like
        Standard deviation, positive, in the units of y.

    Returns
    -------
    ndarray of shape (N,)
        Densities, per unit of y; far from the mean they underflow to 0.

    Notes
    -----
    Source: DS 542 "Gradient Descent", slide "Loss Function for Regression".

    Examples
    --------
    >>> normal_density([1.0, 2.0], 2.0, 1.0).round(4)
    array([0.242 , 0.3989])
    """
    spread = np.asarray(sigma, dtype=np.float64)
    z = (np.asarray(y, dtype=np.float64) - np.asarray(mu, dtype=np.float64)) / spread
    return np.asarray(np.exp(-(z**2) / 2.0) / (np.sqrt(2.0 * np.pi) * spread))
