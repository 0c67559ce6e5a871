"""A warm parent: it has imported once what every notebook needs, and each room is a fork of it.

A fork shares the memory of what is imported and is there in milliseconds, where a kernel takes
most of a second. The parent must stay single-threaded: a fork has only the thread that forked.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import gc
import importlib
import json
import logging
import os
import random
import signal
import socket
import struct
import sys
import textwrap
import traceback
from collections.abc import Callable
from typing import Any, NoReturn

from autograder.printable import printable
from autograder.rooms import judge, student
from autograder.rooms.sandbox.door import Door, Outside
from autograder.rooms.sandbox.layers import PROCESSES, Sandbox
from autograder.rooms.shell import Shell

__all__ = ["main"]

ROLES: dict[str, Callable[[list[socket.socket], Shell], None]] = {
    "student": student.main,
    "judge": judge.main,
}
LONGEST = 2**16
MOST_SAID = 8192
PR_SET_PDEATHSIG = 1
log = logging.getLogger(__name__)


def main() -> None:
    """Serve the process at the other end of the socket that the command line names."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sandbox", type=Sandbox.from_json, help="the layers around rooms")
    parser.add_argument("--outside", type=Outside.from_json, help="what the launcher hands on")
    parser.add_argument("control", type=int, help="number of the socket")
    parser.add_argument("modules", nargs="*", help="what to import")
    options = parser.parse_args()
    # Not what ipykernel has to say at a lower level: every error of a cell, however long it is.
    told = logging.WARNING
    logging.basicConfig(stream=sys.stderr, level=told, format="%(levelname)s %(message)s")
    control = socket.socket(fileno=options.control)
    # Ctrl-C at the terminal reaches every process; whoever started this one decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    shell = _warmed(options.modules)
    door = Door(options.sandbox, options.outside) if options.sandbox else None
    parent = _Parent(control, shell, door)
    threads = len(os.listdir("/proc/self/task")) if os.path.isdir("/proc/self/task") else 1  # noqa: PTH112, PTH208
    parent.answer({"ready": os.getpid(), "threads": threads})
    while True:
        text, fds, _, _ = socket.recv_fds(control, LONGEST, 4)
        if not text:
            break
        request = json.loads(text)
        if "fork" in request:
            pid, why_not = parent.fork(request["fork"], fds)
            parent.answer({"error": why_not} if why_not else {"pid": pid}, pid)
            for fd in fds:
                os.close(fd)
        elif "prepare" in request:
            judge.prepare(request["prepare"], shell)
            parent.answer({})
        elif "end" in request:
            status, _ = parent.end(request["end"])
            parent.answer({"status": status})
    os._exit(0)  # rooms that are left go with it


def _warmed(modules: list[str]) -> Shell:
    """Return a shell in a process that has imported what notebooks do."""
    shell = Shell()  # before the backend for figures, which asks for the shell that is there
    shell.take_figures()
    for name in modules:
        _import_ahead(name)
    shell.rehearse()
    _start_anew()  # what it imports is imported for all
    _forget_warnings()
    # Looking for garbage writes to all that is looked at: a room would copy the parent's memory.
    gc.freeze()
    return shell


def _import_ahead(name: str) -> None:
    """Import a module, or what a package may import when it is asked for a name of its own."""
    try:
        importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name == name:
            package, _, part = name.rpartition(".")
            with contextlib.suppress(AttributeError, ImportError):
                getattr(sys.modules.get(package), part)
        else:
            log.warning("cannot import %s ahead: %s", name, error)
    except ImportError:
        # The notebook will say so itself, in the student's cell.
        log.warning("cannot import %s ahead: %s", name, traceback.format_exc(limit=0).strip())


class _Parent:
    """Forks rooms and ends them."""

    def __init__(self, control: socket.socket, shell: Shell, door: Door | None) -> None:
        self.control, self.shell, self.door = control, shell, door
        self.apart = door is not None and door.sandbox.has(PROCESSES)
        self._heard: dict[int, int] = {}
        """What each room writes to its stderr, by its number."""

    def answer(self, answer: dict[str, Any], room: int = 0) -> None:
        """Answer the grader; the kernel tells it what number the room has where it lives."""
        notes = []
        if room and self.apart:
            numbers = struct.pack("iII", room, os.getuid(), os.getgid())
            notes = [(socket.SOL_SOCKET, socket.SCM_CREDENTIALS, numbers)]
        self.control.sendmsg([json.dumps(answer).encode()], notes)

    def fork(self, role: str, fds: list[int]) -> tuple[int, str]:
        """Open a room; return its number, and what went wrong if it could not be shut in."""
        parent = os.getpid()
        ready, entered = os.pipe()
        heard, said = os.pipe()
        for fd in (heard, said):  # a room that says too much is not waited for
            os.set_blocking(fd, False)
        if self.door is not None:
            self.door.prepare()
        pid = os.fork()
        if not pid:
            for fd in (self.control.fileno(), ready, heard, *self._heard.values()):
                os.close(fd)
            self._room(role, fds, parent, entered, said)
        os.close(entered)
        os.close(said)
        self._heard[pid] = heard
        with os.fdopen(ready, "rb") as file:
            if file.read(1):
                return pid, ""
        return 0, self.end(pid)[1].strip().rpartition("\n")[2] or "it ended at once"

    def _room(self, role: str, fds: list[int], parent: int, entered: int, said: int) -> NoReturn:
        status = 1
        try:
            os.setsid()
            *lines, folder = fds
            signal.signal(signal.SIGINT, signal.default_int_handler)
            if not self.apart:
                _die_with(parent)
            if self.door is None:
                os.fchdir(folder)
                os.close(folder)
            else:
                _turn_away_from_the_log(said)
                self.door.enter(folder)
            os.close(said)
            os.write(entered, b"!")
            os.close(entered)
            _start_anew()
            ROLES[role]([socket.socket(fileno=fd) for fd in lines], self.shell)
            status = 0
        except BaseException:  # noqa: BLE001 - nothing may get back into the parent's loop
            log.error("the %s room ended:\n%s", role, printable(traceback.format_exc()))
        finally:
            with contextlib.suppress(OSError, ValueError):
                sys.stderr.flush()
            os._exit(status)

    def end(self, pid: int) -> tuple[int, str]:
        """Kill a room with all that it started; return how it ended and what it wrote to stderr."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
        try:
            status = os.waitpid(pid, 0)[1]
        except ChildProcessError:
            status = 0
        text = _all_of(self._heard.pop(pid, None))
        if text:
            log.warning("a room said:\n%s", textwrap.indent(printable(text), "| "))
        return status, text


def _turn_away_from_the_log(said: int) -> None:
    """Leave a room no descriptor of a file outside: its stderr is a pipe that holds little."""
    nothing = os.open("/dev/null", os.O_RDWR | os.O_CLOEXEC)
    for fd, target in ((nothing, 0), (nothing, 1), (said, 2)):
        os.dup2(fd, target)
    os.close(nothing)


def _all_of(pipe: int | None) -> str:
    if pipe is None:
        return ""
    with os.fdopen(pipe, "rb", buffering=0) as file:
        return (file.read(MOST_SAID) or b"").decode(errors="replace")


def _die_with(parent: int) -> None:
    """Ask to be killed when the parent ends, even if it is killed."""
    with contextlib.suppress(OSError, AttributeError):  # Linux only
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _start_anew() -> None:
    """Give a fork its own random numbers."""
    random.seed()
    numpy: Any = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()


def _forget_warnings() -> None:
    """Let warnings be shown again that were shown while modules were imported."""
    for module in list(sys.modules.values()):
        registry = getattr(module, "__warningregistry__", None)
        if isinstance(registry, dict):
            registry.clear()


if __name__ == "__main__":
    main()
