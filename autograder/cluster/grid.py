"""A cluster as an executor: whatever takes a `concurrent.futures.Executor` can grade on it."""

from __future__ import annotations

import contextlib
import logging
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor, Future, InvalidStateError
from pathlib import Path
from time import monotonic
from typing import Any

import dask.config
from distributed import Client, KilledWorker
from distributed.deploy.spec import SpecCluster

from autograder.cluster import LOCAL, jobs, keys, queue
from autograder.cluster.settings import Cluster
from autograder.cluster.worker import Held, Holding, call
from autograder.course import Course
from autograder.errors import AutograderError, ClusterError
from autograder.setting import Setting

__all__ = ["Grid"]

SECONDS_TO_CLOSE = 30
LOOK_EVERY = 0.5
TELL_EVERY = 30.0
LOGGERS = ("distributed", "dask_jobqueue", "tornado", "asyncio")


class Grid(Executor):
    """Runs calls on the workers of a cluster, which start with the first call.

    A `Setting` among a call's arguments goes to each worker once, however many calls have it.

    Parameters
    ----------
    course : Course
        The course: the driver's key and the logs are kept in its folder.
    settings : Cluster
        The site's settings.
    told : callable, optional
        Called with one line when there is something to tell about the wait for workers.
    """

    def __init__(
        self, course: Course, settings: Cluster, told: Callable[[str], None] = lambda _: None
    ) -> None:
        self.course, self.settings, self.told = course, settings, told
        self.logs = settings.logs(course)
        self._open = contextlib.ExitStack()
        self._lock = threading.Lock()
        self._pool: Executor | None = None
        self._cluster: SpecCluster
        self._client: Client | None = None
        self._broken: ClusterError | None = None
        self._held: set[str] = set()
        self._waiting: weakref.WeakSet[Future[Any]] = weakref.WeakSet()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run a call on some worker.

        Raises
        ------
        ClusterError
            If the cluster cannot be started, or has broken down.
        """
        if kwargs:
            raise TypeError("calls on a cluster take no named arguments")
        with self._lock:
            if self._broken is not None:
                raise self._broken
            first = self._pool is None
            pool = self._start() if self._pool is None else self._pool
        words = [self._hold(arg) if isinstance(arg, Setting) else arg for arg in args]
        if first:
            self._get_workers()
        outer: Future[Any] = Future()
        self._waiting.add(outer)
        inner = pool.submit(call, fn, *words)
        where = self._where
        # Neither keeps the other: a result must be gone as soon as it is filed.
        held = weakref.ref(inner)
        outer.add_done_callback(lambda done: _take_back(held()) if done.cancelled() else None)
        inner.add_done_callback(lambda done: _pass_on(done, outer, where))
        return outer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """End all workers and take their jobs out of the queue."""
        with self._lock:
            self._broken = ClusterError("the cluster was closed")
            self._open.close()

    def _start(self) -> Executor:
        self.logs.mkdir(parents=True, exist_ok=True)
        with contextlib.ExitStack() as opened:
            opened.enter_context(dask.config.set(jobs.CONFIG))
            opened.enter_context(_logged(self.logs / "driver.log"))
            guard = None
            if self.settings.encrypted:
                keys.sweep(self.course.state)
                kept = tempfile.TemporaryDirectory(dir=self.course.state, prefix=keys.PREFIX)
                guard = keys.security(Path(opened.enter_context(kept)))
            cluster = jobs.make(self.settings, self.course, guard)
            opened.callback(self._close, cluster)
            self._client = opened.enter_context(Client(cluster, security=guard))
            self._cluster = cluster
            self._pool = self._client.get_executor(pure=False)
            ended = threading.Event()
            watch = threading.Thread(target=self._watch, args=(ended,), daemon=True)
            opened.callback(ended.set)
            watch.start()
            self._open = opened.pop_all()
        return self._pool

    def _get_workers(self) -> None:
        most = jobs.most_workers(self.settings)
        if self.settings.kind == LOCAL:
            self._cluster.scale(most)  # each is started again when it dies
        else:
            # Also where both are the same: a job that is lost is replaced.
            self._cluster.adapt(minimum=min(self.settings.minimum, most), maximum=most)

    def _hold(self, setting: Setting) -> Held:
        held = Held(setting.run)
        if setting.run not in self._held:
            assert self._client is not None
            self._client.register_plugin(Holding(setting))
            self._held.add(setting.run)
        return held

    def _watch(self, ended: threading.Event) -> None:
        """Tell how the wait for workers goes, and end it when it is in vain."""
        last = told = monotonic()
        had_any = False
        while not ended.wait(LOOK_EVERY):
            now = monotonic()
            refused = jobs.troubles(self._cluster)
            if self._cluster.scheduler_info["workers"] or not self._waiting:
                last = told = now
                had_any = had_any or bool(self._cluster.scheduler_info["workers"])
            elif refused and not had_any and not jobs.job_numbers(self._cluster):
                self._give_up(f"the queue takes no job: {refused[-1]}", "see c.Cluster's settings")
            elif now - last > self.settings.patience:
                problem = f"no worker for {self.settings.patience} seconds: {self._state()}"
                remedy = "try again later with the same command, or raise c.Cluster.patience"
                self._give_up(problem, f"{remedy}; {self._where}")
            elif now - told > TELL_EVERY:
                told = now
                self.told(f"no worker yet: {self._state()}")

    @property
    def _where(self) -> str:
        return f"see {self.course.relative(self.logs)}"

    def _state(self) -> str:
        if self.settings.kind == LOCAL:
            return "none has started"
        return queue.states(self.settings.kind, jobs.job_numbers(self._cluster))

    def _give_up(self, problem: str, remedy: str) -> None:
        self._broken = ClusterError(problem, remedy)
        for future in list(self._waiting):
            with contextlib.suppress(InvalidStateError):
                future.set_exception(self._broken)

    def _close(self, cluster: SpecCluster) -> None:
        try:
            cluster.close(timeout=SECONDS_TO_CLOSE)
        except Exception:
            # What is graded is filed already, and workers that hear no more of us end themselves.
            logging.getLogger("distributed").exception("the cluster did not close")


def _take_back(inner: Future[Any] | None) -> None:
    if inner is not None:
        inner.cancel()


def _pass_on(done: Future[Any], outer: Future[Any], where: str) -> None:
    """Hand on what a call came to, in our own words where a worker was lost."""
    with contextlib.suppress(InvalidStateError):  # it was given up, or cancelled
        if done.cancelled():
            outer.cancel()
            return
        error = done.exception()
        if error is None:
            outer.set_result(done.result())
        elif isinstance(error, KilledWorker):
            problem = "each worker that ran it has died"
            outer.set_exception(AutograderError(problem, where))
        elif isinstance(error, CancelledError):
            outer.cancel()
        else:
            outer.set_exception(error)


@contextlib.contextmanager
def _logged(path: Path) -> Iterator[None]:
    """Let Dask write into a file what it would write to the terminal."""
    handler = logging.FileHandler(path, encoding="utf-8", delay=True)
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(levelname)s %(message)s"))
    before = {name: logging.getLogger(name).handlers[:] for name in LOGGERS}
    spread = {name: logging.getLogger(name).propagate for name in LOGGERS}
    for name in LOGGERS:
        logging.getLogger(name).handlers[:] = [handler]
        logging.getLogger(name).propagate = False
    try:
        yield
    finally:
        for name in LOGGERS:
            logging.getLogger(name).handlers[:] = before[name]
            logging.getLogger(name).propagate = spread[name]
        handler.close()
