"""What both sides hold a copy of: it knows what has changed in it, and takes over a change."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from autograder.rooms import arrays, generators
from autograder.rooms.errors import Malformed

__all__ = ["Block", "Container", "Held", "Own", "Random"]

Array = NDArray[Any]
Tree = Any
Write = Callable[[Any], Tree]
Read = Callable[[Tree], Any]


class Held(ABC):
    """An object of this side that the other side has a copy of."""

    @abstractmethod
    def news(self, write: Write) -> Tree | None:
        """Return the content if it has changed since the sides agreed, else None."""

    @abstractmethod
    def take(self, content: Tree, read: Read) -> None:
        """Make the other side's new content this object's own."""


class Block(Held):
    """Memory, whole.

    Parameters
    ----------
    find : callable
        Returns the memory as an array of bytes; None when nobody holds it any more.
    content : bytes
        What both sides have.
    """

    def __init__(self, find: Callable[[], Array | None], content: bytes) -> None:
        self.find = find
        self.content = content

    def news(self, write: Write) -> Tree | None:  # noqa: ARG002
        """Compare byte by byte."""
        block = self.find()
        if block is None or (now := block.tobytes()) == self.content:
            return None
        self.content = now
        return now

    def take(self, content: Tree, read: Read) -> None:  # noqa: ARG002
        """Write the bytes."""
        _require_bytes(content, self.content)
        block = self.find()
        if block is not None:
            _write(block, np.frombuffer(content, np.uint8))
        self.content = content


class Own(Held):
    """An array of ours: its elements, and not what lies between or beside them."""

    def __init__(self, array: Array, content: bytes) -> None:
        self.array = array
        self.content = content

    def news(self, write: Write) -> Tree | None:  # noqa: ARG002
        """Compare the elements."""
        now = arrays.content(self.array)[0]
        if now == self.content:
            return None
        self.content = now
        return now

    def take(self, content: Tree, read: Read) -> None:  # noqa: ARG002
        """Write the elements."""
        _require_bytes(content, self.content)
        array, offset = self.array, arrays.window(self.array)[1]
        _write(array, np.ndarray(array.shape, array.dtype, content, offset, array.strides))
        self.content = content

    def memory(self) -> Array:
        """Return the memory from the first element to the last, as bytes in place."""
        whole = arrays.own_block(arrays.owner(self.array))
        window, offset = arrays.window(self.array)
        if whole is None:
            return window
        start = arrays.address(self.array) - offset - arrays.address(whole)
        return whole[start : start + window.size]


class Container(Held):
    """A list or a dict."""

    def __init__(self, value: Any) -> None:
        self.value = value
        self.content = _parts(value)

    def parts(self) -> list[Any]:
        """Return what it holds now: entries, or keys and values."""
        return _parts(self.value)

    def settle(self) -> None:
        """Take what it holds now for what both sides have."""
        self.content = _parts(self.value)

    def news(self, write: Write) -> Tree | None:
        """Compare entry by entry: what is inside them is their own business."""
        now = _parts(self.value)
        if _alike(now, self.content):
            return None
        self.content = now
        return [write(part) for part in now]

    def take(self, content: Tree, read: Read) -> None:
        """Fill it anew."""
        if type(content) is not list:
            raise Malformed("a changed container")
        parts = [read(tree) for tree in content]
        if isinstance(self.value, list):
            self.value[:] = parts
        else:
            self.value.clear()
            try:
                self.value.update(zip(parts[::2], parts[1::2], strict=True))
            except (TypeError, ValueError) as error:
                raise Malformed("a changed dict") from error
        self.settle()


class Random(Held):
    """A random generator."""

    def __init__(self, value: Any, state: Tree) -> None:
        self.value = value
        self.state = state

    def news(self, write: Write) -> Tree | None:  # noqa: ARG002
        """Compare the states."""
        now = generators.state_of(self.value)
        if now == self.state:
            return None
        self.state = now
        return now

    def take(self, content: Tree, read: Read) -> None:  # noqa: ARG002
        """Go on from the other side's state."""
        generators.restore(self.value, content)
        self.state = content


def _require_bytes(content: Tree, before: bytes) -> None:
    if type(content) is not bytes or len(content) != len(before):
        raise Malformed("a changed array")


def _write(target: Array, new: Array) -> None:
    writeable = target.flags.writeable
    if not writeable and isinstance(target.base, np.ndarray) and not target.base.flags.writeable:
        return  # memory that cannot be written to here could not be there
    target.flags.writeable = True
    target[...] = new
    target.flags.writeable = writeable


def _parts(container: Any) -> list[Any]:
    if isinstance(container, list):
        return [*list.__iter__(container)]
    return [part for pair in dict.items(container) for part in pair]


def _alike(now: list[Any], before: list[Any]) -> bool:
    plain = (bool, int, float, str, bytes)
    return len(now) == len(before) and all(
        a is b or (type(a) is type(b) and type(a) in plain and a == b)
        for a, b in zip(now, before, strict=True)
    )
