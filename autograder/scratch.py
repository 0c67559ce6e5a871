"""Folders for as long as something runs. A run that is killed leaves them; the next removes them.

Each is locked by who made it. The system frees the lock when that process ends, however it ends: a
folder without a lock is nobody's any more, whatever numbers processes have and clocks say.
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # not on Windows, where what a killed run leaves stays
    fcntl = None  # type: ignore[assignment]

__all__ = ["kept", "scratch", "sweep"]

PREFIX = "autograder-scratch-"


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """Make an empty folder that is gone afterwards.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    _sweep_once()
    with contextlib.ExitStack() as until:
        yield _made(until)


@functools.cache
def kept(purpose: str) -> Path:
    """Return a folder that is there for as long as this process is.

    Parameters
    ----------
    purpose : str
        For what: the same folder is returned for the same purpose.

    Raises
    ------
    OSError
        If it cannot be made.
    """
    _sweep_once()
    until = contextlib.ExitStack()
    folder = _made(until) / purpose
    folder.mkdir()
    owner = os.getpid()
    atexit.register(lambda: until.close() if os.getpid() == owner else None)
    return folder


def sweep() -> None:
    """Remove the folders of processes that have ended without doing so."""
    if fcntl is None:
        return
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError), contextlib.ExitStack() as until:
            about = folder.lstat()
            if stat.S_ISDIR(about.st_mode) and about.st_uid == os.geteuid():
                _lock(folder, until, fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)


@functools.cache
def _sweep_once() -> None:
    sweep()


def _made(until: contextlib.ExitStack) -> Path:
    """Make a folder and lock it; whoever sweeps may be quicker, and then another one is made."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX))
        with contextlib.ExitStack() as held:
            if fcntl is not None:
                with contextlib.suppress(OSError):  # gone; or there are no locks, and no sweeping
                    _lock(folder, held)
            if folder.is_dir():
                held.callback(shutil.rmtree, folder, ignore_errors=True)
                until.push(held.pop_all())
                return folder


def _lock(folder: Path, until: contextlib.ExitStack, how: int = 0) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    until.callback(os.close, handle)
    fcntl.flock(handle, fcntl.LOCK_EX | how)
