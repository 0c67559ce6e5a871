"""The results of an array job folded into the gradebook, by the same writer as everywhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from autograder.cluster.array_order import Order
from autograder.cluster.array_results import Results
from autograder.course import Course
from autograder.execute import Graded
from autograder.grading import Grading, Watcher, file_all
from autograder.planning import Plan, planned

__all__ = ["Collected", "collect"]


@dataclass(frozen=True)
class Collected:
    """What `collect` came to.

    Parameters
    ----------
    grading : Grading
        Of the submissions that have a record now.
    missing : tuple of str
        The students who need a grade and have no result yet.
    stale : tuple of str
        Those of them whose result was refused: the submission, the tests, the limits or the
        environment are others than those it was made with.
    """

    grading: Grading
    missing: tuple[str, ...]
    stale: tuple[str, ...]


def collect(course: Course, assignment: str, *watchers: Watcher) -> Collected:
    """Write the grades of an array job's results. What has no result yet is left as it is.

    A result is removed once its record is written. So the next call goes on where one was stopped.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.
    *watchers : Watcher
        Told about each step.

    Raises
    ------
    UsageError, CourseError, SandboxError, OSError
        As `grading.grade_assignment`; also if no array job was submitted.
    """
    order = Order.read(course, assignment)
    results = Results(course, assignment)
    found = {name: graded.record for name in results.students() if (graded := results.load(name))}
    given = {name: record.timeout for name, record in found.items() if record.timeout is not None}
    with planned(course, assignment, timeouts=given, unsafe=order.unsafe) as plan:
        for name in found.keys() & plan.kept.keys():
            results.forget(name)  # whoever filed it was killed before it was removed
        ready = plan.ready
        fresh = [
            name for name in found if name in ready and found[name].digest == ready[name].digest
        ]
        grading = file_all(course, _narrowed(plan, fresh), _handed_over(results, fresh), watchers)
        missing = [name for name in ready if name not in fresh]
        return Collected(grading, tuple(missing), tuple(n for n in missing if n in found))


def _narrowed(plan: Plan, fresh: Sequence[str]) -> Plan:
    """Return the part of a plan that can be filed: what is kept, refused or has a result."""
    there = {*plan.kept, *fresh, *(one.student for one in plan.found if one.problem)}
    return replace(plan, found=tuple(one for one in plan.found if one.student in there))


def _handed_over(results: Results, students: Sequence[str]) -> Iterator[Graded]:
    """Yield results one by one, and remove each when the next is asked for: then it is filed."""
    for name in students:
        graded = results.load(name)
        if graded is None:  # somebody removed it in this moment
            continue
        yield graded
        results.forget(name)
