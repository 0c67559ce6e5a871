"""Grading that fails or is stopped: what is finished is kept, and the next run goes on."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import psutil
import pytest
from small_class import (
    LOOP,
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

from autograder import dispatch, gradebook, records, standby
from autograder.course import Course
from autograder.errors import CourseError
from autograder.execute import Graded, Task, grade_one
from autograder.grading import grade_assignment
from autograder.locks import alone
from autograder.records import Record
from autograder.rooms.warm import Warm
from autograder.setting import Setting


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of its own for a test that changes things: two students, not graded."""
    course = make_course(tmp_path / "course")
    hand_in(course, "ann", answer(course, RIGHT))
    hand_in(course, "bob", answer(course, WRONG))
    return course


def failing_for(student: str, times: int) -> Callable[[Setting, Task], Graded]:
    """Return `grade_one` with a machinery that fails for one student, that many times."""
    left = iter(range(times))

    def failing(setting: Setting, task: Task) -> Graded:
        if task.student == student and next(left, None) is not None:
            raise ValueError("no such thing\nas this")
        return grade_one(setting, task)

    return failing


def test_our_own_failure_is_tried_twice_stops_nobody_and_is_tried_again_next_time(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "grade_one", failing_for("ann", 2))
    watcher = Silent()
    found = grade(course, watcher)
    assert (watcher.again, sorted(watcher.done)) == (["ann"], ["ann", "bob"])
    assert scores(found) == {"ann": None, "bob": 0}
    assert found["ann"].status == records.INFRASTRUCTURE_ERROR
    assert found["ann"].message == "ValueError: no such thing as this"
    log = course.state / "logs" / TOPIC / "grader.log"
    assert log.read_text().count("Traceback") == 2
    monkeypatch.undo()
    assert scores(grade(course)) == {"ann": 3, "bob": 0}


def test_a_failure_that_does_not_come_again_costs_nothing(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "grade_one", failing_for("ann", 1))
    watcher = Silent()
    assert scores(grade(course, watcher)) == {"ann": 3, "bob": 0}
    assert watcher.again == ["ann"]


def test_a_lost_parent_of_rooms_is_replaced_within_the_run(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = standby.Standby.parents
    lost = []
    here = threading.current_thread()  # submissions are run in others

    def killing(self: standby.Standby, *wanted: Any) -> Mapping[str, Warm]:
        found = real(self, *wanted)
        if not lost and threading.current_thread() is not here:
            lost.append(psutil.Process(found["judge"].pid))
            lost[0].kill()
            wait_until(lambda: lost[0].status() == psutil.STATUS_ZOMBIE)
        return found

    monkeypatch.setattr(standby.Standby, "parents", killing)
    watcher = Silent()
    assert scores(grade(course, watcher, jobs=1)) == {"ann": 3, "bob": 0}
    assert watcher.again == ["ann"]


def test_a_full_disk_takes_no_finished_grade_and_leaves_no_half_of_one(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, *words: Any, **options: Any) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self))

    grade(course, students=("bob",))
    monkeypatch.setattr(Path, "write_text", full)
    found = grade(course)
    monkeypatch.undo()
    assert scores(found) == {"ann": None, "bob": 0}
    assert found["ann"].status == records.INFRASTRUCTURE_ERROR
    assert "No space left on device" in found["ann"].message
    assert [path.name for path in (course.root / "autograded" / "ann").iterdir()] == []
    assert set(gradebook.read(course, TOPIC)) == {"bob"}
    assert scores(grade(course)) == {"ann": 3, "bob": 0}


def test_a_record_that_cannot_be_written_ends_the_run_and_loses_no_other(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = records.save

    def full(course: Course, record: Record) -> None:
        if record.student == "bob":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "bob.json")
        real(course, record)

    monkeypatch.setattr(records, "save", full)
    with pytest.raises(OSError, match="No space left"):
        grade(course, jobs=1)
    monkeypatch.undo()
    watcher = Silent()
    assert scores(grade(course, watcher)) == {"ann": 3, "bob": 0}
    assert watcher.done == ["bob"]


def test_what_a_killed_grader_left_half_made_is_removed(course: Course) -> None:
    left = [
        course.root / "autograded" / "ann" / f".new-abcd1234.{TOPIC}",
        course.root / ".gradebook-abcd1234",
        course.state / f"release-abcd1234.{TOPIC}",
    ]
    for folder in left:
        folder.mkdir(parents=True)
        (folder / "part").touch()
    part = course.state / "records" / TOPIC / ".ann.json.x"
    part.parent.mkdir(parents=True)
    part.touch()
    grade(course)
    assert [path for path in (*left, part) if path.exists()] == []


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
    found = grade_assignment(course, TOPIC, watcher, timeout=20).records
    assert scores({record.student: record for record in found}) == {"ann": 3, "bob": 0, "cid": 1}
    assert watcher.up_to_date == 1
    assert sorted(watcher.done) == ["bob", "cid"]
    shutil.rmtree(course.root)
