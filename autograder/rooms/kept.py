"""Which lists and dicts outlast a call: those that a test still holds.

A student's function may keep what it has returned and change it in a later call; in one process
the test would see that. Lists and dicts have no weak references, so what a test still holds is
counted: all references to one, less those of the ledger and of the other containers there.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from autograder.rooms.held import Container

__all__ = ["outlasting"]

Number = Callable[[object], int | None]
_PLAIN = frozenset({type(None), bool, int, float, complex, str, bytes})
_CHANGEABLE = (list, dict, np.ndarray, np.random.Generator, np.random.RandomState)


def outlasting(
    containers: Mapping[int, Container], number_of: Number, lasts: Callable[[Any], bool]
) -> set[int]:
    """Return the numbers of containers that the sides should go on sharing.

    Parameters
    ----------
    containers : mapping of int to Container
        All that this side knows.
    number_of : callable
        From a list or dict to its number; None if it has none.
    lasts : callable
        Whether an array stays known, too. A container of others is sent anew each time.

    Returns
    -------
    set of int
        What somebody outside holds, and what is inside that.
    """
    inside: Counter[int] = Counter()
    below = {number: _counted(held, inside) for number, held in containers.items()}
    reached: set[int] = set()
    waiting = [n for n, held in containers.items() if _held_outside(held, inside)]
    while waiting:
        one = waiting.pop()
        if one in containers and one not in reached:
            reached.add(one)
            waiting += [n for n in map(number_of, below[one]) if n is not None]
    return _whole(reached, below, number_of, lasts)


def _counted(held: Container, inside: Counter[int]) -> list[Any]:
    """Return what can change inside a container; count all references that this module knows."""
    parts = _mutable(held.parts())
    found = [*_changeable(parts)]
    for shared in (parts, _mutable(held.content), found):
        inside.update(id(part) for part in shared if isinstance(part, (list, dict)))
    return found


def _whole(
    numbers: set[int],
    below: Mapping[int, list[Any]],
    number_of: Number,
    lasts: Callable[[Any], bool],
) -> set[int]:
    """Leave out containers of anything that does not last, and those that hold them."""
    while True:
        left = {
            number
            for number in numbers
            if all(
                number_of(part) in numbers if isinstance(part, (list, dict)) else lasts(part)
                for part in below[number]
            )
        }
        if left == numbers:
            return left
        numbers = left


def _mutable(parts: list[Any]) -> list[Any]:
    """Return the parts, or none of them where it is plain at a glance that they cannot change."""
    return [] if _PLAIN.issuperset(map(type, parts)) else parts


def _changeable(parts: Iterable[Any]) -> Iterator[Any]:
    """Yield what can change in place: containers, arrays, generators, also inside tuples."""
    for part in parts:
        if isinstance(part, tuple):
            yield from _changeable(part)
        elif isinstance(part, _CHANGEABLE):
            yield part


def _references(held: Container) -> int:
    return sys.getrefcount(held.value)


_ALONE = _references(Container([]))
"""References to a container that only the ledger holds."""


def _held_outside(held: Container, inside: Mapping[int, int]) -> bool:
    return _references(held) > _ALONE + inside.get(id(held.value), 0)
