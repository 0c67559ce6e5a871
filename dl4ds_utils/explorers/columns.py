"""Arrays of points as one array for each of their columns: a browser reads what lies together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.explorers.scene import Array

__all__ = ["joined", "separated"]

Floats = NDArray[np.float64]


def separated(arrays: Mapping[str, Array], used: Iterable[str]) -> dict[str, Array]:
    """Give the arrays, and where columns are used, these in place of the whole.

    Parameters
    ----------
    arrays : mapping of str to Array
        The arrays by name.
    used : iterable of str
        Names of arrays, or ``"name@k"`` for the entry k of the last dimension.

    Returns
    -------
    dict of str to Array
        The same entry of the same numbers is one array, whatever its axes are.
    """
    known = set(used)
    made: dict[tuple[int, int], Floats] = {}
    found: dict[str, Array] = {}
    for name, array in arrays.items():
        count = array.values.shape[-1] if array.values.ndim > len(array.axes) else 0
        columns = {f"{name}@{k}": k for k in range(count) if f"{name}@{k}" in known}
        if not columns or name in known:
            found[name] = array
        for column, k in columns.items():
            values = made.setdefault((id(array.values), k), array.values[..., k])
            lo, hi = (_entry(end, k) for end in (array.lo, array.hi))
            found[column] = replace(array, values=values, lo=lo, hi=hi)
    return found


def joined(columns: Mapping[str, Floats]) -> dict[str, Floats]:
    """Put columns together again: the inverse of `separated`, where all of them are used."""
    found: dict[str, Floats] = {}
    parts: dict[str, list[Floats]] = {}
    for name, values in columns.items():
        whole, _, column = name.partition("@")
        if column:
            parts.setdefault(whole, []).append(values)
        else:
            found[name] = values
    return {**found, **{name: np.stack(some, axis=-1) for name, some in parts.items()}}


def _entry(end: Any, k: int) -> Any:
    return end if np.ndim(end) == 0 else end[k]
