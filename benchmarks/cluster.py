"""Grading on a cluster: one worker against two, and what a submission costs the driver.

Run it on a machine that has nothing else to do::

    .venv/bin/python benchmarks/cluster.py workers --size 200
    .venv/bin/python benchmarks/cluster.py driver --size 500
    .venv/bin/python benchmarks/cluster.py driver --size 10000

*workers* grades a class of a lecture through Grid Engine, with one worker and with two, each with
one slot. It starts a cell of one node (tests/cluster/cell.py), so it needs root and Debian's Grid
Engine. The rate is that of the middle of the run, while all workers are at work: from the first
fifth of the submissions to the last tenth.

*driver* grades simulated submissions with Dask's workers on this machine. Reading what was handed
in, handing over, taking back, gradebook, files and records are the real ones; only the worker does
nothing: it returns the outcome of the one submission that was run before, under another name.
The driver's processor time, with Dask's scheduler in it, and its memory are written down twenty
times on the way; *out* are submissions whose results are not filed yet. *Dask alone* is the same
number of calls through the same executor with nothing read and nothing filed.

Tables are in Markdown, for docs/scaling.md.
"""

from __future__ import annotations

import argparse
import contextlib
import functools
import json
import pickle
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "cluster")]

import classes  # noqa: E402
from cell import PROJECT, Cell, missing  # noqa: E402
from small_class import RIGHT, TOPIC, answer, hand_in, make_course  # noqa: E402

from autograder.cluster import LOCAL  # noqa: E402
from autograder.cluster.choice import workers  # noqa: E402
from autograder.course import Course  # noqa: E402
from autograder.dispatch import results  # noqa: E402
from autograder.execute import Graded, Task, grade_one  # noqa: E402
from autograder.grading import grade_assignment  # noqa: E402
from autograder.records import Record  # noqa: E402
from autograder.setting import Setting  # noqa: E402

MIB = 2**20
ROWS = 20
SETTINGS = f"""
c.Cluster.project = "{PROJECT}"
c.Cluster.interface = "lo"
c.Cluster.minimum = c.Cluster.maximum = """


def main(words: Sequence[str] | None = None) -> None:
    """Run one of the two measurements."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["workers", "driver"])
    parser.add_argument("--size", type=int, default=200, help="submissions (default 200)")
    parser.add_argument("--topic", default="02_gradient_descent", help="lecture for 'workers'")
    parser.add_argument("--rounds", type=int, default=2, help="of one and two workers (default 2)")
    options = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="cluster-") as scratch:
        if options.what == "workers":
            one_and_two(Path(scratch), options.topic, options.size, options.rounds)
        else:
            driver(Path(scratch), options.size)


# ---- one worker and two ------------------------------------------------------------------------


def one_and_two(scratch: Path, topic: str, size: int, rounds: int) -> None:
    """Print the rates of one worker and of two, in turns."""
    if missing():
        sys.exit(missing())
    rates: dict[int, list[float]] = {1: [], 2: []}
    print("| round | workers | submissions a minute |\n|---|---|---|")
    (scratch / "cell").mkdir()
    with Cell.started(scratch / "cell", slots=2) as cell:
        for number in range(rounds):
            for count in rates:
                rates[count].append(rate(cell, scratch / "course", topic, size, count))
                print(f"| {number + 1} | {count} | {rates[count][-1]:.1f} |", flush=True)
    print(f"\nTwo workers do {max(rates[2]) / max(rates[1]):.2f} times the work of one.")


def rate(cell: Cell, folder: Path, topic: str, size: int, count: int) -> float:
    """Return how many submissions a minute so many workers grade."""
    shutil.rmtree(folder, ignore_errors=True)
    classes.hand_in(folder, topic, size, False, f"{SETTINGS}{count}\n")
    log = folder / "log.jsonl"
    words = ["grade", topic, "--cluster", "sge", "--log", log]
    done = cell.run(
        *(sys.executable, "-m", "autograder", "--root", folder, *words), check=False, seconds=7200
    )
    events = [json.loads(line) for line in log.read_text().splitlines()]
    times = [datetime.fromisoformat(e["time"]) for e in events if e["event"] == "graded"]
    if len(times) < size:
        sys.exit(f"only {len(times)} of {size} were graded: {done.stdout[-2000:]}{done.stderr}")
    first, last = size // 5, size - size // 10 - 1
    return 60 * (last - first) / (times[last] - times[first]).total_seconds()


# ---- the driver alone --------------------------------------------------------------------------


@functools.cache
def template(path: Path) -> Graded:
    """Return the outcome of the submission that was run."""
    found: Graded = pickle.loads(path.read_bytes())
    return found


def simulated(setting: Setting, task: Task) -> Graded:
    """Return that outcome as another student's; this is all that a worker does."""
    one = template(setting.logs.parents[2] / "template")
    record = replace(one.record, student=task.student, digest=task.digest, seconds=0.0)
    return replace(one, record=record)


class Simulating(Executor):
    """Lets workers do nothing, and counts what is out.

    Parameters
    ----------
    pool : Executor
        What has the workers.
    """

    def __init__(self, pool: Executor) -> None:
        self.pool = pool
        self.begun = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        """Let a worker do nothing instead."""
        assert fn is grade_one
        self.begun += 1
        return self.pool.submit(simulated, *args)


class Curve:
    """Writes down the driver's time and memory while submissions are filed.

    Parameters
    ----------
    pool : Simulating
        What runs them.
    size : int
        How many there are.
    """

    def __init__(self, pool: Simulating, size: int) -> None:
        self.pool, self.every, self.filed = pool, max(1, size // ROWS), 0
        self.process = psutil.Process()
        self.start = self.cpu = 0.0

    def begin(self, to_do: int, up_to_date: int) -> None:  # noqa: ARG002
        """Start the clocks."""
        self.start, self.cpu = time.monotonic(), time.process_time()
        print("| filed | s | driver's CPU, s | driver's memory, MiB | out |\n|---|---|---|---|---|")
        self._row()

    def retried(self, record: Record) -> None:
        """Say so: then the figures are worth nothing."""
        print(f"retried: {record.student}: {record.message}")

    def graded(self, record: Record) -> None:
        """Write a row now and then."""
        assert record.has_grade, record.message
        self.filed += 1
        if self.filed % self.every == 0:
            self._row()

    def _row(self) -> None:
        taken, used = time.monotonic() - self.start, time.process_time() - self.cpu
        memory = self.process.memory_full_info().uss / MIB
        out = self.pool.begun - self.filed
        print(f"| {self.filed} | {taken:.1f} | {used:.1f} | {memory:.0f} | {out} |", flush=True)


@contextlib.contextmanager
def simulation(course: Course) -> Iterator[Simulating]:
    """Give an executor of one worker that does nothing; it has started when it is given."""
    with workers(course, LOCAL, 1) as grid:
        assert grid is not None
        yield Simulating(grid)


def driver(scratch: Path, size: int) -> None:
    """Print what simulated submissions cost the driver, and how its memory goes."""
    course = make_course(scratch / "course")
    work = answer(course, RIGHT)
    hand_in(course, "first", work)
    setting, task, graded = first(course)
    assert graded.record.has_grade, graded.record.message
    (course.state / "template").write_bytes(pickle.dumps(graded))
    shutil.rmtree(course.root / "submitted")
    for number in range(size):
        hand_in(course, f"s{number:06}", work)
    with simulation(course) as pool:
        before = time.process_time()
        curve = Curve(pool, size)
        done = grade_assignment(course, TOPIC, curve, executor=pool)
        whole, running = time.process_time() - before, time.process_time() - curve.cpu
        assert len(done.records) == size
    reading = whole - running
    with simulation(course) as pool:
        tasks = {f"s{number:06}": replace(task, student=f"s{number:06}") for number in range(size)}
        next(results(pool, setting, {"first": task}))  # the worker has started
        before = time.process_time()
        assert sum(1 for _ in results(pool, setting, tasks)) == size
        dask = time.process_time() - before
    print(f"\nDriver's CPU for each of {size} submissions, in ms:\n\n| part | ms |\n|---|---|")
    print(f"| reading what was handed in | {1000 * reading / size:.1f} |")
    print(f"| Dask alone | {1000 * dask / size:.1f} |")
    print(f"| gradebook, files, records | {1000 * (running - dask) / size:.1f} |")
    print(f"| together | {1000 * whole / size:.1f} |")


def first(course: Course) -> tuple[Setting, Task, Graded]:
    """Return the setting, the task and the outcome of the only submission; forget its grade."""
    here = Here()
    grade_assignment(course, TOPIC, executor=here)
    shutil.rmtree(course.state / "records")
    shutil.rmtree(course.root / "autograded")
    return here.seen


class Here(Executor):
    """Runs a submission at once, in this thread, and keeps what it was."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        """Run it."""
        future: Future[Any] = Future()
        future.set_result(fn(*args))
        self.seen: tuple[Setting, Task, Graded] = (args[0], args[1], future.result())
        return future


if __name__ == "__main__":
    main()
