"""Exceptions that cross from one room to the other: type, text and the lines they came from."""

from __future__ import annotations

import builtins
import linecache
import sys
import traceback
from types import FrameType, TracebackType
from typing import Any

from autograder.rooms.errors import Malformed

__all__ = ["ELSEWHERE", "raised_from", "written"]

ELSEWHERE = "other room: "
"""Stands before the names of files of the other room, which must not pass for files of this one."""
FRAMES = 40
TEXT = 20_000
LONGEST_LINE = 2_000
LAST_LINE = 100_000

Tree = dict[str, Any]


def written(error: BaseException) -> Tree:
    """Return what crosses of an exception.

    The frames of the rooms' own code, which came before the called function, are left out.
    """
    try:
        text = str(error)
    except Exception:  # noqa: BLE001 - the student's own exception class may be broken, too
        text = ""
    steps = traceback.extract_tb(error.__traceback__)
    own = [number for number, step in enumerate(steps) if step.filename.startswith(_HERE)]
    frames = [
        [step.filename, step.name, step.lineno or 0, (step.line or "")[:LONGEST_LINE]]
        for step in steps[(max(own) + 1 if own else 0) :][-FRAMES:]
    ]
    names = [base.__name__ for base in type(error).__mro__]
    return {"names": names[:-1], "text": text[:TEXT], "frames": frames}


_HERE = __file__.rpartition("/")[0]


def raised_from(tree: object) -> BaseException:
    """Return an exception of the type and with the text and the frames of one that has crossed.

    A type that is built in is itself; any other is made, with its name, from the nearest one that
    is built in.

    Raises
    ------
    Malformed
        If the tree is not what `written` makes.
    """
    if type(tree) is not dict or set(tree) != {"names", "text", "frames"}:
        raise Malformed("an exception")
    names, text, frames = tree["names"], tree["text"], tree["frames"]
    if type(text) is not str or type(names) is not list or not names:
        raise Malformed("an exception")
    if any(type(name) is not str or not name.isidentifier() for name in names):
        raise Malformed("an exception")
    bases = [base for name in names if isinstance(base := getattr(builtins, name, None), type)]
    base = next((base for base in bases if issubclass(base, BaseException)), Exception)
    kind = base if base.__name__ == names[0] else type(names[0], (base,), {})
    # The text is all that is known: KeyError would quote it again, others want more arguments.
    if str(made := _made(kind, text)) != text:
        made = _made(type(names[0], (base,), {"__str__": lambda _: text}), text)
    return made.with_traceback(_traceback(frames))


def _made(kind: type[BaseException], text: str) -> BaseException:
    try:
        return kind(text) if text else kind()
    except TypeError:
        made = kind.__new__(kind)
        made.args = (text,)
        return made


def _traceback(frames: object) -> TracebackType | None:
    if type(frames) is not list or len(frames) > FRAMES:
        raise Malformed("the frames of an exception")
    chain: TracebackType | None = None
    for frame in reversed(frames):
        if type(frame) is not list or [type(part) for part in frame] != [str, str, int, str]:
            raise Malformed("the frames of an exception")
        file, name, number, line = frame
        if not 0 <= number <= LAST_LINE:
            raise Malformed("the frames of an exception")
        file = ELSEWHERE + file
        _remember(file, number, line)
        chain = TracebackType(chain, *_frame(file, name, number), number)
    return chain


def _frame(file: str, name: str, number: int) -> tuple[FrameType, int]:
    """Return a frame, and the place in its code, that pass for those of a function elsewhere."""
    text = "\n" * (number - 1) + "here()"  # Python reads the line number off the code
    seen: list[tuple[FrameType, int]] = []

    def here() -> None:
        frame = sys._getframe(1)
        seen.append((frame, frame.f_lasti))

    exec(compile(text, file, "exec").replace(co_name=name), {"here": here})
    return seen[0]


def _remember(file: str, number: int, line: str) -> None:
    """Let tracebacks, and whoever asks linecache, find a line of the other room's code."""
    known = linecache.cache.get(file)
    lines = [*known[2]] if isinstance(known, tuple) and len(known) == 4 else []
    lines += ["\n"] * (number - len(lines))
    if number:
        lines[number - 1] = f"{line}\n"
    linecache.cache[file] = (sum(map(len, lines)), None, lines, file)
