"""Namespaces: who a process is, and which processes, networks and mounts it can name.

A warm parent has a user namespace in which it is root, and which owns the other namespaces. Each
room has a pid namespace of its own, whose first process it is: when that one ends, the kernel kills
all others, whatever they did to get away. Last, the room moves into a user namespace that owns
nothing.
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass
from pathlib import Path

from autograder.rooms.sandbox import syscalls

__all__ = ["STUDENT", "Account", "account", "become_root_inside", "become_student"]

STUDENT = 1000
"""Number of the user that a student's code runs as, as it sees it itself."""
_NOBODY = 65534
# Numbers that neither people, nor services, nor containers are given (see systemd's UIDS-GIDS).
_UNUSED = range(1_879_048_192, 2_147_483_646)
_CAP_SETUID, _CAP_SYS_ADMIN = 7, 21


@dataclass(frozen=True)
class Account:
    """Who starts the rooms.

    Parameters
    ----------
    root : bool
        Whether it may become other users.
    users : str
        The map of users for a user namespace of its own.
    groups : str
        The map of groups.
    """

    root: bool
    users: str
    groups: str


def account() -> Account:
    """Tell who this process runs as, and whom it can map into a user namespace."""
    users, groups = _map("uid_map"), _map("gid_map")
    if os.geteuid() == 0 and _may(_CAP_SETUID) and _maps(users, _NOBODY) and _maps(groups, _NOBODY):
        return Account(True, _identity(users), _identity(groups))
    return Account(False, f"0 {os.geteuid()} 1\n", f"0 {os.getegid()} 1\n")


def may_administer() -> bool:
    """Tell whether this process may make namespaces without a user namespace."""
    return _may(_CAP_SYS_ADMIN)


def _map(name: str) -> list[tuple[int, int]]:
    lines = Path("/proc/self", name).read_text(encoding="ascii").splitlines()
    return [(int(line.split()[0]), int(line.split()[2])) for line in lines]


def _maps(ranges: list[tuple[int, int]], number: int) -> bool:
    return any(first <= number < first + count for first, count in ranges)


def _identity(ranges: list[tuple[int, int]]) -> str:
    return "".join(f"{first} {first} {count}\n" for first, count in ranges)


def _may(capability: int) -> bool:
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("CapEff:"):
            return bool(int(line.split()[1], 16) >> capability & 1)
    return False


def become_root_inside(who: Account, others: int) -> None:
    """Move this process into a user namespace in which it is root, and which owns the others.

    Parameters
    ----------
    who : Account
        What `account` returned.
    others : int
        Flags of the namespaces to make with it.
    """
    # Only a process outside may map more than its own user.
    go, told = os.pipe()
    me = os.getpid()
    helper = os.fork()
    if not helper:
        status = 1
        try:
            os.close(told)
            if os.read(go, 1):
                _write_maps(f"/proc/{me}", who.users, who.groups, who.root)
                status = 0
        except OSError as error:
            status = error.errno or 1
        finally:
            os._exit(status)
    os.close(go)
    try:
        syscalls.unshare(syscalls.CLONE_NEWUSER | others)
        os.write(told, b"!")
    finally:
        os.close(told)
        number = os.waitstatus_to_exitcode(os.waitpid(helper, 0)[1])
    if number:
        raise OSError(number, f"map users: {os.strerror(number)}")


def _write_maps(
    process: str, users: str, groups: str, root: bool, folder: int | None = None
) -> None:
    texts = {"uid_map": users, "setgroups": "" if root else "deny", "gid_map": groups}
    for name, text in texts.items():
        if text:
            fd = os.open(f"{process}/{name}", os.O_WRONLY | os.O_CLOEXEC, dir_fd=folder)
            try:
                os.write(fd, text.encode())
            finally:
                os.close(fd)


def student_number(who: Account) -> int:
    """Choose the user, as the warm parent counts, that one room runs as.

    Parameters
    ----------
    who : Account
        What `account` returned, outside.
    """
    if not who.root:
        return os.geteuid()
    ranges = [tuple(int(word) for word in line.split()) for line in who.users.splitlines()]
    if any(first <= _UNUSED.start and first + count >= _UNUSED.stop for first, _, count in ranges):
        return random.SystemRandom().choice(_UNUSED)  # rooms are strangers to one another
    return _NOBODY


def become_student(number: int, drop: bool, user_namespace: bool, proc: int) -> None:
    """Give up all rights, for good.

    Parameters
    ----------
    number : int
        What `student_number` returned.
    drop : bool
        Whether this process is root and has to become that user.
    user_namespace : bool
        Whether to move into a user namespace that owns nothing.
    proc : int
        Descriptor of ``/proc``.
    """
    group = number if drop else os.getegid()
    if drop:
        os.setgroups([])
        os.setresgid(number, number, number)
        os.setresuid(number, number, number)
    # A change of user closes a process's own files in /proc to it; the map is one of them.
    syscalls.prctl(syscalls.PR_SET_DUMPABLE, 1)
    if user_namespace:
        syscalls.unshare(syscalls.CLONE_NEWUSER)
        users, groups = f"{STUDENT} {number} 1\n", f"{STUDENT} {group} 1\n"
        _write_maps("self", users, groups, False, proc)
    syscalls.drop_capabilities()


def next_child_is_first(own: int) -> None:
    """Give the next child a pid namespace of its own, in which it is the first process.

    Parameters
    ----------
    own : int
        Descriptor of this process's own pid namespace.
    """
    syscalls.setns(own, syscalls.CLONE_NEWPID)  # the kernel allows one new one, until this
    syscalls.unshare(syscalls.CLONE_NEWPID)
