"""Submissions go to any `concurrent.futures.Executor`: plain data there, plain data back."""

from __future__ import annotations

import multiprocessing
import os
import pickle
from collections.abc import Callable
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from typing import Any

import pytest
from small_class import RIGHT, TOPIC, WRONG, Silent, answer, grade, hand_in, make_course, scores

from autograder import records
from autograder.course import Course
from autograder.dispatch import processors
from autograder.execute import Task, grade_one
from autograder.planning import setting_of
from autograder.rubric import Rubric


@pytest.fixture
def course(tmp_path: Path) -> Course:
    course = make_course(tmp_path / "course")
    hand_in(course, "ann", answer(course, RIGHT))
    hand_in(course, "bob", answer(course, WRONG))
    hand_in(course, "cut", "{")
    return course


class Pickling(Executor):
    """Runs everything at once in this thread, after it was sent there and back as bytes."""

    def __init__(self) -> None:
        self.sent = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        data = pickle.dumps((fn, args, kwargs))
        self.sent = max(self.sent, len(data))
        function, words, options = pickle.loads(data)
        future: Future[Any] = Future()
        future.set_result(pickle.loads(pickle.dumps(function(*words, **options))))
        return future


class Broken(Executor):
    """Loses a worker, and with it everything."""

    def submit(self, *call: Any, **options: Any) -> Future[Any]:  # noqa: ARG002
        raise BrokenProcessPool("a worker ended at once")


class Taking(Executor):
    """Takes all work away again."""

    def submit(self, *call: Any, **options: Any) -> Future[Any]:  # noqa: ARG002
        future: Future[Any] = Future()
        future.cancel()
        return future


def test_what_is_sent_and_what_comes_back_can_be_pickled_and_is_small(course: Course) -> None:
    pool = Pickling()
    assert scores(grade(course, executor=pool)) == {"ann": 3, "bob": 0, "cut": None}
    assert 0 < pool.sent < 20_000


def test_processes_of_their_own_come_to_the_same_as_threads(course: Course) -> None:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        sent = grade(course, executor=pool)
        assert pool.submit(os.getpid).result() != os.getpid()
    here = grade(course, force=True)
    assert {name: (one.digest, one.cells) for name, one in sent.items()} == {
        name: (one.digest, one.cells) for name, one in here.items()
    }


@pytest.mark.parametrize(
    ("pool", "message"),
    [
        (Broken(), "BrokenProcessPool: a worker ended at once"),
        (Taking(), "its worker was taken away"),
    ],
)
def test_an_executor_that_breaks_down_is_told_of_each_submission(
    course: Course, pool: Executor, message: str
) -> None:
    watcher = Silent()
    found = grade(course, watcher, executor=pool)
    assert sorted(watcher.again) == ["ann", "bob"]
    assert {found[name].message for name in ("ann", "bob")} == {message}
    assert found["ann"].status == records.INFRASTRUCTURE_ERROR
    assert found["cut"].status == records.UNGRADABLE
    assert scores(grade(course)) == {"ann": 3, "bob": 0, "cut": None}


def test_a_worker_writes_nothing_into_the_course(course: Course) -> None:
    setting = setting_of(course, Rubric.read(course, TOPIC))
    folder = course.root / "submitted" / "ann" / TOPIC
    task = Task("ann", folder / f"{TOPIC}.ipynb", folder, setting.seconds_for(9), "sha256:1", 9)
    before = {path for path in course.root.rglob("*") if ".autograder" not in path.parts}
    graded = grade_one(setting, task)
    assert graded.record.cells == {"double-public": 1, "double-hidden": 2}
    after = {path for path in course.root.rglob("*") if ".autograder" not in path.parts}
    assert after == before


@pytest.mark.parametrize(
    ("slots", "most"), [("1", 1), ("", None), ("many", None), ("0", None), ("100000", None)]
)
def test_a_cluster_jobs_slots_bound_how_many_run_at_once(
    monkeypatch: pytest.MonkeyPatch, slots: str, most: int | None
) -> None:
    monkeypatch.delenv("NSLOTS", raising=False)
    allowed = processors()
    monkeypatch.setenv("NSLOTS", slots)
    assert processors() == (most or allowed)
