"""Tell whether a result is right, and if not, in what way it differs."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.check import containers, describe
from dl4ds_utils.check.containers import Path
from dl4ds_utils.check.numeric import DEEPEST, NotNumbers, as_numbers

__all__ = [
    "Difference",
    "NotNumbers",
    "Tolerance",
    "alike",
    "as_numbers",
    "difference",
    "entries",
    "flatten",
    "not_integers",
    "same",
]

Array = NDArray[Any]
Kind = Literal["type", "ragged", "keys", "count", "shape", "value", "not_integer"]

SAMPLE = 10_000
"""Entries of a list that are compared one by one."""


@dataclass(frozen=True)
class Tolerance:
    """How far a result may be from the expected one.

    Parameters
    ----------
    rtol, atol : float or None
        Relative and absolute tolerance; None chooses by the precision that came back: 1e-9 and
        1e-12 for float64, 1e-5 and 1e-6 for float32 and below.
    integer : bool
        Whether integers are asked for: numbers must be of an integer type, and integers are
        compared exactly.
    """

    rtol: float | None = None
    atol: float | None = None
    integer: bool = False

    def applied(self, got: Array) -> tuple[float, float]:
        """Give the relative and the absolute tolerance for what came back."""
        coarse = got.dtype in (np.dtype(np.float16), np.dtype(np.float32))
        rtol = self.rtol if self.rtol is not None else (1e-5 if coarse else 1e-9)
        atol = self.atol if self.atol is not None else (1e-6 if coarse else 1e-12)
        return rtol, atol

    def close(self, got: Array, expected: Array) -> NDArray[np.bool_]:
        """Compare entry by entry; NaN equals NaN, and infinities must agree in sign."""
        if self.integer and got.dtype.kind in "iu" and expected.dtype.kind in "iu":
            return np.asarray(got == expected)
        rtol, atol = self.applied(got)
        got, expected = _real(got), _real(expected)
        # Most results are right, and np.isclose takes ten times as long as to see that.
        with np.errstate(all="ignore"):
            near = np.abs(got - expected) <= atol + rtol * np.abs(expected)
        if near.all() and np.isfinite(expected).all():
            return np.asarray(near)
        return np.isclose(got, expected, rtol=rtol, atol=atol, equal_nan=True)


@dataclass(frozen=True)
class Difference:
    """The first way in which a result differs from the expected one.

    Parameters
    ----------
    kind : str
        ``type``, ``ragged``, ``keys``, ``count``, ``shape``, ``value`` or ``not_integer``.
    path : tuple
        Place inside a dict or tuple, such as ``("b1",)``; empty at the top.
    got, expected : object
        What differs there: arrays for ``shape`` and ``value``, words for the rest.
    remedy : str
        What to do about a wrong type.
    """

    kind: Kind
    path: Path
    got: Any
    expected: Any
    remedy: str = ""

    @property
    def where(self) -> str:
        """The path as code, such as ``['b1']``."""
        return containers.place(self.path)


def difference(
    got: object, expected: object, tolerance: Tolerance | None = None, path: Path = ()
) -> Difference | None:
    """Find the first difference, or None where the result is right.

    Parameters
    ----------
    got : object
        What came back.
    expected : object
        A number, nested list, array, tuple or dict. A list stands for an array, or for a tuple
        if its entries have different lengths.
    tolerance : Tolerance, optional
        How far numbers may be apart.
    path : tuple
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
        return _difference_of_dicts(got, expected, tolerance, path)
    sequence = entries(expected)
    if sequence is not None:
        return _difference_of_tuples(got, sequence, tolerance, path)
    right = np.asarray(expected)
    try:
        array = as_numbers(got)
    except NotNumbers as refused:
        wanted = describe.wanted(right, integer=tolerance.integer)
        kind: Kind = "ragged" if refused.ragged else "type"
        return Difference(kind, path, refused.got, wanted, refused.remedy)
    if array.shape != right.shape:
        return Difference("shape", path, array, right)
    floats = tolerance.integer and array.dtype.kind not in "iu" and array.size > 0
    if floats and not (array == np.round(array)).all():
        return Difference("not_integer", path, array, right)
    if not tolerance.close(array, right).all():
        return Difference("value", path, array, right)
    return Difference("not_integer", path, array, right) if floats else None


def entries(expected: object) -> tuple[Any, ...] | None:
    """Give the entries of what is no single array: a tuple, or a list of different lengths."""
    if isinstance(expected, tuple):
        return expected
    if isinstance(expected, list):
        try:
            as_numbers(expected)
        except NotNumbers as refused:
            return tuple(expected) if refused.ragged else None
    return None


def same(got: object, expected: object, tolerance: Tolerance | None = None) -> bool:
    """Tell whether a result is right."""
    return difference(got, expected, tolerance) is None


def not_integers(value: object) -> Difference | None:
    """Find what is no integer in an integer, an array of them or a list of such arrays.

    Examples
    --------
    >>> not_integers([np.array([1, 2]), [0]]) is None, not_integers([[1], [2.0, 3]]).where
    (True, '[1]')
    """
    integer = Tolerance(integer=True)
    try:
        array = as_numbers(value)
    except NotNumbers as refused:
        if not refused.ragged or not isinstance(value, (list, tuple)):
            return Difference("type", (), refused.got, "integers", refused.remedy)
        found = ((i, not_integers(entry)) for i, entry in enumerate(value))
        return next((replace(d, path=(i, *d.path)) for i, d in found if d), None)
    return difference(array, array, integer) if array.size else None


def alike(first: object, second: object) -> bool:
    """Tell whether two results agree, right or wrong; objects of one strange type count as alike.

    Examples
    --------
    >>> alike([1.0, np.nan], [1.0, np.nan]), alike((1.0, 2.0), (1.0, 3.0))
    (True, False)
    """
    return _alike(first, second, DEEPEST, set())


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
    elif (sequence := entries(expected)) is not None:
        if not isinstance(got, (tuple, list)) or len(got) != len(sequence):
            return None
        pairs = [flatten(*both) for both in zip(got, sequence, strict=True)]
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


def _alike(first: object, second: object, deeper: int, seen: set[tuple[int, int]]) -> bool:
    if isinstance(first, Mapping):
        if not isinstance(second, Mapping) or set(first) != set(second):
            return False
        pairs: Iterable[tuple[Any, Any]] = ((first[key], second[key]) for key in first)
    else:
        try:
            one, two = as_numbers(first), as_numbers(second)
        except NotNumbers:
            if not isinstance(first, (list, tuple)) or not isinstance(second, (list, tuple)):
                return type(first) is type(second)
            if len(first) != len(second):
                return False
            pairs = zip(first, second, strict=True)
        else:
            return one.shape == two.shape and bool(Tolerance().close(one, two).all())
    if deeper == 0 or (id(first), id(second)) in seen:  # a list may hold itself
        return True
    seen.add((id(first), id(second)))
    return all(_alike(*both, deeper - 1, seen) for both in itertools.islice(pairs, SAMPLE))


def _difference_of_dicts(
    got: object, expected: Mapping[Any, Any], tolerance: Tolerance, path: Path
) -> Difference | None:
    if not isinstance(got, Mapping):
        keys = ", ".join(map(str, expected))
        return Difference("type", path, describe.kind(got), f"a dict with the keys {keys}")
    if set(got) != set(expected):
        missing = [str(key) for key in expected if key not in got]
        extra = [repr(key) for key in got if key not in expected]
        problem = " and ".join(
            f"{word} {', '.join(names[:8])}{' …' if len(names) > 8 else ''}"
            for word, names in (("missing:", missing), ("not expected:", extra))
            if names
        )
        return Difference("keys", path, problem, tuple(expected))
    for key, right in expected.items():
        found = difference(got[key], right, tolerance, (*path, key))
        if found:
            return found
    return None


def _difference_of_tuples(
    got: object, expected: tuple[Any, ...], tolerance: Tolerance, path: Path
) -> Difference | None:
    wanted = f"a tuple of {len(expected)}{describe.structure(expected)}"
    if not isinstance(got, (tuple, list)):
        return Difference("type", path, describe.kind(got), wanted)
    if len(got) != len(expected):
        wanted = f"{len(expected)}{describe.structure(expected)}"
        return Difference("count", path, len(got), wanted)
    for index, (entry, right) in enumerate(zip(got, expected, strict=True)):
        found = difference(entry, right, tolerance, (*path, index))
        if found:
            return found
    return None


def _real(array: Array) -> Array:
    # Integers compare as floats: np.isclose of unsigned or huge integers could wrap around.
    return array if array.dtype.kind == "f" else array.astype(np.float64)
