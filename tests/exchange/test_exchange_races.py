"""What changes in a submission while it is being collected."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from small_exchange import NAME, Exchange

from autograder.exchange import intake
from autograder.exchange.collect import CheckedCollect


def before_open(monkeypatch: pytest.MonkeyPatch, wanted: str, act: Callable[[], object]) -> None:
    """Let something happen between looking at a name and opening it, once."""
    real, done = os.open, []

    def slow(path: Any, flags: int, *rest: Any, **more: Any) -> int:
        if path == wanted and "dir_fd" in more and not done:
            done.append(path)
            act()
        return real(path, flags, *rest, **more)

    monkeypatch.setattr(intake.os, "open", slow)


def test_file_that_becomes_a_link_is_not_followed(
    exchange: Exchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("the solutions")
    path = exchange.hand_in("mine", "a") / f"{NAME}.ipynb"

    def swap_in() -> None:
        path.unlink()
        path.symlink_to(tmp_path / "secret")

    before_open(monkeypatch, path.name, swap_in)
    assert exchange.collect()["a"].reason == "link"
    assert not exchange.submitted().exists()


def test_folder_that_becomes_a_link_is_not_followed(
    exchange: Exchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "file").write_text("the solutions")
    folder = exchange.hand_in("mine", "a")
    (folder / "inner").mkdir()

    def swap_in() -> None:
        (folder / "inner").rename(tmp_path / "away")
        (folder / "inner").symlink_to(tmp_path / "secrets")

    before_open(monkeypatch, "inner", swap_in)
    assert exchange.collect()["a"].reason == "link"
    assert not exchange.submitted().exists()


def test_file_that_becomes_a_pipe_neither_blocks_nor_is_taken(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = exchange.hand_in("mine", "a") / f"{NAME}.ipynb"

    def swap_in() -> None:
        path.unlink()
        os.mkfifo(path)

    before_open(monkeypatch, path.name, swap_in)
    before = signal.signal(signal.SIGALRM, lambda *_: pytest.fail("it waits for a writer"))
    signal.alarm(60)
    try:
        assert exchange.collect()["a"].reason == "special"
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def test_file_that_becomes_a_hard_link_is_not_taken(
    exchange: Exchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("the solutions")
    path = exchange.hand_in("mine", "a") / f"{NAME}.ipynb"

    def swap_in() -> None:
        path.unlink()
        path.hardlink_to(tmp_path / "secret")

    before_open(monkeypatch, path.name, swap_in)
    assert exchange.collect()["a"].reason == "hard_link"


def test_file_that_goes_away_is_told(exchange: Exchange, monkeypatch: pytest.MonkeyPatch) -> None:
    path = exchange.hand_in("mine", "a") / f"{NAME}.ipynb"
    before_open(monkeypatch, path.name, path.unlink)
    assert exchange.collect()["a"].reason == "changed"


def test_submission_that_becomes_a_link_is_not_followed(
    exchange: Exchange, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(exchange.hand_in("mine", "a"), tmp_path / "elsewhere")
    folder = next(exchange.inbound.iterdir())
    # Judged as a folder, then replaced before it is opened for copying.
    real_take = CheckedCollect._take

    def take(self: CheckedCollect, inbound: int, one: Any) -> Any:
        folder.rename(tmp_path / "away")
        folder.symlink_to(tmp_path / "elsewhere")
        return real_take(self, inbound, one)

    monkeypatch.setattr(CheckedCollect, "_take", take)
    assert exchange.collect()["a"].reason == "link"
    assert not exchange.submitted().exists()


def while_reading(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    real, done = os.read, []

    def slow(handle: int, size: int) -> bytes:
        chunk = real(handle, size)
        if not done:
            done.append(handle)
            act()
        return chunk

    monkeypatch.setattr(intake.os, "read", slow)


def test_file_that_grows_while_it_is_read_stops_at_the_limit(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange.config.CourseDirectory.max_file_size = 1000
    path = exchange.hand_in("mine", "a") / f"{NAME}.ipynb"
    while_reading(monkeypatch, lambda: path.write_bytes(b"x" * 5_000_000))
    assert exchange.collect()["a"].reason == "size"
    assert not exchange.submitted().exists()


def test_file_that_changes_while_it_is_read_is_not_taken(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = exchange.hand_in("mine", "a") / f"{NAME}.ipynb"
    while_reading(monkeypatch, lambda: path.write_text("another"))
    assert exchange.collect()["a"].reason == "changed"
    monkeypatch.undo()
    assert exchange.collect()["a"].status == "collected"
