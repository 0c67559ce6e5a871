"""What each layer of the sandbox costs for every submission, beside a bare fork.

Run it on a machine that has nothing else to do::

    .venv/bin/python benchmarks/sandbox.py --rounds 10 --forks 40

Every row adds a layer to the row above. In each round all rows take their turn, so that a slow
minute of the machine falls on all of them. A turn opens rooms one after the other, runs an empty
cell in each and ends it. Processor time is that of the warm parent and of all that it forked, to
the end; the kernel's own clean-up in the background is not in it.
"""

from __future__ import annotations

import argparse
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from autograder.rooms.sandbox import Sandbox, layers
from autograder.rooms.warm import Warm
from autograder.rooms.wire import Wire

MODULES = ("numpy", "matplotlib.pyplot")
STEPS = (
    (layers.LIMITS,),
    (layers.PRIVILEGES,),
    (layers.SECCOMP,),
    (layers.FILES, layers.USER),
    (layers.PROCESSES,),
    (layers.PROC,),
    (layers.TERMINAL,),
    (layers.IPC,),
    (layers.NETWORK,),
    (layers.LANDLOCK,),
)
"""Which layers each row adds; Landlock last, because it is the one that most machines lack."""


@dataclass
class Row:
    """One way to open rooms, and what it took.

    Parameters
    ----------
    name : str
        What it adds to the row above.
    warm : Warm
        The parent of its rooms.
    """

    name: str
    warm: Warm
    cpu: list[float] = field(default_factory=list)
    """Milliseconds of processor time for one room, in each round."""
    wall: list[float] = field(default_factory=list)
    """Milliseconds from the request to the end of the room."""
    opened: list[float] = field(default_factory=list)
    """Milliseconds from the request to the answer that the room is there."""

    def turn(self, forks: int, folder: Path) -> None:
        """Open, use and end rooms.

        Parameters
        ----------
        forks : int
            How many.
        folder : Path
            Where they work.
        """
        before = _used(self.warm)
        for _ in range(forks):
            ours, theirs = socket.socketpair()
            with ours, theirs:
                begin = time.perf_counter()
                room = self.warm.fork(theirs, folder=folder)
                self.opened.append(1000 * (time.perf_counter() - begin))
                Wire(ours).send({"run": "", "id": "", "count": 1})
                Wire(ours).receive()
                self.warm.end(room)
                self.wall.append(1000 * (time.perf_counter() - begin))
        self.cpu.append(1000 * (_used(self.warm) - before) / forks)


def _used(warm: Warm) -> float:
    """Tell the processor time of a warm parent and of all rooms that have ended."""
    process = psutil.Process(warm.pid)
    inside = process.children()  # where there are layers of files, what was started only waits
    times = (inside[0] if inside else process).cpu_times()
    return float(times.user + times.system + times.children_user + times.children_system)


def rows(sandbox: Sandbox, stack: ExitStack, folder: Path) -> list[Row]:
    """Start a warm parent for each row.

    Parameters
    ----------
    sandbox : Sandbox
        The layers that this machine has.
    stack : ExitStack
        What ends them.
    folder : Path
        Where they write what goes wrong.
    """

    def row(name: str, layers_there: Sandbox | None) -> Row:
        warm = Warm("student", MODULES, folder / f"{name}.log", layers_there)
        return Row(name, stack.enter_context(closing(warm)))

    opened = [row("fork alone", None)]
    left = set(layers.LAYERS)
    for names in STEPS:
        if all(sandbox.has(name) for name in names):
            left -= {*names}
            opened.append(row("+ " + ", ".join(names), sandbox.without(left)))
    return opened


def table(measured: Sequence[Row]) -> str:
    """Write the medians as a table.

    Parameters
    ----------
    measured : sequence of Row
        The rows after their last turn.
    """
    width = max(len(row.name) for row in measured)
    lines = [f"{'ms for one room':{width}}  {'cpu':>6}  {'adds':>6}  {'wall':>6}  {'to open':>7}"]
    before = first = statistics.median(measured[0].cpu)
    for row in measured:
        cpu = statistics.median(row.cpu)
        wall, opened = statistics.median(row.wall), statistics.median(row.opened)
        lines.append(
            f"{row.name:{width}}  {cpu:6.1f}  {cpu - before:6.1f}  {wall:6.1f}  {opened:7.1f}"
        )
        before = cpu
    lines.append(f"{'all layers together':{width}}  {'':6}  {before - first:6.1f}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print.

    Parameters
    ----------
    arguments : sequence of str, optional
        The command line's, by default.
    """
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=10, metavar="N", help="default 10")
    parser.add_argument("--forks", type=int, default=40, metavar="N", help="rooms in a turn")
    options = parser.parse_args(arguments)
    if options.rounds < 1 or options.forks < 1:
        parser.error("--rounds and --forks: give 1 or more")
    sandbox = Sandbox.probe()
    print(sandbox.describe(), end="\n\n")
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        measured = rows(sandbox, stack, folder)
        for _ in range(options.rounds):
            for row in measured:
                row.turn(options.forks, folder)
    print(table(measured))
    return 0


if __name__ == "__main__":
    sys.exit(main())
