"""One grader at a time: in a course, or on an assignment where the gradebook is a server's.

A lock is the system's own, on a file of the course's folder: it is free when whoever holds it has
ended, however it ended, and it holds for all machines that share the folder by a file system with
locks. A server has locks too; they also hold for graders whose courses are in different folders.
"""

from __future__ import annotations

import contextlib
import errno
import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psutil

from autograder import database
from autograder.course import Course
from autograder.errors import CourseError

try:
    import fcntl
except ImportError:  # not on Windows, where two at once are the user's business
    fcntl = None  # type: ignore[assignment]

__all__ = ["alone"]

TAKEN = (errno.EAGAIN, errno.EACCES)


@contextlib.contextmanager
def alone(course: Course, assignment: str = "", url: str = "") -> Iterator[None]:
    """Hold a lock for as long as we write.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The only assignment that is written to; by default all of them.
    url : str
        Address of the gradebook. If it is a server's, which takes grades from several at once, only
        the assignment is locked; otherwise the whole course.

    Raises
    ------
    CourseError
        If somebody else is at work there, or locks cannot be had.
    """
    one = bool(assignment and url and database.is_server(url))
    what = f"on {assignment}" if one else "in this course"
    busy = f"another grader is at work {what}"
    with contextlib.ExitStack() as held:
        held.enter_context(_locked(course.state / "lock", busy, shared=one))
        if one:
            held.enter_context(_locked(course.state / "locks" / assignment, busy))
            held.enter_context(database.locked(url, assignment, _who(), busy))
        yield


@contextlib.contextmanager
def _locked(path: Path, busy: str, *, shared: bool = False) -> Iterator[None]:
    """Hold a lock on a file, which says who does; with those who share it, or alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as stream:
        if fcntl is not None:
            try:
                fcntl.flock(stream, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno not in TAKEN:
                    problem = f"{path.parent} is on a file system without locks: {error.strerror}"
                    remedy = "have it mounted with locks, or move the course to one that has them"
                    raise CourseError(problem, remedy) from None
                stream.seek(0)
                who = stream.readline().strip()
                problem = f"{busy}: {who}" if who else busy
                raise CourseError(problem, "wait until it is done") from None
        stream.truncate(0)
        if not shared:
            stream.write(f"{_who()}, since {datetime.now(UTC):%Y-%m-%d %H:%M} UTC\n")
            stream.flush()
        yield


def _who() -> str:
    return f"{psutil.Process().username()} on {socket.gethostname()}, process {os.getpid()}"
