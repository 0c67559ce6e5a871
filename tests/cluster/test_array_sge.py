"""A class graded by an array job of a real Grid Engine: as on one machine, whatever is killed."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from cell import Cell, until
from grid_class import WORK, Expected, copy_of, outcome
from small_class import TOPIC

from autograder.course import Course

pytestmark = pytest.mark.cluster


def command(cell: Cell, course: Course, *words: str) -> tuple[int, str]:
    done = cell.run(
        *(sys.executable, "-m", "autograder", "--root", course.root, *words), check=False
    )
    return done.returncode, done.stdout + done.stderr


def logs(course: Course) -> str:
    folder = course.state / "logs" / "cluster"
    return "\n".join(path.read_text() for path in sorted(folder.glob("autograder-*")))


def test_killed_tasks_lose_nothing_and_the_next_job_runs_the_rest(
    cell: Cell, handed_in: Course, expected: Expected, tmp_path: Path
) -> None:
    course = copy_of(handed_in, tmp_path / "course", 'c.Cluster.walltime = "00:20:00"\n')
    results = course.state / "array" / TOPIC / "results"

    code, told = command(cell, course, "submit-array", TOPIC, "--tasks", "2")
    assert code == 0, told
    assert re.fullmatch(rf"job \d+: {len(WORK)} submissions in 2 tasks\n", told)
    until(lambda: len(list(results.glob("*.json"))) >= 3, "three results are there", 240)
    for process in cell.processes("autograder", "array-task"):
        process.kill()
    until(lambda: not cell.jobs(), "the job has ended", 240)
    finished = {path.stem for path in results.glob("*.json")}
    assert {*finished} < {*WORK}

    code, told = command(cell, course, "grade", TOPIC, "--collect")
    assert code == 1
    for name in WORK:
        assert (f"\n{name}: no result yet" in told) == (name not in finished), told

    code, told = command(cell, course, "submit-array", TOPIC, "--tasks", "2")
    assert code == 0, told
    assert f": {len(WORK) - len(finished)} submissions in " in told
    until(lambda: not cell.jobs(), "the second job has ended", 240)
    code, told = command(cell, course, "grade", TOPIC, "--collect")
    assert code == 0, told + logs(course)
    assert outcome(course) == expected
