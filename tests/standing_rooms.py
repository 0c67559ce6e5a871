"""Warm parents of rooms that stay from one test to the next: to start a pair takes seconds."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

from autograder import standby
from autograder.rooms.sandbox.layers import Sandbox
from autograder.rooms.warm import Warm
from autograder.standby import Standby

__all__ = ["Standing", "in_place", "own_rooms"]


class Standing(Standby):
    """Keeps the pair that was asked for last, whichever course's logs it was to write to."""

    def __init__(self, logs: Path) -> None:
        super().__init__()
        self.logs = logs
        self.asking = threading.Lock()
        self.last: object = None

    def parents(self, modules: frozenset[str], sandbox: Sandbox, _: Path) -> Mapping[str, Warm]:
        # pytest tells the test's name there.
        around = {k: v for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"}
        with self.asking:
            if self.last != (modules, sandbox, around):
                self.end()
            self.last = modules, sandbox, around
            return super().parents(modules, sandbox, self.logs)

    def close(self) -> None:
        """Leave them for the next run."""

    def end(self) -> None:
        super().close()


@contextlib.contextmanager
def in_place(mine: Standby) -> Iterator[None]:
    """Let this process take its parents from there."""
    before, standby.here = standby.here, mine
    try:
        yield
    finally:
        standby.here = before


@contextlib.contextmanager
def own_rooms() -> Iterator[None]:
    """Start parents anew, which end with the run, as they do for everybody."""
    mine = Standby()
    try:
        with in_place(mine):
            yield
    finally:
        mine.close()
