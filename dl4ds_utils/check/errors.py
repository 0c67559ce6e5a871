"""The two errors of the check engine, and how Jupyter shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from dl4ds_utils.errors import Dl4dsError

__all__ = ["CheckFailed", "UnknownHint", "not_written", "short_traceback"]

RED, PLAIN = "\x1b[31m", "\x1b[0m"


def short_traceback(message: str) -> list[str]:
    """Give the lines that Jupyter shows in place of a stack trace: the first one in red.

    A stack of the engine's own frames tells a student nothing; the message says it all.
    """
    first, *rest = message.splitlines() or [""]
    return [f"{RED}{first}{PLAIN}", *rest]


class CheckFailed(Dl4dsError, AssertionError):  # noqa: N818 - students read the name
    """The student's answer is not right; the text says why and what to do.

    Parameters
    ----------
    exercise : str
        Name of the exercise, which is the name of the student's function.
    key : str
        Key of the hint, for example ``plus``; ``value`` where no cause was recognized.
    cause : str
        One or two sentences for the student: what is wrong and what to do about it.
    detail : str, optional
        The call with its arguments, what it returned and what was expected.
    """

    def __init__(self, exercise: str, key: str, cause: str, detail: str = "") -> None:
        # All fields go to ``args``, so that the default pickling of exceptions keeps them.
        super().__init__(exercise, key, cause, detail)
        self.exercise = exercise
        self.key = key
        self.cause = cause
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.cause}\n{self.detail}" if self.detail else self.cause

    def _render_traceback_(self) -> list[str]:
        return short_traceback(str(self))


class UnknownHint(Dl4dsError, LookupError):  # noqa: N818 - it names the fact
    """A test asks for a hint that nobody has written: a bug of the test, not of the student.

    Parameters
    ----------
    exercise : str
        Name of the exercise whose test is running.
    key : str
        The key that is unknown.
    known : tuple of str
        The keys that the exercise could use.
    """

    def __init__(self, exercise: str, key: str, known: tuple[str, ...] = ()) -> None:
        super().__init__(exercise, key, known)
        self.exercise = exercise
        self.key = key
        self.known = known

    def __str__(self) -> str:
        return (
            f"the test of {self.exercise} uses the hint {self.key!r}, which is not written; "
            f"known are {', '.join(self.known) or 'none'}: add it to HINTS[{self.exercise!r}] "
            f"in dl4ds_utils/check/hints/"
        )


def not_written(message: str) -> NotImplementedError:
    """Make the plain ``NotImplementedError`` of an exercise that is still a stub.

    It must be exactly the built-in class: graders and `verify` look for its name. Jupyter takes
    the short rendering from the attribute of the instance.
    """
    error = NotImplementedError(message)
    render: Callable[[], list[str]] = lambda: short_traceback(message)  # noqa: E731
    cast("dict[str, object]", error.__dict__)["_render_traceback_"] = render
    return error
