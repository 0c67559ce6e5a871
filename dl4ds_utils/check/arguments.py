"""Arguments of a call: copied before it, compared after it."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.lib.array_utils import byte_bounds
from numpy.typing import NDArray

__all__ = ["Arguments", "arrays_in", "copied", "named", "shared", "sizes", "unchanged"]

Arguments = tuple[tuple[Any, ...], dict[str, Any]]
"""Positional and keyword arguments of a call."""


def copied(value: Any) -> Any:
    """Copy an argument so that the function under test cannot tell it from the original.

    Arrays keep dtype, read-only flag and memory layout (strides, also negative ones). Functions
    and other callables are passed as they are.

    Examples
    --------
    >>> a = np.arange(6.0)[::-2]
    >>> a.flags.writeable = False
    >>> b = copied(a)
    >>> b.strides == a.strides, b.flags.writeable, bool((a == b).all())
    (True, False, True)
    """
    if type(value) is np.ndarray:
        return _copied_array(value)
    if type(value) in (list, tuple):
        return type(value)(copied(entry) for entry in value)
    if type(value) is dict:
        return {key: copied(entry) for key, entry in value.items()}
    return value if callable(value) else copy.deepcopy(value)


def named(
    function: Callable[..., Any], before: Arguments, after: Arguments
) -> Iterator[tuple[str, Any, Any]]:
    """Yield (name, argument before the call, argument after it).

    The name is the parameter's as far as it is known, else its number; a single argument needs
    none.

    Examples
    --------
    >>> list(named(lambda phi, g: phi, ((1, 2), {}), ((1, 3), {})))
    [('`phi`', 1, 1), ('`g`', 2, 3)]
    """
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):  # built-in functions and proxies have no signature
        parameters = []
    plain = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    names = [f"`{parameter.name}`" for parameter in parameters if parameter.kind in plain]
    many = len(before[0]) + len(before[1]) > 1
    for index, (original, given) in enumerate(zip(before[0], after[0], strict=True)):
        number = f"number {index + 1}" if many else ""
        yield names[index] if index < len(names) else number, original, given
    for key, original in before[1].items():
        yield f"`{key}`", original, after[1][key]


def unchanged(before: Any, after: Any) -> bool:
    """Tell whether an argument is still what it was: type, shape, dtype and every number.

    Only numbers, arrays and containers of them are looked at; a random generator, for example,
    is meant to change.
    """
    if isinstance(before, np.ndarray):
        return (
            isinstance(after, np.ndarray)
            and before.shape == after.shape
            and before.dtype == after.dtype
            and np.array_equal(before, after, equal_nan=before.dtype.kind in "fc")
        )
    if isinstance(before, (list, tuple)):
        return len(before) == len(after) and all(map(unchanged, before, after))
    if isinstance(before, Mapping):
        return list(before) == list(after) and all(
            unchanged(before[key], after[key]) for key in before
        )
    if isinstance(before, (bool, int, float, complex)):
        return type(before) is type(after) and bool(before == after or before != before)
    return True


def arrays_in(value: Any) -> Iterator[NDArray[Any]]:
    """Yield every array inside nested lists, tuples and dicts."""
    if isinstance(value, np.ndarray):
        yield value
    elif isinstance(value, (list, tuple)):
        for entry in value:
            yield from arrays_in(entry)
    elif isinstance(value, Mapping):
        yield from arrays_in(list(value.values()))


def shared(result: Any, argument: Any) -> bool:
    """Tell whether a result uses the memory of an argument."""
    # Arguments are fresh copies, each with a buffer of its own: overlapping bounds are enough.
    return any(
        np.may_share_memory(ours, theirs)
        for ours in arrays_in(result)
        for theirs in arrays_in(argument)
    )


def sizes(arguments: Any) -> frozenset[int]:
    """Collect the lengths of the axes of all array arguments.

    Examples
    --------
    >>> sorted(sizes([np.zeros((5, 2)), np.zeros(5), 0.1]))
    [2, 5]
    """
    return frozenset(n for array in arrays_in(arguments) for n in array.shape)


def _copied_array(array: NDArray[Any]) -> NDArray[Any]:
    if array.size == 0 or array.dtype.hasobject or array.flags.c_contiguous:
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
