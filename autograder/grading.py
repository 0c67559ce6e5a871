"""Grading an assignment: every submission gets a record, whatever the others do.

Which ones need it is `planning`'s business, how one is run is `execute`'s, and how its results are
written is `filing`'s. `dispatch` hands them to workers, and one thread, this one, writes.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import warnings
from collections.abc import Iterable, Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from autograder import dispatch, execute, gradebook
from autograder.course import Course
from autograder.execute import Graded
from autograder.filing import Filing
from autograder.planning import Plan, planned
from autograder.records import Record
from autograder.rubric import Rubric

__all__ = ["Grading", "Watcher", "file_all", "grade_assignment"]


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
        If the course directory or its gradebook cannot be used. Then nothing has been changed; but
        if the gradebook's server goes away meanwhile, what is recorded is kept.
    SandboxError
        If students' code cannot be shut in here, unless that was allowed. The same holds.
    OSError
        If a record could not be written, on a full disk for instance. What is recorded is kept.
    """
    with (
        dispatch.workers(executor, jobs) as pool,
        planned(
            course,
            assignment,
            students=students,
            force=force,
            timeout=timeout,
            unsafe=unsafe,
            ahead=dispatch.warm_up if executor is None else lambda _: None,
        ) as plan,
        contextlib.closing(dispatch.results(pool, plan.setting, plan.ready, watchers)) as results,
    ):
        return file_all(course, plan, results, watchers)


def file_all(
    course: Course, plan: Plan, results: Iterable[Graded], watchers: Iterable[Watcher]
) -> Grading:
    """Write what submissions came to, one after the other, as it comes.

    Parameters
    ----------
    course : Course
        The course.
    plan : Plan
        What was to be graded.
    results : iterable of Graded
        What of it was run.
    watchers : iterable of Watcher
        Told about each step.

    Returns
    -------
    Grading
        With what was up to date, could not be run, or was run.

    Raises
    ------
    OSError
        If a record could not be written.
    CourseError
        If the gradebook's server is away.
    """
    done, to_do = dict(plan.kept), plan.to_do
    for watcher in watchers:
        watcher.begin(len(to_do), len(plan.kept))
    with (
        warnings.catch_warnings(),  # `execute.grade_one` silences some
        _logged(plan.setting.logs),
        gradebook.opened(course) as book,
    ):
        filing = Filing(course, plan.setting.config, book)
        for graded in itertools.chain(plan.refused, results):
            name = graded.record.student
            done[name] = filing.file(to_do[name], graded)
            for watcher in watchers:
                watcher.graded(done[name])
    in_order = tuple(done[one.student] for one in plan.found if one.student in done)
    return Grading(plan.rubric, in_order, len(plan.kept), plan.setting.rooms)


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
