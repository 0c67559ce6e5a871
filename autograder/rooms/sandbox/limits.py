"""How much of the machine one room may take."""

from __future__ import annotations

import os
import resource
from dataclasses import dataclass

__all__ = ["Limits"]

MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """What each process of a room, and the room as a whole, may take.

    The kernel has no limit of memory for several processes together that an ordinary user could
    set: whoever supervises a room asks `usage.exceeds` about `memory_together`.

    Parameters
    ----------
    memory : int
        Bytes of address space of one process, beyond what the warm parent has.
    memory_together : int
        Bytes of memory that all processes of the room hold, the warm parent's part included.
    processes : int
        Processes and threads of the room.
    file_size : int
        Bytes of one file.
    files : int
        Open files of one process.
    cpu : int
        Seconds of processor time of one process.
    scratch : int
        Bytes of all files together. They lie in memory.
    """

    memory: int = 2048 * MIB
    memory_together: int = 3072 * MIB
    processes: int = 64
    file_size: int = 64 * MIB
    files: int = 256
    cpu: int = 900
    scratch: int = 256 * MIB

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not isinstance(value, int) or value < 1:
                raise ValueError(f"{name} = {value!r}: give a whole number, 1 or more")

    def apply(self, space: int, *, processes: bool) -> None:
        """Set the limits for this process and all that it will start; there is no way back.

        Parameters
        ----------
        space : int
            Bytes of address space that the warm parent has.
        processes : bool
            Whether to bound their number; only where the room's user has no other processes.
        """
        wanted = {
            resource.RLIMIT_AS: space + self.memory,
            resource.RLIMIT_FSIZE: self.file_size,
            resource.RLIMIT_NOFILE: self.files,
            resource.RLIMIT_CPU: self.cpu,
            # With 0 the kernel would still hand a crash to a program that collects them.
            resource.RLIMIT_CORE: 1,
        }
        if processes:
            wanted[resource.RLIMIT_NPROC] = self.processes
        for kind, value in wanted.items():
            hard = resource.getrlimit(kind)[1]
            most = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(kind, (most, most))


def address_space(proc: int) -> int:
    """Return the bytes of address space that this process has.

    Parameters
    ----------
    proc : int
        Descriptor of ``/proc``.
    """
    with open("self/statm", opener=lambda path, flags: os.open(path, flags, dir_fd=proc)) as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def offer_to_the_killer(proc: int) -> None:
    """Have the kernel end this process first when the machine runs out of memory.

    Parameters
    ----------
    proc : int
        Descriptor of ``/proc``.
    """
    fd = os.open("self/oom_score_adj", os.O_WRONLY, dir_fd=proc)
    try:
        os.write(fd, b"1000")
    finally:
        os.close(fd)
