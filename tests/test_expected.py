"""What is expected of a submission's cells is what nbgrader's gradebook knows of them."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_class import TOPIC, make_course

from autograder import gradebook
from autograder.course import Course
from autograder.expected import expected
from autograder.restore import known_to
from autograder.rubric import Rubric


@pytest.mark.parametrize("topic", ["02_gradient_descent", "06_softmax_svm", TOPIC])
def test_cells_read_off_the_source_are_those_of_the_gradebook(
    checkout: Course, tmp_path: Path, topic: str
) -> None:
    course = make_course(tmp_path / "course")
    if topic != TOPIC:
        path = course.source(topic)
        path.parent.mkdir()
        path.write_bytes(checkout.source(topic).read_bytes())
    rubric = Rubric.read(course, topic)
    gradebook.register(course, rubric)
    with gradebook.opened(course) as book:
        known = known_to(book.find_notebook(topic, topic))
    found = expected(rubric.notebook, course.config())
    assert found == known
    assert list(found) == list(known)
