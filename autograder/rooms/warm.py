"""The warm parents of the rooms, as seen from the process that grades."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import AutograderError
from autograder.rooms.sandbox.layers import PROCESSES, Sandbox

__all__ = ["Room", "Warm", "parents"]

ENVIRONMENT = {
    # One thread: a process with several cannot be forked safely, and rooms share the processors.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    # What a kernel's process has.
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    # What nbgrader says to a notebook that it runs.
    "NBGRADER_EXECUTION": "autograde",
}
LONGEST = 2**16
_NUMBERS = struct.Struct("iII")


@dataclass(frozen=True)
class Room:
    """A room that was forked.

    Parameters
    ----------
    pid : int
        Its process: signals go here. Where the room has a pid namespace, all of it ends with this.
    inside : int
        Its number as the warm parent counts.
    """

    pid: int
    inside: int


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
    sandbox : Sandbox, optional
        What is around each room.
    """

    def __init__(
        self, role: str, modules: Iterable[str], log: Path, sandbox: Sandbox | None = None
    ) -> None:
        self.role = role
        self.log = log
        self.apart = sandbox is not None and sandbox.has(PROCESSES)
        self.most_memory = sandbox.limits.memory_together if sandbox else None
        self._lock = threading.Lock()
        self._prepared: set[str] = set()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        if self.apart:
            self._control.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        number = theirs.fileno()
        plain = [sys.executable, "-m", "autograder.rooms.zygote", str(number), *sorted(modules)]
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as file, theirs:
            self._process = subprocess.Popen(
                plain if sandbox is None else sandbox.command(number, modules),
                env={**os.environ, **ENVIRONMENT},
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )
        self.pid = self._process.pid
        self.facts: dict[str, Any] = {}

    def _hear_that_it_is_ready(self) -> None:
        self.facts = self.facts or self._hear()

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

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
            self._hear_that_it_is_ready()
            request = json.dumps({"fork": self.role}).encode()
            where = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
            try:
                fds = [*(line.fileno() for line in lines), where]
                socket.send_fds(self._control, [request], fds)
            except OSError as error:
                raise self._lost() from error
            finally:
                os.close(where)
            heard = self._hear()
            if "error" in heard:
                raise AutograderError(f"a room cannot be opened: {heard['error']}")
            return Room(heard.get("seen", heard["pid"]), heard["pid"])

    def prepare(self, codes: Iterable[str]) -> None:
        """Let the parent of judge rooms prepare for cells that every submission has.

        Parameters
        ----------
        codes : iterable of str
            The cells' texts; those that it has seen are skipped.
        """
        with self._lock:
            self._hear_that_it_is_ready()
            for code in codes:
                request = json.dumps({"prepare": code}).encode()
                if code in self._prepared or len(request) > LONGEST:
                    continue
                self._prepared.add(code)
                try:
                    self._control.sendall(request)
                except OSError as error:
                    raise self._lost() from error
                self._hear()

    def end(self, room: Room) -> int:
        """Kill a room with all that it started; return the status that it ended with."""
        with self._lock:
            try:
                self._control.sendall(json.dumps({"end": room.inside}).encode())
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
            text, notes, _, _ = self._control.recvmsg(LONGEST, socket.CMSG_SPACE(_NUMBERS.size))
            if text:
                heard: dict[str, Any] = json.loads(text)
                # The kernel's note says whom an answer is about, with the number that we know.
                for _, kind, numbers in notes:
                    if "pid" in heard and kind == socket.SCM_CREDENTIALS and self.apart:
                        heard["seen"] = _NUMBERS.unpack(numbers)[0]
                return heard
        raise self._lost()

    def _lost(self) -> AutograderError:
        return AutograderError(f"the parent of the {self.role} rooms has ended", f"see {self.log}")


def parents(modules: Iterable[str], logs: Path, sandbox: Sandbox) -> dict[str, Warm]:
    """Start the parents of both kinds of rooms; who asks for a room waits until they are warm.

    Parameters
    ----------
    modules : iterable of str
        What they import ahead.
    logs : Path
        The folder of their logs.
    sandbox : Sandbox
        What is around each student room; the judge is trusted.

    Raises
    ------
    OSError
        If one of them does not start.
    """
    wanted = sorted(modules)
    student = Warm("student", wanted, logs / "student.log", sandbox)
    try:
        return {"student": student, "judge": Warm("judge", wanted, logs / "judge.log")}
    except OSError:
        student.close()
        raise
