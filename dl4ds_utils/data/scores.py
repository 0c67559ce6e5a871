"""The data sets of the lecture on softmax and SVM."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["bent_points", "score_table", "ten_class_table", "three_groups"]

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]


def score_table() -> tuple[Floats, Labels, tuple[str, ...]]:
    """Give the scores of three pictures for three classes.

    Returns
    -------
    S : ndarray of shape (3, 3)
        Scores, one row for each picture.
    y : ndarray of shape (3,)
        Class of each picture.
    names : tuple of str
        Names of the classes.

    Notes
    -----
    Source: CS 4644 lecture 3, slide "Multiclass SVM loss", which has the pictures in columns.

    Examples
    --------
    >>> S, y, names = score_table()
    >>> dict(zip(names, S[0].tolist()))
    {'cat': 3.2, 'car': 5.1, 'frog': -1.7}
    """
    S = np.array([[3.2, 5.1, -1.7], [1.3, 4.9, 2.0], [2.2, 2.5, -3.1]])
    return S, np.array([0, 1, 2]), ("cat", "car", "frog")


def ten_class_table() -> tuple[Floats, Labels, tuple[str, ...]]:
    """Give the scores of three pictures for ten classes.

    Returns
    -------
    S : ndarray of shape (3, 10)
        Scores, one row for each picture.
    y : ndarray of shape (3,)
        Class of each picture.
    names : tuple of str
        Names of the classes.

    Notes
    -----
    Source: CS 4644 lecture 3, slide "This time", which has the pictures in columns.

    Examples
    --------
    >>> S, y, names = ten_class_table()
    >>> [names[k] for k in y], [names[k] for k in S.argmax(axis=1)]
    (['cat', 'automobile', 'frog'], ['dog', 'automobile', 'truck'])
    """
    names = "airplane automobile bird cat deer dog frog horse ship truck"
    columns = [
        (-3.45, -0.51, 3.42),
        (-8.87, 6.04, 4.64),
        (0.09, 5.31, 2.65),
        (2.9, -4.22, 5.1),
        (4.48, -4.19, 2.64),
        (8.02, 3.58, 5.55),
        (3.78, 4.49, -4.34),
        (1.06, -4.37, -1.5),
        (-0.36, -2.09, -4.79),
        (-0.72, -2.93, 6.14),
    ]
    return np.array(columns).T.copy(), np.array([3, 1, 6]), tuple(names.split())


def three_groups(n: int = 15, seed: int = 6) -> tuple[Floats, Labels]:
    """Give points in the plane from three classes that overlap a little.

    Parameters
    ----------
    n : int
        Number of points of each class.
    seed : int
        Seed of the generator.

    Returns
    -------
    X : ndarray of shape (3 n, 3)
        One row for each point: its two inputs, rounded to two decimals, and a constant 1.
    y : ndarray of shape (3 n,)
        Class of each point.

    Examples
    --------
    >>> X, y = three_groups()
    >>> X.shape, np.bincount(y).tolist()
    ((45, 3), [15, 15, 15])
    """
    rng = np.random.default_rng(seed)
    y = np.repeat([0, 1, 2], n)
    centers = np.array([[-1.6, -0.9], [1.6, -0.9], [0.0, 1.7]])
    points = np.round(centers[y] + rng.normal(0.0, 0.85, (3 * n, 2)), 2)
    return np.column_stack([points, np.ones(3 * n)]), y


def bent_points(n: int = 11, seed: int = 2) -> tuple[Floats, Floats]:
    """Give noisy points of a parabola, denser at both ends.

    Parameters
    ----------
    n : int
        Number of points.
    seed : int
        Seed of the generator.

    Returns
    -------
    x : ndarray of shape (n,)
        Inputs between -1 and 1, rounded to two decimals.
    y : ndarray of shape (n,)
        Targets, rounded to two decimals.

    Notes
    -----
    Source: CS 4644 lecture 3, slide "Regularization intuition", which has a picture but no
    numbers; these are ours.

    Examples
    --------
    >>> x, y = bent_points()
    >>> x[:3], y.shape
    (array([-0.98, -0.9 , -0.75]), (11,))
    """
    rng = np.random.default_rng(seed)
    x = np.round(-0.99 * np.cos(np.pi * (np.arange(n) + 0.5) / n), 2)
    return x, np.round(1.0 - 1.5 * x**2 + 0.4 * x + rng.normal(0.0, 0.25, n), 2)
