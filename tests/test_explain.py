"""Why an exercise scored as it did, told without running anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import RunCli, tree
from nbgrader.api import Gradebook
from small_class import (
    NOISY,
    RIGHT,
    TOPIC,
    WRONG,
    answer,
    grade,
    hand_in,
    make_course,
    with_cell,
)

from autograder.course import Course
from autograder.rooms import warm


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = make_course(tmp_path_factory.mktemp("explain") / "course")
    for student, code in (("ann", RIGHT), ("bob", WRONG), ("noisy", NOISY)):
        hand_in(course, student, answer(course, code))
    hand_in(course, "typo", with_cell(answer(course, RIGHT), "prin(1)"))
    hand_in(course, "cut", "{")
    grade(course)
    hand_in(course, "new", answer(course, RIGHT))
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        given = gradebook.find_grade("double-hidden", TOPIC, TOPIC, "noisy")
        given.manual_score = 1.5
        gradebook.find_comment("double", TOPIC, TOPIC, "noisy").manual_comment = "Too loud."
        gradebook.db.commit()
    return course


def told(run_cli: RunCli, course: Course, student: str, exercise: str = "double") -> str:
    code, shown, error = run_cli(course, "grade", TOPIC, "--explain", student, exercise)
    assert (code, error) == (0, "")
    return shown


def test_it_shows_the_answer_the_hidden_test_and_why_it_failed(
    course: Course, run_cli: RunCli
) -> None:
    shown = told(run_cli, course, "bob")
    assert "status:  graded" in shown
    assert "tests:   0 of 3 points" in shown
    assert "record:  up to date" in shown
    assert "2 s a cell, 20 s in all; memory 2048 MiB" in shown
    assert "def double(x):\n    return x" in shown
    assert "double-hidden: 0 of 2 by the tests" in shown
    assert "secret_result = double(21)" in shown
    assert "AssertionError: double(21) is 42, yours gave 21" in shown


def test_a_test_cell_names_its_exercise_as_well(course: Course, run_cli: RunCli) -> None:
    assert told(run_cli, course, "bob", "double-hidden") == told(run_cli, course, "bob")


def test_errors_elsewhere_and_warnings_are_noted(course: Course, run_cli: RunCli) -> None:
    assert "note:    cell 8 raised NameError: name 'prin'" in told(run_cli, course, "typo")
    noisy = told(run_cli, course, "noisy")
    assert "(double-public) wrote to stderr: only stock nbgrader scores that 0" in noisy
    assert "[stderr] hm" in noisy


def test_points_and_comments_given_by_hand_are_told(course: Course, run_cli: RunCli) -> None:
    shown = told(run_cli, course, "noisy")
    assert "double-hidden: 1.5 by a grader, 2 of 2 by the tests" in shown
    assert "a grader wrote: Too loud." in shown


def test_a_submission_without_a_grade_has_its_reason(course: Course, run_cli: RunCli) -> None:
    shown = told(run_cli, course, "cut")
    assert "status:  ungradable" in shown
    assert "message: 01_tiny.ipynb is not a notebook" in shown
    assert "there is no graded notebook in autograded/" in shown


def test_a_record_that_no_longer_holds_says_so(run_cli: RunCli, tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    hand_in(course, "ann", answer(course, RIGHT))
    grade(course)
    hand_in(course, "ann", answer(course, WRONG))
    shown = told(run_cli, course, "ann")
    assert "have changed since: it is graded again in the next run" in shown
    assert "return x + x" in shown


@pytest.mark.parametrize(
    ("student", "exercise", "code", "message"),
    [
        ("bobb", "double", 2, "no submission of 01_tiny by student 'bobb' (did you mean bob?"),
        ("zzz", "double", 2, "there are ann, bob, cut, new, noisy, typo"),
        ("bob", "doubel", 2, "no exercise 'doubel' in 01_tiny (did you mean double?"),
        ("bob", "zzz", 2, "there are double)"),
        ("new", "double", 1, "01_tiny of new was not graded yet (run 'autograder grade 01_tiny"),
    ],
)
def test_what_is_not_there_is_one_line_with_what_there_is(
    course: Course, run_cli: RunCli, student: str, exercise: str, code: int, message: str
) -> None:
    found, shown, error = run_cli(course, "grade", TOPIC, "--explain", student, exercise)
    assert (found, shown, error.count("\n")) == (code, "", 1)
    assert message in error


def test_nothing_is_run_and_nothing_is_written(
    course: Course, run_cli: RunCli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*words: object, **options: object) -> None:
        raise AssertionError("no room is needed")

    monkeypatch.setattr(warm.Warm, "__init__", refused)
    before = tree(course.root)
    told(run_cli, course, "bob")
    assert tree(course.root) == before
