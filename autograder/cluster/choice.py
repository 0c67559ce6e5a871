"""Where submissions are run: on this machine, or on a cluster that is asked for."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import Executor

from autograder.cluster import NONE
from autograder.cluster.settings import Cluster
from autograder.course import Course
from autograder.errors import ClusterError

__all__ = ["workers"]


@contextlib.contextmanager
def workers(
    course: Course,
    kind: str | None = None,
    at_once: int | None = None,
    told: Callable[[str], None] = lambda _: None,
) -> Iterator[Executor | None]:
    """Give what runs submissions; None where this process does it itself.

    Parameters
    ----------
    course : Course
        The course, with the site's settings.
    kind : str, optional
        Which cluster, or none; by default as the settings say.
    at_once : int, optional
        How many submissions to run at once, at most; by default as the settings say.
    told : callable, optional
        Called with one line when there is something to tell about the wait for workers.

    Raises
    ------
    CourseError
        If the settings are wrong.
    ClusterError
        If the libraries for clusters are not installed.
    """
    settings = Cluster.of(course, **({} if kind is None else {"kind": kind}))
    if settings.kind == NONE:
        yield None
        return
    if at_once is not None:
        settings.maximum = max(1, at_once // settings.slots)
        settings.minimum = min(settings.minimum, settings.maximum)
    try:
        from autograder.cluster.grid import Grid
    except ImportError as error:
        remedy = "install them: pip install 'dl4ds[cluster]'"
        raise ClusterError(f"no libraries for clusters: {error}", remedy) from None
    with Grid(course, settings, told) as grid:
        yield grid
