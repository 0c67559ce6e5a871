"""Grading the same class by stock nbgrader and by ours, in turns, with equal points.

Run it on a machine that has nothing else to do::

    .venv/bin/python benchmarks/grading.py --size 100 --rounds 2
    .venv/bin/python benchmarks/grading.py --ours-only --sizes 10,100,1000

Each submission holds an answer of the bank to each exercise; with ``--demos`` the notebook's
pictures are drawn as well, which takes most of the time of both.

*Stock* is nbgrader with its own `Execute`, a kernel for each submission. It sometimes stands still
for 30 s, because nbclient waits for a message that never comes when a widget's message arrives in
the middle of a cell. The times at which it wrote its notebooks show this: a submission that took
more than 15 s longer than the median one is a stall, and the second row is without what stalls took
beyond the median.

*Cells* is the processor time of the students' and the tests' code alone: the same cells of the same
class, run with ``exec`` in one warm process. *Own work* is the rest of all processor time: kernels
or rooms, messages, tracebacks, sandbox, reading, scoring, writing. It is an upper bound of what
grading adds: in a room a cell also runs for the first time, in memory that was shared.

With several sizes, a straight line through them tells the start from the cost of a submission.
Memory is that of all our processes together, twice a second: each page that several share counts
once (PSS).
"""

from __future__ import annotations

import argparse
import itertools
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import classes
import psutil
from rich.console import Console
from rich.table import Table

from autograder.course import Course

# nbgrader's own step in the place of ours: a kernel for each submission.
KERNEL = """
steps = c.Autograde.autograde_preprocessors
c.Autograde.autograde_preprocessors = ["nbgrader.preprocessors.Execute", *steps[1:]]
"""
STALL = 15.0
"""Seconds beyond the median submission that are no work."""
MIB = 2**20


@dataclass(frozen=True)
class Way:
    """One way to grade a class.

    Parameters
    ----------
    name : str
        In words.
    words : tuple of str
        The command, without the lecture.
    extra : str
        Lines for the course's settings.
    """

    name: str
    words: tuple[str, ...]
    extra: str = ""


STOCK = Way("stock nbgrader autograde", ("nbgrader", "autograde"), KERNEL)
OURS = Way("autograder grade", ("autograder", "grade"))


@dataclass(frozen=True)
class Cost:
    """What grading a class once took: seconds, and bytes of memory at the most."""

    wall: float
    cpu: float
    memory: int
    stalls: tuple[float, ...] = ()
    """Seconds of each stall."""

    @property
    def moving(self) -> float:
        """Seconds of wall clock without the stalls."""
        return self.wall - sum(self.stalls)


class Memory(threading.Thread):
    """Watches the memory of a process and of all that it starts."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.most = 0
        self._first = psutil.Process(pid)
        self._over = threading.Event()

    def run(self) -> None:
        """Look at it until `stop`."""
        while not self._over.wait(0.5):
            self.most = max(self.most, sum(map(_pss, _tree(self._first))))

    def stop(self) -> int:
        """Return the most that was seen."""
        self._over.set()
        self.join()
        return self.most


def _tree(first: psutil.Process) -> list[psutil.Process]:
    try:
        return [first, *first.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def _pss(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except (psutil.NoSuchProcess, psutil.ZombieProcess):
        return 0


def measure(way: Way, course: Course, topic: str) -> Cost:
    """Grade a class and measure the command with all that it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = perf_counter()
    process = subprocess.Popen(
        [sys.executable, "-m", *way.words, topic],
        cwd=course.root,
        env=classes.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    memory = Memory(process.pid)
    memory.start()
    process.wait()
    wall = perf_counter() - start
    most = memory.stop()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    stalls = _stalls(course.root / "autograded", topic) if way is STOCK else ()
    return Cost(wall, cpu, most, stalls)


def _stalls(autograded: Path, topic: str) -> tuple[float, ...]:
    written = sorted(p.stat().st_mtime for p in autograded.glob(f"*/{topic}/{topic}.ipynb"))
    taken = [after - before for before, after in itertools.pairwise(written)]
    usual = statistics.median(taken) if taken else 0.0
    return tuple(seconds - usual for seconds in taken if seconds - usual > STALL)


def compare(topic: str, size: int, rounds: int, demos: bool, scratch: Path) -> None:
    """Grade the same class by both ways, in turns, and print what each took."""
    costs: dict[Way, list[Cost]] = {STOCK: [], OURS: []}
    alone = 0.0
    for number in range(rounds):
        found = []
        for way, taken in costs.items():
            folder = scratch / f"{number}-{way.words[0]}"
            course = classes.hand_in(folder, topic, size, demos, way.extra)
            taken.append(measure(way, course, topic))
            found.append(classes.points(course, topic))
            alone = alone or classes.cells_alone(folder, topic)
            shutil.rmtree(folder)
        if found[0] != found[1] or len(found[0]) == 0:
            raise SystemExit("the points differ: the times mean nothing")
    Console().print(comparison(costs[STOCK], costs[OURS], alone, size))


def comparison(stock: Sequence[Cost], ours: Sequence[Cost], alone: float, size: int) -> Table:
    """Return a table of medians, and of how many times less ours takes."""
    wall = statistics.median(cost.wall for cost in ours)
    table = Table(title=f"{size} submissions, the points of every test equal")
    for head in ("", "wall s", "wall s each", "cpu s each", "cells", "own work", "MiB"):
        table.add_column(head, justify="left" if not head else "right")

    def row(name: str, costs: Sequence[Cost], walls: Iterable[float]) -> float:
        seconds = statistics.median(walls)
        cpu = statistics.median(cost.cpu for cost in costs) / size
        each = (f"{value:.3f}" for value in (seconds / size, cpu, alone, cpu - alone))
        memory = max(cost.memory for cost in costs) / MIB
        table.add_row(name, f"{seconds:.1f}", *each, f"{memory:.0f}")
        return seconds

    with_stalls = row(STOCK.name, stock, (cost.wall for cost in stock))
    moving = row(f"{STOCK.name}, no stalls", stock, (cost.moving for cost in stock))
    row(OURS.name, ours, (cost.wall for cost in ours))
    counted = sum(len(cost.stalls) for cost in stock)
    table.caption = (
        f"ours takes {with_stalls / wall:.1f} times less wall clock, {moving / wall:.1f} times "
        f"less without stock's stalls ({counted} in {len(stock)} runs)"
    )
    return table


def grow(topic: str, sizes: Sequence[int], demos: bool, scratch: Path) -> None:
    """Grade classes of several sizes by ours, and print how the cost grows."""
    table = Table(title=OURS.name)
    for head in ("submissions", "wall s", "wall s each", "cpu s", "cpu s each", "MiB"):
        table.add_column(head, justify="right")
    costs, alone = [], 0.0
    for size in sizes:
        course = classes.hand_in(scratch / str(size), topic, size, demos, OURS.extra)
        cost = measure(OURS, course, topic)
        if len({student for student, _ in classes.points(course, topic)}) != size:
            raise SystemExit("not every submission has its grades: the times mean nothing")
        alone = classes.cells_alone(course.root, topic)
        shutil.rmtree(course.root)
        costs.append(cost)
        numbers = (cost.wall, cost.wall / size, cost.cpu, cost.cpu / size)
        table.add_row(str(size), *(f"{n:.3f}" for n in numbers), f"{cost.memory / MIB:.0f}")
    if len({*sizes}) > 1:
        wall = statistics.linear_regression(sizes, [cost.wall for cost in costs])
        cpu = statistics.linear_regression(sizes, [cost.cpu for cost in costs])
        table.caption = (
            f"start: {wall.intercept:.1f} s wall, {cpu.intercept:.1f} s cpu; each submission: "
            f"{wall.slope:.3f} s wall, {cpu.slope:.3f} s cpu, of which its cells {alone:.3f} "
            f"and our own work {cpu.slope - alone:.3f}"
        )
    Console().print(table)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--topic", default="02_gradient_descent")
    parser.add_argument("--size", type=int, default=20, help="how many submissions")
    parser.add_argument("--rounds", type=int, default=1, help="how often both are run, in turns")
    parser.add_argument("--demos", action="store_true", help="with the notebook's pictures")
    parser.add_argument("--ours-only", action="store_true", help="how our cost grows with --sizes")
    parser.add_argument("--sizes", default="10,100,1000", help="for --ours-only")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        if options.ours_only:
            sizes = [int(size) for size in options.sizes.split(",")]
            grow(options.topic, sizes, options.demos, Path(scratch))
        else:
            class_ = options.topic, options.size, options.rounds, options.demos
            compare(*class_, Path(scratch))


if __name__ == "__main__":
    main()
