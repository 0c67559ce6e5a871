"""Grades as CSV: what counts, and nothing that looks like a zero but is none."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from small_class import (
    RIGHT,
    SHOWN_ONLY,
    TOPIC,
    WRONG,
    Silent,
    answer,
    hand_in,
    make_course,
)

from autograder.course import Course
from autograder.errors import CourseError
from autograder.export import export
from autograder.grading import grade_assignment


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = make_course(tmp_path_factory.mktemp("export") / "course")
    for student, code in {"ann": RIGHT, "bob": WRONG, "cid": SHOWN_ONLY}.items():
        path = hand_in(course, student, answer(course, code))
        path.with_name("timestamp.txt").write_text("2026-02-03 04:05:06.000000 UTC")
    hand_in(course, "cut", '{"cells": [')
    grade_assignment(course, TOPIC, Silent(), timeout=5)
    hand_in(course, "late", answer(course, RIGHT))
    return course


def rows(path: Path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["student_id"]: row for row in csv.DictReader(stream)}


def test_every_submission_is_a_row_with_its_scores(course: Course, tmp_path: Path) -> None:
    assert export(course, tmp_path / "g.csv") == 5
    found = rows(tmp_path / "g.csv")
    assert found["cid"] == {
        "assignment": TOPIC,
        "student_id": "cid",
        "timestamp": "2026-02-03T04:05:06Z",
        "status": "graded",
        "double": "1",
        "core_score": "1",
        "core_max": "3",
        "extra_score": "0",
        "score": "1",
        "max_score": "3",
        "message": "double: double(21) is 42, yours gave 6",
    }
    assert [found[name]["score"] for name in ("ann", "bob")] == ["3", "0"]


@pytest.mark.parametrize(("student", "status"), [("cut", "ungradable"), ("late", "not_graded")])
def test_a_submission_without_a_grade_has_its_status_and_no_zero(
    course: Course, tmp_path: Path, student: str, status: str
) -> None:
    export(course, tmp_path / "g.csv")
    row = rows(tmp_path / "g.csv")[student]
    assert row["status"] == status
    assert {row[key] for key in ("double", "core_score", "extra_score", "score")} == {""}
    assert row["max_score"] == "3"


def test_a_grade_given_by_hand_counts(course: Course, tmp_path: Path) -> None:
    url = f"sqlite:///{course.root / 'gradebook.db'}"
    with Gradebook(url) as gradebook:
        given = gradebook.find_grade("double-hidden", TOPIC, TOPIC, "bob")
        given.manual_score = 1.5
        gradebook.db.commit()
    export(course, tmp_path / "g.csv")
    with Gradebook(url) as gradebook:
        gradebook.find_grade("double-hidden", TOPIC, TOPIC, "bob").manual_score = None
        gradebook.db.commit()
    assert rows(tmp_path / "g.csv")["bob"]["score"] == "1.5"


def test_extra_credit_counts_on_top_and_full_marks_do_not_need_it(
    course: Course, tmp_path: Path
) -> None:
    path = course.source(TOPIC)
    plain = path.read_text()
    path.write_text(
        plain.replace('"nbgrader": {', '"dl4ds": {"extra_credit": true}, "nbgrader": {')
    )
    try:
        export(course, tmp_path / "g.csv")
    finally:
        path.write_text(plain)
    row = rows(tmp_path / "g.csv")["ann"]
    assert [
        row[key] for key in ("core_score", "core_max", "extra_score", "score", "max_score")
    ] == [
        "0",
        "0",
        "3",
        "3",
        "0",
    ]


def test_a_failed_export_leaves_the_old_file_and_nothing_else(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "g.csv"
    target.write_text("old")

    def full(_self: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        export(course, target)
    assert [path.name for path in tmp_path.iterdir()] == ["g.csv"]
    assert target.read_text() == "old"


def test_a_course_without_submissions_has_nothing_to_export(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    with pytest.raises(CourseError, match="no grades to export"):
        export(course, tmp_path / "g.csv")
    assert not (course.root / "gradebook.db").exists()
    assert not (tmp_path / "g.csv").exists()


@pytest.mark.parametrize("student", ["=cmd|' C calc'!A0", "+1", "-1", "@sum"])
def test_no_cell_that_a_student_began_is_a_formula_in_a_spreadsheet(
    student: str, tmp_path: Path
) -> None:
    course = make_course(tmp_path / "course")
    hand_in(course, student, answer(course, RIGHT))
    export(course, tmp_path / "g.csv")
    (name,) = rows(tmp_path / "g.csv")
    assert name == f"'{student}"
