"""The one place where a room may write: made for it, gone with it."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from autograder.rooms.sandbox import syscalls
from autograder.rooms.sandbox.filesystem import SCRATCH

__all__ = ["ENVIRONMENT", "open_scratch"]

_FOLDERS = ("home", "home/.matplotlib", "shm", "tmp", "work")
WORK = f"{SCRATCH}/work"
# A file needs memory even if it is empty.
_BYTES_PER_FILE = 16384

ENVIRONMENT = {
    "HOME": f"{SCRATCH}/home",
    "TMPDIR": f"{SCRATCH}/tmp",
    "MPLCONFIGDIR": f"{SCRATCH}/home/.matplotlib",
    "USER": "student",
    "LOGNAME": "student",
    "SHELL": "/bin/sh",
}


def open_scratch(size: int, owner: int, folder: int | None) -> None:
    """Mount an empty scratch directory and work in it.

    Parameters
    ----------
    size : int
        Bytes that it holds, at the most.
    owner : int
        The user and group that it belongs to.
    folder : int or None
        Descriptor of a folder whose files are copied into it.
    """
    options = f"mode=755,size={size},nr_inodes={max(1024, size // _BYTES_PER_FILE)}"
    syscalls.mount("scratch", SCRATCH, "tmpfs", syscalls.MS_NOSUID | syscalls.MS_NODEV, options)
    for name in _FOLDERS:
        os.mkdir(f"{SCRATCH}/{name}", 0o700)  # noqa: PTH102
    for name in _names("/fonts"):
        os.symlink(f"/fonts/{name}", f"{SCRATCH}/home/.matplotlib/{name}")  # noqa: PTH211
    if folder is not None:
        _copy(folder, WORK)
    os.chdir(WORK)
    if owner != os.geteuid():
        _give(SCRATCH, owner)


def _names(folder: str) -> list[str]:
    return sorted(os.listdir(folder)) if Path(folder).is_dir() else []  # noqa: PTH208


def _copy(source: int, target: str) -> None:
    """Copy files and folders; links and special files stay behind."""
    for entry in os.scandir(source):
        kind = entry.stat(follow_symlinks=False).st_mode
        place = f"{target}/{entry.name}"
        flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC
        if stat.S_ISDIR(kind):
            os.mkdir(place, 0o700)  # noqa: PTH102
            below = os.open(entry.name, flags | os.O_DIRECTORY, dir_fd=source)
            try:
                _copy(below, place)
            finally:
                os.close(below)
        elif stat.S_ISREG(kind):
            with (
                open(os.open(entry.name, flags, dir_fd=source), "rb") as file,  # noqa: PTH123
                open(place, "wb") as copy,  # noqa: PTH123
            ):
                while part := file.read(2**20):
                    copy.write(part)


def _give(folder: str, owner: int) -> None:
    os.chown(folder, owner, owner)
    for where, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(f"{where}/{name}", owner, owner, follow_symlinks=False)
