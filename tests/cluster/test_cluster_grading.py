"""A class graded on a cluster comes to the same as on one machine, whatever is killed."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from cell import QUEUE, Cell, until
from grid_class import SETTINGS, WORK, Driver, Expected, copy_of, graded, outcome
from small_class import TOPIC
from small_class import grade as grade_here

from autograder.course import Course

pytestmark = pytest.mark.cluster


def workers(cell: Cell) -> list[psutil.Process]:
    """Return the processes that run Dask's workers; each is the child of a nanny."""
    found = []
    for nanny in cell.processes("distributed.cli.dask_worker"):
        with contextlib.suppress(psutil.NoSuchProcess):  # it has ended just now
            found += [child for child in nanny.children() if "spawn_main" in line(child)]
    return found


def line(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def gone(processes: list[psutil.Process]) -> bool:
    def runs(process: psutil.Process) -> bool:
        try:
            return bool(process.status() != psutil.STATUS_ZOMBIE)
        except psutil.NoSuchProcess:
            return False

    return not any(map(runs, processes))


def test_a_worker_and_the_master_killed_half_way_change_no_grade(
    cell: Cell, handed_in: Course, expected: Expected, tmp_path: Path
) -> None:
    course = copy_of(handed_in, tmp_path / "course", "c.Cluster.minimum = c.Cluster.maximum = 2\n")
    driver = Driver(cell, course)
    driver.wait_for(3)
    victim = workers(cell)[0]
    parents = [one for one in victim.children(recursive=True) if "autograder.rooms" in line(one)]
    assert len(parents) >= 2, "the worker has no warm parents"
    victim.kill()
    until(lambda: gone([victim, *parents]), "what the worker had started ends with it")
    cell.kill_master()
    try:
        assert driver.wait() == 0, driver.said
        until(lambda: not workers(cell), "workers end without their driver")
    finally:
        cell.start_master()
    assert outcome(course) == expected
    until(lambda: not cell.jobs(), "the master forgets jobs that have ended")


def test_what_is_finished_when_the_driver_is_stopped_or_killed_is_kept(
    cell: Cell, handed_in: Course, expected: Expected, tmp_path: Path
) -> None:
    course = copy_of(handed_in, tmp_path / "course", "c.Cluster.maximum = 1\nc.Cluster.slots = 2\n")
    stopped = Driver(cell, course)
    stopped.wait_for(2)
    stopped.signal(signal.SIGINT)
    assert stopped.wait() == 130, stopped.said
    assert "run the same command again to continue" in stopped.said
    assert "Traceback" not in stopped.said
    until(lambda: not cell.jobs(), "Ctrl-C takes the jobs away")
    before = graded(course)
    assert 2 <= len(before) < len(WORK)

    killed = Driver(cell, course)
    killed.wait_for(len(before) + 2)
    killed.signal(signal.SIGKILL)
    killed.wait()
    until(lambda: not cell.processes("autograder"), "workers end without their driver")
    after = graded(course)
    assert before < after < {*WORK}
    assert f"{len(before)} up to date" in killed.said

    found = grade_here(course, timeout=None)
    assert len(found) == len(WORK)
    assert outcome(course) == expected
    logs = "".join(path.read_text() for path in course.state.glob("logs/cluster/autograder.o*"))
    assert "Threads:                          2" in logs, "the job's slots are its threads"
    assert len([*course.state.glob("key-*")]) == 1, "only who was killed leaves a key"


def test_workers_on_this_machine_come_to_the_same(
    handed_in: Course, expected: Expected, tmp_path: Path
) -> None:
    course = copy_of(handed_in, tmp_path / "course")
    words = ["--root", str(course.root), "grade", TOPIC, "--cluster", "local", "--jobs", "1"]
    with socket.socket() as other:
        with contextlib.suppress(OSError):  # somebody else's cluster has the port that Dask likes
            other.bind(("127.0.0.1", 8787))
            other.listen()
        done = subprocess.run(
            [sys.executable, "-m", "autograder", *words],
            capture_output=True,
            text=True,
            check=False,
        )
    assert (done.returncode, done.stderr) == (0, "")
    assert outcome(course) == expected


NO_WORKER = """
import sys
from pathlib import Path
from autograder.cluster.choice import workers
from autograder.course import Course
from autograder.errors import ClusterError

with workers(Course(Path(sys.argv[1])), "sge") as grid:
    try:
        grid.submit(len, "abc").result(240)
    except ClusterError as error:
        print(error)
"""


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("", "no worker for 15 seconds: job {} waits for free slots (qw) (try again later"),
        ('c.Cluster.project = "nobodys"\n', "the queue takes no job: Unable to run job: job rej"),
    ],
)
def test_a_cluster_that_gives_no_worker_says_why(
    cell: Cell, tmp_path: Path, settings: str, said: str
) -> None:
    (tmp_path / "nbgrader_config.py").write_text(
        f"c = get_config()\n{SETTINGS}c.Cluster.patience = 15\n{settings}"
    )
    cell.run("qmod", "-d", QUEUE)
    try:
        done = cell.run(sys.executable, "-c", NO_WORKER, tmp_path)
    finally:
        cell.run("qmod", "-e", QUEUE)
    number, _, _ = done.stdout.partition("job ")[2].partition(" ")
    assert said.format(number) in done.stdout
    assert not cell.jobs()
