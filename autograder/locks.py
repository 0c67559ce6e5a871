"""One grader at a time."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from autograder.course import Course
from autograder.errors import CourseError

try:
    import fcntl
except ImportError:  # not on Windows, where two at once are the user's business
    fcntl = None  # type: ignore[assignment]


@contextlib.contextmanager
def alone(course: Course) -> Iterator[None]:
    """Hold the course's lock; the system frees it when the process ends, however it ends.

    Raises
    ------
    CourseError
        If somebody else is grading this course.
    """
    course.state.mkdir(parents=True, exist_ok=True)
    with (course.state / "lock").open("w") as stream:
        if fcntl is not None:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                problem = "another grader is at work in this course"
                raise CourseError(problem, "wait until it is done") from None
        yield
