"""Fixtures that several test modules share."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import standing_rooms
from chromium import browser as browser
from command_line import RunCli

from autograder import cli
from autograder.course import Course

FIXTURES = Path(__file__).parent / "fixtures"
ROOT = Path(__file__).parent.parent

LONG = (
    "test_answer_bank.py",
    "test_cluster_grading.py",
    "test_array_sge.py",
    "test_hostile_class.py",
    "test_grading_killed.py",
    "test_site_term.py",
    "test_stock_nbgrader.py",
)
"""Files that take a minute or more come first: where two processes share the work, neither is left
with one of them at the end."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {name: place for place, name in enumerate(LONG)}
    items.sort(key=lambda item: places.get(item.path.name, len(LONG)))


@pytest.fixture(scope="session", autouse=True)
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let runs in this process share warm parents; `own_rooms` is for tests of their life."""
    rooms = standing_rooms.Standing(tmp_path_factory.mktemp("rooms"))
    with standing_rooms.in_place(rooms):
        yield
    rooms.end()


@pytest.fixture
def own_rooms() -> Iterator[None]:
    """Give a test warm parents of its own."""
    with standing_rooms.own_rooms():
        yield


@pytest.fixture
def tiny(tmp_path: Path) -> Course:
    """A course of one small lecture, `01_tiny`, in a folder of its own; not built."""
    shutil.copytree(FIXTURES / "tiny", tmp_path / "course")
    return Course(tmp_path / "course")


@pytest.fixture
def edit_master(tiny: Course) -> Callable[..., Path]:
    """Return a function that replaces text in the tiny lecture's master."""

    def edit(old: str, new: str) -> Path:
        path = tiny.master("01_tiny")
        text = path.read_text()
        assert text.count(old) >= 1, f"the fixture no longer holds {old!r}"
        path.write_text(text.replace(old, new, 1))
        return path

    return edit


@pytest.fixture
def run_cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> RunCli:
    """Return a function that runs the command line in this process: exit code, stdout, stderr."""

    def run(course: Course, *words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["autograder", "--root", str(course.root), *words])
        with pytest.raises(SystemExit) as caught:
            cli.main()
        shown = capsys.readouterr()
        return int(caught.value.code or 0), shown.out, shown.err

    return run


@pytest.fixture(scope="session")
def mortal() -> list[str]:
    """Words before a command that make it heed file modes, as everybody's does but root's."""
    if os.geteuid() != 0:
        return []
    if shutil.which("setpriv") is None:
        pytest.skip("root may write anywhere, and there is no setpriv (util-linux) to forbid it")
    return ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]


@pytest.fixture(scope="session")
def checkout() -> Course:
    """The course of this checkout."""
    return Course(ROOT)
