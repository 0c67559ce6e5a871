"""Ctrl-C at the terminal, in words."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

from rich.console import Console

__all__ = ["stoppable"]


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Let Ctrl-C end a command in words: what is finished is kept."""
    try:
        yield
    except KeyboardInterrupt:
        remedy = "what is finished is kept: run the same command again to continue"
        Console(stderr=True, highlight=False, soft_wrap=True).print(f"stopped; {remedy}")
        sys.exit(130)
