"""Try every layer of the sandbox on this machine, each in a process of its own.

Run as ``python -m autograder.rooms.sandbox.probe`` by `Sandbox.probe`: the grader itself may have
threads, and a process with threads cannot enter a user namespace.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from autograder.rooms.sandbox import (
    filesystem,
    landlock,
    layers,
    namespaces,
    seccomp,
    syscalls,
)
from autograder.rooms.sandbox.layers import Layer
from autograder.rooms.sandbox.namespaces import Account

__all__ = ["main", "probe"]

_MOST_SAID = 2000


def main() -> None:
    """Print what was found, as JSON."""
    print(json.dumps([asdict(layer) for layer in probe()]))


def probe() -> list[Layer]:
    """Try every layer, in the order of `layers.LAYERS`."""
    who = namespaces.account()
    no_user = attempt(lambda: _user(who))
    administers = who.root and namespaces.may_administer()

    def inside(flags: int) -> None:
        if no_user:
            syscalls.unshare(flags)
        else:
            namespaces.become_root_inside(who, flags)

    def only(flag: int) -> str:
        return attempt(lambda: inside(flag))

    return [
        # Root becomes another user in any case.
        Layer.found(layers.USER, no_user, optional=administers),
        Layer.found(layers.FILES, attempt(lambda: _files(inside))),
        Layer.found(layers.PROCESSES, attempt(lambda: _processes(inside))),
        Layer.found(layers.NETWORK, only(syscalls.CLONE_NEWNET)),
        Layer.found(layers.IPC, only(syscalls.CLONE_NEWIPC)),
        Layer.found(layers.LIMITS, ""),
        Layer.found(layers.PRIVILEGES, attempt(_privileges)),
        Layer.found(layers.SECCOMP, attempt(seccomp.check)),
        Layer.found(layers.LANDLOCK, attempt(_landlock)),
        Layer.found(layers.PROC, attempt(lambda: _proc(inside))),
        Layer.found(layers.TERMINAL, attempt(lambda: _terminal(inside))),
    ]


def attempt(step: Callable[[], object]) -> str:
    """Do something in a process of its own; return what it failed with, or nothing.

    Parameters
    ----------
    step : callable
        Raises `OSError` if it does not work.
    """
    heard, said = os.pipe()
    child = os.fork()
    if not child:
        why = "it ended early"
        try:
            step()
            why = ""
        except OSError as error:
            why = str(error) or repr(error)
        finally:
            os.write(said, why.encode()[:_MOST_SAID])
            os._exit(0)
    os.close(said)
    with os.fdopen(heard, "rb") as file:
        why = file.read().decode(errors="replace")
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return why or (f"it ended with status {status}" if status else "")


def _in_child(step: Callable[[], object]) -> None:
    why = attempt(step)
    if why:
        raise OSError(why)


def _user(who: Account) -> None:
    namespaces.become_root_inside(who, 0)
    proc = os.open("/proc", os.O_PATH)
    namespaces.become_student(namespaces.student_number(who), who.root, True, proc)
    if os.geteuid() != namespaces.STUDENT:
        raise OSError(f"the user is {os.geteuid()} inside, and not {namespaces.STUDENT}")


def _files(inside: Callable[[int], None]) -> None:
    paths = filesystem.shown(["autograder"])
    place = filesystem.stage(paths)
    inside(syscalls.CLONE_NEWNS | syscalls.CLONE_NEWUTS)
    filesystem.build(paths, place, False)
    if not os.access(sys.executable, os.X_OK):
        raise OSError(f"the interpreter {sys.executable} cannot be seen inside")


def _processes(inside: Callable[[int], None]) -> None:
    inside(syscalls.CLONE_NEWPID)

    def parent() -> None:
        namespaces.next_child_is_first(os.open("/proc/self/ns/pid", os.O_RDONLY))
        _in_child(room)

    def room() -> None:
        if os.getpid() != 1:
            raise OSError(f"the first process has the number {os.getpid()}")

    _in_child(parent)


def _privileges() -> None:
    syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)


def _landlock() -> None:
    syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
    landlock.restrict({"/": landlock.READ}, landlock.abi())


def _proc(inside: Callable[[int], None]) -> None:
    place = filesystem.stage([])
    inside(syscalls.CLONE_NEWPID | syscalls.CLONE_NEWNS)

    def first() -> None:
        syscalls.mount(None, "/", None, syscalls.MS_REC | syscalls.MS_PRIVATE)
        syscalls.mount("proc", place, "proc", syscalls.MS_NOSUID)
        if not Path(place, "self").exists():
            raise OSError("/proc shows no processes")

    _in_child(first)


def _terminal(inside: Callable[[int], None]) -> None:
    place = filesystem.stage([])
    inside(syscalls.CLONE_NEWNS)
    syscalls.mount(None, "/", None, syscalls.MS_REC | syscalls.MS_PRIVATE)
    filesystem.terminals(place)
    os.close(os.open(f"{place}/ptmx", os.O_RDWR | os.O_NOCTTY))


if __name__ == "__main__":
    main()
