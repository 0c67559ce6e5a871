"""The course's limits: how long students' code may run, and how much of the machine it may take."""

from __future__ import annotations

from traitlets import Integer
from traitlets.config import Configurable

from autograder.rooms.sandbox.limits import MIB, Limits

__all__ = ["RoomLimits"]


class RoomLimits(Configurable):
    """Settings of `RunCells` that say what one submission may take.

    They stand in ``nbgrader_config.py`` as ``c.RunCells.memory_limit = 4096`` and so on, and hold
    for ``autograder grade`` and for stock ``nbgrader autograde`` alike.
    """

    notebook_timeout = Integer(300, min=1, help="Seconds that all cells together may take.").tag(
        config=True
    )
    memory_limit = Integer(
        2048, min=1, help="MiB of memory that one process may take, beyond the warm parent's."
    ).tag(config=True)
    total_memory_limit = Integer(
        3072, min=1, help="MiB of memory that all processes of a submission may hold together."
    ).tag(config=True)
    process_limit = Integer(64, min=1, help="Processes and threads of a submission.").tag(
        config=True
    )
    file_size_limit = Integer(64, min=1, help="MiB of one file.").tag(config=True)
    open_files_limit = Integer(256, min=1, help="Open files of one process.").tag(config=True)
    cpu_limit = Integer(900, min=1, help="Seconds of processor time of one process.").tag(
        config=True
    )
    scratch_limit = Integer(256, min=1, help="MiB of all files of a submission together.").tag(
        config=True
    )

    def room_limits(self) -> Limits:
        """Return what a student's room may take."""
        return Limits(
            memory=self.memory_limit * MIB,
            memory_together=self.total_memory_limit * MIB,
            processes=self.process_limit,
            file_size=self.file_size_limit * MIB,
            files=self.open_files_limit,
            cpu=self.cpu_limit,
            scratch=self.scratch_limit * MIB,
        )
