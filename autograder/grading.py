"""Grading an assignment: every submission gets a record, whatever the others do.

How one submission is run is `execute`'s business, and how its results are written is `filing`'s.
Here it is decided which ones need it. `dispatch` hands them to workers, and one thread, this one,
writes.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import warnings
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from autograder import dispatch, execute, gradebook, records
from autograder.course import Course
from autograder.errors import UsageError
from autograder.execute import Task
from autograder.filing import Filing, sweep
from autograder.locks import alone
from autograder.records import INFRASTRUCTURE_ERROR, Record
from autograder.rubric import Rubric
from autograder.setting import Setting
from autograder.submissions import Submission, find

__all__ = ["Grading", "Watcher", "grade_assignment", "setting_of", "standing"]


class Watcher(Protocol):
    """Somebody who looks on while submissions are graded."""

    def begin(self, to_do: int, up_to_date: int) -> None:
        """Hear that grading begins."""

    def retried(self, record: Record) -> None:
        """Hear that our own machinery failed, and that the submission is tried once more."""

    def graded(self, record: Record) -> None:
        """Hear that a submission has its record, with a grade or without."""


@dataclass(frozen=True)
class Grading:
    """What `grade_assignment` came to.

    Parameters
    ----------
    rubric : Rubric
        The assignment's exercises.
    records : tuple of Record
        One per submission, by student.
    up_to_date : int
        How many of them were there before.
    rooms : {2, 1}
        In how many rooms notebooks were run.
    """

    rubric: Rubric
    records: tuple[Record, ...]
    up_to_date: int
    rooms: int

    @property
    def without_grade(self) -> list[Record]:
        """The submissions that have no grade."""
        return [record for record in self.records if not record.has_grade]


def grade_assignment(
    course: Course,
    assignment: str,
    *watchers: Watcher,
    students: tuple[str, ...] = (),
    force: bool = False,
    timeout: int | None = None,
    jobs: int | None = None,
    unsafe: bool = False,
    executor: Executor | None = None,
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
    *watchers : Watcher
        Told about each step, in the thread that called.
    students : tuple of str
        The students that are wanted; all of them if empty.
    force : bool
        Grade also what has a record that holds.
    timeout : int, optional
        Seconds that one cell may take; by default what was given for a submission the last time,
        else the course's own setting.
    jobs : int, optional
        How many to grade at once; by default as many as we may use processors.
    unsafe : bool
        Whether to run students' code also where it cannot be shut in.
    executor : concurrent.futures.Executor, optional
        Where submissions are run; by default in threads of this process, each of which waits for
        its rooms. Other processes and machines must see the course's folder under the same path.
        It is left open.

    Raises
    ------
    UsageError
        If there is no such assignment, or no submission by one of the students.
    CourseError
        If the course directory or its gradebook cannot be used. Then nothing has been changed.
    SandboxError
        If students' code cannot be shut in here, unless that was allowed. The same holds.
    OSError
        If a record could not be written, on a full disk for instance. What is recorded is kept.
    """
    rubric = Rubric.read(course, assignment)
    found = find(course, assignment, students)
    if timeout is not None and timeout < 1:
        raise UsageError(f"a limit of {timeout} seconds", "give one second or more")
    gradebook.check(course)
    course.require_writable(course.root, course.state, course.root / "autograded")
    setting = setting_of(course, rubric, unsafe=unsafe)
    with alone(course):
        sweep(course)
        gradebook.register(course, rubric)
        tasks = {one.student: _task(course, setting, one, timeout) for one in found}
        kept = {} if force else _holding(course, found, tasks)
        to_do = {one.student: one for one in found if one.student not in kept}
        for watcher in watchers:
            watcher.begin(len(to_do), len(kept))
        done = dict(kept)
        ready = {name: tasks[name] for name, one in to_do.items() if not one.problem}
        wrong = {name: one.problem for name, one in to_do.items() if one.problem}
        with (
            warnings.catch_warnings(),  # `execute.grade_one` silences some
            _logged(setting.logs),
            gradebook.opened(course) as book,
            dispatch.workers(executor, jobs) as pool,
            contextlib.closing(dispatch.results(pool, setting, ready, watchers)) as results,
        ):
            filing = Filing(course, setting.config, book)
            refused = [dispatch.refused(setting, tasks[name], why) for name, why in wrong.items()]
            for graded in itertools.chain(refused, results):
                name = graded.record.student
                done[name] = filing.file(to_do[name], graded)
                for watcher in watchers:
                    watcher.graded(done[name])
    in_order = tuple(done[one.student] for one in found)
    return Grading(rubric, in_order, len(kept), setting.rooms)


def setting_of(course: Course, rubric: Rubric, *, unsafe: bool = False) -> Setting:
    """Return what the submissions of a course's assignment share; errors as `Setting.of`."""
    files = course.source(rubric.assignment).parent
    logs = course.state / "logs" / rubric.assignment
    return Setting.of(rubric, course.config(), files=files, logs=logs, unsafe=unsafe)


def _task(course: Course, setting: Setting, one: Submission, timeout: int | None) -> Task:
    if timeout is None:
        # More time that was given to one student must not be taken back by the next run for all.
        before = records.load(course, one.assignment, one.student)
        timeout = before.timeout if before else None
    return Task(
        student=one.student,
        notebook=one.notebook,
        files=one.folder,
        seconds=setting.seconds_for(timeout),
        digest=setting.digest_for(one.digest, timeout),
        timeout=timeout,
        notes=one.notes,
    )


def _holding(
    course: Course, found: Iterable[Submission], tasks: Mapping[str, Task]
) -> dict[str, Record]:
    """Return the records that still hold: same work, same tests, and the gradebook agrees."""
    entries = gradebook.read(course, next(iter(found)).assignment)
    kept = {}
    for one in found:
        record = records.load(course, one.assignment, one.student)
        if record is not None and standing(
            course, record, tasks[one.student].digest, entries.get(one.student)
        ):
            kept[one.student] = record
    return kept


def standing(course: Course, record: Record, digest: str, entry: gradebook.Entry | None) -> bool:
    """Tell whether a record still holds, so that its submission need not be graded again.

    Parameters
    ----------
    course : Course
        The course.
    record : Record
        A record.
    digest : str
        Digest of what the outcome depends on, as things are now.
    entry : Entry or None
        What the gradebook has of the submission.
    """
    if record.digest != digest or record.status == INFRASTRUCTURE_ERROR:
        return False
    if not record.has_grade:
        return True
    graded = course.root / "autograded" / record.student / record.assignment
    if entry is None or not (graded / f"{record.assignment}.ipynb").is_file():
        return False
    # A task has an entry that only graders fill.
    return {name: entry.auto.get(name, -1) for name in record.cells} == dict(record.cells)


@contextlib.contextmanager
def _logged(folder: Path) -> Iterator[None]:
    """Write what the grader has to say about submissions into a file."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(folder / "grader.log", encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
    execute.log.addHandler(handler)
    try:
        yield
    finally:
        execute.log.removeHandler(handler)
        handler.close()
