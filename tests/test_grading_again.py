"""Grading again: what still holds is left alone, and all that has changed is graded."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from small_class import RIGHT, TOPIC, WRONG, Silent, answer, grade, hand_in, make_course, scores

from autograder import records
from autograder.build import build
from autograder.course import Course
from autograder.errors import CourseError
from autograder.grading import grade_assignment
from autograder.planning import setting_of
from autograder.rooms.sandbox.layers import SECCOMP, Sandbox
from autograder.rubric import Rubric


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of its own for a test that changes things: two students, not graded."""
    course = make_course(tmp_path / "course")
    hand_in(course, "ann", answer(course, RIGHT))
    hand_in(course, "bob", answer(course, WRONG))
    return course


def test_only_what_has_changed_is_graded_again(course: Course) -> None:
    grade(course)
    hand_in(course, "bob", answer(course, RIGHT))
    watcher = Silent()
    assert scores(grade(course, watcher)) == {"ann": 3, "bob": 3}
    assert watcher.done == ["bob"]
    # Half of a record, as a crash of the machine may leave it, and half of a result.
    records.path_of(course, TOPIC, "ann").write_text('{"format": 1, "stu')
    (course.root / "autograded" / "bob" / TOPIC / f"{TOPIC}.ipynb").unlink()
    watcher = Silent()
    assert scores(grade(course, watcher)) == {"ann": 3, "bob": 3}
    assert sorted(watcher.done) == ["ann", "bob"]
    # Another gradebook knows of nothing.
    (course.root / "gradebook.db").unlink()
    watcher = Silent()
    grade(course, watcher)
    assert sorted(watcher.done) == ["ann", "bob"]


@pytest.mark.parametrize(("groupshared", "mode"), [(False, 0o600), (True, 0o660)])
def test_nobody_but_the_graders_may_read_the_gradebook(
    course: Course, groupshared: bool, mode: int
) -> None:
    with (course.root / "nbgrader_config.py").open("a") as config:
        config.write(f"c.CourseDirectory.groupshared = {groupshared}\n")
    grade(course)
    assert (course.root / "gradebook.db").stat().st_mode & 0o777 == mode


def test_more_time_given_to_one_student_is_not_taken_back(course: Course) -> None:
    grade_assignment(course, TOPIC, Silent())
    watcher = Silent()
    grade_assignment(course, TOPIC, watcher, students=("ann",), timeout=20)
    assert watcher.done == ["ann"]
    watcher = Silent()
    grade_assignment(course, TOPIC, watcher)
    assert watcher.done == []


def test_a_grade_by_stock_nbgrader_after_a_failure_of_ours_counts(course: Course) -> None:
    grade(course)
    record = records.load(course, TOPIC, "ann")
    assert record is not None
    failed = replace(record, status=records.INFRASTRUCTURE_ERROR, results={}, cells={})
    records.save(course, failed)
    assert records.standing(course, TOPIC, "ann") is None
    (course.root / "autograded" / "ann" / TOPIC / f"{TOPIC}.ipynb").unlink()
    assert records.standing(course, TOPIC, "ann") == failed


def test_new_tests_are_used_without_being_asked_for(course: Course) -> None:
    grade(course, students=("ann",))
    path = course.master(TOPIC)
    path.write_text(path.read_text().replace("shown == 6", "shown == 7"))
    build(course, [TOPIC])
    assert scores(grade(course, students=("ann",))) == {"ann": 2}


def test_other_exercises_than_those_graded_before_are_refused_with_a_remedy(
    course: Course,
) -> None:
    grade(course, students=("ann",))
    path = course.source(TOPIC)
    text = path.read_text().replace("double-hidden", "double-secret")
    path.write_text(text)
    with pytest.raises(CourseError, match="nbgrader db assignment remove 01_tiny --force"):
        grade(course)


# ---- what a record depends on ------------------------------------------------------------------


def digest(course: Course) -> str:
    return setting_of(course, Rubric.read(course, TOPIC)).digest


def configure(course: Course, line: str) -> None:
    path = course.root / "nbgrader_config.py"
    path.write_text(f"{path.read_text()}\n{line}\n")


@pytest.mark.parametrize(
    "line",
    [
        "c.RunCells.memory_limit = 1024",
        "c.RunCells.process_limit = 63",
        "c.RunCells.rooms = 'one'",
        "c.Execute.timeout = 31",
        "c.RunCells.notebook_timeout = 301",
        "c.LimitOutput.max_lines = 7",
        "c.ClearSolutions.code_stub = {'python': 'pass'}",
    ],
)
def test_a_setting_that_can_change_a_grade_changes_the_digest(course: Course, line: str) -> None:
    setting = setting_of(course, Rubric.read(course, TOPIC))
    configure(course, line)
    changed = setting_of(course, Rubric.read(course, TOPIC))
    assert changed.digest_for("x", None) != setting.digest_for("x", None)


@pytest.mark.parametrize(
    "line",
    [
        "# a word",
        "c.Exchange.root = '/elsewhere'",
        "c.ExchangeCollect.check_owner = False",
        "c.NbGrader.logfile = 'x.log'",
        "c.Application.log_level = 10",
        "c.GenerateFeedback.force = True",
        # What holds anyway, written down.
        "c.RunCells.memory_limit = 2048",
        "c.RunCells.notebook_timeout = 300",
        "c.RunCells.rooms = 'auto'",
        "c.RunCells.unsafe_no_sandbox = False",
    ],
)
def test_a_setting_that_cannot_change_a_grade_does_not_change_the_digest(
    course: Course, line: str
) -> None:
    before = digest(course)
    configure(course, line)
    assert digest(course) == before


def test_a_missing_layer_of_the_sandbox_changes_the_digest(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = digest(course)
    found = Sandbox.probe()
    monkeypatch.setattr(
        Sandbox, "probe", lambda limits: replace(found.without([SECCOMP]), limits=limits)
    )
    assert digest(course) != before


def test_the_courses_own_files_beside_the_notebook_change_the_digest(course: Course) -> None:
    before = digest(course)
    helper = course.source(TOPIC).parent / "helper.py"
    helper.write_text("FACTOR = 2")
    assert digest(course) != before


@pytest.mark.parametrize("line", ["c.RunCells.memory_limit = 0", "c.RunCells.cpu_limit = 'long'"])
def test_a_limit_that_is_none_is_refused_by_its_name(course: Course, line: str) -> None:
    configure(course, line)
    with pytest.raises(CourseError, match=f"'{line.split('.')[2].split()[0]}' trait"):
        grade(course)


def test_a_limit_of_the_course_reaches_the_room(course: Course) -> None:
    configure(course, "c.RunCells.file_size_limit = 1")
    work = "def double(x):\n    open('big', 'wb').write(bytes(2**21))\n    return 2 * x"
    hand_in(course, "ann", answer(course, work))
    assert "File too large" in grade(course, students=("ann",))["ann"].results["double"].message
