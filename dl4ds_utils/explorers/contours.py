"""The bands of a map: rings around what lies above each level, for a front end to fill.

Each band is painted on those below it, so that two bands never leave a gap between them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["borders", "rings"]

Floats = NDArray[np.float64]

MARGIN = 0.02
"""Of its width beyond the map, so that the border of what is filled is not seen."""
FINE = 2048
"""Parts of the width or height of a map: finer, nobody sees where a line passes."""


def borders(x: Floats, y: Floats) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Give the least and the greatest x and y of rings.

    Parameters
    ----------
    x, y : ndarray of shape (2,)
        Ranges of the map.
    """
    sides = [_places(ends, 2) for ends in (x, y)]
    return tuple(float(side[0]) for side in sides), tuple(float(side[-1]) for side in sides)


def rings(tables: Floats, levels: Floats, x: Floats, y: Floats) -> Floats:
    """Give the rings around all that has a value, and then around what lies above each level.

    Parameters
    ----------
    tables : ndarray of shape (..., R, C)
        Values at equal distances, row 0 at the lower end of `y`. NaN lies in no ring.
    levels : ndarray of shape (L,)
        In rising order.
    x, y : ndarray of shape (2,)
        Ranges of the map.

    Returns
    -------
    ndarray of shape (..., K, 2)
        Points; a ring ends where it began. A row of NaN follows each ring, and one of infinity
        those of each level; at the end rows of NaN, as many as are needed.
    """
    *states, rows, columns = tables.shape
    sides = _places(x, columns), _places(y, rows)
    some = [_around(table, levels, *sides) for table in tables.reshape(-1, rows, columns)]
    found = np.full((len(some), max(map(len, some)), 2), np.nan)
    for k, points in enumerate(some):
        found[k, : len(points)] = points
    return found.reshape(*states, *found.shape[1:])


def _around(table: Floats, levels: Floats, x: Floats, y: Floats) -> Floats:
    from contourpy import FillType, contour_generator

    known = np.concatenate([table[np.isfinite(table)], levels])
    lower, upper = known.min() - 1.0, known.max() + 1.0
    finite = np.nan_to_num(table, nan=np.nan, posinf=upper, neginf=lower)
    padded = np.ma.masked_invalid(np.pad(finite, 1, mode="edge"))
    generator: Any = contour_generator(x, y, padded, fill_type=FillType.OuterOffset)
    fine = np.array([side[-1] - side[0] for side in (x, y)]) / FINE
    found: list[Floats] = []
    for level in (lower - 1.0, *levels):
        for points, offsets in zip(*generator.filled(float(level), np.inf), strict=True):
            for ring in np.split(points, offsets[1:-1].astype(int)):
                found += [_thinned(ring, fine), np.full((1, 2), np.nan)]
        found.append(np.full((1, 2), np.inf))
    return np.concatenate(found)


def _thinned(ring: Floats, fine: Floats) -> Floats:
    """Leave out every second point where nobody can see it, and round the others."""
    middle = (ring[:-2:2] + ring[2::2]) / 2.0
    keep = np.ones(len(ring), dtype=bool)
    keep[1:-1:2] = (np.abs(ring[1:-1:2] - middle) > fine).any(axis=1)
    return np.asarray(np.rint(ring[keep] / fine) * fine)


def _places(ends: Floats, count: int) -> Floats:
    low, high = ends
    over = MARGIN * (high - low)
    return np.concatenate([[low - over], np.linspace(low, high, count), [high + over]])
