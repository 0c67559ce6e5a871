"""The memory of arrays: as bytes that can be sent, and written back where they came from."""

from __future__ import annotations

import functools
import math
import re
from typing import Any

import numpy as np
from numpy.lib.array_utils import byte_bounds
from numpy.typing import NDArray

from autograder.rooms.errors import Malformed

__all__ = [
    "KINDS",
    "Layout",
    "address",
    "content",
    "dtype_of",
    "own_block",
    "owner",
    "place",
    "window",
]

Array = NDArray[Any]
Bytes = NDArray[np.uint8]
KINDS = "biufcSU"
DTYPE = re.compile(rf"[<>|=]?[{KINDS}][0-9]{{1,7}}")
"""Kinds of dtypes that travel: booleans, numbers and text."""
LARGEST = 2**31
"""Elements of one array, at the most: strides of zero cost no memory, but make large results."""

_INTEGERS = frozenset({int})

Layout = tuple[str, list[int], list[int], int, bool]
"""dtype, shape, strides, offset of the first element in its block (bytes), writeable."""


def owner(array: Array) -> Array:
    """Return the array at the root of a chain of views."""
    root = array
    while isinstance(root.base, np.ndarray):
        root = root.base
    return root


def address(array: Array) -> int:
    """Return where the first element is."""
    return int(array.__array_interface__["data"][0])


def own_block(array: Array) -> Bytes | None:
    """Return all memory of an array that owns it, as bytes in place; None if it has gaps."""
    if not (array.flags.c_contiguous or array.flags.f_contiguous):
        return None
    flat = array.reshape(-1, order="A") if array.ndim != 1 else array
    return np.asarray(flat).view(np.ndarray).view(np.uint8) if array.size else np.empty(0, np.uint8)


def content(array: Array) -> tuple[bytes, int]:
    """Copy what `window` does, as bytes."""
    if array.flags.c_contiguous:  # nearly all are, and nothing lies between the elements
        return array.tobytes(), 0
    block, offset = window(array)
    return block.tobytes(), offset


def window(array: Array) -> tuple[Bytes, int]:
    """Copy an array's elements, and nothing that lies between them, in their layout.

    Returns
    -------
    (ndarray of uint8, int)
        The bytes from the first to the last that belong to an element, with zeros in the gaps, and
        the offset of the element with index 0.
    """
    if array.size == 0:
        return np.empty(0, np.uint8), 0
    low, high = byte_bounds(array)
    block = np.zeros(high - low, np.uint8)
    offset = address(array) - low
    twin: Array = np.ndarray(array.shape, array.dtype, block, offset, array.strides)
    twin[...] = array
    return block, offset


def dtype_of(text: object) -> np.dtype[Any]:
    """Read the name of a dtype.

    Raises
    ------
    Malformed
        If it is none, or of a kind that does not travel.
    """
    if type(text) is not str:
        raise Malformed("a dtype")
    return _dtype_named(text)


@functools.lru_cache
def _dtype_named(text: str) -> np.dtype[Any]:
    # NumPy reads many other texts as a dtype, some with a warning.
    if not DTYPE.fullmatch(text):
        raise Malformed("a dtype")
    try:
        return np.dtype(text)
    except (TypeError, ValueError) as error:
        raise Malformed("a dtype") from error


def place(block: Bytes, layout: object) -> Array:
    """Return the array that a layout describes inside a block.

    Raises
    ------
    Malformed
        If it reaches beyond the block.
    """
    if type(layout) is not list or len(layout) != 5:
        raise Malformed("a layout")
    name, shape, strides, offset, writeable = layout
    dtype = dtype_of(name)
    if (
        type(shape) is not list
        or type(strides) is not list
        or not len(shape) == len(strides) <= 32
        or not _INTEGERS.issuperset(map(type, (offset, *shape, *strides)))
        or type(writeable) is not bool
        or min(shape, default=0) < 0
        or math.prod(shape) > LARGEST
    ):
        raise Malformed("a layout")
    try:
        array: Array = np.ndarray(tuple(shape), dtype, block, offset, tuple(strides))
    except (ValueError, TypeError, OverflowError) as error:
        raise Malformed(f"a layout: {error}") from error
    if not writeable:  # memory that is read-only here stays so, whatever the other side says
        array.flags.writeable = False
    return array
