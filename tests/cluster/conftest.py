"""What the tests of grading on a cluster share: a cell and a class for each file of tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cell import Cell, missing
from grid_class import Expected, copy_of, make_class, outcome
from small_class import grade

from autograder.course import Course


@pytest.fixture(scope="module")
def cell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cell]:
    """A cell whose one node has two slots; skips, with the reason, where there can be none."""
    why = missing()
    if why:
        pytest.skip(why)
    with Cell.started(tmp_path_factory.mktemp("cell"), slots=2) as cell:
        yield cell


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The class, not yet graded."""
    return make_class(tmp_path_factory.mktemp("class") / "course")


@pytest.fixture(scope="module")
def expected(handed_in: Course, tmp_path_factory: pytest.TempPathFactory) -> Expected:
    """What the class comes to on one machine."""
    course = copy_of(handed_in, tmp_path_factory.mktemp("alone") / "course")
    grade(course, timeout=None)
    return outcome(course)
