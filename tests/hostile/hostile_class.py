"""A course of one lecture, and the parts of which hostile submissions to it are made."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.build import build
from autograder.contract import grade_id
from autograder.course import Course

TOPIC = "01_hostile"
HIDDEN_WORD = "hidden-word-7f3a"
SOURCE_WORD = "source-word-90b1"
CLASSMATE_WORD = "classmate-word-5b1e"
ENVIRONMENT_WORD = "environment-word-c2d8"
MASTER = f'''\
# %% [markdown]
# # Doubles and sums

# %% locked="setup"
import numpy as np
FACTOR = 2

# %% solution="double"
def double(x):
    """Return twice x."""
    ### BEGIN SOLUTION
    return FACTOR * x  # {SOURCE_WORD}
    ### END SOLUTION


# %% grade="double-public" points=1
shown = double(3)
assert shown == 6, f"double(3) is 6, yours gave {{shown}}"

# %% grade="double-hidden" points=2
# Hidden checks of double: they run when your work is graded.
### BEGIN HIDDEN TESTS
secret_result = double(21)  # {HIDDEN_WORD}
assert secret_result == 42, f"double(21) is 42, yours gave {{secret_result}}"
### END HIDDEN TESTS

# %% solution="total"
def total(values):
    """Return the sum of an array."""
    ### BEGIN SOLUTION
    return values.sum()
    ### END SOLUTION


# %% grade="total-public" points=1
np.testing.assert_allclose(total(np.array([1.0, 2.0])), 3.0, strict=True)

# %% grade="total-hidden" points=2
# Hidden checks of total: they run when your work is graded.
### BEGIN HIDDEN TESTS
np.testing.assert_allclose(total(np.array([4.0, 5.0, -1.0])), 8.0, strict=True)
### END HIDDEN TESTS

# %% solution="share"
def share():
    """Return the points that you think you deserve, from 0 to 2."""
    ### BEGIN SOLUTION
    return 2
    ### END SOLUTION


# %% grade="share-public" points=2
share()

# %% [markdown] nbgrader={{"grade": true, "grade_id": "essay", "locked": false, "points": 4, \
"schema_version": 3, "solution": true, "task": false}}
# What is a sum?

# %%
print("twice two is", double(2))
'''

ANSWERS = {
    "double": "def double(x):\n    return x + x",
    "total": "def total(values):\n    return values.sum()",
    "share": "def share():\n    return 2",
}
WRONG = "def double(x):\n    return x"
FULL = (3.0, 3.0, 2.0)
Points = tuple[float | None, float | None, float | None]
Edit = Callable[[NotebookNode], object]


@dataclass(frozen=True)
class Case:
    """What somebody hands in, and what is to come of it.

    Parameters
    ----------
    work : bytes, or callable
        The file; or what is done to an honest notebook, which may return another, or its bytes.
    status : str or None
        Of the record; None where it depends on the machine.
    points : tuple or None
        Of the exercises double, total and share; None without a grade.
    says : str
        Part of what the student is told: the record's message, or an exercise's.
    name : str
        The file's name.
    beside : mapping of str to bytes
        Other files that are handed in.
    """

    work: bytes | Edit
    status: str | None = "graded"
    points: Points | None = FULL
    says: str = ""
    name: str = f"{TOPIC}.ipynb"
    beside: Mapping[str, bytes] = field(default_factory=dict)


def make_course(folder: Path) -> Course:
    """Return a built course with the checkout's own settings, and little patience."""
    course = Course(folder)
    course.masters.mkdir(parents=True)
    course.master(TOPIC).write_text(MASTER)
    settings = (Path(__file__).parents[2] / "nbgrader_config.py").read_text()
    limits = {
        "Execute.timeout": 3,
        "RunCells.notebook_timeout": 15,
        "RunCells.memory_limit": 256,
        "RunCells.total_memory_limit": 512,
        "RunCells.process_limit": 32,
        "RunCells.file_size_limit": 8,
        "RunCells.open_files_limit": 64,
        "RunCells.scratch_limit": 16,
    }
    settings += "".join(f"\nc.{name} = {value}" for name, value in limits.items()) + "\n"
    (folder / "nbgrader_config.py").write_text(settings)
    build(course, [TOPIC])
    return course


def honest(course: Course, **answers: str) -> NotebookNode:
    """Return the handed-out notebook with right answers, or others."""
    notebook = nbformat.read(course.release(TOPIC), as_version=4)
    given = {**ANSWERS, **answers}
    for cell in notebook.cells:
        if grade_id(cell) in given:
            cell.source = given[grade_id(cell)]
        if grade_id(cell) == "essay":
            cell.source = f"What adding comes to. {CLASSMATE_WORD if 'mine' in answers else ''}"
    return notebook


def hand_in(course: Course, student: str, case: Case, places: Mapping[str, str]) -> None:
    """Put a case where it is collected to; what it says of places is filled in."""
    folder = course.root / "submitted" / student / TOPIC
    folder.mkdir(parents=True)
    for name, content in case.beside.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    work = case.work
    if not isinstance(work, bytes):
        notebook = honest(course)
        made = work(notebook)
        work = made if isinstance(made, bytes) else json.dumps(made or notebook).encode()
        for word, place in places.items():
            work = work.replace(word.encode(), place.encode())
    (folder / case.name).write_bytes(work)


# ---- what is done to a notebook ------------------------------------------------------------------


def cell_of(notebook: NotebookNode, name: str) -> NotebookNode:
    """Return a cell by its grade id."""
    (found,) = (cell for cell in notebook.cells if grade_id(cell) == name)
    return found


def says(**sources: str) -> Edit:
    """Write other texts into cells; a name's `_` stands for a grade id's `-`."""

    def edit(notebook: NotebookNode) -> None:
        for name, source in sources.items():
            cell_of(notebook, name.replace("_", "-")).source = source

    return edit


def first(code: str, **sources: str) -> Edit:
    """Run a cell of the student's before the exercises, which may have other answers, too."""

    def edit(notebook: NotebookNode) -> None:
        says(**sources)(notebook)
        notebook.cells.insert(2, new_code_cell(code))

    return edit


def last(code: str, **sources: str) -> Edit:
    """Run a cell of the student's at the end."""

    def edit(notebook: NotebookNode) -> None:
        says(**sources)(notebook)
        notebook.cells.append(new_code_cell(code))

    return edit


def file_of(change: Callable[[dict[str, Any]], object]) -> Edit:
    """Change the JSON of a notebook."""

    def edit(notebook: NotebookNode) -> object:
        content = json.loads(json.dumps(notebook))
        made = change(content)
        return content if made is None else made

    return edit


def text_of(change: Callable[[str], str | bytes]) -> Edit:
    """Change the text of a notebook's file."""

    def edit(notebook: NotebookNode) -> bytes:
        made = change(json.dumps(notebook, indent=1, ensure_ascii=False))
        return made if isinstance(made, bytes) else made.encode()

    return edit


def renamed(**names: str) -> Edit:
    """Give cells other grade ids; a name's `_` stands for `-`."""

    def edit(notebook: NotebookNode) -> None:
        cells = {name: cell_of(notebook, name.replace("_", "-")) for name in names}
        for name, cell in cells.items():
            cell.metadata.nbgrader["grade_id"] = names[name]

    return edit


def copied(name: str, **changes: Any) -> Edit:
    """Add a copy of a cell at the end."""

    def edit(notebook: NotebookNode) -> None:
        cell = copy.deepcopy(cell_of(notebook, name))
        cell.update(changes)
        notebook.cells.append(cell)

    return edit


def facts(name: str, **changes: Any) -> Edit:
    """Change what nbgrader's metadata says of a cell."""

    def edit(notebook: NotebookNode) -> None:
        cell_of(notebook, name).metadata.nbgrader.update(changes)

    return edit


def without(*names: str) -> Edit:
    """Delete cells."""

    def edit(notebook: NotebookNode) -> None:
        notebook.cells = [cell for cell in notebook.cells if grade_id(cell) not in names]

    return edit


def together(*edits: Edit) -> Edit:
    """Do several things to a notebook."""

    def edit(notebook: NotebookNode) -> object:
        made: object = None
        for one in edits:
            made = one(notebook)
        return made

    return edit


def zipped(notebook: NotebookNode) -> bytes:
    """Return the bytes with which a ZIP archive begins, and the notebook."""
    return b"PK\x03\x04" + json.dumps(notebook).encode()
