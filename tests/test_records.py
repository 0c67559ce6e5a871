"""Records: written whole or not at all, read back equal, and never trusted when damaged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from autograder import records
from autograder.course import Course
from autograder.records import Record, Result

RECORD = Record(
    student="zoë",
    assignment="01_tiny",
    digest="sha256:1",
    status=records.GRADED,
    seconds=1.5,
    results={"double": Result(1.0, 3.0, "double(21) is 42"), "essay": Result(None, 2.0)},
    cells={"double-public": 1.0, "double-hidden": 0.0, "essay": None},
)


def test_a_record_is_read_back_equal(tmp_path: Path) -> None:
    course = Course(tmp_path)
    records.save(course, RECORD)
    assert records.load(course, "01_tiny", "zoë") == RECORD
    assert records.load_all(course, "01_tiny") == {"zoë": RECORD}


def test_there_is_no_record_before_the_first_grading(tmp_path: Path) -> None:
    assert records.load(Course(tmp_path), "01_tiny", "ann") is None
    assert records.load_all(Course(tmp_path), "01_tiny") == {}


@pytest.mark.parametrize("content", ["", "{", "[]", "null", "7", '{"format": 1}', '{"format": 99}'])
def test_a_damaged_record_counts_as_none(tmp_path: Path, content: str) -> None:
    course = Course(tmp_path)
    records.save(course, RECORD)
    records.path_of(course, "01_tiny", "zoë").write_text(content)
    assert records.load(course, "01_tiny", "zoë") is None


@pytest.mark.parametrize(("key", "value"), [("status", "fine"), ("format", 2), ("results", [1])])
def test_a_record_of_another_kind_counts_as_none(tmp_path: Path, key: str, value: object) -> None:
    course = Course(tmp_path)
    records.save(course, RECORD)
    path = records.path_of(course, "01_tiny", "zoë")
    path.write_text(json.dumps(json.loads(path.read_text()) | {key: value}))
    assert records.load(course, "01_tiny", "zoë") is None


def test_saving_leaves_no_other_file_behind(tmp_path: Path) -> None:
    course = Course(tmp_path)
    records.save(course, RECORD)
    records.save(course, RECORD)
    folder = records.path_of(course, "01_tiny", "zoë").parent
    assert [path.name for path in folder.iterdir()] == ["zoë.json"]


def test_only_results_make_a_grade() -> None:
    assert RECORD.has_grade
    assert not Record("ann", "01_tiny", "sha256:1", records.UNGRADABLE, 0.0, "is empty").has_grade


def test_digests_tell_where_one_part_ends() -> None:
    assert records.digest_of("ab", "c") != records.digest_of("a", "bc")
