"""Calls of the Linux kernel that Python has no function for, by ctypes.

Each raises the `OSError` that the kernel's answer stands for, with the call's name in it.
"""

from __future__ import annotations

import ctypes
import os
from typing import Any

CLONE_NEWNS = 0x00020000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

MS_RDONLY = 0x1
MS_NOSUID = 0x2
MS_NODEV = 0x4
MS_NOEXEC = 0x8
MS_REMOUNT = 0x20
MS_NOATIME = 0x400
MS_NODIRATIME = 0x800
MS_BIND = 0x1000
MS_REC = 0x4000
MS_PRIVATE = 0x40000
MS_RELATIME = 0x200000
MNT_DETACH = 0x2

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
PR_GET_NO_NEW_PRIVS = 39

_CAPABILITY_VERSION_3 = 0x20080522


def _library() -> Any:
    return ctypes.CDLL(None, use_errno=True)


_LIBC = _library()


def _checked(name: str, result: int, path: str | None = None) -> int:
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}", path)
    return result


def unshare(flags: int) -> None:
    """Move this process (for a pid namespace: its children) into namespaces of their own."""
    _checked("unshare", _LIBC.unshare(flags))


def setns(fd: int, kind: int) -> None:
    """Move this process (for a pid namespace: its children) into the namespace of a descriptor."""
    _checked("setns", _LIBC.setns(fd, kind))


def mount(source: str | None, target: str, kind: str | None, flags: int, data: str = "") -> None:
    """Mount a file system, bind a folder or change a mount's flags."""

    def text(value: str | None) -> bytes | None:
        return None if value is None else os.fsencode(value)

    result = _LIBC.mount(
        text(source), text(target), text(kind), ctypes.c_ulong(flags), text(data or None)
    )
    _checked("mount", result, target)


def unmount(target: str) -> None:
    """Take a mount out of sight at once; it ends when nobody uses it any more."""
    _checked("umount2", _LIBC.umount2(os.fsencode(target), MNT_DETACH), target)


def pivot_root(new: str, old: str) -> None:
    """Make a mount the root, and put the old root elsewhere."""
    _checked("pivot_root", _LIBC.pivot_root(os.fsencode(new), os.fsencode(old)), new)


def prctl(option: int, value: int = 0) -> int:
    """Ask for, or change, one of this process's settings."""
    rest = (ctypes.c_ulong(value), *(ctypes.c_ulong(0),) * 3)
    return _checked("prctl", _LIBC.prctl(option, *rest))


def drop_capabilities() -> None:
    """Give up what the user of a namespace may do in it, for this process and its children."""
    for capability in range(64):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:  # the last one that this kernel knows was the one before
            break
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _checked("capset", _LIBC.capset(header, nothing))


def raw(name: str, number: int, *arguments: Any) -> int:
    """Make a call that the C library has no function for.

    Parameters
    ----------
    name : str
        Its name, for messages.
    number : int
        Its number on this machine.
    *arguments : int or ctypes object
        What it takes; an int is passed as an unsigned long.
    """
    values = [ctypes.c_ulong(value) if isinstance(value, int) else value for value in arguments]
    return _checked(name, _LIBC.syscall(ctypes.c_long(number), *values))
