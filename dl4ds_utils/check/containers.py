"""Walk through lists, tuples and dicts of arrays, however deep, long or entangled they are.

A result may be nested a thousand deep, hold itself, or have ten million entries: a check must
end all the same. So containers are visited once each, not further than `numeric.DEEPEST`, and a
list of plain numbers is never stepped through in Python.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.check import describe
from dl4ds_utils.check.numeric import DEEPEST

__all__ = ["LEAVES", "Path", "arrays_in", "changed", "place", "placed_arrays", "snapshot", "words"]

Path = tuple[Any, ...]
"""The keys and indices that lead to a place inside containers."""

Containers = (list, tuple, Mapping)
LEAVES = frozenset({float, int, bool, str, type(None), np.float64, np.int64})
"""What most arguments and results are, and nothing is inside of."""
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def place(path: Path) -> str:
    """Write a path as code.

    Examples
    --------
    >>> place((1, "v")), place(())
    ("[1]['v']", '')
    """
    return "".join(f"[{key!r}]" for key in path)


def words(path: Path) -> str:
    """Say a path in words, as far as code alone would need counting from 0.

    Examples
    --------
    >>> words((1, 0)), words(("v", 1)), words(("v",))
    ('the first value of the second value', "the second value of 'v'", '')
    """
    if not any(isinstance(key, int) for key in path):
        return ""
    return " of ".join(
        f"the {_ordinal(key)} value" if isinstance(key, int) else repr(key)
        for key in reversed(path)
    )


def placed_arrays(value: Any) -> Iterator[tuple[Path, NDArray[Any]]]:
    """Yield every array inside nested lists, tuples and dicts with the path to it."""
    stack: list[tuple[Path, Any]] = [((), value)] if _holds_arrays(value) else []
    seen: set[int] = set()
    while stack:
        path, here = stack.pop()
        if isinstance(here, np.ndarray):
            yield path, here
        elif isinstance(here, Containers) and id(here) not in seen and len(path) < DEEPEST:
            seen.add(id(here))
            if not _plain(_values(here)):
                inside = here.items() if isinstance(here, Mapping) else enumerate(here)
                stack += reversed([((*path, key), entry) for key, entry in inside])


def arrays_in(value: Any) -> Iterator[NDArray[Any]]:
    """Yield every array inside nested lists, tuples and dicts."""
    return (array for _, array in placed_arrays(value))


def snapshot(value: Any) -> Any:
    """Copy containers and arrays, to see later whether they have changed.

    Whatever else is inside is taken as it is.

    Examples
    --------
    >>> a = [np.zeros(1), {"t": 0}]
    >>> b = snapshot(a)
    >>> a[0][0], a[1]["t"] = 1.0, 1
    >>> b
    [array([0.]), {'t': 0}]
    """
    return _snapshot(value, {}, DEEPEST)


def changed(before: Any, after: Any) -> tuple[Path, Any, Any] | None:
    """Find the first place where a value is not what it was, or None.

    Only numbers, arrays and containers of them are looked at: type, shape, dtype and every
    number. A random generator, for example, is meant to change.

    Returns
    -------
    tuple of (Path, object, object) or None
        The path, what was there and what is there now. Of a long array this is the first entry
        that differs.

    Examples
    --------
    >>> changed((1, [2.0, 3.0]), (1, [2.0, 4.0]))
    ((1, 1), 3.0, 4.0)
    """
    return _changed(before, after, (), set())


def _ordinal(index: int) -> str:
    return ORDINALS[index] if 0 <= index < len(ORDINALS) else f"number {index + 1}"


def _values(container: Any) -> Iterable[Any]:
    return container if isinstance(container, (list, tuple)) else container.values()


def _holds_arrays(value: Any) -> bool:
    """Tell whether there is an array inside, one level of nesting after the other."""
    if type(value) in LEAVES:
        return False
    if isinstance(value, np.ndarray):
        return True
    level = [value] if isinstance(value, Containers) else []
    for _ in range(DEEPEST):
        kinds = set(map(type, itertools.chain.from_iterable(map(_values, level)))) - LEAVES
        if any(issubclass(kind, np.ndarray) for kind in kinds):
            return True
        nested = tuple(kind for kind in kinds if issubclass(kind, Containers))
        if not nested:
            return False
        entries = itertools.chain.from_iterable(map(_values, level))
        level = list({id(entry): entry for entry in entries if isinstance(entry, nested)}.values())
    return False


def _plain(entries: Iterable[Any]) -> bool:
    """Tell whether there are neither arrays nor containers among the entries."""
    kinds = set(map(type, entries)) - LEAVES
    return not any(issubclass(kind, (np.ndarray, *Containers)) for kind in kinds)


def _snapshot(value: Any, done: dict[int, Any], deeper: int) -> Any:
    if isinstance(value, np.ndarray):
        return value.copy()
    if type(value) not in (list, tuple, dict) or deeper == 0:
        return value
    if id(value) not in done:
        if _plain(_values(value)):
            done[id(value)] = value.copy() if isinstance(value, (list, dict)) else value
        elif isinstance(value, dict):
            done[id(value)] = {k: _snapshot(v, done, deeper - 1) for k, v in value.items()}
        else:
            done[id(value)] = type(value)(_snapshot(v, done, deeper - 1) for v in value)
    return done[id(value)]


def _changed(
    before: Any, after: Any, path: Path, seen: set[tuple[int, int]]
) -> tuple[Path, Any, Any] | None:
    if before is after and type(before) in LEAVES:
        return None
    if isinstance(before, np.ndarray):
        return _changed_array(before, after, path)
    if not isinstance(before, Containers):
        if not isinstance(before, (bool, int, float, complex)) or before is after:
            return None
        same = type(before) is type(after) and bool(before == after or before != before)
        return None if same else (path, before, after)
    if (id(before), id(after)) in seen or len(path) >= DEEPEST:
        return None
    seen.add((id(before), id(after)))
    if type(before) is not type(after) or len(before) != len(after):
        return path, before, after
    if isinstance(before, Mapping):
        if list(before) != list(after):
            return path, before, after
        pairs: Iterable[tuple[Any, Any, Any]] = ((k, before[k], after[k]) for k in before)
    else:
        if _plain(before) and _plain(after) and before == after:
            return None
        pairs = ((i, *both) for i, both in enumerate(zip(before, after, strict=True)))
    for key, was, now in pairs:
        found = _changed(was, now, (*path, key), seen)
        if found:
            return found
    return None


def _changed_array(before: NDArray[Any], after: Any, path: Path) -> tuple[Path, Any, Any] | None:
    if (
        not isinstance(after, np.ndarray)
        or before.shape != after.shape
        or before.dtype != after.dtype
    ):
        return path, before, after
    if before.dtype.hasobject or before.tobytes() == after.tobytes():
        return None
    if np.array_equal(before, after, equal_nan=before.dtype.kind in "fc"):
        return None
    if before.size <= describe.MANY:
        return path, before, after
    different = (before != after) & ((before == before) | (after == after))
    first = tuple(int(i) for i in np.argwhere(different)[0])
    return (*path, *first), before[first], after[first]
