"""What is done for every room: the part of the sandbox that cannot be shared."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.rooms.sandbox import (
    filesystem,
    landlock,
    layers,
    limits,
    namespaces,
    scratch,
    seccomp,
    syscalls,
)
from autograder.rooms.sandbox.layers import Sandbox
from autograder.rooms.sandbox.namespaces import Account

__all__ = ["Door", "Outside"]


@dataclass(frozen=True)
class Outside:
    """What was known before the sandbox was entered, and cannot be asked for inside.

    Parameters
    ----------
    who : Account
        Who started it.
    proc : int
        Descriptor of ``/proc``.
    """

    who: Account
    proc: int

    def to_json(self) -> str:
        """Return all this as text, for the program that is started inside."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Outside:
        """Read what `to_json` wrote."""
        facts = json.loads(text)
        return cls(Account(**facts["who"]), facts["proc"])


class Door:
    """The way into a room, made by a warm parent after it has imported everything.

    Parameters
    ----------
    sandbox : Sandbox
        The layers.
    outside : Outside or None
        What `launch` handed on, if it was used.
    """

    def __init__(self, sandbox: Sandbox, outside: Outside | None) -> None:
        self.sandbox = sandbox
        self.who = outside.who if outside else namespaces.account()
        self.proc = outside.proc if outside else os.open("/proc", os.O_PATH | os.O_CLOEXEC)
        self.own = -1
        if sandbox.has(layers.FILES):
            filesystem.hide(Path(__file__).parents[2])
        if sandbox.has(layers.PROCESSES):
            self.own = os.open("self/ns/pid", os.O_RDONLY | os.O_CLOEXEC, dir_fd=self.proc)
        self.landlock = landlock.abi() if sandbox.has(layers.LANDLOCK) else 0
        self.space = limits.address_space(self.proc)

    def prepare(self) -> None:
        """Do, in the warm parent, what the next fork needs."""
        if self.own >= 0:
            namespaces.next_child_is_first(self.own)

    def enter(self, folder: int) -> None:
        """Shut this process in; there is no way back.

        Parameters
        ----------
        folder : int
            Descriptor of a folder; copies of its files are what the room finds where it works.
        """
        has = self.sandbox.has
        number = namespaces.student_number(self.who)
        confined = has(layers.FILES)
        if confined:
            flags = syscalls.CLONE_NEWNS
            flags |= syscalls.CLONE_NEWIPC if has(layers.IPC) else 0
            # The parent's network is none either, but rooms could meet in it.
            flags |= syscalls.CLONE_NEWNET if has(layers.NETWORK) else 0
            syscalls.unshare(flags)
            self._mounts()
            scratch.open_scratch(self.sandbox.limits.scratch, number, folder)
        else:
            os.fchdir(folder)
        if has(layers.LIMITS):
            limits.offer_to_the_killer(self.proc)
            self.sandbox.limits.apply(self.space, processes=confined)
        if confined:
            namespaces.become_student(number, self.who.root, has(layers.USER), self.proc)
        os.umask(0o077)
        for fd in (folder, self.proc, self.own):
            if fd >= 0:
                os.close(fd)
        if has(layers.PRIVILEGES):
            syscalls.prctl(syscalls.PR_SET_NO_NEW_PRIVS, 1)
        if self.landlock:
            rules = {"/": landlock.READ, "/dev": landlock.DEVICES}
            landlock.restrict({**rules, filesystem.SCRATCH: landlock.WRITE}, self.landlock)
        if has(layers.SECCOMP):
            seccomp.install()

    def _mounts(self) -> None:
        if self.sandbox.has(layers.PROC):
            flags = syscalls.MS_NOSUID | syscalls.MS_NODEV | syscalls.MS_NOEXEC
            syscalls.mount("proc", "/proc", "proc", flags)
        if self.sandbox.has(layers.TERMINAL):
            filesystem.terminals("/dev/pts")
