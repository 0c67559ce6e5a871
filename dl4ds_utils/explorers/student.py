"""A student's function inside an explorer: asked with copies, its answer read or refused."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.check.describe import kind, wanted
from dl4ds_utils.check.errors import short_traceback
from dl4ds_utils.check.numeric import NotNumbers, as_numbers
from dl4ds_utils.errors import Dl4dsError

__all__ = ["BadReturn", "Student"]

Floats = NDArray[np.float64]

now = time.perf_counter


class BadReturn(Dl4dsError, ValueError):  # noqa: N818 - it names the fact
    """What a student's function returned cannot be drawn.

    Parameters
    ----------
    function : str
        Its name.
    got, expected : str
        What came back and what is needed.
    remedy : str
        What to do about it.
    """

    def __init__(self, function: str, got: str, expected: str, remedy: str = "") -> None:
        super().__init__(function, got, expected, remedy)
        self.function = function
        self.got = got
        self.expected = expected
        self.remedy = remedy

    def _render_traceback_(self) -> list[str]:
        return short_traceback(f"{type(self).__name__}: {self}")

    def __str__(self) -> str:
        text = f"{self.function} returned {self.got}; the picture needs {self.expected}."
        return f"{text} {self.remedy}".strip()


class Student:
    """A function of the student's.

    Parameters
    ----------
    function : callable
        The function; what it raises goes through as it is.
    name : str, optional
        For messages, where it has none of its own.
    shape : tuple of int, optional
        What it returns; by default what each call asks for.

    Notes
    -----
    It counts its calls and the seconds that they take.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        name: str = "your function",
        shape: tuple[int, ...] | None = None,
    ) -> None:
        if not callable(function):
            raise BadReturn(name, kind(function), "a function", "Give its name, without a call.")
        given = str(getattr(function, "__name__", ""))
        self.function = function
        self.name = given if given.isidentifier() else name
        self.shape = shape
        self.calls = 0
        self.seconds = 0.0

    @property
    def pace(self) -> float:
        """Seconds per call."""
        return self.seconds / self.calls if self.calls else 0.0

    def __call__(self, *arguments: Any) -> Floats:
        """Call it for an array of the shape it is known to return."""
        __tracebackhide__ = True
        return self.ask(*arguments, shape=self.shape or ())

    def ask(self, *arguments: Any, shape: tuple[int, ...]) -> Floats:
        """Call it with copies of the arguments, and read an array of a shape.

        Parameters
        ----------
        *arguments
            Arrays are copied: a function that changes its arguments changes nothing here.
        shape : tuple of int
            Of what is needed; ``()`` for one number.

        Returns
        -------
        ndarray of that shape
            NaN and infinity are kept.

        Raises
        ------
        BadReturn
            If it is no array of numbers of that shape.
        """
        __tracebackhide__ = True
        return self.read(self.run(*arguments), shape)

    def run(self, *arguments: Any) -> Any:
        """Call it with copies of the arguments, and give what it returns, whatever that is."""
        __tracebackhide__ = True
        copies = [a.copy() if isinstance(a, np.ndarray) else a for a in arguments]
        begin = now()
        # A path may run off to infinity: that is a result to be drawn, not a reason to warn.
        with np.errstate(all="ignore"):
            result = self.function(*copies)
        self.seconds += now() - begin
        self.calls += 1
        return result

    def read(self, result: Any, shape: tuple[int, ...]) -> Floats:
        """Read what it returned as an array of a shape, or refuse it in words."""
        __tracebackhide__ = True
        # Nearly always it is of floats, and an explorer asks some ten thousand times.
        if type(result) is np.ndarray and result.dtype == np.float64 and result.shape == shape:
            return result.copy()
        if not shape and type(result) in (float, np.float64):
            return np.array(result)
        expected = wanted(np.zeros(shape))
        try:
            array = as_numbers(result)
        except NotNumbers as refused:
            missing = "Is a `return` missing?" if result is None else refused.remedy.strip()
            raise BadReturn(self.name, refused.got, expected, missing) from None
        if array.shape != shape and not (shape == () and array.size == 1):
            raise BadReturn(self.name, kind(array) if array.ndim else "a number", expected)
        return np.array(array, dtype=np.float64).reshape(shape)
