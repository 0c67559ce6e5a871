"""The warm parents of this process: they stand by from one submission to the next."""

from __future__ import annotations

import atexit
import os
import threading
from collections.abc import Mapping
from pathlib import Path

from autograder.rooms.sandbox.layers import Sandbox
from autograder.rooms.warm import Warm, parents

__all__ = ["Standby", "here"]

Key = tuple[int, frozenset[str], Sandbox, Path]


class Standby:
    """Starts the parents of rooms when they are needed first; several threads may ask at once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[Key, Mapping[str, Warm]] = {}
        self._lost: list[Mapping[str, Warm]] = []

    def parents(self, modules: frozenset[str], sandbox: Sandbox, logs: Path) -> Mapping[str, Warm]:
        """Return the parents of student and judge rooms; where one has ended, new ones.

        Parameters
        ----------
        modules : frozenset of str
            What they import ahead.
        sandbox : Sandbox
            What is around each student room.
        logs : Path
            The folder of their logs.

        Raises
        ------
        OSError
            If one of them does not start.
        """
        # A fork of this process has the numbers of the sockets, but they are not its own to use.
        wanted = os.getpid(), modules, sandbox, logs
        with self._lock:
            kept = self._kept.get(wanted)
            if kept is not None and not all(one.alive for one in kept.values()):
                # Its partner may still be at work for another thread: both are closed at the end.
                self._lost.append(self._kept.pop(wanted))
                kept = None
            if kept is None:
                kept = self._kept[wanted] = parents(modules, logs, sandbox)
            return kept

    def close(self) -> None:
        """End all parents that this process has started, and with them their rooms."""
        with self._lock:
            own = [key for key in self._kept if key[0] == os.getpid()]
            for kept in (*self._lost, *(self._kept.pop(key) for key in own)):
                for parent in kept.values():
                    parent.close()
            self._lost.clear()


here = Standby()
atexit.register(here.close)
