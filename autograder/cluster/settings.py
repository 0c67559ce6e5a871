"""A site's settings for grading on a cluster: ``c.Cluster.project = "..."`` and so on."""

from __future__ import annotations

import os
import re
import shlex
import sys
from pathlib import Path
from typing import Any

from traitlets import Bool, Enum, Integer, List, TraitError, Unicode, validate
from traitlets.config import Configurable

from autograder.cluster import KINDS, NONE
from autograder.course import Course
from autograder.errors import CourseError

__all__ = ["Cluster"]

_WALLTIME = re.compile(r"(\d+):([0-5]\d):([0-5]\d)")


class Cluster(Configurable):
    """Where and how workers run; they stand in ``nbgrader_config.py``, or in the site's own file.

    A job is one worker. It grades as many submissions at once as it has slots, and its node must
    see the course's folder, and this Python, under the same paths as the machine that grades.
    """

    kind = Enum(KINDS, NONE, help="What 'autograder grade' uses without --cluster.").tag(
        config=True
    )
    project = Unicode(help="Whom jobs are accounted to: SGE's -P, Slurm's -A.").tag(config=True)
    queue = Unicode(help="The queue or partition; by default the site's own.").tag(config=True)
    parallel_environment = Unicode("omp", help="SGE's parallel environment of one node.").tag(
        config=True
    )
    slots = Integer(1, min=1, help="Processors of one job.").tag(config=True)
    memory = Unicode("4GiB", help="Memory of one job; only Slurm is asked for it.").tag(config=True)
    resources = Unicode(help="More that SGE is asked for by -l: mem_per_core=4G.").tag(config=True)
    walltime = Unicode("04:00:00", help="How long one job may run: hours:minutes:seconds.").tag(
        config=True
    )
    minimum = Integer(1, min=1, help="Jobs to keep while there is something to grade.").tag(
        config=True
    )
    maximum = Integer(8, min=1, help="Jobs at most; there are more of them when more waits.").tag(
        config=True
    )
    interface = Unicode(
        help="The network interface that driver and workers talk through; by default the host's."
    ).tag(config=True)
    local_directory = Unicode(
        "${TMPDIR:-/tmp}", help="A worker's scratch folder, on the node's own disk."
    ).tag(config=True)
    log_directory = Unicode(
        help="Where driver and jobs write; by default .autograder/logs/cluster."
    ).tag(config=True)
    directives = List(Unicode(), help="More options of a job, each a line of its script.").tag(
        config=True
    )
    prologue = List(Unicode(), help="Commands of a job's script before its worker starts.").tag(
        config=True
    )
    shebang = Unicode("#!/bin/bash -l", help="The first line of a job's script.").tag(config=True)
    python = Unicode(sys.executable, help="The interpreter that workers run in.").tag(config=True)
    encrypted = Bool(
        True,
        help="Whether driver and workers prove to each other who they are. Without that, everybody "
        "on the cluster's network can run code in your name while you grade.",
    ).tag(config=True)
    patience = Integer(
        1800, min=1, help="Seconds without any worker after which grading gives up."
    ).tag(config=True)

    @classmethod
    def of(cls, course: Course, **changes: Any) -> Cluster:
        """Return a course's settings.

        Parameters
        ----------
        course : Course
            The course.
        **changes : object
            Settings that the command line changes.

        Raises
        ------
        CourseError
            If one of them cannot be.
        """
        try:
            settings = cls(config=course.config())
            for name, value in changes.items():
                setattr(settings, name, value)
        except TraitError as error:
            problem = f"a setting of c.Cluster in nbgrader_config.py: {error}"
            raise CourseError(problem, "correct it") from None
        if settings.minimum > settings.maximum:
            problem = f"c.Cluster.minimum is {settings.minimum}, maximum {settings.maximum}"
            raise CourseError(problem, "the minimum must not be more than the maximum")
        return settings

    @validate("walltime")
    def _is_a_time(self, proposal: Any) -> str:
        text = str(proposal["value"])
        if not _WALLTIME.fullmatch(text):
            raise TraitError(f"walltime is {text!r}, and should be hours:minutes:seconds")
        return text

    def logs(self, course: Course) -> Path:
        """Return the folder that driver and jobs write their logs to."""
        default = course.state / "logs" / "cluster"
        return course.root / self.log_directory if self.log_directory else default

    def sge_options(self, course: Course) -> list[str]:
        """Return what every job asks Grid Engine for: folder, slots, what the site adds."""
        parallel = self.parallel_environment
        return [
            f"-wd {shlex.quote(str(course.root))}",
            *([f"-pe {parallel} {self.slots}"] if parallel else []),
            *self.directives,
        ]

    @property
    def preparation(self) -> list[str]:
        """The commands of every job's script before its work starts."""
        path = os.environ.get("PYTHONPATH")  # the packages of a site may be found by it alone
        return [*([f"export PYTHONPATH={shlex.quote(path)}"] if path else []), *self.prologue]

    @property
    def seconds(self) -> int:
        """How long one job may run."""
        found = _WALLTIME.fullmatch(self.walltime)
        assert found is not None  # it was validated
        hours, minutes, seconds = map(int, found.groups())
        return 3600 * hours + 60 * minutes + seconds

    @property
    def lifetime(self) -> int:
        """Seconds after which a worker takes no more work: the queue would kill it with its job."""
        return self.seconds - min(900, self.seconds // 10)
