"""Bad input to grade, feedback and export: one clear line, the right exit code, nothing changed."""

from __future__ import annotations

import contextlib
import functools
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from command_line import RunCli, tree
from nbgrader.api import Gradebook
from small_class import RIGHT, TOPIC, answer, hand_in, make_course

from autograder.course import Course


@pytest.fixture
def course(tmp_path: Path) -> Course:
    course = make_course(tmp_path / "course")
    hand_in(course, "ann", answer(course, RIGHT))
    return course


def refused(run_cli: RunCli, course: Course, *words: str) -> tuple[int, str]:
    """Run a command that must change nothing, and return its exit code and its one line."""
    before = tree(course.root)
    code, shown, error = run_cli(course, *words)
    assert shown == ""
    assert error.startswith("error: ")
    assert error.count("\n") == 1
    assert tree(course.root) == before
    return code, error


@pytest.mark.parametrize("command", ["grade", "feedback"])
@pytest.mark.parametrize(
    ("assignment", "hint"),
    [("01_tinny", "did you mean 01_tiny?"), ("zzz", "there is 01_tiny")],
)
def test_an_unknown_assignment(
    course: Course, run_cli: RunCli, command: str, assignment: str, hint: str
) -> None:
    code, error = refused(run_cli, course, command, assignment)
    assert (code, error) == (2, f"error: unknown assignment {assignment!r} ({hint})\n")


def test_an_assignment_that_was_never_built(course: Course, run_cli: RunCli) -> None:
    course.source(TOPIC).unlink()
    code, error = refused(run_cli, course, "grade", TOPIC)
    assert (code, error) == (
        1,
        "error: the assignment '01_tiny' was never built (run 'autograder build 01_tiny')\n",
    )


def test_a_source_that_is_no_notebook(course: Course, run_cli: RunCli) -> None:
    course.source(TOPIC).write_text("{")
    code, error = refused(run_cli, course, "grade", TOPIC)
    assert code == 1
    assert "source/01_tiny/01_tiny.ipynb is not a notebook (delete it, then run" in error


def test_no_submissions(tmp_path: Path, run_cli: RunCli) -> None:
    code, error = refused(run_cli, make_course(tmp_path / "other"), "grade", TOPIC)
    assert code == 1
    assert "no submissions of 01_tiny" in error


def test_an_unknown_student(course: Course, run_cli: RunCli) -> None:
    code, error = refused(run_cli, course, "grade", TOPIC, "--student", "anne")
    assert (code, error) == (
        2,
        "error: no submission of 01_tiny by student 'anne' (did you mean ann?)\n",
    )


def test_a_limit_that_is_no_number_of_seconds(course: Course, run_cli: RunCli) -> None:
    before = tree(course.root)
    for bad in ("0", "-1", "soon"):
        assert run_cli(course, "grade", TOPIC, "--timeout", bad)[0] == 2
    assert tree(course.root) == before


def no_sqlite(path: Path) -> None:
    path.write_bytes(b"once upon a time" * 300)


@functools.cache
def sound() -> bytes:
    """Return the content of a gradebook that is as it should be."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "gradebook.db"
        with Gradebook(f"sqlite:///{path}"):
            pass
        return path.read_bytes()


def cut(path: Path) -> None:
    path.write_bytes(sound())
    path.write_bytes(path.read_bytes()[:5000])


def half_made(path: Path) -> None:
    # What nbgrader leaves where it does not find alembic.
    path.write_bytes(sound())
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("DROP TABLE alembic_version")


def foreign(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("CREATE TABLE recipe (name TEXT)")


def older(path: Path) -> None:
    path.write_bytes(sound())
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute("ALTER TABLE student DROP COLUMN lms_user_id")


def empty(path: Path) -> None:
    path.touch()


def a_folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("command", [("grade", TOPIC), ("feedback", TOPIC), ("export",)])
@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (no_sqlite, "gradebook.db is not a gradebook: file is not a database"),
        (cut, "gradebook.db is not a gradebook"),
        (half_made, "gradebook.db is half-made: 1 of its tables are missing, alembic_version"),
        (empty, "gradebook.db is half-made"),
        (foreign, "gradebook.db is a database of something else"),
        (older, "gradebook.db was made by another version of nbgrader"),
        (a_folder, "gradebook.db is not a file"),
    ],
)
def test_a_gradebook_that_nbgrader_could_not_use(
    course: Course,
    run_cli: RunCli,
    command: tuple[str, ...],
    make: Callable[[Path], None],
    problem: str,
) -> None:
    make(course.root / "gradebook.db")
    code, error = refused(run_cli, course, *command)
    assert code == 1
    assert error.startswith(f"error: {problem}")


def test_a_read_only_course_directory(course: Course, mortal: list[str]) -> None:
    before = tree(course.root)
    course.root.chmod(0o555)
    result = subprocess.run(
        [*mortal, sys.executable, "-m", "autograder", "--root", str(course.root), "grade", TOPIC],
        capture_output=True,
        text=True,
        check=False,
    )
    course.root.chmod(0o755)
    assert (result.returncode, result.stderr) == (
        1,
        f"error: {course.root} cannot be written to (check its owner and mode)\n",
    )
    assert tree(course.root) == before
