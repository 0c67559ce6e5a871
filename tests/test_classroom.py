"""The demo's class: everything that happens in a class happens in it, and the same every time."""

from __future__ import annotations

from pathlib import Path

import pytest

from autograder import records
from autograder.classroom import NOT_WRITTEN, Student, answers, simulate
from autograder.contract import exercises
from autograder.course import Course
from autograder.demo import TOPIC
from autograder.errors import CourseError
from autograder.intake import take_in
from autograder.rubric import Rubric


@pytest.fixture(scope="module")
def people(checkout: Course) -> list[Student]:
    return simulate(checkout, TOPIC)


def test_the_class_has_at_least_twelve_students_of_different_names(people: list[Student]) -> None:
    assert len(people) >= 12
    assert len({one.name for one in people}) == len(people)


def test_the_class_is_the_same_every_time(checkout: Course, people: list[Student]) -> None:
    assert simulate(checkout, TOPIC) == people


def test_no_two_students_hand_in_the_same(people: list[Student]) -> None:
    assert len({one.work for one in people}) == len(people)


def test_each_exercise_is_got_wrong_by_somebody(checkout: Course, people: list[Student]) -> None:
    mistaken = {
        exercise
        for one in people
        for exercise, message in one.lost.items()
        if message != NOT_WRITTEN
    }
    assert mistaken == {
        exercise.name for exercise in exercises(Rubric.read(checkout, TOPIC).notebook)
    }


def test_just_one_file_is_broken(people: list[Student], tmp_path: Path) -> None:
    broken = []
    for one in people:
        path = tmp_path / f"{one.name}.ipynb"
        path.write_bytes(one.work)
        if take_in(path).problem:
            broken.append(one)
    assert [one.status for one in broken] == [records.UNGRADABLE]


def test_without_an_answer_bank_the_demo_says_what_is_missing(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match="no answer bank in tests/answers/02"):
        answers(Course(tmp_path), TOPIC)
