"""Which submission counts, and when it came."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from small_exchange import NAME, Exchange

from autograder.exchange import collect
from autograder.exchange.candidates import moment


def test_latest_valid_submission_counts_and_a_newer_bad_one_is_told(exchange: Exchange) -> None:
    exchange.hand_in("first", "a")
    exchange.hand_in("second", "b")
    (exchange.hand_in("third", "c") / "link").symlink_to("/etc")
    told = exchange.collect()
    assert exchange.work() == "second"
    statuses = {mark: receipt.status for mark, receipt in told.items()}
    assert statuses == {"a": "superseded", "b": "collected", "c": "refused"}


def test_name_does_not_say_which_is_the_latest(exchange: Exchange) -> None:
    exchange.hand_in("first", "a", stamp="2099-01-01 00:00:00.000000 UTC")
    exchange.hand_in("second", "b")
    exchange.collect()
    assert exchange.work() == "second"


def test_change_after_handing_in_moves_the_time_it_came(exchange: Exchange) -> None:
    folder = exchange.hand_in("first", "a")
    notebook = folder / f"{NAME}.ipynb"
    exchange.collect()
    with notebook.open("r+") as stream:
        stream.write("after the deadline")
    os.utime(notebook, (0, 0))  # an mtime can be set, a ctime cannot
    changed = notebook.stat().st_ctime_ns
    assert folder.stat().st_ctime_ns < changed
    exchange.collect(update=True)
    assert exchange.work() == "after the deadline"
    stamp = (exchange.submitted() / "timestamp.txt").read_text()
    assert stamp == f"{moment(changed):%Y-%m-%d %H:%M:%S.%f} UTC"


def test_without_update_what_is_there_stays(exchange: Exchange) -> None:
    exchange.hand_in("first", "a")
    exchange.collect()
    exchange.hand_in("second", "b")
    exchange.collect()
    assert exchange.work() == "first"
    told = exchange.collect(update=True)
    assert exchange.work() == "second"
    assert told["b"].status == "collected"


@pytest.mark.parametrize("stamp", [None, "", "nonsense", "\xff"])
def test_update_replaces_what_was_put_there_by_hand(exchange: Exchange, stamp: str | None) -> None:
    exchange.submitted().mkdir(parents=True)
    if stamp is not None:
        (exchange.submitted() / "timestamp.txt").write_text(stamp, encoding="latin-1")
    exchange.hand_in("first", "a")
    exchange.collect(update=True)
    assert exchange.work() == "first"


def test_before_duedate_takes_the_latest_that_came_in_time(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    early = exchange.hand_in("early", "a")
    due = moment((early / "submission_secret.txt").stat().st_ctime_ns).replace(tzinfo=None)
    exchange.hand_in("late", "b")
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    with Gradebook(exchange.config.CourseDirectory.db_url, "dl4ds") as gradebook:
        gradebook.add_assignment(NAME, duedate=due)
    exchange.collect()
    assert exchange.work() == "late"
    exchange.collect(before_duedate=True)
    assert exchange.work() == "early"


def test_only_so_many_of_one_user_are_looked_at_the_newest_first(exchange: Exchange) -> None:
    for number in range(5):
        exchange.hand_in(f"work {number}", f"{number}")
    told = exchange.collect(max_submissions=2)
    assert set(told) == {"3", "4"}
    assert exchange.work() == "work 4"


def test_one_account_that_hands_in_for_all_is_not_cut_short(exchange: Exchange) -> None:
    for student in ("ada", "eve", "joe"):
        exchange.hand_in(f"by {student}", student, student=student)
    exchange.collect(max_submissions=1, check_owner=False)
    assert [exchange.work(student) for student in ("ada", "joe")] == ["by ada", "by joe"]


def test_one_student_can_be_collected_alone(exchange: Exchange) -> None:
    exchange.config.CourseDirectory.student_id = "eve"
    exchange.hand_in("mine", "a")
    exchange.hand_in("eve's", "b", student="eve")
    assert set(exchange.collect(check_owner=False)) == {"b"}
    assert not exchange.submitted().exists()
    assert exchange.work("eve") == "eve's"


@pytest.mark.parametrize("student", ["..", ".hidden", "a\nb", "a\\b"])
def test_no_name_escapes_even_if_owners_are_not_checked(exchange: Exchange, student: str) -> None:
    exchange.hand_in("mine", "a", student=student)
    assert exchange.collect(check_owner=False)["a"].reason == "name"
    assert not (exchange.course.root / "submitted").exists()
    assert not (exchange.course.root / NAME).exists()


def test_another_assignment_with_a_longer_name_is_another_one(exchange: Exchange) -> None:
    folder = exchange.hand_in("mine", "a")
    folder.rename(folder.with_name(folder.name.replace(NAME, f"x{NAME}")))
    assert exchange.collect() == {}


def test_ignored_files_stay_behind_and_are_no_reason_to_refuse(exchange: Exchange) -> None:
    folder = exchange.hand_in("mine", "a")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / "cache.pyc").symlink_to("/etc/passwd")
    (folder / "data").mkdir()
    (folder / "data" / "table.csv").write_text("1,2")
    exchange.collect()
    files = {path.name for path in exchange.submitted().rglob("*")}
    notes = {"timestamp.txt", "submission_secret.txt"}
    assert files == {f"{NAME}.ipynb", "data", "table.csv", *notes}


def test_one_on_its_way_is_left_for_the_next_time(exchange: Exchange) -> None:
    exchange.hand_in("whole", "a")
    (exchange.hand_in("half", "b") / "submission_secret.txt").unlink()
    assert exchange.collect()["b"].message == "it was still being handed in: collect again"
    assert exchange.work() == "whole"
    exchange.collect(update=True, unfinished=0)
    assert exchange.work() == "half"


@pytest.mark.parametrize("stamp", ["", "1", "now", "/etc/localtime", "9" * 300, "é" * 20])
def test_time_that_is_none_is_flagged(exchange: Exchange, stamp: str) -> None:
    (exchange.hand_in("mine", "a") / "timestamp.txt").write_text(stamp)
    assert "is not when it came" in exchange.collect()["a"].flags[0]


def test_time_that_names_a_file_as_its_zone_is_not_looked_into(
    exchange: Exchange, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    real = collect.parse_utc

    def parse(stamp: str) -> datetime:
        read.append(stamp)
        return real(stamp)

    monkeypatch.setattr(collect, "parse_utc", parse)
    (exchange.hand_in("mine", "a") / "timestamp.txt").write_text("2026-01-01 00:00:00 /dev/null")
    assert "is not when it came" in exchange.collect()["a"].flags[0]
    assert [stamp for stamp in read if "/" in stamp] == []
