"""From a function that makes a scene to one that a notebook calls."""

from __future__ import annotations

import html
import io
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from functools import wraps
from types import TracebackType
from typing import Any, ParamSpec

from dl4ds_utils.explorers.explorer import Explorer
from dl4ds_utils.explorers.scene import Scene

__all__ = ["NotYet", "explorer"]

P = ParamSpec("P")
LONGEST = 60
"""Of a printed line that a note repeats, in characters."""
KEPT = 2000
"""Characters of what was printed that are shown where a function raises."""


@dataclass(frozen=True)
class NotYet:
    """What stands in place of a picture that needs a function which is not written yet.

    Parameters
    ----------
    function : str
        Its name.
    """

    function: str

    def __str__(self) -> str:
        return f"Write `{self.function}` above first; then this picture moves."

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        name = html.escape(self.function)
        page = f"<p>Write <code>{name}</code> above first; then this picture moves.</p>"
        return {"text/plain": str(self), "text/html": page}


class Heard(io.TextIOBase):
    """A place for what students' functions print: it counts the lines and keeps the beginning."""

    def __init__(self) -> None:
        self.beginning = ""
        self.lines = 0

    def writable(self) -> bool:
        """Tell that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Take a piece of text."""
        self.beginning += text[: max(KEPT - len(self.beginning), 0)]
        self.lines += text.count("\n")
        return len(text)

    @property
    def note(self) -> str:
        """What to say about it; nothing if nothing was printed."""
        if not self.beginning:
            return ""
        first = self.beginning.partition("\n")[0]
        cut = first if len(first) <= LONGEST else first[: LONGEST - 1] + "…"
        count = f"{self.lines} lines" if self.lines > 1 else "a line"
        return f"Your functions printed {count} meanwhile; the first: “{cut}”."


def explorer(make: Callable[P, Scene]) -> Callable[P, Explorer | NotYet]:
    """Make an explorer of a function that returns a scene.

    The explorer says in a line which function is not written yet, where a stub was called; what
    the functions print is told in the scene's note, or shown if they raise something else, which
    goes through.

    Parameters
    ----------
    make : callable
        From a student's functions to a scene; it stays reachable as ``__wrapped__``.
    """

    @wraps(make)
    def show(*args: P.args, **kwargs: P.kwargs) -> Explorer | NotYet:
        __tracebackhide__ = True
        heard = Heard()
        try:
            with redirect_stdout(heard):
                scene = make(*args, **kwargs)
        except NotImplementedError as error:
            return NotYet(_innermost(error.__traceback__))
        except Exception:
            print(heard.beginning, end="")  # it may tell the student what went wrong
            raise
        note = " ".join(filter(None, [scene.note, heard.note]))
        return Explorer(replace(scene, note=note))

    return show


def _innermost(traceback: TracebackType | None) -> str:
    """Name the function that raised."""
    name = "the function"
    while traceback:
        code = traceback.tb_frame.f_code
        name = code.co_name if code.co_name.isidentifier() else name
        traceback = traceback.tb_next
    return name
