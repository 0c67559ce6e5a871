"""Arrays that share memory: with an argument, with each other, with an earlier result."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.lib.array_utils import byte_bounds
from numpy.typing import NDArray

from dl4ds_utils.check.containers import Path, placed_arrays

__all__ = ["shared", "twins"]

Placed = tuple[Path, NDArray[Any]]

HARDEST = 10_000
"""Steps that NumPy may take to decide whether two arrays overlap, and pairs that are looked at.

What is not decided after that is not claimed.
"""
FEW = 64
"""Pairs that are asked one by one whether their memory may overlap: nearly always none does."""


def shared(value: Any, other: Any) -> tuple[Path, Path] | None:
    """Find the first array of a value that uses the memory of another value's array, or None.

    Examples
    --------
    >>> a = np.zeros(3)
    >>> shared([1.0, a[:1]], (2.0, {"m": a}))
    ((1,), (1, 'm'))
    >>> shared(a[:2], a[2:])
    """
    ours = [*placed_arrays(value)]
    theirs = [*placed_arrays(other)] if ours else []
    if _apart(len(ours) * len(theirs), itertools.product(ours, theirs)):
        return None
    return _first_pair([(0, *p) for p in ours] + [(1, *p) for p in theirs], across=True)


def twins(value: Any) -> tuple[Path, Path] | None:
    """Find two arrays inside a value that share memory with each other, or None.

    Rows of one table do not: each has a part of the memory for itself.

    Examples
    --------
    >>> table = np.zeros((2, 3))
    >>> twins(list(table)), twins((table, 1.0, table[0]))
    (None, ((0,), (2,)))
    """
    inside = [*placed_arrays(value)]
    if _apart(len(inside) ** 2, itertools.combinations(inside, 2)):
        return None
    return _first_pair([(0, *p) for p in inside], across=False)


def _apart(count: int, pairs: Iterable[tuple[Placed, Placed]]) -> bool:
    """Tell whether it is plain at a glance that no pair overlaps."""
    return count <= FEW and not any(np.may_share_memory(a, b) for (_, a), (_, b) in pairs)


def _first_pair(
    arrays: Iterable[tuple[int, Path, NDArray[Any]]], *, across: bool
) -> tuple[Path, Path] | None:
    # Sorted by where their memory begins, only arrays that are still open can overlap the next.
    bounded = [
        (*byte_bounds(a), i, side, path, a) for i, (side, path, a) in enumerate(arrays) if a.size
    ]
    bounded.sort(key=lambda entry: entry[:3])
    still_open: list[Any] = []
    pairs: list[tuple[Any, Any]] = []
    looked_at = 0
    for entry in bounded:
        still_open = [earlier for earlier in still_open if earlier[1] > entry[0]]
        pairs += [
            tuple(sorted((earlier, entry), key=lambda e: e[2]))
            for earlier in still_open
            if not across or earlier[3] != entry[3]
        ]
        still_open.append(entry)
        looked_at += len(still_open)
        if len(pairs) > HARDEST or looked_at > HARDEST**2 // 100:
            break
    found = [(a[2], b[2], a[4], b[4]) for a, b in pairs if _overlap(a[5], b[5])]
    return min(found)[2:] if found else None


def _overlap(one: NDArray[Any], other: NDArray[Any]) -> bool:
    try:
        # NumPy takes any number here; its type stubs know two of them.
        return np.shares_memory(one, other, max_work=HARDEST)  # type: ignore[arg-type]
    except np.exceptions.TooHardError:
        return False
