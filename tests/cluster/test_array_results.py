"""What the tasks of an array job leave: read back as it was, or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from small_class import TOPIC

from autograder import records
from autograder.cluster.array_results import Results
from autograder.course import Course
from autograder.execute import Graded
from autograder.files import umask
from autograder.outcomes import CellOutcome, Outcome
from autograder.records import Record, Result

RECORD = Record(
    student="ann",
    assignment=TOPIC,
    digest="sha256:1",
    status=records.GRADED,
    seconds=0.5,
    results={"double": Result(1.5, 3.0, "nearly")},
    cells={"double-public": 1.5, "essay": None},
)
GRADED = Graded(
    RECORD,
    Outcome(
        (
            CellOutcome("double-public", True, 1.5, (("ValueError", "nearly"),), "a note"),
            CellOutcome("essay", True, None, ()),
            CellOutcome("", False, None, ()),
        ),
        {"double": False},
    ),
    '{"cells": []}\n',
)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course that consists of its settings."""
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    return Course(tmp_path)


@pytest.mark.parametrize(
    ("shared", "folder", "file"), [(False, 0o700, 0o600), (True, 0o2770, 0o660)]
)
def test_a_result_is_read_back_equal_and_is_for_graders_only(
    course: Course, shared: bool, folder: int, file: int
) -> None:
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(f"c.CourseDirectory.groupshared = {shared}\n")
    results = Results(course, TOPIC)
    results.save(GRADED)
    assert results.load("ann") == GRADED
    assert results.folder.stat().st_mode & 0o7777 == folder
    assert results.path("ann").stat().st_mode & 0o7777 == file & ~umask()


def set_to(*keys: str | int, value: object) -> Callable[[dict], None]:
    def change(content: dict) -> None:
        for key in keys[:-1]:
            content = content[key]
        content[keys[-1]] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        set_to("format", value=2),
        set_to("record", "student", value="bob"),
        set_to("record", "student", value="../bob"),
        set_to("record", "assignment", value="02_other"),
        set_to("record", "status", value="fine"),
        set_to("record", "digest", value=None),
        set_to("record", "cells", "double-public", value=3.0),
        set_to("record", "timeout", value="20"),
        set_to("record", "more", value=1),
        set_to("record", "results", value={}),
        set_to("outcome", "cells", 0, "points", value=float("nan")),
        set_to("outcome", "cells", 0, "points", value="1.5"),
        set_to("outcome", "unanswered", "double", value="no"),
        set_to("notebook", value=""),
        set_to("notebook", value=None),
    ],
)
def test_a_result_that_no_task_writes_counts_as_none(
    course: Course, change: Callable[[dict], None]
) -> None:
    results = Results(course, TOPIC)
    results.save(GRADED)
    content = json.loads(results.path("ann").read_text())
    change(content)
    results.path("ann").write_text(json.dumps(content))
    assert results.load("ann") is None


@pytest.mark.parametrize("text", ["", "{", "[]", "null", '{"format": 1}', "\x80\x04]."])
def test_half_of_a_result_counts_as_none(course: Course, text: str) -> None:
    results = Results(course, TOPIC)
    results.save(GRADED)
    results.path("ann").write_text(text, encoding="latin-1")
    assert results.load("ann") is None
