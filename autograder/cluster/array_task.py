"""One task of an array job: its share of the submissions is run, and each leaves a result.

It reads the course's folder and writes results. It never opens the gradebook.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable

from autograder import dispatch, submissions
from autograder.cluster.array_order import Order
from autograder.cluster.array_results import Results
from autograder.course import Course
from autograder.errors import CourseError, UsageError
from autograder.execute import Task
from autograder.planning import setting_of, task_of
from autograder.records import Record
from autograder.rubric import Rubric
from autograder.setting import Setting

__all__ = ["run_share"]


def run_share(
    course: Course,
    assignment: str,
    number: int,
    order: str,
    told: Callable[[Record], None] = lambda _: None,
) -> int:
    """Run what a task has to run and has not finished yet, as many at once as it has slots.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.
    number : int
        The task's, from 1.
    order : str
        The name of the order that its job was submitted for.
    told : callable
        Told about each result once it is written.

    Returns
    -------
    int
        How many results it has written.

    Raises
    ------
    CourseError
        If another order has taken its place, or grades would come out otherwise here than where
        the job was submitted.
    SandboxError
        If students' code cannot be shut in here, unless that was allowed.
    OSError
        If a result could not be written. What is written is kept.
    """
    wanted = Order.read(course, assignment)
    again = f"run 'autograder submit-array {assignment}'"
    if wanted.name != order:
        raise CourseError("a newer job has taken the place of this one", "nothing to do")
    if not 1 <= number <= wanted.tasks:
        raise UsageError(f"there is no task {number}", f"they are 1 to {wanted.tasks}")
    setting = setting_of(course, Rubric.read(course, assignment), unsafe=wanted.unsafe)
    if setting.digest != wanted.digest:
        problem = "grades would come out otherwise here than where the job was submitted"
        why = "if the course has changed since, {}; if not, compare 'autograder doctor' on both"
        raise CourseError(problem, why.format(again))
    results = Results(course, assignment)
    tasks = _unfinished(course, setting, wanted, number, results)
    count = 0
    with (
        dispatch.workers(None, None) as pool,
        contextlib.closing(dispatch.results(pool, setting, tasks)) as graded,
    ):
        for one in graded:
            results.save(one)
            told(one.record)
            count += 1
    return count


def _unfinished(
    course: Course, setting: Setting, order: Order, number: int, results: Results
) -> dict[str, Task]:
    tasks = {}
    for name in order.share(number):
        one = submissions.read(course, order.assignment, name)
        if one.problem:  # taken back, or handed in otherwise since: whoever collects says so
            continue
        task = task_of(course, setting, one, order.students[name])
        if not results.holds(name, task.digest):
            tasks[name] = task
    return tasks
