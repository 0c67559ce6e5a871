"""Which submissions of an assignment are to be graded, and with what; by one grader at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from autograder import dispatch, gradebook, gradebook_state, records
from autograder.course import Course
from autograder.errors import UsageError
from autograder.execute import Graded, Task
from autograder.filing import sweep
from autograder.locks import alone
from autograder.records import Record
from autograder.rubric import Rubric
from autograder.setting import Setting
from autograder.submissions import Submission, find

__all__ = ["Plan", "is_up_to_date", "planned", "setting_of", "task_of"]


@dataclass(frozen=True)
class Plan:
    """What is to be graded.

    Parameters
    ----------
    rubric : Rubric
        The assignment's exercises.
    setting : Setting
        What its submissions share.
    found : tuple of Submission
        All that are wanted, by student.
    tasks : mapping of str to Task
        How each of them is graded, by student.
    kept : mapping of str to Record
        The outcomes that still hold, by student: they are left alone.
    """

    rubric: Rubric
    setting: Setting
    found: tuple[Submission, ...]
    tasks: Mapping[str, Task]
    kept: Mapping[str, Record]

    @property
    def to_do(self) -> dict[str, Submission]:
        """The submissions that need grading."""
        return {one.student: one for one in self.found if one.student not in self.kept}

    @property
    def ready(self) -> dict[str, Task]:
        """Those of them that can be run."""
        return {name: self.tasks[name] for name, one in self.to_do.items() if not one.problem}

    @property
    def refused(self) -> list[Graded]:
        """What the others come to."""
        return [
            dispatch.refused(self.setting, self.tasks[name], one.problem)
            for name, one in self.to_do.items()
            if one.problem
        ]


@contextlib.contextmanager
def planned(
    course: Course,
    assignment: str,
    *,
    students: tuple[str, ...] = (),
    force: bool = False,
    timeout: int | None = None,
    timeouts: Mapping[str, int] | None = None,
    unsafe: bool = False,
    ahead: Callable[[Setting], object] = lambda _: None,
) -> Iterator[Plan]:
    """Look at an assignment's submissions, and keep other graders away until all is written.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment, which is put into the gradebook if it is not there.
    students : tuple of str
        The students that are wanted; all of them if empty.
    force : bool
        Grade also what has a record that holds.
    timeout : int, optional
        Seconds that one cell may take; by default what was given for a submission the last time,
        else the course's own setting.
    timeouts : mapping of str to int, optional
        The same for single students.
    unsafe : bool
        Whether to run students' code also where it cannot be shut in.
    ahead : callable
        Begins what takes a while, as soon as it is known what submissions share, and that there
        are some without a record.

    Raises
    ------
    UsageError, CourseError, SandboxError
        As `grading.grade_assignment`. Then nothing has been changed.
    """
    rubric = Rubric.read(course, assignment)
    found = tuple(find(course, assignment, students))
    if timeout is not None and timeout < 1:
        raise UsageError(f"a limit of {timeout} seconds", "give one second or more")
    gradebook_state.check(course)
    course.require_writable(course.root, course.state, course.root / "autograded")
    setting = setting_of(course, rubric, unsafe=unsafe)
    if force or any(
        not records.path_of(course, assignment, one.student).is_file() for one in found
    ):
        ahead(setting)
    with alone(course, assignment, gradebook_state.url_of(course)):
        sweep(course, assignment)
        gradebook.register(course, rubric)
        given = timeouts or {}
        tasks = {
            one.student: task_of(course, setting, one, given.get(one.student, timeout))
            for one in found
        }
        kept = {} if force else _holding(course, found, tasks)
        yield Plan(rubric, setting, found, tasks, kept)


def setting_of(course: Course, rubric: Rubric, *, unsafe: bool = False) -> Setting:
    """Return what the submissions of a course's assignment share; errors as `Setting.of`."""
    files = course.source(rubric.assignment).parent
    logs = course.state / "logs" / rubric.assignment
    return Setting.of(rubric, course.config(), files=files, logs=logs, unsafe=unsafe)


def task_of(course: Course, setting: Setting, one: Submission, timeout: int | None) -> Task:
    """Return how a submission is graded.

    Parameters
    ----------
    course : Course
        The course.
    setting : Setting
        What it shares with the others.
    one : Submission
        The submission.
    timeout : int or None
        Seconds for one cell; None for what it was given the last time.
    """
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
        if record is not None and is_up_to_date(
            course, record, tasks[one.student].digest, entries.get(one.student)
        ):
            kept[one.student] = record
    return kept


def is_up_to_date(
    course: Course, record: Record, digest: str, entry: gradebook.Entry | None
) -> bool:
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
    if not record.holds(digest):
        return False
    if not record.has_grade:
        return True
    graded = course.root / "autograded" / record.student / record.assignment
    if entry is None or not (graded / f"{record.assignment}.ipynb").is_file():
        return False
    # A task has an entry that only graders fill.
    return {name: entry.auto.get(name, -1) for name in record.cells} == dict(record.cells)
