"""Points, comments and penalties that people gave outlive grading again, as in nbgrader."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.coursedir import CourseDirectory
from small_class import MASTER, RIGHT, SHOWN_ONLY, TOPIC, WRONG, answer, grade, hand_in, make_course

from autograder import gradebook, records
from autograder.build import build
from autograder.contract import grade_id
from autograder.course import Course
from autograder.rubric import Rubric

PARTS = """
# %% nbgrader={"schema_version": 3, "grade_id": "essay", "points": 5, FLAGS[grade, solution]}
# Say why.

# %% nbgrader={"schema_version": 3, "grade_id": "half", "points": 2, FLAGS[grade, locked]}
1.5 if double(1) == 2 else 0.5

# %% [markdown] nbgrader={"schema_version": 3, "grade_id": "plot", "points": 4, FLAGS[task]}
# Draw something.
"""
LATE = "c.LateSubmissionPlugin.penalty_method = 'zero'"
FLAGS = ("grade", "locked", "solution", "task")
Columns = dict[tuple[str, str], dict[str, Any]]


def spelled_out(text: str) -> str:
    """Return a master with nbgrader's flags in full."""
    return re.sub(
        r"FLAGS\[(.*)\]",
        lambda found: ", ".join(
            f'"{flag}": {str(flag in found[1].split(", ")).lower()}' for flag in FLAGS
        ),
        text,
    )


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course with an essay, partial credit and a task; one student in time and one late."""
    course = make_course(tmp_path / "course")
    course.master(TOPIC).write_text(MASTER + spelled_out(PARTS))
    config = course.root / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}\n{LATE}\n")
    build(course, [TOPIC])
    for student, work, day in (("ann", RIGHT, 1), ("bob", WRONG, 3)):
        hand_in(course, student, answer(course, work))
        stamp = course.root / "submitted" / student / TOPIC / "timestamp.txt"
        stamp.write_text(f"2030-01-0{day} 12:00:00 UTC")
    return course


@contextlib.contextmanager
def opened(course: Course) -> Iterator[Gradebook]:
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}", "dl4ds") as gradebook:
        yield gradebook


def columns(course: Course) -> Columns:
    """Return all that the gradebook knows of each grade, comment and penalty."""
    found: Columns = {}
    with opened(course) as book:
        for one in book.assignment_submissions(TOPIC):
            (notebook,) = one.notebooks
            whole = {"score": notebook.score, "late": notebook.late_submission_penalty}
            found[one.student.id, ""] = {**whole, "when": one.timestamp}
            for row in (*notebook.grades, *notebook.comments):
                facts = {key: value for key, value in row.to_dict().items() if key != "id"}
                found.setdefault((one.student.id, row.name), {}).update(facts)
    return found


def stock(course: Course) -> None:
    """Grade by nbgrader's own command."""
    config = course.config()
    config.CourseDirectory.assignment_id = TOPIC
    command = Autograde(coursedir=CourseDirectory(config=config), config=config)
    command.force = True
    command.start()


def by_hand(course: Course) -> None:
    """Give points, comments and extra credit, and set the date that makes Bob late."""
    with opened(course) as book:
        book.update_or_create_assignment(TOPIC, duedate="2030-01-02 12:00:00 UTC")
        for student in ("ann", "bob"):
            for cell, points in (("essay", 4.0), ("double-hidden", 1.5), ("plot", 3.0)):
                grade = book.find_grade(cell, TOPIC, TOPIC, student)
                grade.manual_score, grade.extra_credit = points, 0.5
                grade.needs_manual_grade = False
        book.find_comment("essay", TOPIC, TOPIC, "bob").manual_comment = "Why?"
        book.db.commit()


def flagged(course: Course, student: str) -> set[str]:
    return {
        cell
        for (who, cell), facts in columns(course).items()
        if who == student and facts.get("needs_manual_grade")
    }


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own
def test_the_gradebook_is_the_one_that_nbgrader_writes_but_for_what_to_look_at_again(
    course: Course,
) -> None:
    gradebook.register(course, Rubric.read(course, TOPIC))
    twin = Course(course.root.parent / "twin")
    shutil.copytree(course.root, twin.root)
    grade(course)
    stock(twin)
    assert columns(course) == columns(twin)
    for each in (course, twin):
        by_hand(each)
        hand_in(each, "bob", answer(each, SHOWN_ONLY))
    grade(course, force=True)
    stock(twin)
    ours, theirs = columns(course), columns(twin)
    for facts in (*ours.values(), *theirs.values()):
        facts.pop("needs_manual_grade", None)
    assert ours == theirs
    assert ours["bob", "half"]["auto_score"] == 0.5
    assert ours["bob", ""]["late"] == ours["bob", ""]["score"] > 0
    assert ours["ann", ""]["late"] is None


def test_only_what_has_changed_is_to_be_looked_at_again(course: Course) -> None:
    grade(course)
    by_hand(course)
    assert flagged(course, "ann") == set()
    grade(course, force=True)
    assert flagged(course, "ann") == flagged(course, "bob") == set()
    # The tests come to the same, but a person gave points to another answer.
    hand_in(course, "ann", answer(course, "def double(x):\n    return 2 * x"))
    # The tests come to something else.
    hand_in(course, "bob", answer(course, RIGHT))
    grade(course)
    assert flagged(course, "ann") == flagged(course, "bob") == {"double-hidden"}


def test_another_essay_is_to_be_looked_at_again(course: Course) -> None:
    grade(course)
    by_hand(course)
    work = answer(course, RIGHT)
    for cell in work.cells:
        if grade_id(cell) == "essay":
            cell.source = "# Because."
    hand_in(course, "ann", work)
    grade(course)
    assert flagged(course, "ann") == {"essay"}


def test_a_notebook_that_is_gone_cannot_show_that_nothing_has_changed(course: Course) -> None:
    grade(course)
    by_hand(course)
    shutil.rmtree(course.root / "autograded" / "ann")
    grade(course)
    assert flagged(course, "ann") == {"essay", "double-hidden"}


def test_a_task_has_no_points_yet_and_an_essay_that_was_left_alone_has_none(course: Course) -> None:
    found = grade(course)["ann"]
    assert found.status == records.GRADED
    points = {name: result.points for name, result in found.results.items()}
    assert points == {"double": 3, "essay": 0, "half": 1.5, "plot": None}


def test_a_task_does_not_keep_a_record_from_holding(course: Course) -> None:
    first = grade(course)
    path = course.root / "autograded" / "ann" / TOPIC / f"{TOPIC}.ipynb"
    before = path.stat().st_mtime_ns
    assert grade(course) == first
    assert path.stat().st_mtime_ns == before
    assert nbformat.read(path, as_version=4)
