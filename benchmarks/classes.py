"""Classes that have handed in answers of the bank, and what running their code takes by itself."""

from __future__ import annotations

import contextlib
import copy
import io
import itertools
import logging
import os
import runpy
import shutil
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from types import CodeType
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from autograder.contract import about, grade_id
from autograder.course import Course
from autograder.expected import expected
from autograder.names import plain
from autograder.steps import prepare

ROOT = Path(__file__).resolve().parent.parent
Points = dict[tuple[str, str], float | None]


def environment() -> dict[str, str]:
    """Return the variables of a process that draws figures as a notebook does."""
    return {**os.environ, "MPLBACKEND": "module://matplotlib_inline.backend_inline"}


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


def hand_in(folder: Path, topic: str, size: int, demos: bool, extra: str) -> Course:
    """Make a course directory with a class that has handed in.

    Parameters
    ----------
    folder : Path
        Where.
    topic : str
        The lecture.
    size : int
        How many students.
    demos : bool
        Whether with the cells that draw pictures.
    extra : str
        Lines for the course's settings.
    """
    folder.mkdir(parents=True)
    config = (ROOT / "nbgrader_config.py").read_text(encoding="utf-8")
    (folder / "nbgrader_config.py").write_text(config + extra, encoding="utf-8")
    shutil.copytree(ROOT / "source" / topic, folder / "source" / topic)
    for number, notebook in enumerate(submissions(Course(ROOT), topic, size, demos)):
        home = folder / "submitted" / f"student{number:04d}" / topic
        home.mkdir(parents=True)
        nbformat.write(notebook, home / f"{topic}.ipynb")
    words = [sys.executable, "-m", "nbgrader", "generate_assignment", topic]
    subprocess.run(words, cwd=folder, env=environment(), check=True, capture_output=True)
    return Course(folder)


def points(course: Course, topic: str) -> Points:
    """Return the points of every test of every student."""
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        return {
            (one.student.id, grade.name): grade.auto_score
            for one in gradebook.assignment_submissions(topic)
            for notebook in one.notebooks
            for grade in notebook.grades
        }


def cells_alone(folder: Path, topic: str) -> float:
    """Return the processor seconds of all code cells of a class, for one submission.

    They run with ``exec``, one submission after the other, in one process that is warm: no kernel,
    no room, no messages, and a traceback is made by nobody.

    Parameters
    ----------
    folder : Path
        The class's course directory.
    topic : str
        The lecture.
    """
    os.environ.update(
        environment(), NBGRADER_EXECUTION="autograde", OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1"
    )
    # A process that has imported nothing: it reads the variables when it imports NumPy.
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(_cells_alone, folder, topic).result()


def _cells_alone(folder: Path, topic: str) -> float:
    course = Course(folder)
    known = expected(nbformat.read(course.source(topic), as_version=4), course.config())
    class_ = []
    for path in sorted((folder / "submitted").glob(f"*/{topic}/{topic}.ipynb")):
        handed_in = nbformat.read(path, as_version=4)
        notebook, _ = prepare(handed_in, known, {}, logging.getLogger())
        class_.append([plain(c.source) for c in notebook.cells if c.cell_type == "code"])
    _run(class_[0])
    begin = time.process_time()
    for cells in class_:
        _run(cells)
    return (time.process_time() - begin) / len(class_)


def _run(cells: list[str]) -> None:
    names: dict[str, Any] = {"__name__": "__main__"}
    quiet = io.StringIO()
    with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
        for cell in cells:
            with contextlib.suppress(Exception), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                code: CodeType = compile(cell, "cell", "exec")
                exec(code, names)
