r"""Training of a linear classifier, for the lecture on softmax and SVM."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["train_in_shrinking_steps"]

Floats = NDArray[np.float64]


def train_in_shrinking_steps(
    grad_fn: Callable[[Floats], ArrayLike], W0: ArrayLike, alpha: float, n: int
) -> Floats:
    r"""Go downhill in steps that get shorter, which a loss with corners needs.

    .. math:: W_{t+1} = W_t - \frac{\alpha}{\sqrt{t + 1}}\, \nabla L(W_t)

    Parameters
    ----------
    grad_fn : callable
        From weights of shape (C, D) to a gradient or subgradient of shape (C, D).
    W0 : array_like of shape (C, D)
        Weights at the start.
    alpha : float
        Learning rate of the first step: change of a weight per unit of gradient.
    n : int
        Number of steps.

    Returns
    -------
    ndarray of shape (n + 1, C, D)
        The weights, the start included.

    Notes
    -----
    Near a corner the gradient does not get small, so steps at a fixed rate never come to rest
    there; steps that shrink like one over the root of t do (the subgradient method).

    Examples
    --------
    >>> train_in_shrinking_steps(np.sign, [[1.0]], 0.5, 2).ravel().round(3)
    array([1.   , 0.5  , 0.146])
    """
    path = [np.array(W0, dtype=np.float64)]
    for t in range(n):
        slope = np.asarray(grad_fn(path[-1].copy()), dtype=np.float64)
        path.append(path[-1] - alpha / np.sqrt(t + 1.0) * slope)
    return np.array(path)
