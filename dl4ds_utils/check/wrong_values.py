"""Recognizers for a result of the right shape with wrong values."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.check.evidence import Cause, Evidence, Recognizer

__all__ = ["BROKEN", "VALUES", "nothing_known"]


def not_finite(evidence: Evidence) -> Cause | None:
    """Recognize NaN or infinity where a number is expected, and say where it began."""
    got, expected = evidence.got, evidence.expected
    nan = np.isnan(got) & ~np.isnan(expected)
    bad = nan | (np.isinf(got) & np.isfinite(expected))
    if not bad.any():
        return None
    first = _first(bad)
    if np.isnan(got[first]):
        return evidence.fills("nan", where=_began(first))
    later = f" It turns into NaN{_began(_first(nan))}." if nan.any() else ""
    return evidence.fills("inf", where=_began(first), later=later)


def finite(evidence: Evidence) -> Cause | None:
    """Recognize a finite number where infinity is expected, all else being right."""
    missing = np.isfinite(evidence.got) & np.isinf(evidence.expected)
    if not missing.any():
        return None
    rest = evidence.tolerance.close(evidence.got, evidence.expected) | missing
    return evidence.fills("finite", where=_began(_first(missing))) if rest.all() else None


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


def all_zero(evidence: Evidence) -> Cause | None:
    """Recognize a result that is zero everywhere."""
    wrong = evidence.got.ndim and not evidence.got.any() and evidence.expected.any()
    return evidence.says("zeros") if wrong else None


def sign(evidence: Evidence) -> Cause | None:
    """Recognize minus the right one, everywhere."""
    return evidence.says("sign") if evidence.proves(_minus(evidence.expected)) else None


def transposed_values(evidence: Evidence) -> Cause | None:
    """Recognize the transpose of a square matrix."""
    square = evidence.expected.ndim == 2 and evidence.proves(evidence.expected.T)
    return evidence.says("transposed") if square else None


def reversed_order(evidence: Evidence) -> Cause | None:
    """Recognize the right numbers in reverse order, along the first axis or the last."""
    expected = evidence.expected
    if expected.ndim and evidence.proves(expected[::-1], tries=2):
        return evidence.says("reversed")
    if expected.ndim > 1 and evidence.proves(expected[..., ::-1], tries=2):
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


def nothing_known(evidence: Evidence) -> Cause:
    """Say that the value is wrong, or how close it is."""
    got, expected = evidence.got.astype(np.float64), evidence.expected.astype(np.float64)
    if not np.isfinite(got).all() or not np.isfinite(expected).all():
        return evidence.says("value")
    distance, size = np.abs(got - expected).max(), np.abs(expected).max()
    if distance <= 1e-3 * size:
        return evidence.fills("close", error=f"{distance / size:.0e}")
    return evidence.says("value")


def _minus(array: NDArray[np.float64]) -> NDArray[np.float64]:
    # Minus an unsigned integer would wrap around.
    return -array if array.dtype.kind != "u" else -array.astype(np.float64)


def _first(bad: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(int(i) for i in np.argwhere(bad)[0])


def _began(first: tuple[int, ...]) -> str:
    """Say where the first of them is; of a table also the row, since rows are often steps."""
    if not first:
        return ""
    row = ""
    if len(first) > 1:
        before = f"row {first[0] - 1} is still free of it" if first[0] else "so from the start"
        row = f" (in row {first[0]}, {before})"
    return f", first at index {list(first)}{row}"


BROKEN: tuple[Recognizer, ...] = (not_finite, finite, integers)
"""For values that no formula explains; the first that knows them speaks, before `VALUES`."""

VALUES: tuple[Recognizer, ...] = (
    all_zero,
    sign,
    transposed_values,
    reversed_order,
    same_rows,
)
"""Where several fit, none is claimed alone; `factors.factor` belongs to them."""
