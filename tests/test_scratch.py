"""Folders that are gone when what needed them has ended, be it by ``kill -9``."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from autograder import scratch

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="folders are locked by flock, which Windows does not have"
)
MAKE = """\
import sys
from autograder import scratch
with scratch.scratch() as folder:
    (folder / "work").write_text("mine")
    (scratch.kept("logs") / "log").write_text("mine")
    print(flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand for the machine's folder of temporary files."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


@contextlib.contextmanager
def another_process() -> Iterator[subprocess.Popen[str]]:
    """Have a process that holds two folders until its input ends."""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", MAKE], stdin=pipe, stdout=pipe, text=True) as one:
        assert one.stdout is not None
        assert one.stdout.readline() == "\n"
        yield one


def test_a_folder_is_gone_afterwards_with_all_that_is_in_it(place: Path) -> None:
    with scratch.scratch() as folder:
        (folder / "deeper").mkdir()
        (folder / "deeper" / "file").write_text("x")
        assert list(place.iterdir()) == [folder]
    assert list(place.iterdir()) == []


def test_folders_of_a_process_that_was_killed_are_removed_and_of_one_that_lives_are_not(
    place: Path,
) -> None:
    with another_process() as killed:
        of_the_killed = {*place.iterdir()}
        with another_process() as alive:
            assert len({*place.iterdir()}) == 4
            killed.kill()
            killed.wait()
            scratch.sweep()
            left = {*place.iterdir()}
            assert len(left) == 2
            assert not left & of_the_killed
            assert sorted(one.name for path in left for one in path.iterdir()) == ["logs", "work"]
            alive.communicate()
    assert list(place.iterdir()) == []


def test_sweeping_touches_nothing_that_only_has_such_a_name(place: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (outside / "kept").mkdir(parents=True)
    (place / f"{scratch.PREFIX}link").symlink_to(outside)
    (place / f"{scratch.PREFIX}file").write_text("x")
    with scratch.scratch() as own:
        scratch.sweep()
        assert own.is_dir()
    assert (outside / "kept").is_dir()
    assert len([*place.iterdir()]) == 3


def test_a_folder_that_is_swept_before_it_is_locked_is_made_anew(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []
    make = tempfile.mkdtemp

    def swept_at_once(prefix: str) -> str:
        made.append(Path(make(prefix=prefix)))
        if len(made) == 1:
            scratch.sweep()
        return str(made[-1])

    monkeypatch.setattr(tempfile, "mkdtemp", swept_at_once)
    with scratch.scratch() as folder:
        assert [folder] == made[1:] == [*place.iterdir()]
