r"""Losses of two parameters, with their gradients, on which optimizers are compared."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

__all__ = ["gabor_loss_grad", "quadratic", "quadratic_grad"]

Floats = NDArray[np.float64]

TINY = 1e-30
"""Step along the imaginary axis: so small that its square vanishes beside 1."""


def quadratic(phi: ArrayLike, H: ArrayLike) -> float:
    r"""Measure a parabola in D dimensions, :math:`L(\phi) = \frac12 \phi^T H \phi`.

    Parameters
    ----------
    phi : array_like of shape (D,)
        Parameters; the minimum is at 0.
    H : array_like of shape (D, D)
        Hessian, symmetric with positive eigenvalues.

    Returns
    -------
    float
        The loss.

    Examples
    --------
    >>> quadratic([1.0, 2.0], [[2.0, 0.0], [0.0, 10.0]])
    21.0
    """
    point = np.asarray(phi, dtype=np.float64)
    return float(0.5 * point @ np.asarray(H, dtype=np.float64) @ point)


def quadratic_grad(phi: ArrayLike, H: ArrayLike) -> Floats:
    r"""Give the gradient of `quadratic`, :math:`\nabla L(\phi) = H \phi`.

    Parameters
    ----------
    phi : array_like of shape (D,)
        Parameters.
    H : array_like of shape (D, D)
        Hessian, symmetric.

    Returns
    -------
    ndarray of shape (D,)
        The gradient.

    Examples
    --------
    >>> quadratic_grad([1.0, 2.0], [[2.0, 0.0], [0.0, 10.0]])
    array([ 2., 20.])
    """
    return np.asarray(H, dtype=np.float64) @ np.asarray(phi, dtype=np.float64)


def gabor_loss_grad(phi: ArrayLike, x: ArrayLike, y: ArrayLike) -> Floats:
    r"""Give the gradient of the Gabor model's sum of squared errors, by a complex step.

    .. math:: \frac{\partial L}{\partial \phi_k} = \sum_i \frac{\partial z_i}{\partial \phi_k}
        \frac{\operatorname{Im} L_i(z_i + i h)}{h}, \qquad z_i = \phi_0 + 0.06\,\phi_1 x_i

    :math:`L_i` is the squared error of one example. No two numbers are subtracted, so a tiny h
    gives all digits. (The formula of the derivative is an exercise of the lecture on gradient
    descent, so it is not used here.)

    Parameters
    ----------
    phi : array_like of shape (2,)
        Parameters of `gabor`.
    x, y : array_like of shape (N,)
        Inputs and targets.

    Returns
    -------
    ndarray of shape (2,)
        The gradient of `gabor_loss`, a sum (not mean) over the examples.

    Notes
    -----
    Source: W. Squire and G. Trapp, "Using complex variables to estimate derivatives of real
    functions", SIAM Review 40, 1998.

    Examples
    --------
    >>> gabor_loss_grad([0.0, 10.0], [5.0], [0.0]).round(6)
    array([-0.032599, -0.00978 ])
    """
    inputs, targets = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    phi, scaled = np.asarray(phi, dtype=np.float64), 0.06 * inputs
    # A step of z serves both parameters: z = φ₀ + φ₁ · scaled.
    z = phi[0] + phi[1] * scaled + 1j * TINY
    error = np.sin(z) * np.exp(z * z / -8.0) - targets
    slopes = (error * error).imag / TINY
    return np.array([np.sum(slopes), np.sum(slopes * scaled)])
