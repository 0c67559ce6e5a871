"""Arguments of a call: copied before it, named and measured for the messages."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
from numpy.lib.array_utils import byte_bounds
from numpy.typing import NDArray

from dl4ds_utils.check import containers

__all__ = ["Arguments", "Length", "copied", "inside", "lengths", "name", "pairs"]

Arguments = tuple[tuple[Any, ...], dict[str, Any]]
"""Positional and keyword arguments of a call."""


@dataclass(frozen=True)
class Length:
    """The length of an axis of an argument, over which a sum or a mean may have run.

    Parameters
    ----------
    n : int
        The length.
    words : str
        What it is the length of, such as "the number of rows of the argument `X`".
    """

    n: int
    words: str


def copied(value: Any) -> Any:
    """Copy an argument so that the function under test cannot tell it from the original.

    Arrays keep dtype, read-only flag and memory layout (strides, also negative ones). A random
    generator is copied with its state, so that every call draws the same numbers. Functions,
    other callables and modules are passed as they are.

    Examples
    --------
    >>> a = np.arange(6.0)[::-2]
    >>> a.flags.writeable = False
    >>> b = copied(a)
    >>> b.strides == a.strides, b.flags.writeable, bool((a == b).all())
    (True, False, True)
    """
    if type(value) in containers.LEAVES:
        return value
    if type(value) is np.ndarray:
        return _copied_array(value)
    if type(value) in (list, tuple):
        return type(value)(copied(entry) for entry in value)
    if type(value) is dict:
        return {key: copied(entry) for key, entry in value.items()}
    return value if callable(value) or isinstance(value, ModuleType) else copy.deepcopy(value)


def pairs(before: Arguments, after: Arguments) -> Iterator[tuple[int | str, Any, Any]]:
    """Yield (position or keyword, argument before the call, argument after it).

    Examples
    --------
    >>> list(pairs(((1,), {"g": 2}), ((1,), {"g": 3})))
    [(0, 1, 1), ('g', 2, 3)]
    """
    for index, both in enumerate(zip(before[0], after[0], strict=True)):
        yield index, *both
    for key, original in before[1].items():
        yield key, original, after[1][key]


def name(function: Callable[..., Any], arguments: Arguments, which: int | str) -> str:
    """Name an argument by its parameter if that is known, else by its number.

    A single argument needs none.

    Examples
    --------
    >>> name(lambda phi, g: phi, ((1, 2), {}), 1), name(print, ((1, 2), {}), 1)
    ('`g`', 'number 2')
    """
    if isinstance(which, str):
        return f"`{which}`"
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):  # built-in functions and proxies have no signature
        parameters = []
    plain = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    names = [f"`{parameter.name}`" for parameter in parameters if parameter.kind in plain]
    if which < len(names):
        return names[which]
    return f"number {which + 1}" if len(arguments[0]) + len(arguments[1]) > 1 else ""


def lengths(function: Callable[..., Any], arguments: Arguments) -> tuple[Length, ...]:
    """Collect the lengths of the axes of all array arguments, each number once.

    Examples
    --------
    >>> lengths(lambda X, y: 0, ((np.zeros((5, 2)), np.zeros(5)), {}))[1]
    Length(n=2, words='the number of columns of the argument `X`')
    """
    found: dict[int, Length] = {}
    for which, argument, _ in pairs(arguments, arguments):
        for path, array in containers.placed_arrays(argument):
            place = inside(name(function, arguments, which), path)
            for axis, n in enumerate(array.shape):
                words = f"the {_axis(axis, array.ndim)} of the {place}"
                found.setdefault(n, Length(n, words))
    return tuple(found.values())


def inside(argument: str, path: containers.Path) -> str:
    """Name a place in an argument, with the argument's `name`.

    Examples
    --------
    >>> inside("`state`", (0,)), inside("number 2", ()), inside("", (1,))
    ('argument `state[0]`', 'argument number 2', 'argument at [1]')
    """
    place = containers.place(path)
    if argument.startswith("`"):
        return f"argument `{argument.strip('`')}{place}`"
    return " ".join(filter(None, ["argument", argument, f"at {place}" if place else ""]))


def _axis(axis: int, dimensions: int) -> str:
    if dimensions == 1:
        return "length"
    if dimensions == 2:
        return "number of columns" if axis else "number of rows"
    return f"length of axis {axis}"


def _copied_array(array: NDArray[Any]) -> NDArray[Any]:
    if array.flags.c_contiguous and not array.dtype.hasobject:
        twin = array.copy()
    elif array.size == 0 or array.dtype.hasobject:
        twin = copy.deepcopy(array)
    else:
        low, high = byte_bounds(array)
        buffer = np.zeros(high - low, dtype=np.uint8)
        twin = np.ndarray(
            array.shape,
            array.dtype,
            buffer=buffer.data,
            offset=int(array.__array_interface__["data"][0]) - low,
            strides=array.strides,
        )
        twin[...] = array
    twin.flags.writeable = array.flags.writeable
    return twin
