"""One submission graded in a process of its own, by nbgrader's own steps.

The process can be killed at any moment, with everything it started, and what a submission does to
it (memory, endless loops, a crash) ends with it.
"""

from __future__ import annotations

import contextlib
import glob
import logging
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from types import FrameType

import nbformat
import psutil
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import determine_grade, is_grade
from traitlets.config import Config

from autograder.contract import grade_id
from autograder.course import Course
from autograder.reasons import Reasons
from autograder.submissions import Submission

# Seconds beyond the notebook's own limit for a kernel's start and end, and for nbgrader's steps.
MARGIN = 90
# multiprocessing's own list of children is not made for several threads.
_STARTING = threading.Lock()


@dataclass(frozen=True)
class Limits:
    """Seconds that one cell, and all cells of a notebook together, may take."""

    cell: int
    notebook: int

    @classmethod
    def of(cls, config: Config, cell: int | None = None) -> Limits:
        """Return the course's limits; another limit for a cell brings ten times that in all."""
        if cell is not None:
            return cls(cell, 10 * cell)
        return cls(
            int(config.Execute.get("timeout", 30)),
            int(config.RunCells.get("notebook_timeout", 300)),
        )


@dataclass(frozen=True)
class CellOutcome:
    """What running one cell came to.

    Parameters
    ----------
    name : str
        Its grade id; empty for a student's own cell.
    graded : bool
        Whether it counts.
    points : float or None
        What it earned; None if it waits for a grader.
    errors : tuple of (str, str)
        Name and message of each error it shows.
    stderr : bool
        Whether it wrote to stderr, which nbgrader scores 0.
    """

    name: str
    graded: bool
    points: float | None
    errors: tuple[tuple[str, str], ...]
    stderr: bool


@dataclass(frozen=True)
class Outcome:
    """What grading one submission came to.

    Parameters
    ----------
    cells : tuple of CellOutcome
        Every code cell and every graded cell; empty if there is no grade.
    failure : str
        Why there is no grade, in one line; empty if there is one.
    over_limit : bool
        Whether the process had to be killed because it went on and on.
    """

    cells: tuple[CellOutcome, ...] = ()
    failure: str = ""
    over_limit: bool = False


def execute(
    course: Course, submission: Submission, limits: Limits, stop: threading.Event
) -> Outcome:
    """Grade one submission: ``autograded/`` and the gradebook hold the result.

    Parameters
    ----------
    course : Course
        The course.
    submission : Submission
        One without a problem.
    limits : Limits
        How long it may take. What its own steps do not stop is killed a little later.
    stop : threading.Event
        When it is set, the submission is dropped, and nothing of it stays.

    Returns
    -------
    Outcome
        With a failure if there is no grade; then there is nothing in ``autograded/`` either.
    """
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__, "autograder.cli"])
    ours, theirs = context.Pipe()
    log = course.state / "logs" / submission.assignment / f"{submission.student}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    scratch = tempfile.mkdtemp(prefix="grade-")
    process = context.Process(target=_work, args=(theirs, course, submission, limits, log, scratch))
    outcome = Outcome(failure=f"the grading process ended unexpectedly: see {course.relative(log)}")
    done = False
    try:
        with _STARTING:
            process.start()
        theirs.close()
        seconds = limits.notebook + MARGIN
        end = monotonic() + seconds
        while not ours.poll(0.2):
            if stop.is_set():
                return Outcome(failure="was stopped")
            if monotonic() > end:
                return Outcome(failure=f"was killed after {seconds} s", over_limit=True)
        with contextlib.suppress(EOFError):
            outcome = ours.recv()
            done = not outcome.failure
    finally:
        _kill_tree(process.pid)
        if process.pid is not None:
            with _STARTING:
                process.join()
        ours.close()
        shutil.rmtree(scratch, ignore_errors=True)
        if not done:
            shutil.rmtree(_autograded(course, submission), ignore_errors=True)
    return outcome


def _autograded(course: Course, submission: Submission) -> Path:
    return course.root / "autograded" / submission.student / submission.assignment


def _kill_tree(pid: int | None) -> None:
    """Kill a process and all that it started: kernels are sessions of their own."""
    if pid is None:
        return
    try:
        process = psutil.Process(pid)
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return
    for member in family:
        with contextlib.suppress(psutil.NoSuchProcess):
            member.kill()


# ---- in the process ----------------------------------------------------------------------------


def _work(
    pipe: Connection,
    course: Course,
    submission: Submission,
    limits: Limits,
    log: Path,
    scratch: str,
) -> None:
    # Ctrl-C reaches every process of the terminal: only the parent decides what it means. Not
    # SIG_IGN, which kernels would inherit, and then no endless loop could be interrupted.
    signal.signal(signal.SIGINT, _ignore)
    threading.Thread(target=_end_with_parent, args=(pipe, scratch), daemon=True).start()
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666)  # less the umask
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.environ["TMPDIR"] = tempfile.tempdir = scratch
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(levelname)s %(message)s")
    reasons = Reasons()
    logging.getLogger("traitlets").addHandler(reasons)
    try:
        _autograde(course, submission, limits)
        outcome = Outcome(_outcomes(_autograded(course, submission) / _name(submission)))
    except (NbGraderException, OSError) as error:
        outcome = Outcome(failure=reasons.last or f"{type(error).__name__}: {error}")
    pipe.send(outcome)


def _ignore(_number: int, _frame: FrameType | None) -> None:
    return


def _end_with_parent(pipe: Connection, scratch: str) -> None:
    """End this process, with all that it started, when the parent is gone: even if killed."""
    with contextlib.suppress(EOFError, OSError):
        pipe.recv()
    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()
    shutil.rmtree(scratch, ignore_errors=True)
    os._exit(1)


def _autograde(course: Course, submission: Submission, limits: Limits) -> None:
    config = course.config()
    config.Execute.timeout = limits.cell
    config.RunCells.notebook_timeout = limits.notebook
    # nbgrader takes both for patterns.
    config.CourseDirectory.student_id = glob.escape(submission.student)
    config.CourseDirectory.assignment_id = glob.escape(submission.assignment)
    converter = Autograde(coursedir=CourseDirectory(config=config), config=config)
    converter.force = True
    converter.start()


def _name(submission: Submission) -> str:
    return f"{submission.assignment}.ipynb"


def _outcomes(path: Path) -> tuple[CellOutcome, ...]:
    found = []
    for cell in nbformat.read(path, as_version=4).cells:
        graded = bool(is_grade(cell))
        if cell.cell_type != "code" and not graded:
            continue
        outputs = cell.get("outputs", [])
        found.append(
            CellOutcome(
                name=grade_id(cell),
                graded=graded,
                points=determine_grade(cell)[0] if graded else None,
                errors=tuple((o.ename, o.evalue) for o in outputs if o.output_type == "error"),
                stderr=any(o.output_type == "stream" and o.name == "stderr" for o in outputs),
            )
        )
    return tuple(found)
