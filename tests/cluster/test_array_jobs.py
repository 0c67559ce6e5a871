"""Array jobs without a queue: what is submitted, what tasks leave, what is taken of it."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from command_line import RunCli
from grid_class import Expected, copy_of, outcome
from small_class import (
    EXIT,
    RIGHT,
    SHOWN_ONLY,
    TOPIC,
    WRONG,
    Silent,
    answer,
    grade,
    hand_in,
    make_course,
    scores,
)

from autograder import gradebook, records
from autograder.cluster import array_task
from autograder.cluster.array import Submitted, submit
from autograder.cluster.array_collect import collect
from autograder.cluster.array_results import Results
from autograder.cluster.array_task import run_share
from autograder.course import Course
from autograder.errors import ClusterError, CourseError
from autograder.execute import Graded
from autograder.explain import explain
from autograder.records import INFRASTRUCTURE_ERROR, Record
from autograder.rooms.sandbox.layers import SECCOMP, Sandbox
from autograder.rubric import Rubric

WORK = {"ann": RIGHT, "bob": WRONG, "cid": EXIT, "eve": SHOWN_ONLY}
BROKEN = "dan"
QSUB = '#!/bin/sh\necho "$@" > "$(dirname "$0")/asked"\necho 7.1-2:1\n'


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class that has handed in, one of them no notebook; not graded."""
    course = make_course(tmp_path_factory.mktemp("class") / "course")
    for student, code in WORK.items():
        hand_in(course, student, answer(course, code))
    hand_in(course, BROKEN, "not a notebook")
    gradebook.register(course, Rubric.read(course, TOPIC))  # here once, and not in each copy
    return course


@pytest.fixture
def course(handed_in: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    """The class once more, on a machine with a queue that takes everything."""
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "qsub").write_text(QSUB)
    (tmp_path / "bin" / "qsub").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    return copy_of(handed_in, tmp_path / "course")


def run(course: Course, done: Submitted, *numbers: int) -> list[str]:
    """Run tasks of a job, all by default; return whose results they wrote."""
    told: list[Record] = []
    for number in numbers or range(1, done.order.tasks + 1):
        run_share(course, TOPIC, number, done.order.name, told.append)
    return sorted(record.student for record in told)


# ---- from the submission to the grades ---------------------------------------------------------


def test_an_array_job_comes_to_the_same_as_one_machine(
    course: Course, expected: Expected, tmp_path: Path
) -> None:
    done = submit(course, TOPIC, tasks=2)
    assert (done.job, done.order.tasks, list(done.order.students)) == ("7", 2, [*WORK])
    job = course.state / "array" / TOPIC / "job.sh"
    assert (tmp_path / "bin" / "asked").read_text() == f"-terse {job}\n"
    assert job.read_text() == done.script

    # No task touches the gradebook: it works where there is none.
    away = (course.root / "gradebook.db").rename(tmp_path / "gradebook.db")
    assert run(course, done) == [*WORK]
    assert not (course.root / "gradebook.db").exists()
    away.rename(course.root / "gradebook.db")
    assert not (course.root / "autograded").exists()

    for path in (course.state / "array").rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600)
    watcher = Silent()
    collected = collect(course, TOPIC, watcher)
    assert (collected.missing, collected.stale) == ((), ())
    assert sorted(watcher.done) == sorted([*WORK, BROKEN])
    assert outcome(course) == expected
    assert list((course.state / "array" / TOPIC / "results").iterdir()) == []

    watcher = Silent()
    grade(course, watcher, timeout=None)
    assert watcher.up_to_date == len(WORK) + 1


def test_what_a_killed_task_has_finished_is_kept_and_the_rest_submitted_again(
    course: Course, expected: Expected, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = submit(course, TOPIC, tasks=2)
    real = Results.save

    def killed(results: Results, graded: Graded) -> None:
        if list(results.students()):
            raise KeyboardInterrupt
        real(results, graded)

    with monkeypatch.context() as patch:
        patch.setattr(Results, "save", killed)
        with pytest.raises(KeyboardInterrupt):
            run(course, done, 1)
    (first,) = Results(course, TOPIC).students()
    others = sorted({*WORK} - {first})

    # One result is there: it is taken, or left, and the others are run.
    again = submit(course, TOPIC, tasks=1, dry_run=True)
    assert (again.waiting, sorted(again.order.students)) == (1, others)
    collected = collect(course, TOPIC)
    assert sorted(collected.missing) == others
    assert {record.student for record in collected.grading.records} == {first, BROKEN}

    again = submit(course, TOPIC, tasks=1, students=(first, *others))
    assert sorted(again.order.students) == others
    with pytest.raises(CourseError, match="a newer job has taken the place"):
        run(course, done, 2)
    assert run(course, again) == others
    assert run(course, again) == []
    collect(course, TOPIC)
    assert outcome(course) == expected


def test_results_of_what_was_handed_in_before_are_refused_by_name(
    course: Course, run_cli: RunCli
) -> None:
    done = submit(course, TOPIC, students=("ann", "bob"), tasks=1)
    assert run(course, done) == ["ann", "bob"]
    hand_in(course, "bob", answer(course, RIGHT))
    for name in ("cid", "eve"):
        shutil.rmtree(course.root / "submitted" / name)
    code, told, error = run_cli(course, "grade", TOPIC, "--collect")
    assert code == 1
    assert "bob: its result does not hold any more" in told
    assert "ann: no result" not in told
    assert error.startswith("error: 1 submissions have no result (look with qstat; ")
    assert set(gradebook.read(course, TOPIC)) == {"ann"}
    again = submit(course, TOPIC)
    assert list(again.order.students) == ["bob"]
    run(course, again)
    collected = collect(course, TOPIC)
    assert scores({record.student: record for record in collected.grading.records}) == {
        "ann": 3,
        "bob": 3,
        BROKEN: None,
    }


def test_more_time_and_grades_that_are_made_again_go_through_an_array_job(
    course: Course,
) -> None:
    collect_all(course, submit(course, TOPIC, students=("ann",), timeout=20))
    before = records.load(course, TOPIC, "ann")
    assert before is not None
    assert before.timeout == 20
    assert submit(course, TOPIC, students=("ann",)).script == ""
    forced = submit(course, TOPIC, students=("ann",), force=True)
    watcher = collect_all(course, forced)
    assert watcher.done == ["ann"]
    after = records.load(course, TOPIC, "ann")
    assert after is not None
    assert replace(after, seconds=0.0) == replace(before, seconds=0.0)


def test_who_is_to_be_graded_again_is_missing_until_there_is_a_result(course: Course) -> None:
    first = collect_all(course, submit(course, TOPIC, students=("ann", "bob")))
    assert sorted(first.done) == ["ann", "bob"]
    forced = submit(course, TOPIC, students=("ann", "bob"), tasks=2, force=True)
    (bob,) = run(course, forced, 2)
    collected = collect(course, TOPIC)
    assert bob == "bob"
    assert collected.missing == ("ann", "cid", "eve")
    assert gradebook.read(course, TOPIC)["ann"].auto  # her grade stays
    why = explain(course, TOPIC, "ann", "double").holds
    assert why == "an array job was submitted that makes it again"
    assert sorted(submit(course, TOPIC, dry_run=True).order.students) == ["ann", "cid", "eve"]
    run(course, forced, 1)
    assert collect(course, TOPIC).missing == ("cid", "eve")


def collect_all(course: Course, done: Submitted) -> Silent:
    run(course, done)
    watcher = Silent()
    collect(course, TOPIC, watcher)
    watcher.done = [name for name in watcher.done if name != BROKEN]
    return watcher


def test_a_failure_of_ours_is_run_by_the_next_job(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = submit(course, TOPIC, students=("ann",))
    real = array_task.dispatch.results

    def failing(*words: object) -> object:
        for graded in real(*words):  # type: ignore[arg-type]
            failed = replace(graded.record, status=INFRASTRUCTURE_ERROR, results={}, cells={})
            yield Graded(failed)

    with monkeypatch.context() as patch:
        patch.setattr(array_task.dispatch, "results", failing)
        run(course, done)
    again = submit(course, TOPIC, students=("ann",))
    assert (again.waiting, list(again.order.students)) == (0, ["ann"])


def test_a_result_that_was_filed_but_not_removed_is_not_filed_again(course: Course) -> None:
    done = submit(course, TOPIC, students=("ann",))
    run(course, done)
    results = Results(course, TOPIC)
    text = results.path("ann").read_bytes()
    collect(course, TOPIC)
    results.path("ann").write_bytes(text)
    watcher = Silent()
    assert collect(course, TOPIC, watcher).stale == ()
    assert "ann" not in watcher.done
    assert list(results.students()) == []


def test_a_node_that_would_grade_otherwise_runs_nothing(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = submit(course, TOPIC)
    found = Sandbox.probe()
    monkeypatch.setattr(
        Sandbox, "probe", lambda limits: replace(found.without([SECCOMP]), limits=limits)
    )
    with pytest.raises(CourseError, match="grades would come out otherwise here"):
        run(course, done, 1)
    assert list(Results(course, TOPIC).students()) == []


# ---- the commands ------------------------------------------------------------------------------


def test_what_the_queue_refuses_is_told(course: Course, tmp_path: Path) -> None:
    qsub = tmp_path / "bin" / "qsub"
    qsub.write_text('#!/bin/sh\necho "job is rejected: no project" >&2\nexit 1\n')
    with pytest.raises(ClusterError, match="qsub: job is rejected: no project"):
        submit(course, TOPIC)


def test_command_line_shows_the_script_and_runs_a_task(
    course: Course, run_cli: RunCli, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, _, error = run_cli(course, "grade", TOPIC, "--collect")
    assert (code, error.partition(" (")[0]) == (
        1,
        "error: no array job of 01_tiny was submitted",
    )
    code, told, _ = run_cli(course, "submit-array", TOPIC, "--dry-run")
    assert (code, told.splitlines()[0]) == (0, "#!/bin/bash -l")
    assert not (course.state / "array").exists()
    code, told, _ = run_cli(course, "submit-array", TOPIC, "--student", "eve")
    assert (code, told) == (0, "job 7: 1 submissions in 1 tasks\n")
    last = (course.state / "array" / TOPIC / "job.sh").read_text().splitlines()[-1]
    monkeypatch.setenv("SGE_TASK_ID", "1")
    code, told, _ = run_cli(course, *last.split()[last.split().index("array-task") :])
    assert code == 0
    assert told.splitlines()[0].startswith("eve: graded")
    code, told, _ = run_cli(course, "submit-array", TOPIC, "--student", "eve")
    assert told == "1 results are there: run 'autograder grade 01_tiny --collect'\n"
    code, _, error = run_cli(course, "grade", TOPIC, "--collect", "--student", "eve")
    assert code == 2
