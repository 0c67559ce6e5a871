"""The script of an array job, and how its tasks share the work."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from small_class import TOPIC

from autograder.cluster.array import script
from autograder.cluster.array_order import Order
from autograder.cluster.settings import Cluster
from autograder.course import Course

SCRIPT = """\
#!/bin/bash -l
#$ -N autograder-01_tiny
#$ -P course
#$ -q short
#$ -l h_rt=01:30:00
#$ -l mem_per_core=4G
#$ -j y
#$ -o '{root}/.autograder/logs/cluster'
#$ -t 1-3
#$ -wd '{root}'
#$ -pe omp 2
#$ -m a
module load miniconda
exec /env/bin/python -m autograder --root '{root}' array-task 01_tiny --order 0123
"""


def test_script_tells_grid_engine_all_it_has_to_know(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONPATH", raising=False)
    course = Course(tmp_path / "a course")
    settings = Cluster(
        project="course",
        queue="short",
        walltime="01:30:00",
        resources="mem_per_core=4G",
        slots=2,
        directives=["-m a"],
        prologue=["module load miniconda"],
        python="/env/bin/python",
    )
    order = Order("0123", TOPIC, "sha256:1", 3, {"ann": None, "bob": 20, "cid": None})
    assert script(course, order, settings) == SCRIPT.format(root=course.root)
    monkeypatch.setenv("PYTHONPATH", "/overlay a")
    assert "\nexport PYTHONPATH='/overlay a'\n" in script(course, order, settings)


def test_tasks_share_the_students_among_them() -> None:
    students = {f"s{number}": None for number in range(11)}
    order = Order("0123", TOPIC, "sha256:1", 3, students)
    shares = [order.share(number) for number in (1, 2, 3)]
    assert sorted(itertools.chain(*shares)) == sorted(students)
    assert [len(share) for share in shares] == [4, 4, 3]
