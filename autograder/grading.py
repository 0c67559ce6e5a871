"""Grading an assignment: every submission gets a record, whatever the others do.

How one submission is run is `execute`'s business; here it is decided which ones need it, and what
their outcome means. Several are run at once, and one thread, this one, writes to the gradebook.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
import warnings
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from time import monotonic
from typing import Protocol

from nbformat.warnings import DuplicateCellId, MissingIDFieldWarning
from nbgrader.api import Gradebook
from sqlalchemy.exc import SQLAlchemyError
from traitlets.config import Config

from autograder import bookkeeping, gradebook, records, verdicts
from autograder.course import Course
from autograder.environment import environment_digest
from autograder.errors import UsageError
from autograder.execute import Engine
from autograder.locks import alone
from autograder.outcomes import Limits, Outcome
from autograder.records import Record
from autograder.restore import known_to
from autograder.rooms.sandbox.layers import Sandbox
from autograder.rubric import Rubric
from autograder.submissions import Submission, find


class Watcher(Protocol):
    """Somebody who looks on while submissions are graded."""

    def begin(self, to_do: int, up_to_date: int) -> None:
        """Hear that grading begins."""

    def grading(self, student: str) -> None:
        """Hear whose turn it is."""

    def graded(self, record: Record) -> None:
        """Hear that a submission has its record."""


@dataclass(frozen=True)
class Grading:
    """What `grade` came to.

    Parameters
    ----------
    rubric : Rubric
        The assignment's exercises.
    records : tuple of Record
        One per submission, by student.
    up_to_date : int
        How many of them were there before.
    """

    rubric: Rubric
    records: tuple[Record, ...]
    up_to_date: int

    @property
    def without_grade(self) -> list[Record]:
        """The submissions that have no grade."""
        return [record for record in self.records if not record.has_grade]


def grade(
    course: Course,
    assignment: str,
    watcher: Watcher,
    *,
    students: tuple[str, ...] = (),
    force: bool = False,
    timeout: int | None = None,
    jobs: int | None = None,
    unsafe: bool = False,
) -> Grading:
    """Grade an assignment's submissions, as many at once as there are processors.

    What has a record that still holds is left alone, so that a run that was stopped, by Ctrl-C or
    by ``kill -9``, is continued by the next one. Grades given by hand are kept.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.
    watcher : Watcher
        Told about each step.
    students : tuple of str
        The students that are wanted; all of them if empty.
    force : bool
        Grade also what has a record that holds.
    timeout : int, optional
        Seconds that one cell may take; by default what was given for a submission the last time,
        else the course's own setting.
    jobs : int, optional
        How many to grade at once.
    unsafe : bool
        Whether to run students' code also where it cannot be shut in.

    Raises
    ------
    UsageError
        If there is no such assignment, or no submission by one of the students.
    CourseError
        If the course directory or its gradebook cannot be used. Then nothing has been changed.
    SandboxError
        If students' code cannot be shut in here, unless that was allowed. The same holds.
    """
    rubric = Rubric.read(course, assignment)
    found = find(course, assignment, students)
    if timeout is not None and timeout < 1:
        raise UsageError(f"a limit of {timeout} seconds", "give one second or more")
    gradebook.check(course)
    course.require_writable(course.root, course.state, course.root / "autograded")
    config = course.config()
    allowed = unsafe or bool(config.RunCells.get("unsafe_no_sandbox", False))
    sandbox = Sandbox.chosen(unsafe=allowed)
    environment = environment_digest(rubric.notebook, config)
    with alone(course):
        gradebook.register(course, rubric)
        source = records.digest_of(
            course.source(assignment).read_text(encoding="utf-8"), environment
        )
        timeouts = {one.student: timeout or _timeout_before(course, one) for one in found}
        limits = {name: Limits.of(config, seconds) for name, seconds in timeouts.items()}
        digests = {
            one.student: records.digest_of(one.digest, source, repr(limits[one.student]))
            for one in found
        }
        kept = {} if force else _holding(course, found, digests)
        watcher.begin(len(found) - len(kept), len(kept))
        done = dict(kept)
        to_do = [one for one in found if one.student not in kept]
        stop = threading.Event()
        pool = ThreadPoolExecutor(jobs or _processors())
        with (
            _quiet(),
            gradebook.opened(course) as book,
            _engine(course, rubric, book, sandbox) as engine,
        ):
            try:
                futures = []
                for one in to_do:
                    name = one.student
                    job = _Job(engine, one, limits[name], timeouts[name], digests[name], stop)
                    futures.append(pool.submit(job.run, watcher))
                for future in as_completed(futures):
                    record = _entered(course, config, book, *future.result())
                    records.save(course, record)
                    done[record.student] = record
                    watcher.graded(record)
            finally:
                # After Ctrl-C too: what is running is dropped, what waits is not begun.
                stop.set()
                pool.shutdown(cancel_futures=True)
    return Grading(rubric, tuple(done[one.student] for one in found), len(kept))


def _timeout_before(course: Course, submission: Submission) -> int | None:
    # More time that was given to one student must not be taken back by the next run for all.
    record = records.load(course, submission.assignment, submission.student)
    return record.timeout if record else None


def _holding(
    course: Course, found: Iterable[Submission], digests: Mapping[str, str]
) -> dict[str, Record]:
    """Return the records that still hold: same work, same tests, and the gradebook agrees."""
    kept = {}
    entries: dict[str, gradebook.Entry] | None = None
    for one in found:
        record = records.load(course, one.assignment, one.student)
        if record is None or record.digest != digests[one.student]:
            continue
        if record.status == records.INFRASTRUCTURE_ERROR:
            continue
        if record.has_grade:
            entries = gradebook.read(course, one.assignment) if entries is None else entries
            entry = entries.get(one.student)
            graded = course.root / "autograded" / one.student / one.assignment
            if not (graded / f"{one.assignment}.ipynb").is_file():
                continue
            if entry is None or entry.auto != dict(record.cells):
                continue
        kept[one.student] = record
    return kept


def _processors() -> int:
    # A cluster's job may use fewer than the machine has.
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Let nbformat mend ids of cells that were copied without a word; for all threads together."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=DuplicateCellId)
        warnings.filterwarnings("ignore", category=MissingIDFieldWarning)
        yield


def _engine(course: Course, rubric: Rubric, book: Gradebook, sandbox: Sandbox) -> Engine:
    notebook = book.find_notebook(rubric.assignment, rubric.assignment)
    return Engine(course, rubric, known_to(notebook), sandbox)


@dataclass(frozen=True)
class _Job:
    """One submission and all that it takes to grade it."""

    engine: Engine
    submission: Submission
    limits: Limits
    timeout: int | None
    digest: str
    stop: threading.Event

    def run(self, watcher: Watcher) -> tuple[Record, Outcome]:
        watcher.grading(self.submission.student)
        start = monotonic()
        if self.submission.problem:
            status, message, outcome = records.UNGRADABLE, self.submission.problem, Outcome()
        else:
            outcome = self._grade()
            if outcome.failure and not self.stop.is_set():
                outcome = self._grade()
            status, message = verdicts.status_of(outcome)
        record = Record(
            student=self.submission.student,
            assignment=self.submission.assignment,
            digest=self.digest,
            status=status,
            seconds=round(monotonic() - start, 1),
            message=message,
            results=verdicts.results_of(self.engine.rubric, outcome.cells) if outcome.cells else {},
            cells={cell.name: cell.points for cell in outcome.cells if cell.graded},
            timeout=self.timeout,
        )
        return record, outcome

    def _grade(self) -> Outcome:
        return self.engine.grade(self.submission, self.limits, self.stop.is_set)


def _entered(
    course: Course, config: Config, book: Gradebook, record: Record, outcome: Outcome
) -> Record:
    """Write a submission's grades into the gradebook; without them, there is no grade."""
    if not record.has_grade:
        return record
    name, student = record.assignment, record.student
    timestamp = gradebook.timestamp(course, name, student)
    try:
        bookkeeping.enter(book, config, name, student, timestamp, outcome)
    except SQLAlchemyError as error:
        shutil.rmtree(course.root / "autograded" / student / name, ignore_errors=True)
        problem = str(error).splitlines()[0]
        return replace(
            record,
            status=records.INFRASTRUCTURE_ERROR,
            message=f"the gradebook took no grades: {problem}",
            results={},
            cells={},
        )
    return record
