"""`autograder.grade`: one notebook against the instructor's, and nothing else is needed."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from command_line import tree
from small_class import EXIT, LOOP, RIGHT, SHOWN_ONLY, TOPIC, answer, hand_in, make_course
from traitlets.config import Config

from autograder import grade, records
from autograder.course import Course
from autograder.errors import CourseError, UsageError
from autograder.grading import grade_assignment


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_course(tmp_path_factory.mktemp("single") / "course")


def test_one_notebook_gets_the_record_that_it_gets_in_a_class(tmp_path: Path) -> None:
    course = make_course(tmp_path / "course")
    for student, code in (("ann", RIGHT), ("bob", SHOWN_ONLY), ("eve", EXIT)):
        hand_in(course, student, answer(course, code))
    whole = grade_assignment(course, TOPIC, timeout=9)
    before = tree(course.root)
    for one in whole.records:
        path = course.root / "submitted" / one.student / TOPIC / f"{TOPIC}.ipynb"
        alone = grade(path, course.source(TOPIC), config=course.config(), timeout=9)
        assert (alone.status, alone.message) == (one.status, one.message)
        assert (alone.results, alone.cells) == (one.results, one.cells)
    assert tree(course.root) == before


def test_notebooks_may_be_given_as_they_are_read(course: Course) -> None:
    source = nbformat.read(course.source(TOPIC), as_version=4)
    work = answer(course, SHOWN_ONLY)
    text = nbformat.writes(work)
    record = grade(work, source)
    assert record.results["double"].points == 1
    assert nbformat.writes(work) == text


def test_settings_are_heeded(course: Course) -> None:
    config = Config()
    config.Execute.timeout = 1
    record = grade(answer(course, LOOP), course.source(TOPIC), config=config)
    assert record.status == records.OVER_LIMIT
    assert "after 1 s" in record.message


def test_files_of_the_course_lie_beside_the_notebook(course: Course, tmp_path: Path) -> None:
    (tmp_path / "factor.txt").write_text("2")
    work = answer(course, "def double(x):\n    return int(open('factor.txt').read()) * x")
    assert grade(work, course.source(TOPIC)).results["double"].points == 0
    assert grade(work, course.source(TOPIC), files=tmp_path).results["double"].points == 3


def test_the_same_notebook_gets_the_same_digest_and_another_one_another(course: Course) -> None:
    source = course.source(TOPIC)
    first, again = (grade(answer(course, RIGHT), source).digest for _ in range(2))
    assert first == again != grade(answer(course, SHOWN_ONLY), source).digest


def test_what_is_no_notebook_is_ungradable(course: Course, tmp_path: Path) -> None:
    path = tmp_path / "work.ipynb"
    path.write_text("{")
    record = grade(path, course.source(TOPIC))
    assert (record.status, record.has_grade) == (records.UNGRADABLE, False)
    assert "work.ipynb is not a notebook" in record.message


def test_wrong_arguments_are_refused_with_a_remedy(course: Course, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none.ipynb: No such file or directory \(name a file"):
        grade(tmp_path / "none.ipynb", course.source(TOPIC))
    with pytest.raises(UsageError, match="a limit of 0 seconds"):
        grade(answer(course, RIGHT), course.source(TOPIC), timeout=0)
    with pytest.raises(CourseError, match=r"none\.ipynb is no file"):
        grade(answer(course, RIGHT), tmp_path / "none.ipynb")
    with pytest.raises(CourseError, match="no graded cells"):
        grade(answer(course, RIGHT), nbformat.v4.new_notebook())
