"""The warm parents of the rooms, as seen from the process that grades."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError

__all__ = ["Room", "Warm", "parents"]

ENVIRONMENT = {
    # One thread: a process with several cannot be forked safely, and rooms share the processors.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    # What a kernel's process has.
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
LONGEST = 2**16


@dataclass(frozen=True)
class Room:
    """A room that was forked; `pid` is its process."""

    pid: int


class Warm:
    """A warm parent process, which forks rooms.

    Parameters
    ----------
    role : {"student", "judge"}
        Which rooms it forks.
    modules : iterable of str
        What it imports ahead.
    log : Path
        Where it and its rooms write what goes wrong.
    """

    def __init__(self, role: str, modules: Iterable[str], log: Path) -> None:
        self.role = role
        self.log = log
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as file, theirs:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "autograder.rooms.zygote", str(theirs.fileno())),
                    *sorted(modules),
                ],
                env={**os.environ, **ENVIRONMENT},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self.facts = self._hear()

    def fork(self, *lines: socket.socket, folder: Path) -> Room:
        """Open a room that holds these sockets, which the caller may then close.

        Parameters
        ----------
        *lines : socket.socket
            What the room talks through.
        folder : Path
            Where it works.
        """
        with self._lock:
            request = json.dumps({"fork": self.role, "folder": str(folder)}).encode()
            try:
                socket.send_fds(self._control, [request], [line.fileno() for line in lines])
            except OSError as error:
                raise self._lost() from error
            return Room(self._hear()["pid"])

    def end(self, room: Room) -> int:
        """Kill a room with all that it started; return the status that it ended with."""
        with self._lock:
            try:
                self._control.sendall(json.dumps({"end": room.pid}).encode())
            except OSError as error:
                raise self._lost() from error
            return int(self._hear()["status"])

    def close(self) -> None:
        """End the parent and, with it, all its rooms."""
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _hear(self) -> dict[str, Any]:
        with contextlib.suppress(OSError):
            text = self._control.recv(LONGEST)
            if text:
                heard: dict[str, Any] = json.loads(text)
                return heard
        raise self._lost()

    def _lost(self) -> AutograderError:
        return AutograderError(f"the parent of the {self.role} rooms has ended", f"see {self.log}")


def parents(modules: Iterable[str], logs: Path) -> dict[str, Warm]:
    """Start the parents of both kinds of rooms.

    Parameters
    ----------
    modules : iterable of str
        What they import ahead.
    logs : Path
        The folder of their logs.

    Raises
    ------
    AutograderError
        If one of them does not start.
    """
    wanted = sorted(modules)
    started: dict[str, Warm] = {}
    try:
        for role in ("student", "judge"):
            started[role] = Warm(role, wanted, logs / f"{role}.log")
    except AutograderError:
        for one in started.values():
            one.close()
        raise
    return started
