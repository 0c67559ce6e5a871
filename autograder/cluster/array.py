"""Grading by one array job, for sites where no process may stay to hand out work.

`submit` writes down which submissions need grading, and a script that the queue runs once for each
task. A task (`array_task`) runs its share and leaves results; `array_collect` writes the grades.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import uuid
from dataclasses import dataclass, replace
from pathlib import Path

from autograder import records
from autograder.cluster.array_order import Order
from autograder.cluster.array_results import Results
from autograder.cluster.settings import Cluster
from autograder.course import Course
from autograder.errors import ClusterError
from autograder.files import write_atomically
from autograder.planning import planned

__all__ = ["Submitted", "script", "submit"]

PATIENCE = 120
"""Seconds in which the queue has to take the job."""


@dataclass(frozen=True)
class Submitted:
    """What `submit` came to.

    Parameters
    ----------
    order : Order
        What is to be done.
    waiting : int
        How many results are there already, and wait to be collected.
    script : str
        The job's script; empty if there is nothing to do.
    job : str
        The queue's number of the job; empty if none was submitted.
    """

    order: Order
    waiting: int
    script: str = ""
    job: str = ""


def submit(
    course: Course,
    assignment: str,
    *,
    students: tuple[str, ...] = (),
    force: bool = False,
    timeout: int | None = None,
    tasks: int | None = None,
    unsafe: bool = False,
    dry_run: bool = False,
) -> Submitted:
    """Submit one array job for what needs grading and has no result yet.

    Parameters
    ----------
    course : Course
        The course.
    assignment : str
        The assignment.
    students, timeout, unsafe
        As `grading.grade_assignment`.
    force : bool
        Run also what has a record that holds. From now on it holds no more.
    tasks : int, optional
        Of how many tasks; by default as many as the settings allow jobs.
    dry_run : bool
        Only make the script.

    Raises
    ------
    UsageError, CourseError, SandboxError
        As `grading.grade_assignment`.
    ClusterError
        If the queue does not take the job. Then an earlier one has been replaced all the same.
    """
    settings = Cluster.of(course)
    results = Results(course, assignment)
    with planned(
        course, assignment, students=students, force=force, timeout=timeout, unsafe=unsafe
    ) as plan:
        ready = {} if force else plan.ready
        waiting = {name for name, task in ready.items() if results.holds(name, task.digest)}
        needed = {name: task.timeout for name, task in plan.ready.items() if name not in waiting}
        order = Order(
            name=uuid.uuid4().hex,
            assignment=assignment,
            digest=plan.setting.digest,
            tasks=min(tasks or settings.maximum, len(needed)),
            students=needed,
            unsafe=unsafe,
        )
        text = script(course, order, settings) if needed else ""
        if dry_run or not needed:
            return Submitted(order, len(waiting), text)
        settings.logs(course).mkdir(parents=True, exist_ok=True)
        for name in needed:
            results.forget(name)
            if force:
                _outdate(course, assignment, name)
        order.write(course)
        path = order.path(course, assignment).with_name("job.sh")
        write_atomically(path, text.encode(), results.modes[1])
        return Submitted(order, len(waiting), text, _qsub(path))


def _outdate(course: Course, assignment: str, student: str) -> None:
    """Let a record not hold any more. Its grade stays until there is another one."""
    record = records.load(course, assignment, student)
    if record is not None:
        records.save(course, replace(record, digest=""))


def script(course: Course, order: Order, settings: Cluster) -> str:
    """Return the script of an array job, with all that Grid Engine has to know.

    Parameters
    ----------
    course : Course
        The course.
    order : Order
        What is to be done.
    settings : Cluster
        The site's settings.
    """
    asked = [
        f"-N autograder-{order.assignment}",
        f"-P {settings.project}" if settings.project else "",
        f"-q {settings.queue}" if settings.queue else "",
        f"-l h_rt={settings.walltime}",
        f"-l {settings.resources}" if settings.resources else "",
        "-j y",
        f"-o {shlex.quote(str(settings.logs(course)))}",
        f"-t 1-{order.tasks}",
        *settings.sge_options(course),
    ]
    command = [settings.python, "-m", "autograder", "--root", str(course.root), "array-task"]
    lines = [
        settings.shebang,
        *(f"#$ {words}" for words in asked if words),
        *settings.preparation,
        f"exec {shlex.join([*command, order.assignment, '--order', order.name])}",
    ]
    return "\n".join(lines) + "\n"


def _qsub(path: Path) -> str:
    """Submit a script; return the job's number."""
    if shutil.which("qsub") is None:
        remedy = "submit where there is Grid Engine; --dry-run shows the script"
        raise ClusterError("there is no qsub here", remedy)
    try:
        done = subprocess.run(
            ["qsub", "-terse", str(path)],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        remedy = "look with qstat whether it has the job, then submit again"
        raise ClusterError(f"qsub did not answer within {PATIENCE} seconds", remedy) from None
    if done.returncode:
        told = " ".join((done.stderr or done.stdout).split())
        raise ClusterError(f"qsub: {told}", "correct c.Cluster in nbgrader_config.py")
    return done.stdout.strip().partition(".")[0]
