"""Ctrl-C at the terminal, in words."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

from autograder.terminal import err

__all__ = ["stoppable"]


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Let Ctrl-C end a command in words: what is finished is kept."""
    try:
        yield
    except KeyboardInterrupt:
        remedy = "what is finished is kept: run the same command again to continue"
        err.print(f"stopped; {remedy}")
        sys.exit(130)
