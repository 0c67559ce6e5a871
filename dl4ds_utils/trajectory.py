"""The path of a descent as data: what the pictures draw."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from dl4ds_utils.errors import Dl4dsError

__all__ = ["BadTrajectory", "Trajectory"]

Floats = NDArray[np.float64]


class BadTrajectory(Dl4dsError, ValueError):  # noqa: N818 - it names the fact
    """Iterates, losses or gradients whose shapes do not belong together.

    Parameters
    ----------
    what : str
        Which of them is wrong.
    got, expected : str
        Shape or type that was given, and the one that is needed.
    remedy : str
        What to do about it.
    """

    def __init__(self, what: str, got: str, expected: str, remedy: str) -> None:
        super().__init__(what, got, expected, remedy)
        self.what = what
        self.got = got
        self.expected = expected
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what}: got {self.got}, expected {self.expected}. {self.remedy}"


@dataclass(frozen=True, eq=False)
class Trajectory:
    """Iterates with their losses and gradients: T steps in D dimensions.

    Parameters
    ----------
    params : ndarray of shape (T + 1, D)
        The iterates, the start included.
    losses : ndarray of shape (T + 1,)
        Loss at each of them.
    grads : ndarray of shape (T, D) or None
        Gradient at each iterate from which a step was taken.

    Notes
    -----
    The arrays are copies and cannot be written to.
    """

    params: Floats
    losses: Floats
    grads: Floats | None = None

    def __post_init__(self) -> None:
        """Freeze copies of the arrays and check that they belong together."""
        params = _floats(self.params, "params")
        if params.ndim != 2 or len(params) == 0:
            raise BadTrajectory(
                "params",
                f"shape {params.shape}",
                "(T + 1, D)",
                "Give one row per iterate, the start included, also where D is 1.",
            )
        object.__setattr__(self, "params", params)
        losses = _floats(self.losses, "losses")
        _same_shape("losses", losses, (len(params),), "Give one loss per iterate.")
        object.__setattr__(self, "losses", losses)
        if self.grads is not None:
            grads = _floats(self.grads, "grads")
            shape = (len(params) - 1, params.shape[1])
            _same_shape("grads", grads, shape, "Give one gradient per step.")
            object.__setattr__(self, "grads", grads)

    @classmethod
    def of(
        cls,
        params: ArrayLike,
        loss: Callable[[Floats], Any],
        grad: Callable[[Floats], Any] | None = None,
    ) -> Trajectory:
        """Evaluate a loss, and a gradient if there is one, at every iterate.

        Parameters
        ----------
        params : array_like of shape (T + 1, D)
            The iterates, the start included.
        loss : callable
            From parameters of shape (D,) to one number.
        grad : callable, optional
            From parameters of shape (D,) to a gradient of shape (D,).

        Returns
        -------
        Trajectory
            The path as data. Overflows are kept as infinity or NaN.

        Raises
        ------
        BadTrajectory
            If the iterates are not a table, or a loss is not one number.

        Examples
        --------
        >>> path = Trajectory.of([[1.0], [0.5]], lambda phi: phi[0] ** 2)
        >>> path.losses, path.steps, path.best
        (array([1.  , 0.25]), 1, 1)
        """
        rows = _floats(params, "params")
        if rows.ndim != 2:
            return cls(rows, rows)  # raises, with the remedy
        # A path may run off to infinity: that is a result to be drawn, not a reason to warn.
        with np.errstate(all="ignore"):
            losses = [_number(loss(row.copy())) for row in rows]
            grads = None if grad is None else [_floats(grad(row.copy()), "grad") for row in rows]
        if grads is None:
            return cls(rows, np.array(losses))
        table = np.array(grads[:-1]).reshape(len(rows) - 1, -1) if len(rows) > 1 else rows[:0]
        return cls(rows, np.array(losses), table)

    @property
    def steps(self) -> int:
        """Number of steps T, one fewer than there are iterates."""
        return len(self.params) - 1

    @property
    def best(self) -> int | None:
        """Index of the iterate with the least loss, the first on ties; None if all are NaN."""
        return None if np.isnan(self.losses).all() else int(np.nanargmin(self.losses))

    @property
    def diverged(self) -> bool:
        """Whether the path ran off: to infinity or NaN, or to its highest loss at its end."""
        if not (np.isfinite(self.params).all() and np.isfinite(self.losses).all()):
            return True
        last = self.losses[-1]
        return bool(last > self.losses[0] and last == self.losses.max())


def _floats(values: ArrayLike, what: str) -> Floats:
    # NumPy would read None as NaN and text as the number it spells: both are mistakes here.
    wrong = BadTrajectory(
        what, type(values).__name__, "numbers", "Is a `return` or an entry missing?"
    )
    try:
        given = np.asarray(values)
    except ValueError as error:
        raise wrong from error
    if given.dtype.kind not in "biuf":
        raise wrong
    array = np.array(given, dtype=np.float64)
    array.flags.writeable = False
    return array


def _number(value: Any) -> float:
    array = _floats(value, "loss")
    if array.size != 1:
        raise BadTrajectory(
            "loss", f"shape {array.shape}", "one number", "Sum the losses of the examples."
        )
    return float(array.item())


def _same_shape(what: str, array: Floats, shape: tuple[int, ...], remedy: str) -> None:
    if array.shape != shape:
        raise BadTrajectory(what, f"shape {array.shape}", f"shape {shape}", remedy)
