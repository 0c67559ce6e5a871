"""The data sets of the lecture on stochastic gradient descent and epochs."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["noisy_line", "small_sample"]

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]


def noisy_line() -> tuple[Floats, Floats]:
    """Give 30 noisy points of the line y = 1 + 2x, sorted by x.

    Inputs are uniform in [-2, 2], targets are the line plus normal noise of standard deviation 1;
    drawn with ``numpy.random.default_rng(3)``, x sorted, both rounded to 2 decimals. They are
    sorted so that batches of neighbors differ much: who forgets to shuffle sees it.

    Returns
    -------
    x, y : ndarray of shape (30,)
        Inputs and targets.

    Notes
    -----
    Source: DS 542 "Fitting Models", slide "Batches and Epochs (Ex. 30 sample dataset, batch
    size 5)"; its data were not published, these are ours.

    Examples
    --------
    >>> x, y = noisy_line()
    >>> x[:3], y[:3]
    (array([-1.99, -1.88, -1.66]), array([-3.87, -3.05, -1.44]))
    """
    rng = np.random.default_rng(3)
    x = np.sort(rng.uniform(-2.0, 2.0, 30)).round(2)
    return x, (1.0 + 2.0 * x + rng.normal(0.0, 1.0, x.size)).round(2)


def small_sample() -> tuple[Labels, Labels]:
    """Split the 28 points of the Gabor data into a small sample and the rest.

    The sample is so small that a fit to it goes astray in the end. It was chosen to show that.

    Returns
    -------
    train : ndarray of shape (8,)
        Indices of the points to learn from.
    held_out : ndarray of shape (20,)
        Indices of all others, for validation.

    Examples
    --------
    >>> train, held_out = small_sample()
    >>> train
    array([ 2,  4,  6, 10, 11, 14, 21, 26])
    >>> len(held_out)
    20
    """
    train = np.array([2, 4, 6, 10, 11, 14, 21, 26], dtype=np.int64)
    return train, np.setdiff1d(np.arange(28), train)
