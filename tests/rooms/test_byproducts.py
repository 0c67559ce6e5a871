"""Files that students' cells write, on their way out of the room."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from autograder.rooms import byproducts
from autograder.rooms.byproducts import gathered, listed, put
from autograder.rooms.errors import Malformed


def test_new_plain_files_are_gathered_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "before.txt").write_text("1")
    before = listed(tmp_path)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "a.txt").write_text("a")
    (tmp_path / "__pycache__").mkdir()
    (tmp_path / "__pycache__" / "a.pyc").write_text("")
    (tmp_path / "link.txt").symlink_to("before.txt")
    os.mkfifo(tmp_path / "pipe")
    assert gathered(tmp_path, before) == {"new/a.txt": b"a"}


def test_files_that_are_too_long_stay_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(byproducts, "MOST", 10)
    for name, length in (("a", 6), ("b", 6), ("c", 4)):
        (tmp_path / name).write_bytes(bytes(length))
    assert sorted(gathered(tmp_path, set())) == ["a", "c"]


def test_files_are_written_where_nothing_is(tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    inside.mkdir()
    outside.mkdir()
    (inside / "file").write_text("ours")
    (inside / "link").symlink_to(outside)
    (inside / "nowhere").symlink_to(outside / "made")
    wanted = ("file", "file/below", "link/new", "nowhere", "hidden.ipynb", "a/b.txt")
    put(dict.fromkeys(wanted, b"theirs"), inside)
    assert (inside / "file").read_text() == "ours"
    assert list(outside.iterdir()) == []
    assert sorted(path.name for path in inside.iterdir()) == ["a", "file", "link", "nowhere"]
    assert (inside / "a" / "b.txt").read_bytes() == b"theirs"


@pytest.mark.parametrize(
    "files",
    [
        None,
        [],
        {"a": "text"},
        {1: b""},
        {"": b""},
        {"/tmp/a": b""},
        {"a/../../b": b""},
        {"..": b""},
        {"a\0b": b""},
        {"\ud800": b""},
        {"a" * 300: b""},
        {"a/" * 1200 + "a": b""},
        {"good": b"", "../bad": b""},
    ],
)
def test_forged_files_are_refused_and_nothing_is_written(files: object, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(Malformed):
        put(files, folder)
    assert [path.name for path in tmp_path.rglob("*")] == ["folder"]
