"""Mistakes that the numbers alone give away.

A recognizer is a function of `Evidence` that returns a `Cause` or None. It may claim only what
the numbers prove. To teach the engine a new mistake, write one and add it to `SHAPES` (the
shape is wrong) or `VALUES` (the shape is right), and its text to `hints` or, if it
takes numbers, to `sentences`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.check import describe, hints
from dl4ds_utils.check.compare import Tolerance
from dl4ds_utils.check.sentences import TEMPLATES

__all__ = ["SHAPES", "VALUES", "Cause", "Evidence", "several", "shape_cause", "value_cause"]

Array = NDArray[Any]


@dataclass(frozen=True)
class Cause:
    """What is wrong: the key of a hint and the sentence."""

    key: str
    text: str


@dataclass(frozen=True)
class Evidence:
    """What a recognizer may look at.

    Parameters
    ----------
    exercise : str
        Name of the exercise, for its own wording of a hint.
    got, expected : ndarray
        The result and the right one. For `SHAPES` their shapes differ, for `VALUES` they agree.
    sizes : frozenset of int
        Lengths of the axes of the array arguments: the N that a sum or mean may have run over.
    tolerance : Tolerance
        How far numbers may be apart.
    """

    exercise: str
    got: Array
    expected: Array
    sizes: frozenset[int] = frozenset()
    tolerance: Tolerance = field(default_factory=Tolerance)

    def is_(self, other: Array) -> bool:
        """Tell whether the result equals this instead of the right one."""
        return self.got.shape == other.shape and bool(self.tolerance.close(self.got, other).all())

    def says(self, key: str) -> Cause:
        """Blame a mistake that has a fixed text."""
        return Cause(key, hints.lookup(self.exercise, key))

    def fills(self, key: str, **numbers: object) -> Cause:
        """Blame a mistake whose text takes numbers."""
        return Cause(key, TEMPLATES[key].format(**numbers))


Recognizer = Callable[[Evidence], Cause | None]


def several(causes: Iterable[Cause]) -> Cause:
    """Join causes that the numbers cannot tell apart: none of them is claimed alone."""
    causes = list(causes)
    if len(causes) == 1:
        return causes[0]
    joined = " Or: ".join(cause.text for cause in causes)
    return Cause("|".join(cause.key for cause in causes), TEMPLATES["several"].format(all=joined))


def shape_cause(evidence: Evidence) -> Cause:
    """Explain a wrong shape by the first recognizer that knows it."""
    for recognizer in SHAPES:
        cause = recognizer(evidence)
        if cause:
            return cause
    return evidence.fills("shape", **_shapes(evidence))


def value_cause(evidence: Evidence) -> Cause:
    """Explain wrong values: what stops the arithmetic first, then all that fits."""
    for recognizer in BROKEN:
        cause = recognizer(evidence)
        if cause:
            return cause
    causes = [cause for recognizer in VALUES if (cause := recognizer(evidence))]
    return several(causes) if causes else _nothing_known(evidence)


def not_finite(evidence: Evidence) -> Cause | None:
    """Recognize NaN or infinity where a finite number is expected."""
    bad = ~np.isfinite(evidence.got) & np.isfinite(evidence.expected)
    if not bad.any():
        return None
    first = tuple(int(i) for i in np.argwhere(bad)[0])
    where = f", first at index {list(first)}" if first else ""
    return evidence.fills("nan" if np.isnan(evidence.got[first]) else "inf", where=where)


def integers(evidence: Evidence) -> Cause | None:
    """Recognize whole numbers where decimals are expected."""
    got, expected = evidence.got, evidence.expected
    if not np.isfinite(expected).all() or (expected == np.round(expected)).all():
        return None
    if got.dtype.kind in "iu" and got.ndim:
        return evidence.fills("integers", dtype=got.dtype)
    if got.dtype.kind == "f" and got.size < 2:
        return None  # one float that happens to be whole proves nothing
    cut = any(evidence.is_(rounded(expected)) for rounded in (np.trunc, np.floor, np.round))
    return evidence.fills("truncated") if cut and got.any() else None


def sign(evidence: Evidence) -> Cause | None:
    """Recognize minus the right one, everywhere."""
    wrong = evidence.expected.any() and evidence.is_(-evidence.expected)
    return evidence.says("sign") if wrong else None


def factor(evidence: Evidence) -> Cause | None:
    """Recognize a constant factor: 2, 1/2, N or 1/N, with either sign."""
    expected = evidence.expected
    if not expected.any() or not np.isfinite(expected).all():
        return None
    largest = np.unravel_index(np.argmax(np.abs(expected)), expected.shape)
    ratio = float(evidence.got[largest] / expected[largest])
    lengths = sorted(n for n in evidence.sizes if n > 2)
    candidates = {2.0: "2 times", 0.5: "1/2 times"}
    candidates |= {float(n): f"{n} times" for n in lengths}
    candidates |= {1.0 / n: f"1/{n} times" for n in lengths}
    for size, words in candidates.items():
        if not np.isclose(abs(ratio), size, rtol=1e-3):
            continue
        if not evidence.is_(np.copysign(size, ratio) * expected):
            continue
        if ratio < 0:
            return evidence.fills("minus_factor", factor=f"-{words}")
        if size in (2.0, 0.5):
            return evidence.says("twice" if size == 2.0 else "half")
        n = round(size) if size > 1 else round(1 / size)
        return evidence.fills("times_n" if size > 1 else "over_n", n=n)
    return None


def transposed_values(evidence: Evidence) -> Cause | None:
    """Recognize the transpose of a square matrix."""
    square = evidence.expected.ndim == 2 and evidence.is_(evidence.expected.T)
    return evidence.says("transposed") if square else None


def reversed_order(evidence: Evidence) -> Cause | None:
    """Recognize the right numbers in reverse order, along the first axis or the last."""
    expected = evidence.expected
    if expected.ndim and evidence.is_(expected[::-1]):
        return evidence.says("reversed")
    if expected.ndim > 1 and evidence.is_(expected[..., ::-1]):
        return evidence.says("columns_reversed")
    return None


def same_rows(evidence: Evidence) -> Cause | None:
    """Recognize one row over and over, where the rows should differ."""
    got, expected = evidence.got, evidence.expected
    if got.ndim < 2 or len(got) < 2 or not got.any():
        return None
    if (got == got[0]).all() and not (expected == expected[0]).all():
        return evidence.fills("same_rows", n=len(got))
    return None


def transposed_shape(evidence: Evidence) -> Cause | None:
    """Recognize the transpose of a matrix that is not square."""
    wrong = evidence.expected.ndim == 2 and evidence.is_(evidence.expected.T)
    return evidence.says("transposed") if wrong else None


def missing_row(evidence: Evidence) -> Cause | None:
    """Recognize that the first or the last row is left out."""
    if evidence.expected.ndim < 2 or len(evidence.expected) < 2:
        return None
    first, last = evidence.is_(evidence.expected[1:]), evidence.is_(evidence.expected[:-1])
    if first == last:  # neither, or the numbers cannot tell
        return None
    return evidence.says("first_row_missing" if first else "last_row_missing")


def broadcast_shape(evidence: Evidence) -> Cause | None:
    """Recognize (N, N) where (N,) or (N, 1) is expected."""
    got, expected = evidence.got.shape, evidence.expected.shape
    n = max(expected, default=0)
    if len(got) != 2 or got != (n, n) or n < 2 or expected not in ((n,), (n, 1), (1, n)):
        return None
    return evidence.fills("broadcast_shape", **_shapes(evidence), column=f"({n}, 1)", row=f"({n},)")


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


def length(evidence: Evidence) -> Cause | None:
    """Recognize a wrong number of rows or entries."""
    got, expected = evidence.got.shape, evidence.expected.shape
    if not got or not expected or len(got) != len(expected) or got[1:] != expected[1:]:
        return None
    return evidence.fills("rows" if len(got) > 1 else "length", got=got[0], expected=expected[0])


def all_zero(evidence: Evidence) -> Cause | None:
    """Recognize a result that is zero everywhere."""
    wrong = evidence.got.ndim and not evidence.got.any() and evidence.expected.any()
    return evidence.says("zeros") if wrong else None


def _nothing_known(evidence: Evidence) -> Cause:
    got, expected = evidence.got.astype(np.float64), evidence.expected.astype(np.float64)
    if not np.isfinite(got).all() or not np.isfinite(expected).all():
        return evidence.says("value")
    distance, size = np.abs(got - expected).max(), np.abs(expected).max()
    if distance <= 1e-3 * size:
        return evidence.fills("close", error=f"{distance / size:.0e}")
    return evidence.says("value")


def _shapes(evidence: Evidence) -> dict[str, str]:
    return {
        "got": describe.shape(evidence.got.shape),
        "expected": describe.shape(evidence.expected.shape),
    }


SHAPES: tuple[Recognizer, ...] = (transposed_shape, missing_row, broadcast_shape, axes, length)
"""For a wrong shape; the first that knows it speaks."""

BROKEN: tuple[Recognizer, ...] = (not_finite, integers)
"""For values that no formula explains; the first that knows them speaks, before `VALUES`."""

VALUES: tuple[Recognizer, ...] = (
    all_zero,
    sign,
    factor,
    transposed_values,
    reversed_order,
    same_rows,
)
"""For wrong values; where several fit, none is claimed alone."""
