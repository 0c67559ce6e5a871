"""What a room holds of the machine's memory, as seen from outside."""

from __future__ import annotations

import contextlib
import resource
from pathlib import Path

import psutil

__all__ = ["exceeds", "processes"]


def processes(room: int) -> list[int]:
    """List the processes of a room; with a pid namespace, nothing that it started is left out.

    Parameters
    ----------
    room : int
        Its first process.
    """
    found = [room]
    for pid in found:
        # Whoever ends in between has no children left.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            for task in Path(f"/proc/{pid}/task").iterdir():
                children = task / "children"
                if not children.exists() and task.exists():
                    return _processes_by_parent(room)  # a kernel without these lists
                found += [int(word) for word in children.read_text(encoding="ascii").split()]
    return found


def _processes_by_parent(room: int) -> list[int]:
    try:
        return [room, *(child.pid for child in psutil.Process(room).children(recursive=True))]
    except psutil.NoSuchProcess:
        return [room]


def exceeds(room: int, most: int) -> bool:
    """Tell whether the processes of a room together hold more memory than they may.

    Parameters
    ----------
    room : int
        Its first process.
    most : int
        Bytes that they may hold.
    """
    found = processes(room)
    # The first sum is there at once but counts shared pages for each process, the second walks
    # through all pages.
    return sum(map(_resident, found)) > most and sum(map(_share, found)) > most


def _resident(pid: int) -> int:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        words = Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()
        return int(words[1]) * resource.getpagesize()
    return 0


def _share(pid: int) -> int:
    """Return what a process holds; a page that several hold counts for each in part."""
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
        for line in text.splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0
