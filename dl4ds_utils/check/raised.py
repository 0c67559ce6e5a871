"""What an exception in the student's function means, in words."""

from __future__ import annotations

import linecache
import re
from collections.abc import Callable
from types import TracebackType
from typing import Any

from dl4ds_utils.check.errors import CheckFailed, not_written
from dl4ds_utils.check.sentences import TEMPLATES

__all__ = ["failure", "stub"]

LONGEST = 80
CASTING = re.compile(r"from dtype\('float\d+'\) to dtype\('u?int\d+'\)")


def failure(
    exercise: str,
    error: Exception,
    function: Callable[..., Any],
    call: str,
    *,
    frozen_arguments: bool = False,
) -> CheckFailed:
    """Turn an exception into a failed check.

    Parameters
    ----------
    exercise : str
        Name of the exercise.
    error : Exception
        What the function raised.
    function : callable
        The student's function, to find its line.
    call : str
        The call, as shown in messages.
    frozen_arguments : bool
        Whether an argument was a read-only array: then an attempt to write into one is an
        attempt to change it in place.

    Returns
    -------
    CheckFailed
        With the type, the message and the line of the student's code, where it can be found.
    """
    text = _text(error)
    line = _line(error, function)
    place = f", in the line `{line}`" if line else ""
    if frozen_arguments and isinstance(error, ValueError) and "read-only" in text:
        message = TEMPLATES["in_place"].format(name=exercise, which="its argument")
        return CheckFailed(exercise, "in_place", message, f"{call}{place}")
    key = "integer_array" if CASTING.search(text) else "raised"
    words = type(error).__name__ + (f": {text}" if text else "")
    message = TEMPLATES[key].format(name=exercise, error=words, line=place)
    return CheckFailed(exercise, key, message, call)


def stub(exercise: str, error: NotImplementedError) -> NotImplementedError:
    """Say that the exercise, or a function that it calls, is not written yet.

    Examples
    --------
    >>> stub("sse", NotImplementedError()).args[0][:28]
    'sse is not written yet: repl'
    """
    names = [name for _, name, _ in _frames(error.__traceback__)]
    if exercise in names and names[-1] != exercise and names[-1].isidentifier():
        text = TEMPLATES["calls_not_written"].format(name=exercise, other=names[-1])
    else:
        text = TEMPLATES["not_written"].format(name=exercise)
    return not_written(text)


def _text(error: Exception) -> str:
    try:
        lines = str(error).strip().splitlines()
    except Exception:  # noqa: BLE001 - the student's own exception class may be broken, too
        return ""
    return lines[0] if lines else ""


def _frames(traceback: TracebackType | None) -> list[tuple[str, str, int]]:
    """List (file, function, line number) of a traceback, outermost first."""
    frames = []
    while traceback:
        code = traceback.tb_frame.f_code
        frames.append((code.co_filename, code.co_name, traceback.tb_lineno))
        traceback = traceback.tb_next
    return frames


def _line(error: Exception, function: Callable[..., Any]) -> str:
    """Find the student's line that raised: the last one in the file of the function, if known."""
    home = getattr(getattr(function, "__code__", None), "co_filename", None)
    for file, _, number in reversed(_frames(error.__traceback__)):
        text = linecache.getline(file, number).strip() if file == home else ""
        if text:
            return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    return ""
