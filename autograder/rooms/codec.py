"""Values as messages and back, by value, and without trust.

A message is made of what msgpack knows; everything else is a list that begins with a tag. Reading
one makes exact built-in types, arrays, random generators and stand-ins, and nothing else.

Arrays, lists, dicts and random generators can be changed in place, on either side. Each that is
sent gets a number, and with every later message the sides tell each other what has changed since:
so a test sees that a function changed its argument, returned a view of it, or changes today what
it returned yesterday, as if both lived in one process.
"""

from __future__ import annotations

import fractions
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.rooms import arrays, foreign
from autograder.rooms.errors import Malformed, TooLarge
from autograder.rooms.ledger import Ledger

__all__ = ["BITS", "DEPTH", "ITEMS", "Codec"]

DEPTH = 50
"""Containers inside containers, at the most."""
ITEMS = 2_000_000
"""Entries of all containers of one message together, at the most."""
BITS = 200_000
"""Length of an integer, at the most."""
_SMALL = range(-(2**63), 2**64)

Tree = Any
"""What msgpack packs."""
Export = Callable[[Callable[..., Any]], list[Any]]
Import = Callable[[list[Any]], Callable[..., Any]]


class Codec:
    """Turns values into trees and back, for one side of a conversation.

    Parameters
    ----------
    ledger : Ledger
        What both sides hold.
    export : callable
        From a function of this side to the tree that stands for it.
    import_ : callable
        From such a tree to a function that calls the other side's.
    """

    def __init__(self, ledger: Ledger, export: Export, import_: Import) -> None:
        self.ledger = ledger
        self._export = export
        self._import = import_
        self._items = 0
        self._readers: dict[str, Callable[[list[Any], int], Any]] = {
            "i": self._read_int,
            "c": self._read_complex,
            "q": self._read_fraction,
            "t": lambda tree, depth: tuple(self._read_all(tree[1:], depth)),
            "l": self._read_list,
            "d": self._read_dict,
            "s": lambda tree, depth: set(self._read_hashable(tree[1:], depth)),
            "z": lambda tree, depth: frozenset(self._read_hashable(tree[1:], depth)),
            "x": self._read_slice,
            "R": self._read_range,
            "e": lambda *_: ...,
            "g": self._read_scalar,
            "a": lambda tree, _: self.ledger.read_array(tree[1:]),
            "G": lambda tree, _: self.ledger.read_generator(tree[1:]),
            "r": lambda tree, _: self.ledger.same(tree[1:]),
            "f": lambda tree, _: self._import(tree[1:]),
            "o": lambda tree, _: foreign.made_from(tree[1:]),
        }

    # ---- writing -------------------------------------------------------------------------------

    def encode(self, value: object) -> Tree:
        """Return the tree of a value.

        Raises
        ------
        TooLarge
            If it has too many entries or goes too deep.
        """
        self._items = 0
        return self._write(value, 0)

    def _write(self, value: Any, depth: int) -> Tree:
        if depth > DEPTH:
            raise TooLarge(f"a value of more than {DEPTH} levels, one inside the other")
        kind = type(value)
        if value is None or kind in (bool, float, str, bytes):
            return value
        if kind is int:
            return value if value in _SMALL else self._write_int(value)
        if kind is np.ndarray or (
            isinstance(value, np.ndarray) and not isinstance(value, np.ma.MaskedArray)
        ):
            return self._write_array(value)
        if kind is tuple:
            return self._write_container(value, depth)
        if isinstance(value, np.generic):
            if value.dtype.kind not in arrays.KINDS:
                return foreign.written(value)
            cell = np.asarray(value)  # an empty text has no bytes of its own
            return ["g", cell.dtype.str, cell.tobytes()]
        if isinstance(value, (list, tuple, dict, set, frozenset)):
            return self._write_container(value, depth)
        if kind is complex:
            return ["c", value.real, value.imag]
        if kind is fractions.Fraction:
            return ["q", self._write(value.numerator, depth), self._write(value.denominator, depth)]
        if kind is slice:
            return ["x", *(self._write(part, depth + 1) for part in _parts(value))]
        if kind is range:
            return ["R", *(self._write(part, depth + 1) for part in _parts(value))]
        if value is ...:
            return ["e"]
        if isinstance(value, (np.random.Generator, np.random.RandomState)):
            written = self.ledger.write_generator(value)
            return foreign.written(value) if written is None else ["G", *written]
        if callable(value) and not isinstance(value, type):
            return ["f", *self._export(value)]
        return foreign.written(value)

    def _write_int(self, value: int) -> Tree:
        if value.bit_length() > BITS:
            raise TooLarge(f"an integer of more than {BITS} bits")
        return ["i", format(value, "x")]

    def _write_array(self, array: np.ndarray[Any, Any]) -> Tree:
        if array.dtype.kind not in arrays.KINDS:
            return foreign.written(array)
        return ["a", *self.ledger.write_array(np.asarray(array))]

    def _write_container(self, value: Any, depth: int) -> Tree:
        # A subclass travels as what it is underneath: its own methods stay in its room.
        self._count(len(value))
        if isinstance(value, tuple):
            return ["t", *(self._write(entry, depth + 1) for entry in tuple.__iter__(value))]
        if isinstance(value, (set, frozenset)):
            tag = "s" if isinstance(value, set) else "z"
            return [tag, *(self._write(entry, depth + 1) for entry in value)]
        known = self.ledger.number_of(value)
        if known is not None:
            return ["r", known]
        number = self.ledger.enter(value)
        if isinstance(value, list):
            return ["l", number, *(self._write(entry, depth + 1) for entry in list.__iter__(value))]
        pairs = [part for pair in dict.items(value) for part in pair]
        return ["d", number, *(self._write(part, depth + 1) for part in pairs)]

    def changes(self) -> Tree:
        """Return what has changed on this side since the last message."""
        self._items = 0
        return self.ledger.changes(lambda value: self._write(value, 1))

    # ---- reading -------------------------------------------------------------------------------

    def decode(self, tree: Tree) -> Any:
        """Return the value of a tree.

        Raises
        ------
        Malformed
            If no honest room sends such a tree.
        """
        self._items = 0
        return self._read(tree, 0)

    def apply(self, changes: Tree) -> None:
        """Change here what has changed on the other side."""
        self._items = 0
        self.ledger.apply(changes, lambda tree: self._read(tree, 1))

    def _read(self, tree: Tree, depth: int) -> Any:
        kind = type(tree)
        if tree is None or kind in (bool, int, float, str, bytes):
            return tree
        if kind is not list or not tree or type(tree[0]) is not str:
            raise Malformed(f"a {kind.__name__} where a value should be")
        if depth > DEPTH:
            raise Malformed("a value that is nested too deeply")
        reader = self._readers.get(tree[0])
        if reader is None:
            raise Malformed(f"the tag {tree[0]!r:.20}")
        return reader(tree, depth)

    def _read_all(self, trees: list[Tree], depth: int) -> list[Any]:
        self._count(len(trees))
        return [self._read(tree, depth + 1) for tree in trees]

    def _read_hashable(self, trees: list[Tree], depth: int) -> list[Any]:
        values = self._read_all(trees, depth)
        for value in values:
            _require_hashable(value)
        return values

    def _read_list(self, tree: list[Any], depth: int) -> list[Any]:
        made: list[Any] = []
        self.ledger.adopt(made, tree[1:2])
        made += self._read_all(tree[2:], depth)
        self.ledger.settle(made)
        return made

    def _read_dict(self, tree: list[Any], depth: int) -> dict[Any, Any]:
        made: dict[Any, Any] = {}
        self.ledger.adopt(made, tree[1:2])
        parts = self._read_all(tree[2:], depth)
        if len(parts) % 2:
            raise Malformed("a dict with a key too many")
        for key, value in zip(parts[::2], parts[1::2], strict=True):
            _require_hashable(key)
            made[key] = value
        self.ledger.settle(made)
        return made

    @staticmethod
    def _read_int(tree: list[Any], _depth: int) -> int:
        if len(tree) != 2 or type(tree[1]) is not str or len(tree[1]) > BITS // 4 + 2:
            raise Malformed("an integer")
        try:
            return int(tree[1], 16)
        except ValueError as error:
            raise Malformed("an integer") from error

    @staticmethod
    def _read_complex(tree: list[Any], _depth: int) -> complex:
        if [type(part) for part in tree[1:]] != [float, float]:
            raise Malformed("a complex number")
        return complex(*tree[1:])

    def _read_fraction(self, tree: list[Any], depth: int) -> fractions.Fraction:
        parts = [self._read(part, depth + 1) for part in tree[1:]]
        if [type(part) for part in parts] != [int, int] or parts[1] < 1:
            raise Malformed("a fraction")
        return fractions.Fraction(*parts)

    def _read_slice(self, tree: list[Any], depth: int) -> slice:
        parts = [self._read(part, depth + 1) for part in tree[1:]]
        if len(parts) != 3:
            raise Malformed("a slice")
        return slice(*parts)

    def _read_range(self, tree: list[Any], depth: int) -> range:
        parts = [self._read(part, depth + 1) for part in tree[1:]]
        if [type(part) for part in parts] != [int, int, int] or not parts[2]:
            raise Malformed("a range")
        return range(*parts)

    @staticmethod
    def _read_scalar(tree: list[Any], _depth: int) -> Any:
        if len(tree) != 3 or type(tree[2]) is not bytes:
            raise Malformed("a scalar")
        dtype = arrays.dtype_of(tree[1])
        if len(tree[2]) != dtype.itemsize:
            raise Malformed("a scalar")
        return np.frombuffer(tree[2], dtype)[0] if dtype.itemsize else dtype.type()

    def _count(self, more: int) -> None:
        self._items += more
        if self._items > ITEMS:
            raise TooLarge(f"a value of more than {ITEMS} entries")


def _parts(value: slice | range) -> tuple[Any, Any, Any]:
    return value.start, value.stop, value.step


def _require_hashable(value: object) -> None:
    exact = (bool, int, float, complex, str, bytes, tuple, frozenset, fractions.Fraction)
    fine = value is None or value is ... or type(value) in exact or isinstance(value, np.generic)
    if not fine or (isinstance(value, float) and math.isnan(value) and type(value) is not float):
        raise Malformed(f"a {type(value).__name__} as a key")
    if isinstance(value, (tuple, frozenset)):
        for part in value:
            _require_hashable(part)
