"""Nothing is lost, and students are told."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbgrader.exchange import ExchangeError
from nbgrader.utils import notebook_hash
from small_exchange import ME, NAME, SECRET, Exchange
from traitlets.config.loader import PyFileConfigLoader

from autograder.course import Course
from autograder.exchange import collect, receipts, swap
from autograder.locks import alone

ROOT = Path(__file__).parents[2]


def test_one_that_cannot_be_taken_stops_nobody_and_the_earlier_one_stays(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange.hand_in("ada, earlier", "a", student="ada")
    exchange.collect(check_owner=False)
    exchange.hand_in("ada, later", "b", student="ada")
    exchange.hand_in("eve", "c", student="eve")
    real = collect.copy

    def broken(folder: int, rules: Any, target: Path) -> Any:
        if "ada" in str(target):
            real(folder, rules, target)
            raise RuntimeError("something that nobody thought of")
        return real(folder, rules, target)

    monkeypatch.setattr(collect, "copy", broken)
    told = exchange.collect(check_owner=False, update=True)
    assert (told["b"].status, told["b"].reason) == ("failed", "failed")
    assert "something that nobody thought of" in told["b"].message
    assert (exchange.work("ada"), exchange.work("eve")) == ("ada, earlier", "eve")
    assert [path.name for path in exchange.submitted("ada").parent.iterdir()] == [NAME]


class KilledError(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize(("killed_at", "left"), list(enumerate(["old", "old", "new", "new"])))
def test_killed_while_replacing_one_of_the_two_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed_at: int, left: str
) -> None:
    target = tmp_path / NAME
    for place, text in ((target, "old"), (swap.beside(target), "new")):
        place.mkdir()
        (place / "work").write_text(text)
    rename, rmtree, steps = Path.rename, shutil.rmtree, iter(range(4))

    def step(real: Callable[..., Any], *rest: Any) -> Any:
        if next(steps) == killed_at:
            raise KilledError
        return real(*rest)

    # The steps: the old one away, the new one there, the old one deleted; after the last, nothing.
    with monkeypatch.context() as patch, contextlib.suppress(KilledError):
        patch.setattr(Path, "rename", lambda *paths: step(rename, *paths))
        patch.setattr(swap.shutil, "rmtree", lambda path: step(rmtree, path))
        swap.replace(target)
    swap.recover(target)
    assert (target / "work").read_text() == left
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_what_a_killed_run_left_is_put_right_by_the_next(exchange: Exchange) -> None:
    exchange.hand_in("first", "a")
    exchange.collect()
    target = exchange.submitted()
    target.rename(target.with_name(f".{NAME}.earlier"))
    swap.beside(target).mkdir()
    (swap.beside(target) / "half").touch()
    assert exchange.collect()["a"].status == "superseded"
    assert exchange.work() == "first"
    assert [path.name for path in target.parent.iterdir()] == [NAME]


def test_collecting_waits_for_nobody_who_is_grading(exchange: Exchange) -> None:
    exchange.hand_in("mine", "a")
    with alone(exchange.course), pytest.raises(ExchangeError, match="another grader is at work"):
        exchange.collect()


def test_missing_exchange_is_told_with_its_remedy(exchange: Exchange) -> None:
    shutil.rmtree(exchange.inbound)
    with pytest.raises(ExchangeError, match="run 'autograder exchange check'"):
        exchange.collect()


# ---- telling the student -------------------------------------------------------------------------


def page(exchange: Exchange, mark: str) -> Path:
    return exchange.feedback / f"{notebook_hash(secret=SECRET + mark, notebook_id=NAME)}.html"


def test_page_says_why_and_is_readable_for_everybody(exchange: Exchange) -> None:
    (exchange.hand_in("<b>", "a") / "<script>").symlink_to("/etc")
    before = os.umask(0o077)
    try:
        assert exchange.collect()["a"].told
    finally:
        os.umask(before)
    text = page(exchange, "a").read_text()
    assert "&lt;script&gt; is a symbolic link" in text
    assert "So far, nothing of yours counts" in text
    assert page(exchange, "a").stat().st_mode & 0o777 == 0o644


def test_page_never_takes_the_place_of_feedback(exchange: Exchange) -> None:
    folder = exchange.hand_in("mine", "a")
    exchange.collect()
    page(exchange, "a").write_text("feedback")
    (folder / "link").symlink_to("/etc")
    assert not exchange.collect(update=True)["a"].told
    assert page(exchange, "a").read_text() == "feedback"


def test_page_changes_with_the_reason(exchange: Exchange) -> None:
    folder = exchange.hand_in("mine", "a")
    (folder / "link").symlink_to("/etc")
    exchange.collect()
    (folder / "link").unlink()
    (folder / "two").hardlink_to(folder / f"{NAME}.ipynb")
    exchange.collect()
    assert "is a hard link" in page(exchange, "a").read_text()


@pytest.mark.parametrize("secret", ["short", "../../../../etc/passwd/0000", "é" * 64, "x" * 5000])
def test_secret_that_nbgrader_would_not_draw_is_replaced(exchange: Exchange, secret: str) -> None:
    (exchange.hand_in("mine", "a") / "submission_secret.txt").write_text(secret)
    assert "it has no secret" in exchange.collect(unfinished=0)["a"].flags[0]
    assert len((exchange.submitted() / "submission_secret.txt").read_text()) == 128


def test_damaged_receipts_count_as_none(exchange: Exchange) -> None:
    exchange.hand_in("mine", "a")
    exchange.collect()
    receipts.path_of(exchange.course, NAME, ME).write_text('{"format": 1, "receipts": [{}]}')
    assert receipts.load_all(exchange.course, NAME) == []


def test_students_settings_have_the_sizes_that_collecting_allows() -> None:
    course = Course(ROOT).config()
    student = PyFileConfigLoader("nbgrader_config.py", path=str(ROOT / "lab/student")).load_config()
    for name in ("max_file_size", "max_dir_size", "course_id"):
        assert student.CourseDirectory[name] == course.CourseDirectory[name]
    assert course.ExchangeFactory.collect == "autograder.exchange.collect.CheckedCollect"
