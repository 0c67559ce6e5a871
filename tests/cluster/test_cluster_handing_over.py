"""How work is handed to a cluster: each call small, never all at once, and told when it is lost."""

from __future__ import annotations

import gc
import os
import pickle
import ssl
import time
import weakref
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import psutil
import pytest
from cell import ran, until
from distributed import KilledWorker
from distributed.worker import Worker
from small_class import TOPIC, make_course

from autograder import dispatch, standby
from autograder.cluster import grid, keys
from autograder.cluster.settings import Cluster
from autograder.cluster.worker import Held, Holding, call
from autograder.course import Course
from autograder.environment import environment_digest
from autograder.errors import AutograderError, ClusterError
from autograder.execute import Graded, Task
from autograder.planning import setting_of
from autograder.records import GRADED, Record
from autograder.rooms.sandbox.layers import Layer
from autograder.rubric import Rubric
from autograder.setting import Setting


class AtOnce(Executor):
    """Answers each call when it is submitted, and keeps what was sent."""

    def __init__(self) -> None:
        self.sent: list[bytes] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        self.sent.append(pickle.dumps((fn, args)))
        future: Future[Graded] = Future()
        task = args[-1]
        future.set_result(Graded(Record(task.student, TOPIC, task.digest, GRADED, 0.0)))
        return future


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_course(tmp_path_factory.mktemp("course") / "course")


@pytest.fixture
def setting(course: Course) -> Setting:
    return setting_of(course, Rubric.read(course, TOPIC))


def tasks(setting: Setting, count: int) -> dict[str, Task]:
    """Return submissions that nobody will look at."""
    return {
        name: Task(name, Path("none.ipynb"), None, setting.seconds_for(1), "sha256:1")
        for name in (f"s{number}" for number in range(count))
    }


def test_results_that_wait_to_be_filed_keep_further_work_back(
    setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "AHEAD", 5)
    pool = AtOnce()
    filed = 0
    for filed, _ in enumerate(dispatch.results(pool, setting, tasks(setting, 50)), 1):
        assert len(pool.sent) <= filed + 5
    assert filed == len(pool.sent) == 50


def test_a_cluster_without_workers_ends_the_run_and_takes_back_what_waits(
    setting: Setting,
) -> None:
    out: list[Future[Graded]] = []

    class Lost(Executor):
        def submit(self, *_: Any, **__: Any) -> Future[Any]:
            out.append(Future())
            if len(out) == 3:
                out[0].set_exception(ClusterError("no worker for 9 seconds", "try again"))
            return out[-1]

    with pytest.raises(ClusterError, match="no worker for 9 seconds"):
        next(dispatch.results(Lost(), setting, tasks(setting, 3)))
    assert [future.cancelled() for future in out] == [False, True, True]


def test_the_setting_travels_once_and_each_submission_is_small(
    course: Course, setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool, brought = AtOnce(), list[Holding]()
    cluster = grid.Grid(course, Cluster())
    monkeypatch.setattr(cluster, "_pool", pool)
    monkeypatch.setattr(cluster, "_client", SimpleNamespace(register_plugin=brought.append))
    found = [*dispatch.results(cluster, setting, tasks(setting, 20))]
    assert len(found) == 20
    assert [one.setting for one in brought] == [setting]
    assert max(map(len, pool.sent)) < 1000 < len(pickle.dumps(setting))


def test_a_result_is_gone_as_soon_as_it_is_taken(
    course: Course, setting: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = grid.Grid(course, Cluster())
    monkeypatch.setattr(cluster, "_pool", AtOnce())
    gc.disable()
    try:
        result = weakref.ref(cluster.submit(len, tasks(setting, 1)["s0"]).result())
        assert result() is None
    finally:
        gc.enable()


def test_a_key_goes_when_it_has_expired(tmp_path: Path) -> None:
    for name, age in (("key-old", 31), ("key-new", 29), ("records", 99)):
        (tmp_path / name).mkdir()
        then = time.time() - 24 * 3600 * age
        os.utime(tmp_path / name, (then, then))
    keys.sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["key-new", "records"]


def test_only_its_owner_can_read_a_key(tmp_path: Path) -> None:
    guard = keys.security(tmp_path)
    assert guard.require_encryption
    assert {path.stat().st_mode & 0o777 for path in tmp_path.glob("key.pem")} == {0o600}
    context = guard.get_listen_args("scheduler")["ssl_context"]
    assert context.verify_mode == ssl.CERT_REQUIRED, "who has no key is let in"


@pytest.fixture
def worker(own_rooms: None) -> Worker:
    return cast(Worker, SimpleNamespace(name="3"))


def started() -> set[int]:
    """Return the numbers of the processes that this one has started."""
    return {one.pid for one in psutil.Process().children()}


def test_warm_parents_stand_by_in_a_worker_come_back_and_end_with_it(
    setting: Setting, worker: Worker
) -> None:
    plugin = Holding(setting)
    assert plugin.name == Held(setting.run).plugin
    before = started()
    ran(plugin.setup(worker))
    first = started() - before
    assert len(first) >= 2
    assert (setting.logs / "worker-3").is_dir()
    own = plugin.setting
    warm = standby.here.parents(own.modules, own.sandbox, own.logs)
    assert {parent.pid for parent in warm.values()} <= first, "the first submission starts none"
    for number in first:
        psutil.Process(number).kill()
    until(lambda: not any(parent.alive for parent in warm.values()), "they have ended")
    again = standby.here.parents(own.modules, own.sandbox, own.logs)
    assert all(parent.alive for parent in again.values())
    ran(plugin.teardown(worker))
    until(lambda: started() <= before, "they end with the worker")


def test_a_node_that_lacks_a_layer_of_the_sandbox_grades_nothing(
    setting: Setting, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    moat = Layer("moat", True, "", True)
    sandbox = replace(setting.sandbox, layers=(*setting.sandbox.layers, moat))
    plugin = Holding(replace(setting, sandbox=sandbox))
    before = started()
    ran(plugin.setup(worker))
    assert started() <= before, "it has no warm parents"
    here = SimpleNamespace(plugins={plugin.name: plugin})
    monkeypatch.setattr("autograder.cluster.worker.get_worker", lambda: here)
    with pytest.raises(AutograderError, match="lacks moat of the sandbox to grade in"):
        call(lambda *_: None, Held(setting.run))


def test_a_submission_whose_workers_have_all_died_is_told_in_words() -> None:
    inner: Future[Graded] = Future()
    outer: Future[Graded] = Future()
    inner.set_exception(KilledWorker("call-1", None, 2))
    grid._pass_on(inner, outer, "see the logs")
    text = str(outer.exception())
    assert text == "each worker that ran it has died (see the logs)"


def test_settings_of_a_cluster_touch_no_grade(course: Course) -> None:
    notebook = course.read_source(TOPIC)
    plain, clustered = course.config(), course.config()
    clustered.Cluster.maximum = 99
    assert environment_digest(notebook, plain) == environment_digest(notebook, clustered)
