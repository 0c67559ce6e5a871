"""Submissions handed to an executor: threads of this process, other processes, other machines."""

from __future__ import annotations

import contextlib
import itertools
import os
from collections.abc import Generator, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from queue import SimpleQueue
from typing import Protocol

from autograder import standby
from autograder.errors import ClusterError
from autograder.execute import Graded, Task, drop, grade_one, log
from autograder.records import INFRASTRUCTURE_ERROR, UNGRADABLE, Record
from autograder.setting import Setting

__all__ = ["AHEAD", "processors", "refused", "results", "warm_up", "workers"]

AHEAD = 512
"""How many submissions are out at most: what has come back and waits to be filed takes memory."""


class _Told(Protocol):
    def retried(self, record: Record) -> None: ...


def processors() -> int:
    """Return how many processors we may use: a cluster's job often gets fewer than there are."""
    if hasattr(os, "sched_getaffinity"):
        allowed = len(os.sched_getaffinity(0))
    else:
        allowed = os.cpu_count() or 1
    slots = os.environ.get("NSLOTS", "")
    return min(allowed, int(slots)) if slots.isdecimal() and int(slots) else allowed


@contextlib.contextmanager
def workers(executor: Executor | None, jobs: int | None) -> Iterator[Executor]:
    """Give an executor: the one given, which is left open, or threads of this process.

    A thread waits for rooms, which are processes, most of the time. Threads share one pair of warm
    parents, where each further process would have to start its own.

    Parameters
    ----------
    executor : concurrent.futures.Executor or None
        The caller's.
    jobs : int or None
        How many threads; by default as many as we may use processors.
    """
    if executor is not None:
        yield executor
        return
    pool = ThreadPoolExecutor(jobs or processors())
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
        standby.here.close()


def warm_up(setting: Setting) -> None:
    """Begin to start what this process's own workers need: they wait until it is warm."""
    standby.here.parents(setting.modules, setting.sandbox, setting.logs)


def results(
    pool: Executor, setting: Setting, tasks: Mapping[str, Task], watchers: Iterable[_Told] = ()
) -> Generator[Graded, None, None]:
    """Yield what each submission came to, as soon as it is there; a failure is tried once more.

    Parameters
    ----------
    pool : concurrent.futures.Executor
        What runs them.
    setting : Setting
        What they share.
    tasks : mapping of str to Task
        The submissions, by student.
    watchers : iterable
        Told about what is tried once more.

    Raises
    ------
    ClusterError
        If there are no workers any more.
    """
    ready: SimpleQueue[Future[Graded]] = SimpleQueue()
    pending: dict[Future[Graded], Task] = {}
    tried: set[str] = set()

    def begin(task: Task) -> None:
        try:
            future = pool.submit(grade_one, setting, task)
        except RuntimeError as error:  # the executor broke down: so says each submission's record
            future = Future()
            future.set_exception(error)
        pending[future] = task
        future.add_done_callback(ready.put)

    try:
        waiting = iter(tasks.values())
        for task in itertools.islice(waiting, AHEAD):
            begin(task)
        while pending:
            future = ready.get()
            task = pending.pop(future)
            graded = _result(future, setting, task)
            failed = graded.record.status == INFRASTRUCTURE_ERROR
            if failed:
                log.error("%s: %s", task.student, graded.record.message, exc_info=_error(future))
            if failed and task.student not in tried:
                tried.add(task.student)
                for watcher in watchers:
                    watcher.retried(graded.record)
                begin(task)
                continue
            for following in itertools.islice(waiting, 1):
                begin(following)
            yield graded
    finally:
        # After Ctrl-C too: what is running is dropped, what waits is not begun.
        drop(setting.run)
        for future in pending:
            future.cancel()


def refused(setting: Setting, task: Task, why: str) -> Graded:
    """Return what a submission comes to that nobody could run."""
    return Graded(_record(setting, task, UNGRADABLE, why))


def _error(future: Future[Graded]) -> BaseException | None:
    return None if future.cancelled() else future.exception()


def _result(future: Future[Graded], setting: Setting, task: Task) -> Graded:
    """Return a result; an error that nobody foresaw must not keep the others from theirs."""
    if future.cancelled():
        why = "its worker was taken away"
        return Graded(_record(setting, task, INFRASTRUCTURE_ERROR, why))
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, ClusterError) or not isinstance(error, Exception):
        raise error
    text = " ".join(str(error).split())
    why = f"{type(error).__name__}: {text}" if text else type(error).__name__
    return Graded(_record(setting, task, INFRASTRUCTURE_ERROR, why))


def _record(setting: Setting, task: Task, status: str, message: str) -> Record:
    return Record(
        student=task.student,
        assignment=setting.assignment,
        digest=task.digest,
        status=status,
        seconds=0.0,
        message=message,
        timeout=task.timeout,
    )
