"""nbgrader's own command line works in the course directory, with no environment activated."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbgrader.api import Gradebook
from small_class import EXIT, RIGHT, TOPIC, answer, make_course, without

from autograder.course import Course

Nbgrader = Callable[..., str]


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_course(tmp_path_factory.mktemp("stock") / "course")


@pytest.fixture(scope="module")
def nbgrader(course: Course) -> Nbgrader:
    """Return a function that runs an nbgrader command as a shell without the environment does."""
    home = course.root.parent / "home"
    home.mkdir()
    # The system's folders only: neither `nbgrader` nor `alembic` is on this PATH.
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(home), "LANG": "C.UTF-8"}
    assert shutil.which("alembic", path=environment["PATH"]) is None

    def run(*words: str, cwd: Path = course.root) -> str:
        result = subprocess.run(
            [sys.executable, "-m", "nbgrader", *words],
            cwd=cwd,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stderr
        return result.stdout + result.stderr

    return run


def test_the_whole_loop_by_nbgraders_own_commands(course: Course, nbgrader: Nbgrader) -> None:
    built = course.release(TOPIC).read_bytes()
    nbgrader("generate_assignment", TOPIC, "--force")
    assert course.release(TOPIC).read_bytes() == built, "not the bytes that our build writes"

    nbgrader("release_assignment", TOPIC)
    assert (course.root / "exchange" / "dl4ds" / "outbound" / TOPIC).is_dir()

    # A student, in a folder elsewhere, who is told the course and the exchange.
    desk = course.root.parent / "desk"
    exchange = (f"--Exchange.root={course.root / 'exchange'}", "--course", "dl4ds")
    (desk).mkdir()
    nbgrader("fetch_assignment", TOPIC, *exchange, cwd=desk)
    work = desk / TOPIC / f"{TOPIC}.ipynb"
    work.write_text(nbformat.writes(answer(course, RIGHT)))
    assert "Success! Your notebook passes all the tests." in nbgrader("validate", str(work))
    nbgrader("submit", TOPIC, *exchange, cwd=desk)

    nbgrader("collect", TOPIC)
    me = pwd.getpwuid(os.getuid()).pw_name
    other = course.root / "submitted" / "eve" / TOPIC / f"{TOPIC}.ipynb"
    other.parent.mkdir(parents=True)
    other.write_text(nbformat.writes(without(answer(course, EXIT), "double-hidden")))
    nbgrader("autograde", TOPIC)
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        found = {one.student.id: one.score for one in gradebook.assignment_submissions(TOPIC)}
    assert found == {me: 3, "eve": 1}

    nbgrader("generate_feedback", TOPIC)
    page = course.root / "feedback" / "eve" / TOPIC / f"{TOPIC}.html"
    assert "Python itself stopped in this cell" in page.read_text()
    assert "secret_result" not in page.read_text()

    nbgrader("release_feedback", TOPIC, "--student", me)
    nbgrader("fetch_feedback", TOPIC, *exchange, cwd=desk)
    assert list((desk / TOPIC / "feedback").rglob("*.html"))

    nbgrader("export")
    assert len((course.root / "grades.csv").read_text().splitlines()) == 3


def test_validate_names_the_failing_check(course: Course, nbgrader: Nbgrader) -> None:
    path = course.root.parent / "wrong.ipynb"
    path.write_text(nbformat.writes(answer(course, "def double(x):\n    return x")))
    said = nbgrader("validate", str(path))
    assert "VALIDATION FAILED ON 1 CELL(S)!" in said
    assert "double(3) is 6, yours gave 3" in said


def test_the_exchange_can_be_elsewhere(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    assert course.config().Exchange.root == str(course.root / "exchange")
    monkeypatch.setenv("DL4DS_EXCHANGE", "/srv/exchange")
    assert course.config().Exchange.root == "/srv/exchange"


def test_reading_the_settings_twice_lengthens_the_path_once(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin")
    course.config()
    course.config()
    assert os.environ["PATH"] == f"{Path(sys.executable).parent}{os.pathsep}/usr/bin"
