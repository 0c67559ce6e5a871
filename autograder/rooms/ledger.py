"""What both sides of a conversation hold, by number."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.rooms import arrays, generators
from autograder.rooms.errors import Malformed
from autograder.rooms.held import Block, Container, Held, Own, Random, Read, Write
from autograder.rooms.kept import outlasting

__all__ = ["Ledger"]

Array = NDArray[Any]
Tree = Any
SLACK = 2**20
"""A view is sent with all the memory that it is a view of, up to this many bytes beyond its own."""


class Ledger:
    """The numbered objects of one side.

    Parameters
    ----------
    trusted : bool
        Whether this is the side of the tests. It sends an array's elements and nothing that lies
        beside them, and it decides how long numbers are valid. The other side sends whole blocks
        of memory, so that views of the same memory are views of the same memory here, too.
    """

    def __init__(self, *, trusted: bool) -> None:
        self.trusted = trusted
        self._held: dict[int, Held] = {}
        self._numbers: dict[int, int] = {}
        self._objects: dict[int, int] = {}
        self._dead: list[int] = []
        self.unsure = False
        """Whether a message was not sent: what it would have entered is known to one side only."""
        # Each side numbers in steps of 2, so that each knows its own.
        self._next = 2 - trusted

    def __len__(self) -> int:
        """Tell how many objects have a number."""
        return len(self._held)

    # ---- numbers -------------------------------------------------------------------------------

    def number_of(self, value: object) -> int | None:
        """Return the number of an object; None if it has none."""
        return self._numbers.get(id(value))

    def enter(self, container: Any) -> int:
        """Give a list or dict a number."""
        return self._add(self._fresh(), Container(container), container)

    def adopt(self, container: Any, number: Tree) -> None:
        """Enter an empty list or dict that the other side has numbered."""
        self._add(self._theirs(number), Container(container), container)

    def settle(self, container: Any) -> None:
        """Note what a container holds now that it is filled."""
        held = self._held[self._numbers[id(container)]]
        if isinstance(held, Container):
            held.settle()

    def same(self, tree: Tree) -> Any:
        """Return the list, dict or generator with a number."""
        held = self._held.get(_int(tree))
        if not isinstance(held, (Container, Random)):
            raise Malformed("a reference to nothing")
        return held.value

    def fresh(self, keep: Tree = None) -> tuple[list[int], list[int]]:
        """Begin a new call: forget what only the last one needed.

        Parameters
        ----------
        keep : list of int, optional
            The lists and dicts that stay; on the side of the tests, those that a test holds.

        Returns
        -------
        (list of int, list of int)
            What nobody holds any more, and which lists and dicts stay: the other side is told.
        """
        kept = {*self._outlasting()} if keep is None else {*_ints(keep)}
        self.forget(
            [
                number
                for number, held in self._held.items()
                if (not isinstance(held, Block) or (not self.trusted and number % 2))
                and not (isinstance(held, Container) and number in kept)
            ]
        )
        # Arrays in what was just forgotten are dead only now. Each writes its number to this very
        # list when it goes, at any moment.
        dead = []
        while self._dead:
            dead.append(self._dead.pop())
        self.forget(dead)
        return dead, sorted(kept)

    def _outlasting(self) -> set[int]:
        if self.unsure:
            self.unsure = False
            return set()
        containers = {n: held for n, held in self._held.items() if isinstance(held, Container)}
        return outlasting(containers, self.number_of, self._lasts) if containers else set()

    def _lasts(self, part: Any) -> bool:
        """Whether an array is the other side's memory, which stays known while it is held here."""
        number = self._numbers.get(id(arrays.owner(part))) if isinstance(part, np.ndarray) else None
        return number is not None and number % 2 == 0 and isinstance(self._held[number], Block)

    def forget(self, numbers: Tree) -> None:
        """Forget objects, also at the other side's word."""
        for number in _ints(numbers):
            if self._held.pop(number, None) is not None:
                self._numbers.pop(self._objects.pop(number), None)

    # ---- arrays --------------------------------------------------------------------------------

    def write_array(self, array: Array) -> Tree:
        """Return number, layout and, if they are new to the other side, the bytes."""
        root = arrays.owner(array)
        number = self._numbers.get(id(root), 0)
        known = self._held.get(number)
        block = known.find() if isinstance(known, Block) else None
        if block is not None:
            # Of an array without elements, NumPy gives no address that means anything.
            apart = arrays.address(array) - arrays.address(block) if array.size else 0
            return [number, _layout(array, apart)]
        number = self._numbers.get(id(array), 0)
        if isinstance(self._held.get(number), Own):
            return [number, _layout(array, arrays.window(array)[1])]
        whole = None if self.trusted else arrays.own_block(root)
        if whole is not None and root.nbytes <= array.nbytes + SLACK:
            content = whole.tobytes()
            number = self._add(self._fresh(), Block(lambda: whole, content), root)
            apart = array is not root and array.size
            offset = arrays.address(array) - arrays.address(whole) if apart else 0
            return [number, _layout(array, offset), content]
        content, offset = arrays.content(array)
        number = self._fresh()
        if self.trusted:
            self._add(number, Own(array, content), array)
        return [number, _layout(array, offset), content]

    def read_array(self, tree: Tree) -> Array:
        """Return the array that `write_array` has written on the other side."""
        if len(tree) == 2:
            held = self._held.get(_int(tree[:1]))
            block = held.find() if isinstance(held, Block) else None
            block = held.memory() if isinstance(held, Own) else block
            if block is None:
                raise Malformed("an array of unknown memory")
            return arrays.place(block, tree[1])
        if len(tree) != 3 or type(tree[2]) is not bytes:
            raise Malformed("an array")
        number = self._theirs(tree[:1])
        made = np.frombuffer(tree[2], np.uint8).copy()
        find: Callable[[], Array | None] = lambda: made  # noqa: E731
        if self.trusted:
            # Once nobody here holds it, the other side is told so with the next call.
            dead = self._dead
            find = weakref.ref(made, lambda _: dead.append(number))
        self._add(number, Block(find, tree[2]), made)
        return arrays.place(made, tree[1])

    # ---- generators ----------------------------------------------------------------------------

    def write_generator(self, generator: Any) -> Tree | None:
        """Return number and state of a random generator; None for a kind that does not travel."""
        state = generators.state_of(generator)
        if state is None:
            return None
        known = self.number_of(generator)
        if known is None:
            known = self._add(self._fresh(), Random(generator, state), generator)
        return [known, state]

    def read_generator(self, tree: Tree) -> Any:
        """Return the generator that `write_generator` has written on the other side."""
        if len(tree) != 2:
            raise Malformed("a random generator")
        held = self._held.get(_int(tree[:1]))
        if isinstance(held, Random):
            return held.value
        made = generators.made_from(tree[1])
        self._add(self._theirs(tree[:1]), Random(made, tree[1]), made)
        return made

    # ---- changes -------------------------------------------------------------------------------

    def changes(self, write: Write) -> Tree:
        """Return number and new content of all that has changed since the sides last agreed."""
        found = []
        for number, held in [*self._held.items()]:
            news = held.news(write)
            if news is not None:
                found.append([number, news])
        return found

    def apply(self, changes: Tree, read: Read) -> None:
        """Change what has changed on the other side."""
        if type(changes) is not list:
            raise Malformed("changes")
        for change in changes:
            if type(change) is not list or len(change) != 2:
                raise Malformed("a change")
            held = self._held.get(_int(change[:1]))
            if held is not None:  # what was let go here may still be held there
                held.take(change[1], read)

    def _add(self, number: int, held: Held, value: object) -> int:
        if number in self._held:
            raise Malformed("a number that is taken")
        self._held[number] = held
        self._numbers[id(value)] = number
        self._objects[number] = id(value)
        return number

    def _fresh(self) -> int:
        self._next += 2
        return self._next - 2

    def _theirs(self, tree: Tree) -> int:
        number = _int(tree)
        if number < 1 or number % 2 == self.trusted:
            raise Malformed("a number that is not the other side's")
        return number


def _ints(tree: Tree) -> list[int]:
    if type(tree) is not list or any(type(number) is not int for number in tree):
        raise Malformed("numbers")
    return tree


def _int(tree: Tree) -> int:
    if len(tree) != 1 or type(tree[0]) is not int:
        raise Malformed("a number")
    return int(tree[0])


def _layout(array: Array, offset: int) -> Tree:
    flags = array.flags
    return [array.dtype.str, [*array.shape], [*array.strides], offset, flags.writeable]
