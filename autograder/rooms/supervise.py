"""One submission's cells run in two rooms, within their limits of time."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.errors import AutograderError
from autograder.rooms.byproducts import put
from autograder.rooms.errors import Gone, Malformed
from autograder.rooms.outputs import outputs_from
from autograder.rooms.sandbox.usage import exceeds
from autograder.rooms.warm import Room, Warm
from autograder.rooms.wire import Wire

__all__ = ["DIED", "NOT_RUN", "TOO_LONG", "Seconds", "run"]

TOO_LONG = "CellTimeoutError"
DIED = "DeadKernelError"
NOT_RUN = "NotRun"
GRACE = 2.0
"""Seconds that a cell may take to stop when it is interrupted."""


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

    Every cell has an outcome: one that took too long, or that could not be run because Python had
    stopped before it, gets an error as its output that says so in the student's terms.

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
        Whether they were run to the end of the list, or to the end of what could be run.
    """
    ours, judges = socket.socketpair()
    asking, answering = socket.socketpair()
    opened: list[tuple[Warm, Room]] = []
    plan = {
        "rooms": rooms,
        "course": str(course) if course else None,
        "files": keep is not None,
    }
    with ours, judges, asking, answering:
        try:
            if rooms == 2:
                warm["judge"].prepare(cell.source for cell in cells if _is_locked(cell))
            student = warm["student"].fork(answering, folder=folder)
            opened.append((warm["student"], student))
            opened.append((warm["judge"], warm["judge"].fork(judges, asking, folder=folder)))
            for line in (judges, asking, answering):
                line.close()
            watch = _Watch(cells, Wire(ours), student, limits, warm["student"].most_memory)
            return watch.follow(plan, stopped, keep)
        except Gone as error:  # ours, and not the student's: this is to be tried again
            problem = "the judge room ended of itself"
            raise AutograderError(problem, f"see {warm['judge'].log}") from error
        finally:
            for parent, room in reversed(opened):
                parent.end(room)


class _Watch:
    """Follows the judge through the cells and keeps the time."""

    def __init__(
        self,
        cells: list[NotebookNode],
        wire: Wire,
        student: Room,
        limits: Seconds,
        most_memory: int | None,
    ) -> None:
        self.cells, self.wire, self.student, self.limits = cells, wire, student, limits
        self.most_memory = most_memory
        self.end = monotonic() + limits.notebook
        self.cell_end = self.end
        self.interrupted = 0
        self.seconds = 0

    def follow(
        self, plan: Mapping[str, Any], stopped: Callable[[], bool], keep: Path | None
    ) -> bool:
        # A kernel does not count cells without code.
        self.cells = [cell for cell in self.cells if cell.source.strip()]
        self.wire.send({**plan, "cells": self.cells})
        index = 0
        while True:
            if stopped():
                return False
            if not self.wire.ready(self._patience()):
                self._hurry()
                continue
            message = self.wire.receive()
            if "begin" in message:
                index = message["begin"]
                self._begin()
            elif "end" in message:
                try:
                    self.cells[index].outputs = outputs_from(message["messages"])
                except Malformed:
                    self._over(index)
                    return True
                self.cells[index].execution_count = index + 1
                if self.interrupted:
                    _fail(self.cells[index], TOO_LONG, self._too_long())
            elif "over" in message:
                self._over(message["over"])
                return True
            else:
                if keep is not None:
                    try:
                        put(message["files"], keep)
                    except Malformed:
                        self._over(index)
                return True

    def _begin(self) -> None:
        now = monotonic()
        self.cell_end = min(now + self.limits.cell, self.end)
        self.seconds = max(1, round(self.cell_end - now))
        self.interrupted = 0

    def _patience(self) -> float:
        return max(0.0, min(0.2, self.cell_end - monotonic()))

    def _hurry(self) -> None:
        """Interrupt a cell whose time is over; kill the room if that does not help.

        A room that takes too much memory is killed at once.
        """
        if self.most_memory and exceeds(self.student.pid, self.most_memory):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.kill(self.student.pid, signal.SIGKILL)
        if monotonic() < self.cell_end:
            return
        sign = signal.SIGINT if not self.interrupted else signal.SIGKILL
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(self.student.pid, sign)
        self.interrupted += 1
        self.cell_end = monotonic() + GRACE

    def _over(self, index: int) -> None:
        if self.interrupted:
            _fail(self.cells[index], TOO_LONG, self._too_long())
            why = "a cell above could not be stopped"
        else:
            reason = "does it call exit(), or need too much memory?"
            _fail(self.cells[index], DIED, f"Python itself stopped in this cell: {reason}")
            why = "Python itself had stopped in a cell above"
        for cell in self.cells[index + 1 :]:
            _fail(cell, NOT_RUN, f"this cell was not run: {why}")

    def _too_long(self) -> str:
        return (
            f"this cell was still running after {self.seconds} s and was stopped: "
            "is there a loop that never ends?"
        )


def _is_locked(cell: NotebookNode) -> bool:
    facts = cell.metadata.get("nbgrader", {})
    return bool(facts.get("locked")) and not facts.get("solution")


def _fail(cell: NotebookNode, name: str, message: str) -> None:
    # The style is Jupyter's own for an error without a stack.
    shown = f"\x1b[0;31m{name}\x1b[0m: {message}"
    error: dict[str, Any] = {"ename": name, "evalue": message, "traceback": [shown]}
    cell.outputs = [*cell.get("outputs", []), new_output("error", **error)]
