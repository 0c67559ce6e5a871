"""A course of one tiny lecture and a class that hands in all sorts of work."""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from autograder.build import build
from autograder.contract import grade_id
from autograder.course import Course
from autograder.grading import Watcher, grade_assignment
from autograder.records import Record

TESTS = Path(__file__).parent
TOPIC = "01_tiny"
TIMEOUT = 2
MASTER = '''\
# %% [markdown]
# # A tiny lecture

# %% locked="setup"
FACTOR = 2

# %% [markdown]
# Write the function that doubles its argument.

# %% solution="double"
def double(x):
    """Return twice x."""
    ### BEGIN SOLUTION
    return FACTOR * x
    ### END SOLUTION


# %% grade="double-public" points=1
shown = double(3)
assert shown == 6, f"double(3) is 6, yours gave {shown}"

# %% grade="double-hidden" points=2
# Hidden checks of double: they run when your work is graded.
### BEGIN HIDDEN TESTS
secret_result = double(21)
assert secret_result == 42, f"double(21) is 42, yours gave {secret_result}"
### END HIDDEN TESTS

# %%
print("twice two is", double(2))
'''

RIGHT = "def double(x):\n    return x + x"
WRONG = "def double(x):\n    return x"
SHOWN_ONLY = "def double(x):\n    return 6"
LOOP = "def double(x):\n    while True:\n        pass"
STUBBORN = """\
def double(x):
    while True:
        try:
            while True:
                pass
        except KeyboardInterrupt:
            pass"""
EXIT = "import os\ndef double(x):\n    if x == 21:\n        os._exit(3)\n    return 2 * x"
NOISY = "import sys\ndef double(x):\n    print('hm', file=sys.stderr)\n    return 2 * x"
SPY = """\
import inspect, linecache
def double(x):
    caller = inspect.currentframe().f_back
    text = "".join(linecache.getlines(caller.f_code.co_filename))
    print(text)
    raise ValueError(text)"""


def make_course(folder: Path) -> Course:
    """Return a built course with the checkout's own settings."""
    course = Course(folder)
    course.masters.mkdir(parents=True)
    course.master(TOPIC).write_text(MASTER)
    shutil.copy(TESTS.parent / "nbgrader_config.py", folder)
    build(course, [TOPIC])
    return course


def answer(course: Course, code: str | None) -> NotebookNode:
    """Return the student's version with the exercise filled in (None: left as it is)."""
    notebook = nbformat.read(course.release(TOPIC), as_version=4)
    for cell in notebook.cells:
        if grade_id(cell) == "double" and code is not None:
            cell.source = code
    return notebook


def without(notebook: NotebookNode, *names: str) -> NotebookNode:
    """Return a notebook without some of its cells."""
    result = copy.deepcopy(notebook)
    result.cells = [cell for cell in result.cells if grade_id(cell) not in names]
    return result


def with_cell(notebook: NotebookNode, code: str) -> NotebookNode:
    """Return a notebook with one more cell at its end."""
    result = copy.deepcopy(notebook)
    result.cells.append(new_code_cell(code))
    return result


def hand_in(course: Course, student: str, work: NotebookNode | str, name: str = TOPIC) -> Path:
    """Put a student's work where it is collected to."""
    path = course.root / "submitted" / student / TOPIC / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not by nbformat, which would mend what a test has broken.
    text = work if isinstance(work, str) else json.dumps(work)
    path.write_text(text, encoding="utf-8")
    return path


def scores(records: Mapping[str, Record]) -> dict[str, float | None]:
    """Return each student's points for the exercise; None without a grade."""
    return {
        name: record.results["double"].points if record.has_grade else None
        for name, record in records.items()
    }


class Silent:
    """A watcher that only remembers."""

    def __init__(self) -> None:
        self.to_do = self.up_to_date = 0
        self.done: list[str] = []
        self.again: list[str] = []

    def begin(self, to_do: int, up_to_date: int) -> None:
        self.to_do, self.up_to_date = to_do, up_to_date

    def retried(self, record: Record) -> None:
        self.again.append(record.student)

    def graded(self, record: Record) -> None:
        self.done.append(record.student)


def grade(course: Course, *watchers: Watcher, **options: Any) -> dict[str, Record]:
    """Grade a class with little patience; return its records by student."""
    done = grade_assignment(course, TOPIC, *watchers, **{"timeout": TIMEOUT, **options})
    return {record.student: record for record in done.records}
