"""Steps that keep something from one to the next: their paths, and what they do to a parabola."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl4ds_utils.check.describe import kind
from dl4ds_utils.explorers.student import BadReturn, Student

__all__ = ["DOUBT", "Pair", "ask_pair", "eigenvalues", "matrices", "onward", "until_low", "walk"]

Floats = NDArray[np.float64]
Pair = tuple[Floats, Floats]

DOUBT = 1e-6
"""How far a computed eigenvalue may be off, where two of them meet."""


def ask_pair(student: Student, *arguments: Any, shape: tuple[int, ...]) -> Pair:
    """Call a student's function that returns two arrays of one shape.

    Parameters
    ----------
    student : Student
        The function.
    *arguments
        Given as copies.
    shape : tuple of int
        Of both arrays; ``()`` for two numbers.

    Returns
    -------
    tuple of two ndarrays of that shape
        NaN and infinity are kept.

    Raises
    ------
    BadReturn
        If it returns something else.
    """
    __tracebackhide__ = True
    result = student.run(*arguments)
    if not isinstance(result, tuple | list) or len(result) != 2:
        remedy = (
            "Is a `return` missing?" if result is None else "Return both, with a comma between."
        )
        raise BadReturn(student.name, kind(result), "two results", remedy)
    return student.read(result[0], shape), student.read(result[1], shape)


def walk(step: Callable[[Floats, Floats], Pair], start: ArrayLike, n: int) -> Floats:
    """Repeat a step that keeps something, from rest.

    Parameters
    ----------
    step : callable
        From the parameters and what is kept, shape (D,) each, to both anew.
    start : array_like of shape (D,)
        Where it begins; what is kept begins at 0.
    n : int
        Number of steps.

    Returns
    -------
    ndarray of shape (n + 1, D)
        All iterates.

    Examples
    --------
    >>> walk(lambda phi, count: (phi + count, count + 1.0), [5.0], 3)[:, 0]
    array([5., 5., 6., 8.])
    """
    __tracebackhide__ = True
    phi = np.array(start, dtype=np.float64)
    kept = np.zeros_like(phi)
    path = np.empty((n + 1, len(phi)))
    path[0] = phi
    for t in range(n):
        phi, kept = step(phi, kept)
        path[t + 1] = phi
    return path


def matrices(step: Callable[[Floats, Floats], Pair], count: int) -> Floats:
    """Give the matrices of a linear step: one for each parameter, which has a parabola of its own.

    Parameters
    ----------
    step : callable
        From the parameters and what is kept, shape (count,) each, to both anew.
    count : int
        Number of parameters.

    Returns
    -------
    ndarray of shape (count, 2, 2)
        Its columns are what the step makes of the pairs (1, 0) and (0, 1).
    """
    __tracebackhide__ = True
    one, none = np.ones(count), np.zeros(count)
    columns = [np.stack(step(*given), axis=-1) for given in ((one, none), (none, one))]
    return np.stack(columns, axis=-1)


def eigenvalues(table: Floats) -> NDArray[np.complex128]:
    """Give the eigenvalues of matrices, the larger one first; NaN where entries are not finite.

    Parameters
    ----------
    table : ndarray of shape (..., 2, 2)
        The matrices.

    Returns
    -------
    ndarray of shape (..., 2)
        A step multiplies the distance to the minimum by them.

    Examples
    --------
    >>> eigenvalues(np.array([[0.5, 1.0], [0.0, -2.0]])).real
    array([-2. ,  0.5])
    """
    good = np.asarray(np.isfinite(table).all(axis=(-2, -1)))
    found = np.linalg.eigvals(np.where(good[..., None, None], table, 0.0)).astype(np.complex128)
    order = np.argsort(-np.abs(found), axis=-1, kind="stable")
    found = np.take_along_axis(found, order, axis=-1)
    return np.where(good[..., None], found, np.nan)


def onward(table: Floats, start: ArrayLike, n: int) -> Floats:
    """Follow linear steps from rest, by their matrices.

    Parameters
    ----------
    table : ndarray of shape (..., K, 2, 2)
        One matrix for each parameter.
    start : array_like of shape (K,)
        Where it begins; what is kept begins at 0.
    n : int
        Number of steps.

    Returns
    -------
    ndarray of shape (..., n + 1, K)
        All iterates.
    """
    state = np.zeros((*table.shape[:-1], 1))
    state[..., 0, 0] = start
    path = np.empty((n + 1, *table.shape[:-2]))
    path[0] = state[..., 0, 0]
    with np.errstate(over="ignore", invalid="ignore"):
        for t in range(n):
            state = table @ state
            path[t + 1] = state[..., 0, 0]
    return np.moveaxis(path, 0, -2)


def until_low(losses: Floats, goal: ArrayLike) -> Floats:
    """Give the step from which on losses stay below a goal; NaN where they do not.

    Parameters
    ----------
    losses : ndarray of shape (..., T + 1)
        Losses along each path.
    goal : array_like of shape (...)
        One for each path, or for all of them.

    Returns
    -------
    ndarray of shape (...)
        Numbers of steps; 0 where the start is low already.

    Examples
    --------
    >>> until_low(np.array([[1.0, 0.001, 0.5, 0.002], [1.0, 2.0, 3.0, np.nan]]), 0.01)
    array([ 3., nan])
    """
    with np.errstate(invalid="ignore"):
        low = np.less(losses, np.asarray(goal)[..., np.newaxis])
    # Of the steps at the end that are low without a gap, the first.
    kept = np.sum(np.cumprod(np.flip(low, axis=-1), axis=-1), axis=-1)
    return np.where(kept > 0, losses.shape[-1] - kept, np.nan)
