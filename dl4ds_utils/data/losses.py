"""The data sets of the lecture on loss functions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["faces"]

Floats = NDArray[np.float64]


def faces() -> tuple[Floats, Floats]:
    """Give ten faces: the curve of the mouth, and whether the face is happy.

    Returns
    -------
    x : ndarray of shape (10,)
        Curve of the mouth, negative where its corners hang down.
    y : ndarray of shape (10,)
        Labels, +1 for happy and -1 for sad. No threshold on x gets all of them right.

    Notes
    -----
    Source: Pardo, "Optimization", slide "A simple example: where do you draw the line?", which has
    a picture but no numbers; these are ours.

    Examples
    --------
    >>> x, y = faces()
    >>> x[y > 0]
    array([-0.2,  0.8,  1.4,  2.1,  2.6])
    """
    sad, happy = [-2.4, -1.9, -1.2, -0.7, 0.4], [-0.2, 0.8, 1.4, 2.1, 2.6]
    return np.array(sad + happy), np.repeat([-1.0, 1.0], 5)
