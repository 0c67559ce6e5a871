"""Objects of a room that do not travel, and what stands for them in the other one."""

from __future__ import annotations

import re
from typing import Any

from autograder.rooms.errors import Malformed

__all__ = ["Foreign", "made_from", "written"]

Tree = Any
LONGEST = 200
# What a test shows last may count as points: no object is to look like a number.
_NUMERIC = re.compile(r"\s*([-+.\d]|np\.|numpy\.|nan|inf|true|false)", re.IGNORECASE)


class Foreign:
    """Stands for an object of the other room that does not travel.

    Each has a class of its own, with the name of the object's class: a message can say what type
    it is. It equals nothing and can do nothing.
    """

    __slots__ = ("_shown",)

    def __init__(self, shown: str) -> None:
        self._shown = shown

    def __repr__(self) -> str:
        return self._shown


def written(value: object) -> Tree:
    """Return the tree of an object that does not travel: the name of its type, and its repr."""
    try:
        shown = repr(value)[:LONGEST]
    except Exception as error:  # noqa: BLE001 - whatever a student's __repr__ raises
        shown = f"<its __repr__ raises {type(error).__name__}>"
    return ["o", type(value).__name__, shown]


def made_from(tree: Tree) -> Foreign:
    """Return what stands for an object of the other room."""
    if len(tree) != 2 or any(type(part) is not str for part in tree):
        raise Malformed("a foreign object")
    name = tree[0] if tree[0].isidentifier() else "object"
    shown = f"<{name[:60]}: {tree[1]}>" if _NUMERIC.match(tree[1]) else tree[1]
    made: Foreign = type(name[:60], (Foreign,), {"__slots__": ()})(shown[:LONGEST])
    return made
