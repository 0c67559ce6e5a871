"""Grading the same class by stock nbgrader and by ours, in turns, with equal points.

Run it as ``python benchmarks/grading.py --size 20``. Each submission holds an answer of the bank to
each exercise; with ``--demos`` the notebook's pictures are drawn as well, which takes most of the
time of both.
"""

from __future__ import annotations

import argparse
import copy
import itertools
import os
import resource
import runpy
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from rich.console import Console
from rich.table import Table

from autograder.contract import about, grade_id
from autograder.course import Course

ROOT = Path(__file__).resolve().parent.parent
# nbgrader's own step in the place of ours: a kernel for each submission.
KERNEL = """
steps = c.Autograde.autograde_preprocessors
c.Autograde.autograde_preprocessors = ["nbgrader.preprocessors.Execute", *steps[1:]]
"""
Points = dict[tuple[str, str], float | None]


@dataclass(frozen=True)
class Cost:
    """What one way to grade the class took, in seconds."""

    wall: float
    cpu: float


def submissions(course: Course, topic: str, size: int, demos: bool) -> Iterator[NotebookNode]:
    """Yield notebooks with answers of the bank, right and wrong ones in turn."""
    bank = runpy.run_path(str(ROOT / "tests" / "answers" / f"{topic}.py"))
    shelves = {
        name: itertools.cycle(
            [*right.values(), *(code for _, code in bank["WRONG"][name].values())]
        )
        for name, right in bank["RIGHT"].items()
    }
    release = nbformat.read(course.release(topic), as_version=4)
    for _ in range(size):
        notebook = copy.deepcopy(release)
        if not demos:
            notebook.cells = [c for c in notebook.cells if about(c) or c.cell_type == "markdown"]
        for cell in notebook.cells:
            if about(cell).get("solution"):
                cell.source = next(shelves[grade_id(cell)])
        yield notebook


def prepare(folder: Path, topic: str, class_: list[NotebookNode], extra: str) -> Course:
    """Make a course directory with a class that has handed in."""
    course = Course(folder)
    folder.mkdir(parents=True)
    config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    (folder / "nbgrader_config.py").write_text(config + extra, encoding="utf-8")
    shutil.copytree(ROOT / "source" / topic, folder / "source" / topic)
    for number, notebook in enumerate(class_):
        home = folder / "submitted" / f"student{number:04d}" / topic
        home.mkdir(parents=True)
        nbformat.write(notebook, home / f"{topic}.ipynb")
    run(course, "nbgrader", "generate_assignment", topic)
    return course


def run(course: Course, *words: str) -> Cost:
    """Run a command to its end and measure it with all that it starts."""
    env = {**os.environ, "MPLBACKEND": "module://matplotlib_inline.backend_inline"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = perf_counter()
    subprocess.run(
        [sys.executable, "-m", *words], cwd=course.root, env=env, check=False, capture_output=True
    )
    wall = perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(wall, cpu)


def points(course: Course, topic: str) -> Points:
    """Return the points of every test of every student."""
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        return {
            (one.student.id, grade.name): grade.auto_score
            for one in gradebook.assignment_submissions(topic)
            for notebook in one.notebooks
            for grade in notebook.grades
        }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--topic", default="02_gradient_descent")
    parser.add_argument("--size", type=int, default=20, help="how many submissions")
    parser.add_argument("--rounds", type=int, default=1, help="how often both are run, in turns")
    parser.add_argument("--demos", action="store_true", help="with the notebook's pictures")
    options = parser.parse_args()
    topic, size = options.topic, options.size
    class_ = list(submissions(Course(ROOT), topic, size, options.demos))
    ways = {
        "stock nbgrader autograde": (KERNEL, ("nbgrader", "autograde", topic)),
        "autograder grade": ("", ("autograder", "grade", topic)),
    }
    costs: dict[str, list[Cost]] = {name: [] for name in ways}
    with tempfile.TemporaryDirectory() as scratch:
        for number in range(options.rounds):
            found = []
            for name, (extra, words) in ways.items():
                folder = Path(scratch) / f"{number}-{words[0]}"
                course = prepare(folder, topic, class_, extra)
                costs[name].append(run(course, *words))
                found.append(points(course, topic))
                shutil.rmtree(folder)
            if found[0] != found[1] or len(found[0]) == 0:
                raise SystemExit("the points differ: the times mean nothing")
    report(costs, size)


def report(costs: dict[str, list[Cost]], size: int) -> None:
    """Print the medians, per submission, and how many times less ours takes."""
    table = Table(title=f"{size} submissions, the points of every test equal")
    for head in ("", "wall s", "wall s each", "cpu s each"):
        table.add_column(head, justify="left" if not head else "right")
    medians = {}
    for name, taken in costs.items():
        wall, cpu = (statistics.median(getattr(c, key) for c in taken) for key in ("wall", "cpu"))
        medians[name] = wall, cpu
        table.add_row(name, f"{wall:.1f}", f"{wall / size:.3f}", f"{cpu / size:.3f}")
    (wall, cpu), (our_wall, our_cpu) = medians.values()
    table.add_row("times less", f"{wall / our_wall:.1f}", "", f"{cpu / our_cpu:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
