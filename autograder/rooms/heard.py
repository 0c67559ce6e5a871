"""What a function of one room prints, shows and warns of while the other one calls it."""

from __future__ import annotations

import contextlib
import io
import sys
import warnings
from collections.abc import Iterator
from typing import Any, Protocol

from autograder.rooms.errors import Malformed

__all__ = ["Display", "listening", "repeat"]

LONGEST = 100_000
"""Characters that one call may print in one go."""
MOST = 200
"""Texts and pictures of one call, in turns, that are passed on."""
SHOWN = 4 * 2**20
"""Characters of all that one call shows."""
WARNED = 50
"""Warnings of one call that are passed on."""

Message = dict[str, Any]
Tree = Any


class Display(Protocol):
    """Where a room's cells show things: its shell."""

    def apart(self) -> contextlib.AbstractContextManager[list[Message]]:
        """Keep what is printed and shown meanwhile, as messages, and out of the cell's outputs."""

    def show(self, content: Message) -> None:
        """Show something among the outputs of the cell that runs."""


@contextlib.contextmanager
def listening(display: Display | None) -> Iterator[Message]:
    """Note what is printed, shown and warned of; the trees of it are there at the end."""
    noted: Message = {}
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        with _Texts().apart() if display is None else display.apart() as messages:
            yield noted
    noted["heard"] = list(_trees(messages))[:MOST]
    noted["warned"] = [[one.category.__name__, str(one.message)] for one in warned[:WARNED]]


def repeat(noted: Message, display: Display | None) -> None:
    """Print, show and warn here of what was noted in the other room.

    Parameters
    ----------
    noted : dict
        What `listening` has noted there; not to be trusted.
    display : Display or None
        Where to show it; without one only texts are repeated.

    Raises
    ------
    Malformed
        If it is anything else.
    """
    for kind, content in _pairs(noted.get("heard"), MOST):
        if kind == "shown" and type(content) is dict:
            if display is not None:
                display.show(content)
        elif kind in ("stdout", "stderr") and type(content) is str:
            (sys.stderr if kind == "stderr" else sys.stdout).write(content[:LONGEST])
        else:
            raise Malformed("what was shown")
    for name, text in _pairs(noted.get("warned"), WARNED):
        if type(text) is not str:
            raise Malformed("a warning")
        warnings.warn(text[:LONGEST], _category(name), stacklevel=5)


class _Texts:
    """Keeps what is printed where there is no shell that could show anything else."""

    @contextlib.contextmanager
    def apart(self) -> Iterator[list[Message]]:
        kept: list[Message] = []
        texts = {"stdout": io.StringIO(), "stderr": io.StringIO()}
        with (
            contextlib.redirect_stdout(texts["stdout"]),
            contextlib.redirect_stderr(texts["stderr"]),
        ):
            yield kept
        for name, text in texts.items():
            if text.tell():
                kept.append(
                    {"type": "stream", "content": {"name": name, "text": [text.getvalue()]}}
                )


def _trees(messages: list[Message]) -> Iterator[Tree]:
    left = SHOWN
    for message in messages:
        content = message["content"]
        if message["type"] == "stream":
            yield [content["name"], "".join(content["text"])[:LONGEST]]
        elif message["type"] == "display_data":
            left -= sum(len(str(part)) for part in content["data"].values())
            if left >= 0:
                yield ["shown", content]


def _pairs(tree: Tree, most: int) -> list[tuple[str, Any]]:
    if tree is None:
        return []
    if type(tree) is not list or len(tree) > most:
        raise Malformed("what was printed")
    for pair in tree:
        if type(pair) is not list or len(pair) != 2 or type(pair[0]) is not str:
            raise Malformed("what was printed")
    return [(kind, content) for kind, content in tree]


def _category(name: str) -> type[Warning]:
    known = {one.__name__: one for one in (*Warning.__subclasses__(), Warning)}
    return known.get(name, RuntimeWarning if name == "ComplexWarning" else UserWarning)
