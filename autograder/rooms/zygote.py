"""A warm parent: it has imported once what every notebook needs, and each room is a fork of it.

A fork shares the memory of what is imported and is there in milliseconds, where a kernel takes
most of a second. The parent must stay single-threaded: a fork has only the thread that forked.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import logging
import os
import random
import signal
import socket
import sys
import traceback
from collections.abc import Callable
from typing import Any

from autograder.rooms import judge, student
from autograder.rooms.shell import Shell

__all__ = ["main"]

ROLES: dict[str, Callable[[list[socket.socket], Shell], None]] = {
    "student": student.main,
    "judge": judge.main,
}
LONGEST = 2**16
PR_SET_PDEATHSIG = 1
log = logging.getLogger(__name__)


def main() -> None:
    """Serve the process at the other end of the socket whose number is the first argument."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(message)s")
    control = socket.socket(fileno=int(sys.argv[1]))
    # Ctrl-C at the terminal reaches every process; whoever started this one decides what it means.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    shell = _warmed(sys.argv[2:])
    threads = len(os.listdir("/proc/self/task")) if os.path.isdir("/proc/self/task") else 1  # noqa: PTH112, PTH208
    _answer(control, {"ready": os.getpid(), "threads": threads})
    while True:
        text, fds, _, _ = socket.recv_fds(control, LONGEST, 4)
        if not text:
            break
        request = json.loads(text)
        if "fork" in request:
            _answer(control, {"pid": _fork(control, request, fds, shell)})
            for fd in fds:
                os.close(fd)
        elif "end" in request:
            _answer(control, {"status": _end(request["end"])})
    os._exit(0)  # rooms that are left go with it


def _warmed(modules: list[str]) -> Shell:
    """Return a shell in a process that has imported what notebooks do."""
    shell = Shell()  # before the backend for figures, which asks for the shell that is there
    shell.warm_up()
    for name in modules:
        try:
            importlib.import_module(name)
        except ImportError:
            # The notebook will say so itself, in the student's cell.
            log.warning("cannot import %s ahead: %s", name, traceback.format_exc(limit=0).strip())
    return shell


def _fork(control: socket.socket, request: dict[str, Any], fds: list[int], shell: Shell) -> int:
    parent = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    status, role = 1, request["fork"]
    try:
        control.close()
        os.setsid()
        os.chdir(request["folder"])
        _die_with(parent)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        _start_anew()
        ROLES[role]([socket.socket(fileno=fd) for fd in fds], shell)
        status = 0
    except BaseException:  # noqa: BLE001 - nothing may get back into the parent's loop
        log.error("the %s room ended:\n%s", role, traceback.format_exc())
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.flush()
        os._exit(status)


def _die_with(parent: int) -> None:
    """Ask to be killed when the parent ends, even if it is killed."""
    with contextlib.suppress(OSError, AttributeError):  # Linux only
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _start_anew() -> None:
    """Give a fork its own random numbers and its own list of warnings that were shown."""
    random.seed()
    numpy: Any = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()
    for module in list(sys.modules.values()):
        registry = getattr(module, "__warningregistry__", None)
        if isinstance(registry, dict):
            registry.clear()


def _end(pid: int) -> int:
    """Kill a room with all that it started in its session, and return how it ended."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(pid, signal.SIGKILL)
    try:
        return os.waitpid(pid, 0)[1]
    except ChildProcessError:
        return 0


def _answer(control: socket.socket, answer: dict[str, Any]) -> None:
    control.sendall(json.dumps(answer).encode())


if __name__ == "__main__":
    main()
