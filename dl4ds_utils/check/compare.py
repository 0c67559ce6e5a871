"""Tell whether a result is right, and if not, in what way it differs."""

from __future__ import annotations

import numbers
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.check import describe
from dl4ds_utils.errors import Dl4dsError

__all__ = [
    "Difference",
    "NotNumbers",
    "Tolerance",
    "alike",
    "as_numbers",
    "difference",
    "flatten",
    "same",
]

Array = NDArray[Any]
Kind = Literal["type", "ragged", "keys", "count", "shape", "value"]


class NotNumbers(Dl4dsError):  # noqa: N818 - it names the fact
    """A value that cannot stand for a number or an array of numbers.

    `difference` makes a `Difference` of it.
    """

    def __init__(self, got: str, remedy: str = "", *, ragged: bool = False) -> None:
        super().__init__(got, remedy, ragged)
        self.got = got
        self.remedy = remedy
        self.ragged = ragged


@dataclass(frozen=True)
class Tolerance:
    """How far a result may be from the expected one.

    Parameters
    ----------
    rtol, atol : float or None
        Relative and absolute tolerance; None chooses by the precision that came back: 1e-9 and
        1e-12 for float64, 1e-5 and 1e-6 for float32 and below.
    """

    rtol: float | None = None
    atol: float | None = None

    def close(self, got: Array, expected: Array) -> NDArray[np.bool_]:
        """Compare entry by entry; NaN equals NaN, and infinities must agree in sign."""
        coarse = got.dtype in (np.dtype(np.float16), np.dtype(np.float32))
        rtol = self.rtol if self.rtol is not None else (1e-5 if coarse else 1e-9)
        atol = self.atol if self.atol is not None else (1e-6 if coarse else 1e-12)
        return np.isclose(_real(got), _real(expected), rtol=rtol, atol=atol, equal_nan=True)


@dataclass(frozen=True)
class Difference:
    """The first way in which a result differs from the expected one.

    Parameters
    ----------
    kind : str
        ``type``, ``ragged``, ``keys``, ``count``, ``shape`` or ``value``.
    where : str
        Place inside a dict or tuple, such as ``['b1']``; empty at the top.
    got, expected : object
        What differs there: arrays for ``shape`` and ``value``, words for the rest.
    remedy : str
        What to do about a wrong type.
    """

    kind: Kind
    where: str
    got: Any
    expected: Any
    remedy: str = ""


def as_numbers(value: object) -> Array:
    """Read floats, integers, NumPy scalars, arrays, and lists of them as an array of numbers.

    Raises
    ------
    NotNumbers
        For strings, booleans, None, functions, complex numbers, other libraries' objects.

    Examples
    --------
    >>> as_numbers([1, 2.5])
    array([1. , 2.5])
    >>> as_numbers(True)
    Traceback (most recent call last):
    dl4ds_utils.check.compare.NotNumbers: ('a bool', '', False)
    """
    if isinstance(value, np.ma.MaskedArray):
        raise NotNumbers("a masked array", " Return a plain array, for example with `.data`.")
    if isinstance(value, (list, tuple)):
        for entry in value:
            as_numbers(entry)  # refuses, with the name of the entry's own type
        try:
            array = np.asarray(value)
        except ValueError as error:
            raise NotNumbers(describe.kind(value), ragged=True) from error
        if array.dtype == object and array.size:  # huge integers, or fractions
            array = np.vectorize(_float, otypes=[np.float64])(array)
    elif isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value)
    elif isinstance(value, numbers.Real) and not isinstance(value, bool):
        array = np.asarray(value if isinstance(value, (float, int)) else _float(value))
        if array.dtype == object:  # a huge Python int; as a float it can be compared
            array = np.asarray(_float(value))
    else:
        raise NotNumbers(describe.kind(value), _remedy(value))
    if array.dtype.kind not in "iuf":
        raise NotNumbers(_words(value, array))
    return array


def _float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:  # an integer that ran away, further than a float reaches
        return np.inf if value > 0 else -np.inf


def difference(
    got: object, expected: object, tolerance: Tolerance | None = None, where: str = ""
) -> Difference | None:
    """Find the first difference, or None where the result is right.

    Parameters
    ----------
    got : object
        What came back.
    expected : object
        A number, nested list, array, tuple or dict. A list stands for an array.
    tolerance : Tolerance, optional
        How far numbers may be apart.
    where : str
        Place of both inside a larger container.

    Examples
    --------
    >>> difference([1, 3], [1.0, 3.0]) is None
    True
    >>> difference(np.zeros((2, 1)), [0.0, 0.0]).kind
    'shape'
    """
    tolerance = tolerance or Tolerance()
    if isinstance(expected, Mapping):
        return _difference_of_dicts(got, expected, tolerance, where)
    if isinstance(expected, tuple):
        return _difference_of_tuples(got, expected, tolerance, where)
    right = np.asarray(expected)
    try:
        array = as_numbers(got)
    except NotNumbers as refused:
        wanted = describe.kind(right) if right.ndim else "a number"
        kind: Kind = "ragged" if refused.ragged else "type"
        return Difference(kind, where, refused.got, wanted, refused.remedy)
    if array.shape != right.shape:
        return Difference("shape", where, array, right)
    if not tolerance.close(array, right).all():
        return Difference("value", where, array, right)
    return None


def same(got: object, expected: object, tolerance: Tolerance | None = None) -> bool:
    """Tell whether a result is right."""
    return difference(got, expected, tolerance) is None


def alike(first: object, second: object) -> bool:
    """Tell whether two results agree, right or wrong; what cannot be compared counts as alike.

    Examples
    --------
    >>> alike([1.0, np.nan], [1.0, np.nan]), alike((1.0, 2.0), (1.0, 3.0))
    (True, False)
    """
    if isinstance(first, Mapping):
        return (
            isinstance(second, Mapping)
            and set(first) == set(second)
            and all(alike(first[key], second[key]) for key in first)
        )
    if isinstance(first, (list, tuple)):
        return (
            isinstance(second, (list, tuple))
            and len(first) == len(second)
            and all(map(alike, first, second))
        )
    try:
        one, two = as_numbers(first), as_numbers(second)
    except NotNumbers:
        return True
    return one.shape == two.shape and bool(Tolerance().close(one, two).all())


def flatten(got: object, expected: object) -> tuple[Array, Array] | None:
    """Lay all the numbers of two containers side by side, or None where shapes differ.

    A mistake such as a reversed sign shows in all entries of a dict at once.

    Examples
    --------
    >>> flatten({"a": 1, "b": [2, 3]}, {"a": 0, "b": [0, 0]})
    (array([1, 2, 3]), array([0, 0, 0]))
    """
    if isinstance(expected, Mapping):
        if not isinstance(got, Mapping) or set(got) != set(expected):
            return None
        pairs = [flatten(got[key], expected[key]) for key in expected]
    elif isinstance(expected, tuple):
        if not isinstance(got, (tuple, list)) or len(got) != len(expected):
            return None
        pairs = [flatten(*both) for both in zip(got, expected, strict=True)]
    else:
        try:
            array = as_numbers(got)
        except NotNumbers:
            return None
        right = np.asarray(expected)
        return (array.ravel(), right.ravel()) if array.shape == right.shape else None
    flat = [pair for pair in pairs if pair is not None]
    if not flat or len(flat) < len(pairs):
        return None
    return np.concatenate([a for a, _ in flat]), np.concatenate([b for _, b in flat])


def _difference_of_dicts(
    got: object, expected: Mapping[Any, Any], tolerance: Tolerance, where: str
) -> Difference | None:
    if not isinstance(got, Mapping):
        keys = ", ".join(map(str, expected))
        return Difference("type", where, describe.kind(got), f"a dict with the keys {keys}")
    if set(got) != set(expected):
        missing = [str(key) for key in expected if key not in got]
        extra = [repr(key) for key in got if key not in expected]
        problem = " and ".join(
            f"{word} {', '.join(names[:8])}{' …' if len(names) > 8 else ''}"
            for word, names in (("missing:", missing), ("not expected:", extra))
            if names
        )
        return Difference("keys", where, problem, tuple(expected))
    for key, right in expected.items():
        found = difference(got[key], right, tolerance, f"{where}[{key!r}]")
        if found:
            return found
    return None


def _difference_of_tuples(
    got: object, expected: tuple[Any, ...], tolerance: Tolerance, where: str
) -> Difference | None:
    wanted = f"a tuple of {len(expected)}"
    if not isinstance(got, (tuple, list)):
        return Difference("type", where, describe.kind(got), wanted)
    if len(got) != len(expected):
        return Difference("count", where, len(got), len(expected))
    for index, (entry, right) in enumerate(zip(got, expected, strict=True)):
        found = difference(entry, right, tolerance, f"{where}[{index}]")
        if found:
            return found
    return None


def _real(array: Array) -> Array:
    # Integers compare as floats: np.isclose of unsigned or huge integers could wrap around.
    return array if array.dtype.kind == "f" else array.astype(np.float64)


def _words(value: object, array: Array) -> str:
    if array.dtype.kind == "O":
        return f"{describe.kind(value)} with entries that are not numbers"
    name = {"b": "booleans", "c": "complex numbers", "U": "text", "S": "bytes"}.get(
        array.dtype.kind, f"{array.dtype} entries"
    )
    return f"{describe.kind(value)} of {name}" if array.ndim else f"a {array.dtype}"


def _remedy(value: object) -> str:
    if value is not None and callable(value) and not isinstance(value, type):
        return " Are the parentheses of a call missing?"
    if hasattr(value, "__array__"):
        return " Turn it into an array with `np.asarray(...)`."
    if hasattr(value, "__iter__") and not isinstance(value, (str, bytes, Mapping, set)):
        return " Turn it into an array with `np.array(list(...))`."
    return ""
