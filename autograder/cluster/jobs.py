"""The clusters that Dask can start workers on, made from a site's settings."""

from __future__ import annotations

import asyncio
import logging
import shlex
import shutil
import signal
from typing import Any

from distributed import LocalCluster
from distributed.deploy.spec import ProcessInterface, SpecCluster
from distributed.security import Security

from autograder.cluster import LOCAL, SGE
from autograder.cluster.settings import Cluster
from autograder.course import Course
from autograder.dispatch import processors
from autograder.errors import ClusterError

# Merely importing dask-jobqueue makes Ctrl-C end this process as if all were well.
_HANDLERS = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
from dask_jobqueue.core import Job  # noqa: E402
from dask_jobqueue.sge import SGECluster, SGEJob  # noqa: E402
from dask_jobqueue.slurm import SLURMCluster, SLURMJob  # noqa: E402

for _number, _handler in _HANDLERS.items():
    signal.signal(_number, _handler)

__all__ = ["CONFIG", "job_numbers", "job_options", "make", "most_workers", "troubles"]

NAME = "autograder"
RESUBMIT = 20.0
"""Seconds until a job that the queue refused is submitted again."""
ORPHANED = 60
"""Seconds after which a worker that finds no driver ends."""
NO_DASHBOARD = {"dashboard": False, "dashboard_address": ":0"}
"""A port that is free, for pages that are not shown: several drivers may run on a machine."""
CONFIG = {
    "distributed.scheduler.allowed-failures": 2,
    "distributed.deploy.lost-worker-timeout": "5s",
    "distributed.worker.profile.enabled": False,
    "distributed.scheduler.http.routes": [],
}
"""How Dask is to behave while we use it."""
NO_PROFILE = "export DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED=False"
"""The same for workers, which are processes of their own."""


class _Noting(Job):
    """A job that the queue may refuse: that is noted for who waits, and it is submitted again."""

    def __init__(self, *words: Any, troubles: list[str], **options: Any) -> None:
        super().__init__(*words, **options)  # type: ignore[no-untyped-call]
        self._troubles = troubles
        self._again: asyncio.Task[None] | None = None

    async def start(self) -> None:
        if not await self._submitted():
            await ProcessInterface.start(self)
            self._again = asyncio.ensure_future(self._keep_trying())

    async def close(self) -> None:
        if self._again is not None:
            self._again.cancel()
        await super().close()  # type: ignore[no-untyped-call]

    async def _keep_trying(self) -> None:
        """Submit the job again and again: the queue's master may be back soon."""
        await asyncio.sleep(RESUBMIT)
        while not await self._submitted():
            await asyncio.sleep(RESUBMIT)

    async def _submitted(self) -> bool:
        try:
            await super().start()  # type: ignore[no-untyped-call]
        except (RuntimeError, OSError, ValueError) as error:
            # What the queue's command said stands at the end of what dask-jobqueue tells.
            self._troubles[:] = [" ".join(str(error).rpartition("stderr:")[2].split())]
            return False
        return True


class _SGEJob(_Noting, SGEJob):
    """A job of Grid Engine: it grades in as many threads as slots it was really given."""

    @property
    def worker_process_threads(self) -> str:
        return f"${{NSLOTS:-{self.worker_cores}}}"


class _SLURMJob(_Noting, SLURMJob):
    """A job of Slurm; as above."""

    @property
    def worker_process_threads(self) -> str:
        return f"${{SLURM_CPUS_PER_TASK:-{self.worker_cores}}}"


def make(settings: Cluster, course: Course, security: Security | None) -> SpecCluster:
    """Start a cluster that has no workers yet.

    Parameters
    ----------
    settings : Cluster
        The site's settings.
    course : Course
        The course.
    security : Security or None
        What guards the connections.

    Raises
    ------
    ClusterError
        If the queue's commands are missing here, or Dask does not start.
    """
    protocol = {"security": security, "protocol": "tls://"} if security else {}
    common: dict[str, Any] = {**protocol, "interface": settings.interface or None}
    common["silence_logs"] = False  # they go into a file
    try:
        if settings.kind == LOCAL:
            local = LocalCluster(
                n_workers=0,
                threads_per_worker=settings.slots,
                processes=True,
                scheduler_kwargs=NO_DASHBOARD,
                memory_limit=settings.memory,
                name=NAME,
                **common,
            )
            # Workers would write to our terminal.
            local.new_spec["options"]["silence_logs"] = logging.CRITICAL
            return local
        command = "qsub" if settings.kind == SGE else "sbatch"
        if shutil.which(command) is None:
            remedy = "grade on a machine that submits jobs, or with --cluster local"
            raise ClusterError(f"there is no {command} here", remedy)
        kind = SGECluster if settings.kind == SGE else SLURMCluster
        cluster = kind(**common, **job_options(settings, course))
        script: str = cluster.job_script()  # type: ignore[no-untyped-call]
        (settings.logs(course) / "job.sh").write_text(script)  # for who wonders what is submitted
        return cluster
    except (RuntimeError, OSError, ValueError) as error:
        problem = f"Dask does not start: {' '.join(str(error).split())}"
        raise ClusterError(problem, "correct c.Cluster in nbgrader_config.py") from error


def job_options(settings: Cluster, course: Course) -> dict[str, Any]:
    """Return what dask-jobqueue makes the script of a job from.

    Parameters
    ----------
    settings : Cluster
        The site's settings.
    course : Course
        The course, in whose folder jobs start.
    """
    options: dict[str, Any] = {
        "name": NAME,
        "job_name": NAME,
        "cores": settings.slots,
        "processes": 1,  # of as many threads as slots: they share one pair of warm parents
        "memory": settings.memory,
        "walltime": settings.walltime,
        "queue": settings.queue or None,
        "shebang": settings.shebang,
        "python": shlex.quote(settings.python),
        "local_directory": f'"{settings.local_directory}"',
        "log_directory": str(settings.logs(course)),
        "death_timeout": ORPHANED,
        "job_directives_skip": ["-cwd"],  # the folder we are in may be this machine's own
        "job_script_prologue": [NO_PROFILE, *settings.preparation],
        "worker_extra_args": ["--no-dashboard", "--lifetime", f"{settings.lifetime}s"],
        "scheduler_options": NO_DASHBOARD,
        "troubles": [],
    }
    if settings.kind == SGE:
        return {
            **options,
            "job_cls": _SGEJob,
            "project": settings.project or None,
            "resource_spec": settings.resources or None,
            "job_extra_directives": settings.sge_options(course),
        }
    return {
        **options,
        "job_cls": _SLURMJob,
        "account": settings.project or None,
        "job_extra_directives": [f"--chdir={shlex.quote(str(course.root))}", *settings.directives],
    }


def troubles(cluster: SpecCluster) -> list[str]:
    """Return what the queue said when it refused jobs."""
    found: list[str] = getattr(cluster, "_job_kwargs", {}).get("troubles", [])
    return found


def job_numbers(cluster: SpecCluster) -> list[str]:
    """Return the queue's numbers of the jobs that were submitted."""
    jobs = (getattr(worker, "job_id", None) for worker in cluster.workers.values())
    return sorted(number for number in jobs if number)


def most_workers(settings: Cluster) -> int:
    """Return how many workers may run at once; on this machine, its processors bound them."""
    if settings.kind != LOCAL:
        return settings.maximum
    return max(1, min(settings.maximum, processors() // settings.slots))
