"""One submission run in its two rooms: plain data in, plain data out, on whatever machine.

What goes in and what comes out can be pickled, so that `grade_one` runs in a thread, in another
process or on another machine alike. It writes nothing that outlasts it: `filing` does that.
"""

from __future__ import annotations

import logging
import shutil
import warnings
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic

from nbformat.v4 import writes_json
from nbformat.warnings import DuplicateCellId, MissingIDFieldWarning

from autograder import records, standby, steps, verdicts
from autograder.errors import AutograderError
from autograder.intake import take_in
from autograder.mode import TWO_ROOMS
from autograder.outcomes import Outcome
from autograder.printable import one_line
from autograder.records import Record
from autograder.rooms.supervise import Seconds, run
from autograder.scratch import scratch
from autograder.setting import Setting
from autograder.submissions import IGNORED

__all__ = ["Graded", "Task", "copy_files", "drop", "grade_one"]

log = logging.getLogger("autograder.engine")
log.addHandler(logging.NullHandler())  # where nobody listens, the terminal is not to be told


@dataclass(frozen=True)
class Task:
    """One submission to grade.

    Parameters
    ----------
    student : str
        Whose.
    notebook : Path
        The submitted notebook.
    files : Path or None
        The folder of what was submitted with it.
    seconds : Seconds
        How long it may run.
    digest : str
        Digest of all that the outcome depends on.
    timeout : int or None
        Seconds for one cell, where somebody gave this submission others than the course's.
    notes : tuple of str
        What is to be told about how it was handed in.
    """

    student: str
    notebook: Path
    files: Path | None
    seconds: Seconds
    digest: str
    timeout: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Graded:
    """What one submission came to.

    Parameters
    ----------
    record : Record
        What is kept of it.
    outcome : Outcome
        What each cell came to, for the gradebook.
    notebook : str
        The text of the notebook with all outputs; empty if there is no grade.
    """

    record: Record
    outcome: Outcome = field(default_factory=Outcome)
    notebook: str = ""


_dropped: set[str] = set()


def drop(run: str) -> None:
    """Let what this process still executes of a run end at once, without a grade."""
    _dropped.add(run)


def grade_one(setting: Setting, task: Task) -> Graded:
    """Prepare, run and score one submission.

    Parameters
    ----------
    setting : Setting
        What it shares with the others.
    task : Task
        Whose, and how long it may take.

    Returns
    -------
    Graded
        With the status ``infrastructure_error`` if our own machinery failed.
    """
    # Ids of cells that were copied are mended without a word. Where this is a process of its own,
    # nobody has said so yet.
    for category in (DuplicateCellId, MissingIDFieldWarning):
        warnings.filterwarnings("ignore", category=category)
    start = monotonic()
    text = ""
    notes: tuple[str, ...] = ()
    try:
        outcome, text, notes = _run(setting, task)
    except AutograderError as error:
        outcome = Outcome(failure=str(error))
    except OSError as error:  # no more processes, no more space: others may still go through
        outcome = Outcome(failure=f"{error.filename or 'the system'}: {error.strerror}")
    status, message = verdicts.status_of(outcome)
    results = verdicts.results_of(setting.items, outcome.cells) if outcome.cells else {}
    record = Record(
        student=task.student,
        assignment=setting.assignment,
        digest=task.digest,
        status=status,
        seconds=round(monotonic() - start, 1),
        # Students choose what errors say and how files are called: it ends in tables and terminals.
        message=one_line("; ".join(filter(None, [message, *notes]))),
        results={n: replace(one, message=one_line(one.message)) for n, one in results.items()},
        cells={cell.name: cell.points for cell in outcome.cells if cell.graded},
        timeout=task.timeout,
    )
    if status == records.INFRASTRUCTURE_ERROR:
        return Graded(record)
    return Graded(record, outcome, text)


def _run(setting: Setting, task: Task) -> tuple[Outcome, str, tuple[str, ...]]:
    taken = take_in(task.notebook)
    if taken.notebook is None:  # it was one when it was looked at first
        raise AutograderError(taken.problem)
    notebook, restored = steps.prepare(taken.notebook, setting.known, setting.kernelspec, log)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    with scratch() as folder:
        copy_files(folder, task.files, setting.files)
        warm = standby.here.parents(setting.modules, setting.sandbox, setting.logs)
        done = run(
            cells,
            warm,
            task.seconds,
            folder,
            lambda: setting.run in _dropped,
            rooms=setting.rooms,
            course=setting.files,
        )
    if not done:
        return Outcome(failure="was stopped"), "", ()
    notebook = steps.finish(notebook, setting.config)
    found = steps.outcomes(notebook, strict=setting.rooms == TWO_ROOMS)
    outcome = Outcome(found, steps.unanswered(notebook))
    notes = (*task.notes, *taken.repairs, *restored)
    # What came out of the rooms was validated as it came.
    return outcome, writes_json(notebook) + "\n", notes


def copy_files(to: Path, *folders: Path | None) -> None:
    """Copy what lies beside notebooks, where it is plain files; later folders win.

    Parameters
    ----------
    to : Path
        The folder to fill.
    *folders : Path or None
        The submission's and, after it, the course's own, as in nbgrader.
    """
    for folder in filter(None, folders):
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            left = any(part in IGNORED or part.endswith(".ipynb") for part in inside.parts)
            if path.is_file() and not left:
                _make_way(to, inside)
                shutil.copyfile(path, to / inside)


def _make_way(to: Path, inside: Path) -> None:
    """Make the folder of a file, where an earlier one may have a file of that name, or reversed."""
    for name in reversed(inside.parents):
        if (to / name).is_file():
            (to / name).unlink()
        (to / name).mkdir(exist_ok=True)
    if (to / inside).is_dir():
        shutil.rmtree(to / inside)
