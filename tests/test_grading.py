"""Grading through nbgrader itself: every kind of work, stops and repeats."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import nbformat
import psutil
import pytest
from nbgrader.api import Gradebook
from small_class import (
    EXIT,
    LOOP,
    NOISY,
    RIGHT,
    SHOWN_ONLY,
    STUBBORN,
    TOPIC,
    WRONG,
    Silent,
    answer,
    hand_in,
    make_course,
    scores,
    with_cell,
    without,
)

from autograder import grading, records
from autograder.build import build
from autograder.contract import grade_id
from autograder.course import Course
from autograder.errors import CourseError
from autograder.execute import Engine
from autograder.locks import alone
from autograder.outcomes import Limits, Outcome
from autograder.records import Record
from autograder.submissions import Submission

TIMEOUT = 2


def grade(course: Course, watcher: Silent | None = None, **options: object) -> dict[str, Record]:
    done = grading.grade(course, TOPIC, watcher or Silent(), timeout=TIMEOUT, **options)  # type: ignore[arg-type]
    return {record.student: record for record in done.records}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, dict[str, Record]]:
    """A class of all sorts, graded once."""
    course = make_course(tmp_path_factory.mktemp("grading") / "course")
    untouched = answer(course, None)
    work = {
        "right": answer(course, RIGHT),
        "wrong": answer(course, WRONG),
        "shown": answer(course, SHOWN_ONLY),
        "untouched": untouched,
        "noisy": answer(course, NOISY),
        "loop": answer(course, LOOP),
        "stubborn": answer(course, STUBBORN),
        "exit": answer(course, EXIT),
        "typo": with_cell(answer(course, RIGHT), "prin(1)"),
        "deleted": without(answer(course, WRONG), "double-public", "double-hidden"),
        "all-deleted": without(untouched, "setup", "double", "double-public", "double-hidden"),
        "own-cell": with_cell(
            without(untouched, "double", "double-public", "double-hidden"), RIGHT
        ),
        "changed": answer(course, WRONG),
        "renamed": answer(course, WRONG),
        "twice": answer(course, WRONG),
    }
    for cell in work["changed"].cells:
        if grade_id(cell).startswith("double-"):
            cell.source = "print('double: public checks passed')"
            cell.metadata.nbgrader.update(points=100, locked=False, grade=False)
    for cell in work["renamed"].cells:
        if grade_id(cell).startswith("double-"):
            cell.metadata.nbgrader.grade_id = f"my-{cell.metadata.nbgrader.grade_id}"
            cell.source = "pass"
    work["twice"].cells += [c for c in answer(course, RIGHT).cells if grade_id(c) == "double"]
    for student, notebook in work.items():
        hand_in(course, student, notebook)
    hand_in(course, "broken", nbformat.writes(untouched)[:700])
    hand_in(course, "misnamed", untouched, name="hw")
    return course, grade(course)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of its own for a test that changes things: two students, not graded."""
    course = make_course(tmp_path / "course")
    hand_in(course, "ann", answer(course, RIGHT))
    hand_in(course, "bob", answer(course, WRONG))
    return course


def test_every_submission_gets_the_score_its_work_deserves(
    graded: tuple[Course, dict[str, Record]],
) -> None:
    assert scores(graded[1]) == {
        "right": 3,
        "wrong": 0,
        "shown": 1,
        "untouched": 0,
        "noisy": 0,
        "loop": 0,
        "stubborn": 0,
        "exit": 1,
        "typo": 3,
        "deleted": 0,
        "all-deleted": 0,
        "own-cell": 3,
        "changed": 0,
        "renamed": 0,
        "twice": 0,
        "broken": None,
        "misnamed": None,
    }


@pytest.mark.parametrize(
    ("student", "status"),
    [
        ("right", records.GRADED),
        ("wrong", records.GRADED),
        ("typo", records.STUDENT_ERROR),
        ("exit", records.STUDENT_ERROR),
        ("loop", records.OVER_LIMIT),
        ("stubborn", records.OVER_LIMIT),
        ("broken", records.UNGRADABLE),
        ("misnamed", records.UNGRADABLE),
    ],
)
def test_the_status_tells_whose_fault_it_was(
    graded: tuple[Course, dict[str, Record]], student: str, status: str
) -> None:
    assert graded[1][student].status == status


@pytest.mark.parametrize(
    ("student", "message"),
    [
        ("right", ""),
        ("typo", ""),
        ("wrong", "double(3) is 6, yours gave 3"),
        ("shown", "double(21) is 42, yours gave 6"),
        ("untouched", "NotImplementedError"),
        ("noisy", "something was written to stderr"),
        ("loop", "this cell was still running after 2 s and was stopped"),
        ("stubborn", "this cell was still running after 2 s and was stopped"),
        ("exit", "Python itself stopped in this cell"),
        ("deleted", "double(3) is 6, yours gave 3"),
        ("changed", "double(3) is 6, yours gave 3"),
    ],
)
def test_the_record_tells_what_went_wrong(
    graded: tuple[Course, dict[str, Record]], student: str, message: str
) -> None:
    found = graded[1][student].results["double"].message
    assert found.startswith(message)
    assert bool(found) is bool(message)


def test_the_gradebook_holds_what_the_records_say(
    graded: tuple[Course, dict[str, Record]],
) -> None:
    course, found = graded
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        kept = {one.student.id: one.score for one in gradebook.assignment_submissions(TOPIC)}
    assert kept == {name: score for name, score in scores(found).items() if score is not None}


def test_cells_after_the_end_of_the_kernel_have_no_marks_and_say_why(
    graded: tuple[Course, dict[str, Record]],
) -> None:
    path = graded[0].root / "autograded" / "exit" / TOPIC / f"{TOPIC}.ipynb"
    last = nbformat.read(path, as_version=4).cells[-1]
    assert (
        last.outputs[0].evalue == "this cell was not run: Python itself had stopped in a cell above"
    )


def test_grading_again_does_nothing_and_changes_nothing(
    graded: tuple[Course, dict[str, Record]],
) -> None:
    course, first = graded
    files = {p: p.stat().st_mtime_ns for p in course.root.rglob("*") if p.is_file()}
    watcher = Silent()
    assert grade(course, watcher) == first
    assert (watcher.to_do, watcher.up_to_date, watcher.done) == (0, len(first), [])
    lock = course.state / "lock"
    after = {p: p.stat().st_mtime_ns for p in course.root.rglob("*") if p.is_file()}
    assert {p: t for p, t in after.items() if p != lock} == {
        p: t for p, t in files.items() if p != lock
    }


def test_release_is_left_alone(graded: tuple[Course, dict[str, Record]]) -> None:
    course, _ = graded
    files = [p.relative_to(course.root) for p in (course.root / "release").rglob("*.*")]
    assert files == [course.relative(course.release(TOPIC))]


def test_nothing_is_left_running_or_lying_about(graded: tuple[Course, dict[str, Record]]) -> None:
    commands = [" ".join(child.cmdline()) for child in psutil.Process().children(recursive=True)]
    assert [text for text in commands if "ipykernel" in text] == []
    assert not list(graded[0].state.glob("release-*"))


def test_only_what_has_changed_is_graded_again(course: Course) -> None:
    grade(course)
    hand_in(course, "bob", answer(course, RIGHT))
    watcher = Silent()
    assert scores(grade(course, watcher)) == {"ann": 3, "bob": 3}
    assert watcher.done == ["bob"]
    # Half of a record, as a crash of the machine may leave it, and half of a result.
    records.path_of(course, TOPIC, "ann").write_text('{"format": 1, "stu')
    (course.root / "autograded" / "bob" / TOPIC / f"{TOPIC}.ipynb").unlink()
    watcher = Silent()
    assert scores(grade(course, watcher)) == {"ann": 3, "bob": 3}
    assert sorted(watcher.done) == ["ann", "bob"]
    # Another gradebook knows of nothing.
    (course.root / "gradebook.db").unlink()
    watcher = Silent()
    grade(course, watcher)
    assert sorted(watcher.done) == ["ann", "bob"]


def test_more_time_given_to_one_student_is_not_taken_back(course: Course) -> None:
    grading.grade(course, TOPIC, Silent())
    watcher = Silent()
    grading.grade(course, TOPIC, watcher, students=("ann",), timeout=20)
    assert watcher.done == ["ann"]
    watcher = Silent()
    grading.grade(course, TOPIC, watcher)
    assert watcher.done == []


def test_a_grade_by_stock_nbgrader_after_a_failure_of_ours_counts(course: Course) -> None:
    grade(course)
    record = records.load(course, TOPIC, "ann")
    assert record is not None
    failed = replace(record, status=records.INFRASTRUCTURE_ERROR, results={}, cells={})
    records.save(course, failed)
    assert records.standing(course, TOPIC, "ann") is None
    (course.root / "autograded" / "ann" / TOPIC / f"{TOPIC}.ipynb").unlink()
    assert records.standing(course, TOPIC, "ann") == failed


def test_new_tests_are_used_without_being_asked_for(course: Course) -> None:
    grade(course, students=("ann",))
    path = course.master(TOPIC)
    path.write_text(path.read_text().replace("shown == 6", "shown == 7"))
    build(course, [TOPIC])
    assert scores(grade(course, students=("ann",))) == {"ann": 2}


def test_other_exercises_than_those_graded_before_are_refused_with_a_remedy(
    course: Course,
) -> None:
    grade(course, students=("ann",))
    path = course.source(TOPIC)
    text = path.read_text().replace("double-hidden", "double-secret")
    path.write_text(text)
    with pytest.raises(CourseError, match="nbgrader db assignment remove 01_tiny --force"):
        grade(course)


def test_a_grade_given_by_hand_outlives_grading_again(course: Course) -> None:
    grade(course, students=("bob",))
    url = f"sqlite:///{course.root / 'gradebook.db'}"
    with Gradebook(url) as gradebook:
        given = gradebook.find_grade("double-hidden", TOPIC, TOPIC, "bob")
        given.manual_score = 1.5
        gradebook.db.commit()
    grade(course, students=("bob",), force=True)
    with Gradebook(url) as gradebook:
        kept = gradebook.find_grade("double-hidden", TOPIC, TOPIC, "bob")
        assert (kept.manual_score, kept.auto_score, kept.score) == (1.5, 0, 1.5)


def test_our_own_failure_is_tried_twice_stops_nobody_and_is_tried_again_next_time(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = Engine.grade, []

    def failing(
        self: Engine, submission: Submission, limits: Limits, stopped: Callable[[], bool]
    ) -> Outcome:
        if submission.student == "ann":
            calls.append(submission.student)
            return Outcome(failure="OSError: no process")
        return real(self, submission, limits, stopped)

    monkeypatch.setattr(Engine, "grade", failing)
    found = grade(course)
    assert calls == ["ann", "ann"]
    assert scores(found) == {"ann": None, "bob": 0}
    assert found["ann"].status == records.INFRASTRUCTURE_ERROR
    monkeypatch.undo()
    assert scores(grade(course)) == {"ann": 3, "bob": 0}


def test_two_graders_at_once_are_refused(course: Course) -> None:
    with alone(course), pytest.raises(CourseError, match="another grader is at work"):
        grade(course)


# ---- stopped from outside ----------------------------------------------------------------------


def start(course: Course) -> subprocess.Popen[str]:
    words = ["--root", str(course.root), "grade", TOPIC, "--timeout", "20", "--jobs", "1"]
    return subprocess.Popen(
        [sys.executable, "-m", "autograder", *words],
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        # A background process of a test runner may have been told to ignore Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler) and None,
    )


def wait_until(true: Callable[[], bool]) -> None:
    for _ in range(600):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen within 30 seconds")


def ours(pid: int) -> list[psutil.Process]:
    """Return what a process has started: the parents of the rooms, and the rooms."""
    return psutil.Process(pid).children(recursive=True)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_keeps_its_grades_and_is_continued(
    tmp_path: Path, how: signal.Signals
) -> None:
    course = make_course(tmp_path / "course")
    hand_in(course, "ann", answer(course, RIGHT))
    hand_in(course, "bob", answer(course, LOOP))
    hand_in(course, "cid", answer(course, SHOWN_ONLY))
    bobs = course.root / "autograded" / "bob"

    process = start(course)
    # Ann's grade is there, and Bob's rooms are open beside their two parents.
    wait_until(lambda: records.load(course, TOPIC, "ann") is not None)
    wait_until(lambda: len(ours(process.pid)) >= 4)
    family = ours(process.pid)
    process.send_signal(how)
    _, error = process.communicate(timeout=20)
    wait_until(lambda: not any(one.is_running() for one in family))

    assert records.load(course, TOPIC, "ann") is not None
    assert records.load(course, TOPIC, "bob") is None
    if how == signal.SIGINT:
        assert process.returncode == 130
        assert (
            error == "stopped; what is finished is kept: run the same command again to continue\n"
        )
        assert not (bobs / TOPIC).exists()
    hand_in(course, "bob", answer(course, WRONG))
    watcher = Silent()
    found = grading.grade(course, TOPIC, watcher, timeout=20).records
    assert scores({record.student: record for record in found}) == {"ann": 3, "bob": 0, "cid": 1}
    assert watcher.up_to_date == 1
    assert sorted(watcher.done) == ["bob", "cid"]
    shutil.rmtree(course.root)


def test_the_command_lists_who_has_no_grade_and_exits_with_1(
    graded: tuple[Course, dict[str, Record]],
) -> None:
    course, _ = graded
    words = ["--root", str(course.root), "grade", TOPIC, "--timeout", str(TIMEOUT)]
    result = subprocess.run(
        [sys.executable, "-m", "autograder", *words], capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert "broken: ungradable: 01_tiny.ipynb is not a notebook" in result.stdout
    assert "misnamed: ungradable: 01_tiny.ipynb is missing; found hw.ipynb" in result.stdout
    assert result.stderr == "error: 2 of 17 submissions have no grade (the lines above say why)\n"


def test_records_are_plain_json(graded: tuple[Course, dict[str, Record]]) -> None:
    course, _ = graded
    content = json.loads(records.path_of(course, TOPIC, "shown").read_text())
    assert content["cells"] == {"double-public": 1.0, "double-hidden": 0.0}
