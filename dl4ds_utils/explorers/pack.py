r"""A scene as few bytes: quantized, compressed, with the offsets to look a state up.

A number is stored as one of :math:`n + 1` codes at equal distances on the array's scale,

.. math:: c = \mathrm{round}\left(n\,\frac{s(v) - s(lo)}{s(hi) - s(lo)}\right), \qquad
    s(v) = v,\quad \log_{10} v \quad\text{or}\quad
    \mathrm{sign}(v)\,\log_{10}(1 + |v| / \text{linthresh})

with n = 65532 (u2) or 252 (u1). The three codes above are NaN (the highest), +∞ and −∞.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.explorers.columns import joined
from dl4ds_utils.explorers.primitives import drawn
from dl4ds_utils.explorers.scene import Array, Scene

__all__ = ["Packed", "decode", "pack", "unpack"]

Floats = NDArray[np.float64]

STEPS = {"u1": 252, "u2": 65532}
LARGEST = 8e307
"""Ranges end here, so that their width is finite."""
ALIGNED = 4
"""A browser reads numbers only at multiples of their size."""
LEVEL = 8
"""Of zlib: the highest takes nearly three times as long, for 5 % of the bytes at most."""


@dataclass(frozen=True, eq=False)
class Packed:
    """A scene for a front end.

    Parameters
    ----------
    spec : dict
        What JSON can hold, with a table of the arrays.
    data : bytes
        All arrays, little-endian, one after the other, compressed by zlib.
    """

    spec: dict[str, Any]
    data: bytes

    @property
    def size(self) -> int:
        """Bytes of both in a page, where the data are written in base64."""
        text = json.dumps(self.spec, ensure_ascii=False, separators=(",", ":"))
        return len(text.encode()) + 4 * -(-len(self.data) // 3)


def pack(scene: Scene) -> Packed:
    """Quantize and compress a scene.

    Examples
    --------
    >>> from dl4ds_utils.explorers.scene import Array
    >>> entry, codes = encode(Array(np.array([0.0, 0.5, 1.0, np.nan])))
    >>> entry["lo"], entry["hi"], codes.tolist()
    (0.0, 1.0, [0, 32766, 65532, 65535])
    """
    table: dict[str, Any] = {}
    parts: list[bytes] = []
    at = 0
    places: dict[tuple[Any, ...], int] = {}
    spec, arrays = drawn(scene)
    for name, array in arrays.items():
        entry, codes = encode(array)
        # The same numbers with other axes, such as a curve and its value at a step, are one.
        key = (id(array.values), array.type, array.scale, array.linthresh, array.lo, array.hi)
        if key not in places:
            raw = codes.tobytes()
            places[key] = at
            parts.append(raw + bytes(-len(raw) % ALIGNED))
            at += len(parts[-1])
        table[name] = {**entry, "at": places[key]}
    return Packed({**spec, "arrays": table}, zlib.compress(b"".join(parts), LEVEL))


def encode(array: Array) -> tuple[dict[str, Any], NDArray[Any]]:
    """Quantize one array: its entry in the table, without its place, and its codes."""
    values = array.values
    entry: dict[str, Any] = {
        "axes": list(array.axes), "shape": list(values.shape), "type": array.type,
        "scale": array.scale,
    }  # fmt: skip
    if array.type == "f4":
        with np.errstate(over="ignore"):  # beyond 3e38 numbers are infinite there
            return entry, values.astype("<f4")
    if array.scale == "symlog":
        entry["linthresh"] = array.linthresh
    entry["lo"], entry["hi"] = _bound(array, "lo"), _bound(array, "hi")
    low, high = _scaled(entry, entry["lo"]), _scaled(entry, entry["hi"])
    n = STEPS[array.type]
    scaled = _scaled(entry, values)
    # In place: a table may have millions of numbers, and each copy takes as long as the work on it.
    with np.errstate(invalid="ignore"):
        parts = np.asarray(scaled - low)
        parts /= np.where(high > low, high - low, 1.0)
    np.nan_to_num(parts, copy=False)
    np.clip(parts, 0.0, 1.0, out=parts)
    parts *= n
    # Of an array without dimensions NumPy makes a number, which has no places to write to.
    codes = np.asarray(np.rint(parts), dtype=f"<{array.type}")
    for step, special in enumerate((scaled == -np.inf, scaled == np.inf, np.isnan(scaled)), 1):
        codes[special] = n + step
    return entry, codes


def unpack(packed: Packed) -> dict[str, Floats]:
    """Read all arrays back, as a front end does, and put columns together again."""
    blob = zlib.decompress(packed.data)
    return joined({name: decode(entry, blob) for name, entry in packed.spec["arrays"].items()})


def decode(entry: Mapping[str, Any], blob: bytes) -> Floats:
    """Read one array from the blob by its entry in the table."""
    count = int(np.prod(entry["shape"], dtype=np.int64))
    codes = np.frombuffer(blob, f"<{entry['type']}", count, entry["at"]).reshape(entry["shape"])
    if entry["type"] == "f4":
        return codes.astype(np.float64)
    n = STEPS[entry["type"]]
    low, high = _scaled(entry, entry["lo"]), _scaled(entry, entry["hi"])
    # Before they are scaled back: the logarithm of 0 is −∞, and comes back as 0.
    special = np.array([-np.inf, np.inf, np.nan])[np.maximum(codes.astype(np.int64) - n - 1, 0)]
    scaled = np.where(codes > n, special, low + codes / n * (high - low))
    if entry["scale"] == "log":
        return np.asarray(10.0**scaled)
    if entry["scale"] == "symlog":
        size = entry["linthresh"] * (10.0 ** np.abs(scaled) - 1.0)
        return np.asarray(np.sign(scaled) * size)
    return np.asarray(scaled)


def _scaled(entry: Mapping[str, Any], values: Any) -> Floats:
    given = np.asarray(values, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        if entry["scale"] == "log":
            return np.asarray(np.log10(given))
        if entry["scale"] == "symlog":
            return np.asarray(np.sign(given) * np.log10(1.0 + np.abs(given) / entry["linthresh"]))
    return given


def _bound(array: Array, side: str) -> float | list[float]:
    given = getattr(array, side)
    if given is not None:
        bounds = np.asarray(given, dtype=np.float64).tolist()
        return bounds if isinstance(bounds, list) else float(bounds)
    usable = np.isfinite(array.values)
    if array.scale == "log":
        usable &= array.values > 0
    found = np.clip(array.values[usable], -LARGEST, LARGEST)
    if not found.size:
        return 1.0
    return float(found.min() if side == "lo" else found.max())
