"""The log of a run: one line of JSON for each event, there as soon as it has happened."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from small_class import RIGHT, TOPIC, answer, hand_in, make_course

from autograder import records
from autograder.errors import UsageError
from autograder.grading import grade_assignment
from autograder.journal import Journal
from autograder.records import Record, Result

GOOD = Record("ann", TOPIC, "sha256:1", records.GRADED, 1.5, results={"double": Result(3, 3)})
BAD = Record("bob", TOPIC, "sha256:2", records.INFRASTRUCTURE_ERROR, 0.1, "no process")


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_each_event_is_in_the_file_as_soon_as_it_has_happened(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    with Journal(path) as journal:
        journal.begin(2, 5)
        assert [line["event"] for line in lines(path)] == ["begin"]
        journal.retried(BAD)
        journal.graded(GOOD)
        journal.graded(BAD)
        found = lines(path)
    assert [line["event"] for line in found] == ["begin", "retried", "graded", "failed"]
    assert (found[0]["to_do"], found[0]["up_to_date"]) == (2, 5)
    facts = {"student": "ann", "status": "graded", "seconds": 1.5, "digest": "sha256:1"}
    assert found[2] == found[2] | facts
    assert found[3]["message"] == "no process"
    end = lines(path)[-1]
    assert (end["event"], end["error"]) == ("end", "")
    assert end["statuses"] == {"graded": 1, "infrastructure_error": 1}


def test_a_run_that_is_stopped_says_so_at_its_end(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    with pytest.raises(KeyboardInterrupt), Journal(path):
        raise KeyboardInterrupt
    assert lines(path)[-1]["error"] == "KeyboardInterrupt"


def test_a_second_run_adds_its_lines(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    hand_in(course, "ann", answer(course, RIGHT))
    hand_in(course, "cut", "{")
    path = tmp_path / "log.jsonl"
    for _ in range(2):
        with Journal(path) as journal:
            grade_assignment(course, TOPIC, journal)
    events = [(line["event"], line.get("student")) for line in lines(path)]
    assert events[:4] == [("begin", None), ("failed", "cut"), ("graded", "ann"), ("end", None)]
    assert events[4:] == [("begin", None), ("end", None)]


def test_a_place_that_cannot_be_written_to_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="No such file or directory"):
        Journal(tmp_path / "none" / "log.jsonl")
