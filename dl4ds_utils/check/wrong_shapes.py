"""Recognizers for a result of the wrong shape."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.check import describe
from dl4ds_utils.check.evidence import Cause, Evidence, Recognizer

__all__ = ["SHAPES", "shape"]

Array = NDArray[np.float64]


def transposed_shape(evidence: Evidence) -> Cause | None:
    """Recognize the transpose of a matrix that is not square."""
    wrong = evidence.expected.ndim == 2 and evidence.proves(evidence.expected.T)
    return evidence.says("transposed") if wrong else None


def missing_row(evidence: Evidence) -> Cause | None:
    """Recognize that the first or the last row is left out."""
    expected = evidence.expected
    if expected.ndim < 2 or len(expected) < 2:
        return None
    first, last = evidence.is_(expected[1:]), evidence.is_(expected[:-1])
    if first == last:  # neither, or the numbers cannot tell
        return None
    rest = expected[1:] if first else expected[:-1]
    if not evidence.proves(rest, tries=2):
        return None
    return evidence.says("first_row_missing" if first else "last_row_missing")


def broadcast_shape(evidence: Evidence) -> Cause | None:
    """Recognize (N, N) where (N,) or (N, 1) is expected.

    Where every pair was combined, the pairs of equal index, on the diagonal, are the right result.
    """
    got, expected = evidence.got.shape, evidence.expected.shape
    n = max(expected, default=0)
    if len(got) != 2 or got != (n, n) or n < 2 or expected not in ((n,), (n, 1), (1, n)):
        return None
    diagonal = replace(evidence, got=np.diagonal(evidence.got), expected=evidence.expected.ravel())
    # np.diag makes such an array as well, but with zeros beside the diagonal.
    beside = evidence.got[~np.eye(n, dtype=bool)]
    if not beside.any():
        return None
    proved = diagonal.proves(diagonal.expected)
    key = "broadcast_shape" if proved else "broadcast_maybe"
    return evidence.fills(key, **_shapes(evidence), column=f"({n}, 1)", row=f"({n},)")


def not_reduced(evidence: Evidence) -> Cause | None:
    """Recognize a result of which the right one is the sum or the mean along an axis."""
    got, expected = evidence.got, evidence.expected
    for word, reduce in _reductions():
        for axis in _axes(got.shape, expected.ndim):
            whole = replace(evidence, got=reduce(got, axis))
            if whole.proves(expected, tries=6, digits=True):
                key = "not_reduced" if expected.ndim else "number_not_reduced"
                return evidence.fills(key, **_shapes(evidence), word=word, along=_along(axis))
    return None


def reduced(evidence: Evidence) -> Cause | None:
    """Recognize the sum or the mean of the right result along an axis."""
    got, expected = evidence.got, evidence.expected
    for word, reduce in _reductions():
        for axis in _axes(expected.shape, got.ndim):
            if evidence.proves(reduce(expected, axis), tries=6, digits=True):
                key = "reduced" if got.ndim else "number_reduced"
                return evidence.fills(key, **_shapes(evidence), word=word, along=_along(axis))
    return None


def axes(evidence: Evidence) -> Cause | None:
    """Recognize an axis of length 1 too many or too few, and a number for an array."""
    got, expected = evidence.got.shape, evidence.expected.shape
    if not expected:
        return evidence.fills("not_scalar", **_shapes(evidence))
    if not got:
        return evidence.fills("not_array", **_shapes(evidence))
    without = tuple(n for n in got if n != 1), tuple(n for n in expected if n != 1)
    if without[0] != without[1] or len(got) == len(expected):
        return None
    return evidence.fills(
        "extra_axis" if len(got) > len(expected) else "missing_axis", **_shapes(evidence)
    )


def reshaped(evidence: Evidence) -> Cause | None:
    """Recognize the right numbers in the right order, in another shape."""
    flat = replace(evidence, got=evidence.got.ravel(), expected=evidence.expected.ravel())
    if flat.got.size < 2 or not flat.proves(flat.expected):
        return None
    return evidence.fills("reshaped", **_shapes(evidence))


def length(evidence: Evidence) -> Cause | None:
    """Recognize a wrong number of rows or entries."""
    got, expected = evidence.got.shape, evidence.expected.shape
    if not got or not expected or len(got) != len(expected) or got[1:] != expected[1:]:
        return None
    return evidence.fills("rows" if len(got) > 1 else "length", got=got[0], expected=expected[0])


def shape(evidence: Evidence) -> Cause:
    """Say the two shapes, which is always true."""
    return evidence.fills("shape", **_shapes(evidence))


def _shapes(evidence: Evidence) -> dict[str, str]:
    return {
        "got": describe.shape(evidence.got.shape),
        "expected": describe.shape(evidence.expected.shape),
    }


def _reductions() -> tuple[tuple[str, Callable[[Array, int | None], Array]], ...]:
    return (
        ("sum", lambda array, axis: np.asarray(np.sum(array, axis=axis))),
        ("mean", lambda array, axis: np.asarray(np.mean(array, axis=axis))),
    )


def _axes(larger: tuple[int, ...], dimensions: int) -> tuple[int | None, ...]:
    """List the axes along which a larger array may have been reduced; None is all of them."""
    if larger and not dimensions:
        return (None,) if np.prod(larger) > 1 else ()
    if len(larger) != dimensions + 1 or len(larger) > 3:
        return ()
    return tuple(axis for axis, n in enumerate(larger) if n > 1)


def _along(axis: int | None) -> str:
    return "" if axis is None else f" along axis {axis}"


SHAPES: tuple[Recognizer, ...] = (
    transposed_shape,
    missing_row,
    broadcast_shape,
    not_reduced,
    reduced,
    axes,
    reshaped,
    length,
)
"""The first that knows it speaks."""
