"""Read what came back as an array of numbers, or say in words why it is none."""

from __future__ import annotations

import numbers
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.check import describe
from dl4ds_utils.errors import Dl4dsError

__all__ = ["DEEPEST", "LARGEST", "NotNumbers", "as_numbers"]

Array = NDArray[Any]

DEEPEST = 32
"""Lists inside lists inside … further than this are no array: NumPy ends at 64."""
LARGEST = 20_000_000
"""Entries of nested lists that are read; a list that holds itself twice has no end of them."""


class NotNumbers(Dl4dsError):  # noqa: N818 - it names the fact
    """A value that cannot stand for a number or an array of numbers.

    `compare.difference` makes a `Difference` of it.
    """

    def __init__(self, got: str, remedy: str = "", *, ragged: bool = False) -> None:
        super().__init__(got, remedy, ragged)
        self.got = got
        self.remedy = remedy
        self.ragged = ragged


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
    dl4ds_utils.check.numeric.NotNumbers: ('a bool', '', False)
    """
    if type(value) is np.ndarray and value.dtype.kind in "iuf":
        return value
    if isinstance(value, np.ma.MaskedArray):
        raise NotNumbers("a masked array", " Return a plain array, for example with `.data`.")
    if isinstance(value, (list, tuple)):
        return _from_sequence(value)
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value)
    elif isinstance(value, numbers.Real) and not isinstance(value, bool):
        array = np.asarray(value if isinstance(value, (float, int)) else _float(value))
        if array.dtype == object:  # a huge Python int; as a float it can be compared
            array = np.asarray(_float(value))
    else:
        raise NotNumbers(describe.kind(value), _remedy(value))
    if array.dtype.kind not in "iuf":
        raise _wrong_dtype(value, array)
    return array


def _from_sequence(value: list[Any] | tuple[Any, ...]) -> Array:
    _look_inside(value)
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise NotNumbers(describe.kind(value), ragged=True) from error
    if array.dtype == object and array.size:  # huge integers, or fractions
        array = np.vectorize(_float, otypes=[np.float64])(array)
    return array


def _look_inside(value: list[Any] | tuple[Any, ...]) -> None:
    """Refuse entries that are no numbers, one level of nesting after the other.

    Types are collected by the million, without a step in Python for every entry.
    """
    outer = describe.kind(value)
    # Each list of a level once, and how often it stands there: lists may hold one list many times.
    level: dict[int, tuple[Any, int]] = {id(value): (value, 1)}
    for _ in range(DEEPEST):
        if sum(len(entries) * times for entries, times in level.values()) > LARGEST:
            raise NotNumbers(f"{outer} with more than {LARGEST} entries")
        kinds: set[type] = set()
        for entries, _ in level.values():
            kinds.update(map(type, entries))
        nested = tuple(kind for kind in kinds if issubclass(kind, (list, tuple)))
        odd = kinds - {float, int, np.float64, np.int64, *nested}
        inner: dict[int, tuple[Any, int]] = {}
        for entries, times in level.values() if odd or nested else ():
            for entry in entries:
                if type(entry) in odd:
                    _look_at_entry(entry, outer)
                elif isinstance(entry, nested):
                    inner[id(entry)] = (entry, inner.get(id(entry), (entry, 0))[1] + times)
        if not inner:
            return
        level = inner
    raise NotNumbers(f"{outer} nested more than {DEEPEST} deep")


def _look_at_entry(entry: object, outer: str) -> None:
    try:
        as_numbers(entry)
    except NotNumbers as refused:
        raise NotNumbers(f"{outer} with {refused.got} in it", refused.remedy) from None


def _float(value: Any) -> float:
    try:
        return float(value)
    except OverflowError:  # an integer that ran away, further than a float reaches
        return np.inf if value > 0 else -np.inf


def _wrong_dtype(value: object, array: Array) -> NotNumbers:
    kind = array.dtype.kind
    if not array.ndim and kind in "bcUS":
        return NotNumbers(describe.kind(array.item()), _remedy(array.item()))
    if kind == "O":
        return NotNumbers(
            f"{describe.kind(value)} of objects (dtype object)",
            " Make it an array of floats, for example with `.astype(float)`.",
        )
    names = {"b": "booleans", "c": "complex numbers", "U": "text", "S": "bytes"}
    words = names.get(kind, f"{array.dtype} entries")
    remedy = _COMPLEX if kind == "c" else ""
    return NotNumbers(f"{describe.kind(value)} of {words}", remedy)


_COMPLEX = " Where the imaginary part is 0, take the real one with `.real`."


def _remedy(value: object) -> str:
    if isinstance(value, complex):
        return _COMPLEX
    if isinstance(value, BaseException):
        return " An error is raised, not returned: `raise` in place of `return`."
    if hasattr(value, "__array__") and not isinstance(value, type):
        return " Turn it into an array with `np.asarray(...)`."
    if value is not None and callable(value) and not isinstance(value, type):
        return " Are the parentheses of a call missing?"
    if hasattr(value, "__iter__") and not isinstance(value, (str, bytes, Mapping, set, type)):
        return " Turn it into an array with `np.array(list(...))`."
    return ""
