"""What collecting did not take is seen in the grades and after grading, never as a plain zero."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from command_line import RunCli
from small_class import RIGHT, TOPIC, Silent, answer, hand_in, make_course

from autograder.course import Course
from autograder.errors import CourseError
from autograder.exchange import receipts
from autograder.exchange.receipts import Receipt
from autograder.export import export
from autograder.grading import grade_assignment
from autograder.submissions import find

LINK = "01_tiny.ipynb is a symbolic link: submit the file itself"
LATER = "2026-02-04 05:06:07"


def receipt(owner: str, status: str, received: str, message: str = "") -> Receipt:
    reason = "link" if message else ""
    return Receipt(owner, owner, f"{owner}+{TOPIC}", received, status, reason, message)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = make_course(tmp_path_factory.mktemp("not-taken") / "course")
    for student in ("ann", "bob"):
        hand_in(course, student, answer(course, RIGHT))
        taken = receipt(student, receipts.COLLECTED, "2026-02-03 04:05:06")
        receipts.save(course, TOPIC, student, [taken])
    grade_assignment(course, TOPIC, Silent(), timeout=10)
    late = receipt("ann", receipts.REFUSED, LATER, LINK)
    receipts.save(course, TOPIC, "ann", [*receipts.load_all(course, TOPIC)[:1], late])
    receipts.save(course, TOPIC, "eve", [receipt("eve", receipts.REFUSED, LATER, LINK)])
    return course


def rows(course: Course, path: Path) -> dict[str, dict[str, str]]:
    export(course, path)
    with path.open(encoding="utf-8", newline="") as stream:
        return {row["student_id"]: row for row in csv.DictReader(stream)}


def test_who_handed_in_only_what_was_not_taken_has_a_row_that_says_why(
    course: Course, tmp_path: Path
) -> None:
    row = rows(course, tmp_path / "g.csv")["eve"]
    told = f"handed in at {LATER} (UTC), and not taken: {LINK}"
    assert (row["status"], row["message"]) == ("not_taken", told)
    assert {row[key] for key in ("double", "core_score", "extra_score", "score")} == {""}
    assert row["max_score"] == "3"


def test_a_grade_on_earlier_work_counts_and_says_that_later_work_was_not_taken(
    course: Course, tmp_path: Path
) -> None:
    found = rows(course, tmp_path / "g.csv")
    ann = found["ann"]
    assert (ann["status"], ann["score"]) == ("graded", "3")
    assert ann["message"] == f"besides, handed in at {LATER} (UTC), and not taken: {LINK}"
    assert found["bob"]["message"] == ""


def test_grading_ends_with_those_who_were_not_taken(course: Course, run_cli: RunCli) -> None:
    code, shown, _ = run_cli(course, "grade", TOPIC)
    assert code == 0
    assert f"eve: handed in at {LATER} (UTC), and not taken: {LINK}" in shown
    assert "2 more were not taken from the exchange" in shown
    assert "eve: handed" not in run_cli(course, "grade", TOPIC, "--student", "bob")[1]


def test_a_class_of_which_nothing_was_taken_is_told_where_to_look(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    receipts.save(course, TOPIC, "eve", [receipt("eve", receipts.REFUSED, LATER, LINK)])
    with pytest.raises(CourseError, match="1 were not taken, 'autograder exchange refused'"):
        find(course, TOPIC)
    assert rows(course, tmp_path / "g.csv")["eve"]["status"] == "not_taken"
