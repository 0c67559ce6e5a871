"""One submission's cells run in two rooms, within their limits of time."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.errors import AutograderError
from autograder.rooms.allowance import Allowance
from autograder.rooms.byproducts import put
from autograder.rooms.errors import Gone, Malformed
from autograder.rooms.outputs import outputs_from
from autograder.rooms.sandbox.usage import exceeds
from autograder.rooms.warm import Room, Warm
from autograder.rooms.wire import Wire

__all__ = ["DIED", "NOT_RUN", "RESTARTS", "TOO_LONG", "Seconds", "run"]

TOO_LONG = "CellTimeoutError"
DIED = "DeadKernelError"
NOT_RUN = "NotRun"
GRACE = 2.0
"""Seconds that a cell may take to stop when it is interrupted."""
RESTARTS = 3
"""New pairs of rooms, at the most, for a notebook whose cells end Python."""


@dataclass(frozen=True)
class Seconds:
    """Seconds that one cell, and all cells of a notebook together, may take."""

    cell: float
    notebook: float


def run(
    cells: list[NotebookNode],
    warm: Mapping[str, Warm],
    limits: Seconds,
    folder: Path,
    stopped: Callable[[], bool] = lambda: False,
    *,
    rooms: int = 2,
    course: Path | None = None,
    keep: Path | None = None,
) -> bool:
    """Run code cells, each in its room, and write their outputs into them.

    Every cell has an outcome: one that took too long, or that ended Python, gets an error as its
    output that says so in the student's terms. The cells after it are run in new rooms, without it.

    Parameters
    ----------
    cells : list of NotebookNode
        A prepared submission's code cells.
    warm : mapping of str to Warm
        The parents of ``"student"`` and ``"judge"`` rooms.
    limits : Seconds
        How long they may take.
    folder : Path
        Where the student's cells run; what they write there is their own.
    stopped : callable
        Whether to give up.
    rooms : {2, 1}
        In one room, the student's, tests run as well, as in a kernel.
    course : Path, optional
        The folder of the course's own files, which tests may import in their room.
    keep : Path, optional
        Where new files go that the student's cells have written.

    Returns
    -------
    bool
        False if it was given up; else every cell has its outcome.
    """
    # A kernel does not count cells without code.
    cells = [cell for cell in cells if cell.source.strip()]
    if rooms == 2:
        warm["judge"].prepare(cell.source for cell in cells if _is_locked(cell))
    watch = _Watch(cells, limits, warm["student"].most_memory, rooms)
    plan = {
        "rooms": rooms,
        "course": str(course) if course else None,
        "files": keep is not None,
        "cells": cells,
    }
    while watch.goes_on():
        try:
            with _opened(warm, folder) as (student, line):
                wire = Wire(line, unicode_errors="replace")  # it is what goes into files
                wire.send({**plan, "skip": watch.skipped()})
                if not watch.follow(wire, student, stopped, keep):
                    return False
        except Gone as error:  # ours, and not the student's: this is to be tried again
            problem = "the judge room ended of itself"
            raise AutograderError(problem, f"see {warm['judge'].log}") from error
    watch.give_up()
    return True


@contextlib.contextmanager
def _opened(warm: Mapping[str, Warm], folder: Path) -> Iterator[tuple[Room, socket.socket]]:
    """Open a pair of rooms, and end them; the line is the judge's."""
    ours, judges = socket.socketpair()
    asking, answering = socket.socketpair()
    opened: list[tuple[Warm, Room]] = []
    with ours, judges, asking, answering:
        try:
            student = warm["student"].fork(answering, folder=folder)
            opened.append((warm["student"], student))
            opened.append((warm["judge"], warm["judge"].fork(judges, asking, folder=folder)))
            for line in (judges, asking, answering):
                line.close()
            yield student, ours
        finally:
            for parent, room in reversed(opened):
                parent.end(room)


class _Watch:
    """Follows the judge through the cells and keeps the time.

    Where a cell ends the student's Python, the cells before it are run once more in new rooms, for
    what they define, and then the ones after it. What a cell came to the first time stays.
    """

    def __init__(
        self, cells: list[NotebookNode], limits: Seconds, most_memory: int | None, rooms: int
    ) -> None:
        self.cells, self.limits, self.most_memory, self.rooms = cells, limits, most_memory, rooms
        self.end = monotonic() + limits.notebook
        self.cell_end = self.end
        self.interrupted = 0
        self.seconds = 0
        self.allowance = Allowance()
        self.finished = 0
        """How many cells have their outcome."""
        self.lost: list[int] = []
        """The cells in which a room ended."""

    def goes_on(self) -> bool:
        """Tell whether there are cells left, and time for them in new rooms."""
        left = self.finished < len(self.cells) and len(self.lost) <= RESTARTS
        return left and (not self.lost or monotonic() < self.end)

    def skipped(self) -> list[int]:
        """Return the cells that are not run again."""
        offending = {index for index in self.lost if not _is_setup(self.cells[index])}
        if self.rooms == 2:  # there, nothing that follows needs what a test has done
            tests = (index for index in range(self.finished) if _is_test(self.cells[index]))
            offending.update(tests)
        return sorted(offending)

    def follow(
        self, wire: Wire, student: Room, stopped: Callable[[], bool], keep: Path | None
    ) -> bool:
        """Follow one pair of rooms to its end; tell whether it came to one."""
        index = 0
        while not stopped():
            if not wire.ready(self._patience()):
                self._hurry(student)
                continue
            message = wire.receive()
            if "begin" in message:
                index = message["begin"]
                self._begin()
                continue
            try:
                if "end" in message:
                    self._came_to(index, outputs_from(message["messages"]))
                    continue
                if "over" in message:
                    self._over(message["over"])
                else:
                    self.finished = len(self.cells)
                    if keep is not None:
                        put(message["files"], keep)
            except Malformed:
                self._over(index)
            return True
        return False

    def give_up(self) -> None:
        """Say in the cells that were not run why they were not."""
        for cell in self.cells[self.finished :]:
            why = "Python itself had stopped in a cell above, or could not be stopped there"
            _fail(cell, NOT_RUN, f"this cell was not run: {why}")

    def _begin(self) -> None:
        now = monotonic()
        self.cell_end = min(now + self.limits.cell, self.end)
        self.seconds = max(1, round(self.cell_end - now))
        self.interrupted = 0

    def _patience(self) -> float:
        return max(0.0, min(0.2, self.cell_end - monotonic()))

    def _hurry(self, student: Room) -> None:
        """Interrupt a cell whose time is over; kill the room if that does not help.

        A room that takes too much memory is killed at once.
        """
        if self.most_memory and exceeds(student.pid, self.most_memory):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(student.pid, signal.SIGKILL)
        if monotonic() < self.cell_end:
            return
        sign = signal.SIGINT if not self.interrupted else signal.SIGKILL
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(student.pid, sign)
        self.interrupted += 1
        self.cell_end = monotonic() + GRACE

    def _came_to(self, index: int, outputs: list[NotebookNode]) -> None:
        if index < self.finished:
            return
        self.finished = index + 1
        outputs = self.allowance.fit(outputs)
        for output in outputs:
            if output.get("ename") in (TOO_LONG, DIED, NOT_RUN):  # these are ours to say
                output.ename = f"own {output.ename}"
        self.cells[index].outputs = outputs
        self.cells[index].execution_count = index + 1
        if self.interrupted:
            _fail(self.cells[index], TOO_LONG, self._too_long())

    def _over(self, index: int) -> None:
        again = index < self.finished
        self.finished = max(self.finished, index + 1)
        self.lost.append(index)
        if again:
            return
        why, name = self._too_long(), TOO_LONG
        if not self.interrupted:
            name = DIED
            why = (
                "Python itself stopped in this cell: does it call exit(), or need too much memory?"
            )
        more = "; the cells below were run without it" if self.goes_on() else ""
        _fail(self.cells[index], name, why + more)

    def _too_long(self) -> str:
        return (
            f"this cell was still running after {self.seconds} s and was stopped: "
            "is there a loop that never ends?"
        )


def _is_locked(cell: NotebookNode) -> bool:
    facts = cell.metadata.get("nbgrader", {})
    return bool(facts.get("locked")) and not facts.get("solution")


def _is_test(cell: NotebookNode) -> bool:
    facts = cell.metadata.get("nbgrader", {})
    return bool(facts.get("grade")) and not facts.get("solution")


def _is_setup(cell: NotebookNode) -> bool:
    return _is_locked(cell) and not _is_test(cell)


def _fail(cell: NotebookNode, name: str, message: str) -> None:
    # The style is Jupyter's own for an error without a stack.
    shown = f"\x1b[0;31m{name}\x1b[0m: {message}"
    error: dict[str, Any] = {"ename": name, "evalue": message, "traceback": [shown]}
    cell.outputs = [*cell.get("outputs", []), new_output("error", **error)]
