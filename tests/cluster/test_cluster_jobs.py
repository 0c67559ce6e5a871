"""What is asked of a queue, and what its answers mean, without a cluster."""

from __future__ import annotations

import asyncio
import os
import stat
from pathlib import Path

import pytest
from cell import ran

from autograder.cluster import LOCAL, NONE, SGE, SLURM, jobs, queue
from autograder.cluster.choice import workers
from autograder.cluster.jobs import job_options, most_workers
from autograder.cluster.settings import Cluster
from autograder.course import Course
from autograder.errors import ClusterError, CourseError

SITE = {
    "project": "ds542",
    "queue": "short.q",
    "slots": 4,
    "memory": "8GiB",
    "walltime": "02:00:00",
    "python": "/projectnb/ds542/env/bin/python",
    "interface": "ib0",
    "prologue": ["module load miniconda"],
}


def script(kind: str, **settings: object) -> str:
    """Return the script of a job."""
    course = Course(Path("/projectnb/ds542/course"))
    options = job_options(Cluster(kind=kind, **{**SITE, **settings}), course)
    job = options.pop("job_cls")
    del options["scheduler_options"]
    options["log_directory"] = None  # it would be made
    return str(job("tls://10.0.0.1:8786", interface="ib0", **options).job_script())


def course_with(folder: Path, settings: str = "") -> Course:
    """Return a course that consists of its settings."""
    (folder / "nbgrader_config.py").write_text(f"c = get_config()\n{settings}")
    return Course(folder)


def tool(folder: Path, name: str, code: str) -> None:
    """Make a command."""
    path = folder / name
    path.write_text(f"#!/bin/sh\n{code}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def test_a_job_of_grid_engine_asks_for_what_the_site_needs() -> None:
    text = script(SGE, resources="mem_per_core=2G", directives=["-m n"])
    head, _, rest = text.partition("export ")
    assert head.splitlines() == [
        "#!/bin/bash -l",
        "",
        "#$ -N autograder",
        "#$ -q short.q",
        "#$ -P ds542",
        "#$ -l mem_per_core=2G",
        "#$ -l h_rt=02:00:00",
        "#$ -j y",
        "#$ -wd /projectnb/ds542/course",
        "#$ -pe omp 4",
        "#$ -m n",
    ]
    command = rest.splitlines()[-1]
    assert "module load miniconda" in rest.splitlines()
    assert command.startswith("/projectnb/ds542/env/bin/python -m distributed.cli.dask_worker tls")
    for words in (
        "--nthreads ${NSLOTS:-4} ",
        '--local-directory "${TMPDIR:-/tmp}"',
        "--lifetime 6480s",
        "--death-timeout 60",
        "--nanny",
    ):
        assert words in command


def test_a_job_of_slurm_asks_for_the_same() -> None:
    text = script(SLURM, directives=["--qos=normal"])
    head, _, rest = text.partition("export ")
    assert head.splitlines() == [
        "#!/bin/bash -l",
        "",
        "#SBATCH -J autograder",
        "#SBATCH -p short.q",
        "#SBATCH -A ds542",
        "#SBATCH -n 1",
        "#SBATCH --cpus-per-task=4",
        "#SBATCH --mem=8G",
        "#SBATCH -t 02:00:00",
        "#SBATCH --chdir=/projectnb/ds542/course",
        "#SBATCH --qos=normal",
    ]
    assert "--nthreads ${SLURM_CPUS_PER_TASK:-4} " in rest


def test_logs_are_in_the_course_unless_the_site_says_otherwise(tmp_path: Path) -> None:
    course = Course(tmp_path)
    assert Cluster().logs(course) == tmp_path / ".autograder" / "logs" / "cluster"
    assert Cluster(log_directory="logs").logs(course) == tmp_path / "logs"
    assert Cluster(log_directory="/scratch/logs").logs(course) == Path("/scratch/logs")


QSUB = """\
if [ -e refused ]; then echo 'Your job 7 ("autograder") has been submitted'; exit; fi
touch refused
echo "Unable to run job: the master is away" >&2
exit 1"""


def test_a_job_that_the_queue_refuses_is_submitted_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool(tmp_path, "qsub", QSUB)
    tool(tmp_path, "qdel", "echo $1 > deleted")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(jobs, "RESUBMIT", 0.01)
    options = job_options(Cluster(kind=SGE, **SITE), Course(tmp_path))
    kind = options.pop("job_cls")
    del options["scheduler_options"]

    async def submit() -> None:
        job = kind("tls://10.0.0.1:8786", **options)
        await job.start()
        assert options["troubles"] == ["Unable to run job: the master is away"]
        while job.job_id is None:
            await asyncio.sleep(0.01)
        assert job.job_id == "7"
        await job.close()

    ran(submit())
    assert (tmp_path / "deleted").read_text() == "7\n"


def test_a_site_without_a_parallel_environment_asks_for_none() -> None:
    assert "-pe" not in script(SGE, parallel_environment="", slots=1)


def test_what_this_process_finds_its_packages_by_goes_with_the_job(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/my packages")
    assert "export PYTHONPATH='/my packages'\n" in script(SGE)
    monkeypatch.delenv("PYTHONPATH")
    assert "PYTHONPATH" not in script(SGE)


def test_on_this_machine_slots_of_a_cluster_job_bound_the_workers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: range(16), raising=False)
    monkeypatch.setenv("NSLOTS", "6")
    assert most_workers(Cluster(kind=LOCAL, maximum=99)) == 6
    assert most_workers(Cluster(kind=LOCAL, maximum=99, slots=2)) == 3
    assert most_workers(Cluster(kind=LOCAL, maximum=99, slots=8)) == 1
    assert most_workers(Cluster(kind=SGE, maximum=99)) == 99


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("c.Cluster.walltime = '2 hours'", "walltime is '2 hours', and should be hours:minutes"),
        ("c.Cluster.slots = 0", "slots"),
        ("c.Cluster.minimum = 9", "c.Cluster.minimum is 9, maximum 8 (the minimum must not be"),
        ("c.Cluster.kind = 'pbs'", "kind"),
    ],
)
def test_a_setting_that_cannot_be_is_named(tmp_path: Path, settings: str, message: str) -> None:
    with pytest.raises(CourseError) as caught:
        Cluster.of(course_with(tmp_path, settings))
    assert message in str(caught.value)


def test_the_course_says_where_it_is_graded_unless_the_command_does(tmp_path: Path) -> None:
    course = course_with(tmp_path, "c.Cluster.kind = 'sge'\nc.Cluster.slots = 4\n")
    with workers(course, at_once=9) as grid:
        settings: Cluster = vars(grid)["settings"]
    assert (settings.kind, settings.maximum, settings.minimum) == (SGE, 2, 1)
    with workers(course, NONE) as none:
        assert none is None


def refusal(course: Course, kind: str) -> str:
    """Return why nothing can be run."""
    with workers(course, kind) as grid:
        assert grid is not None
        with pytest.raises(ClusterError) as caught:
            grid.submit(len, "abc")
    return caught.value.problem


def test_no_job_is_submitted_where_there_is_no_queue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    problem = refusal(course_with(tmp_path, "c.Cluster.encrypted = False\n"), SLURM)
    assert problem == "there is no sbatch here"


def test_without_openssl_no_connection_is_unguarded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refusal(course_with(tmp_path), LOCAL) == "no openssl to make a key for the workers"


QSTAT = """\
if [ "$1" = -j ]; then echo "error reason    1:      can't chdir to /home/x"; exit; fi
cat <<'END'
job-ID  prior   name       user         state submit/start at     queue        slots ja-task-ID
------------------------------------------------------------------------------------------------
      7 0.55500 autograder ann          qw    11/21/2026 18:27:19                  1
      8 0.55500 autograder ann          r     11/21/2026 18:27:19 all.q@node       1
      9 0.55500 autograder ann          Eqw   11/21/2026 18:27:19                  1
END"""


def test_the_letters_of_qstat_are_told_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool(tmp_path, "qstat", QSTAT)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert queue.states(SGE, ["7", "8", "9", "10"]) == (
        "job 7 waits for free slots (qw); job 8 runs, but its worker has not reported (r); "
        "job 9 could not be started (Eqw: can't chdir to /home/x); job 10 has ended"
    )
    assert queue.states(SGE, []) == "it has no job of ours"


def test_a_queue_that_does_not_answer_is_quoted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    tool(tmp_path, "qstat", "echo 'error: commlib error: got select error' >&2; exit 1")
    assert queue.states(SGE, ["7"]) == "error: commlib error: got select error"
    tool(tmp_path, "squeue", "echo 'job 7 is PENDING (Priority)'; echo 'job 8 is RUNNING (n1)'")
    assert queue.states(SLURM, ["7", "8"]) == "job 7 is PENDING (Priority); job 8 is RUNNING (n1)"
