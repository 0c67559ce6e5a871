"""A class to grade on a cluster, and what is to come of it wherever it is graded."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psutil
from cell import PATIENCE, PROJECT, Cell, until
from killed_grader import State, state
from small_class import EXIT, NOISY, RIGHT, SHOWN_ONLY, TOPIC, WRONG, answer, hand_in, make_course

from autograder.course import Course
from autograder.feedback import feedback

SLOW = "import time\ndef double(x):\n    time.sleep(0.3)\n    return 2 * x"
WORK = {
    "ann": RIGHT,
    "bob": WRONG,
    "cid": SHOWN_ONLY,
    "dan": EXIT,
    "eve": NOISY,
    **{f"slow{number}": SLOW for number in range(7)},
}
Expected = tuple[State, dict[str, str]]
"""Records, grades and files, and the pages of feedback."""
SETTINGS = f"""
c.Cluster.project = "{PROJECT}"
c.Cluster.interface = "lo"
c.Cluster.memory = "1GiB"
"""


def make_class(folder: Path) -> Course:
    """Return a course in which a class has handed in."""
    course = make_course(folder)
    for student, code in WORK.items():
        hand_in(course, student, answer(course, code))
    return course


def copy_of(course: Course, folder: Path, settings: str = "") -> Course:
    """Return a copy of a course that has settings for a cluster."""
    shutil.copytree(course.root, folder)
    with (folder / "nbgrader_config.py").open("a") as file:
        file.write(SETTINGS + settings)
    return Course(folder)


def outcome(course: Course) -> Expected:
    """Return all that grading leaves, and the feedback on it."""
    pages = feedback(course, TOPIC, (), lambda _: None)
    shown = {page.student: page.path.read_text() for page in pages if page.path}
    return state(course), shown


def graded(course: Course) -> set[str]:
    """Return who has a record."""
    return {path.stem for path in (course.state / "records" / TOPIC).glob("*.json")}


def _heed_ctrl_c() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Driver:
    """``autograder grade`` in a cell, in a process group of its own.

    Parameters
    ----------
    cell : Cell
        The cell.
    course : Course
        What to grade.
    """

    def __init__(self, cell: Cell, course: Course) -> None:
        self.cell, self.course = cell, course
        words = ["--root", str(course.root), "grade", TOPIC, "--cluster", "sge"]
        self.output = course.root.parent / f"{course.root.name}.txt"
        with self.output.open("ab") as file:
            self.process = subprocess.Popen(
                cell.inside(sys.executable, "-m", "autograder", *words),
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
                # Whoever runs the tests in the background has Ctrl-C ignored, for all below it.
                preexec_fn=_heed_ctrl_c,
            )

    def wait_for(self, count: int) -> None:
        """Wait until so many submissions have a record, while there is more to do."""
        until(
            lambda: len(graded(self.course)) >= count or self.process.poll() is not None,
            f"{count} submissions are graded",
            2 * PATIENCE,
        )
        assert self.process.poll() is None, self.said

    def signal(self, number: int) -> None:
        """Send a signal to it and what it started, as a terminal does; the way in is spared."""
        for process in psutil.Process(self.process.pid).children(recursive=True):
            process.send_signal(number)

    def wait(self) -> int:
        """Wait for the end; return the exit code."""
        return self.process.wait(2 * PATIENCE)

    @property
    def said(self) -> str:
        """What it has printed."""
        return self.output.read_text()
