"""Grading a class of all sorts: scores, statuses, messages, records and what is left behind."""

from __future__ import annotations

import json
import subprocess
import sys

import nbformat
import psutil
import pytest
from nbgrader.api import Gradebook
from small_class import (
    EXIT,
    LOOP,
    NOISY,
    RIGHT,
    SHOWN_ONLY,
    STUBBORN,
    TIMEOUT,
    TOPIC,
    WRONG,
    Silent,
    answer,
    grade,
    hand_in,
    make_course,
    scores,
    with_cell,
    without,
)

from autograder import records
from autograder.contract import grade_id
from autograder.course import Course
from autograder.records import Record


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, dict[str, Record]]:
    """A class of all sorts, graded once."""
    course = make_course(tmp_path_factory.mktemp("grading") / "course")
    untouched = answer(course, None)
    work = {
        "right": answer(course, RIGHT),
        "wrong": answer(course, WRONG),
        "shown": answer(course, SHOWN_ONLY),
        "untouched": untouched,
        "noisy": answer(course, NOISY),
        "loop": answer(course, LOOP),
        "stubborn": answer(course, STUBBORN),
        "exit": answer(course, EXIT),
        "typo": with_cell(answer(course, RIGHT), "prin(1)"),
        "deleted": without(answer(course, WRONG), "double-public", "double-hidden"),
        "all-deleted": without(untouched, "setup", "double", "double-public", "double-hidden"),
        "own-cell": with_cell(
            without(untouched, "double", "double-public", "double-hidden"), RIGHT
        ),
        "changed": answer(course, WRONG),
        "renamed": answer(course, WRONG),
        "twice": answer(course, WRONG),
    }
    for cell in work["changed"].cells:
        if grade_id(cell).startswith("double-"):
            cell.source = "print('double: public checks passed')"
            cell.metadata.nbgrader.update(points=100, locked=False, grade=False)
    for cell in work["renamed"].cells:
        if grade_id(cell).startswith("double-"):
            cell.metadata.nbgrader.grade_id = f"my-{cell.metadata.nbgrader.grade_id}"
            cell.source = "pass"
    work["twice"].cells += [c for c in answer(course, RIGHT).cells if grade_id(c) == "double"]
    for student, notebook in work.items():
        hand_in(course, student, notebook)
    hand_in(course, "broken", nbformat.writes(untouched)[:700])
    hand_in(course, "misnamed", untouched, name="hw")
    return course, grade(course)


def test_every_submission_gets_the_score_its_work_deserves(
    graded: tuple[Course, dict[str, Record]],
) -> None:
    assert scores(graded[1]) == {
        "right": 3,
        "wrong": 0,
        "shown": 1,
        "untouched": 0,
        "noisy": 3,
        "loop": 0,
        "stubborn": 0,
        "exit": 1,
        "typo": 3,
        "deleted": 0,
        "all-deleted": 0,
        "own-cell": 3,
        "changed": 0,
        "renamed": 0,
        "twice": 3,
        "broken": None,
        "misnamed": 0,
    }


@pytest.mark.parametrize(
    ("student", "status"),
    [
        ("right", records.GRADED),
        ("wrong", records.GRADED),
        ("typo", records.STUDENT_ERROR),
        ("exit", records.STUDENT_ERROR),
        ("loop", records.OVER_LIMIT),
        ("stubborn", records.OVER_LIMIT),
        ("broken", records.UNGRADABLE),
        ("misnamed", records.STUDENT_ERROR),
    ],
)
def test_the_status_tells_whose_fault_it_was(
    graded: tuple[Course, dict[str, Record]], student: str, status: str
) -> None:
    assert graded[1][student].status == status


@pytest.mark.parametrize(
    ("student", "message"),
    [
        ("right", ""),
        ("typo", ""),
        ("wrong", "double(3) is 6, yours gave 3"),
        ("shown", "double(21) is 42, yours gave 6"),
        ("untouched", "NotImplementedError"),
        ("noisy", ""),
        ("loop", "this cell was still running after 2 s and was stopped"),
        ("stubborn", "this cell was still running after 2 s and was stopped"),
        ("exit", "Python itself stopped in this cell"),
        ("deleted", "double(3) is 6, yours gave 3"),
        ("changed", "double(3) is 6, yours gave 3"),
    ],
)
def test_the_record_tells_what_went_wrong(
    graded: tuple[Course, dict[str, Record]], student: str, message: str
) -> None:
    found = graded[1][student].results["double"].message
    assert found.startswith(message)
    assert bool(found) is bool(message)


def test_the_gradebook_holds_what_the_records_say(
    graded: tuple[Course, dict[str, Record]],
) -> None:
    course, found = graded
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        kept = {one.student.id: one.score for one in gradebook.assignment_submissions(TOPIC)}
    assert kept == {name: score for name, score in scores(found).items() if score is not None}


def test_cells_after_the_end_of_the_kernel_are_run_in_another(
    graded: tuple[Course, dict[str, Record]],
) -> None:
    path = graded[0].root / "autograded" / "exit" / TOPIC / f"{TOPIC}.ipynb"
    last = nbformat.read(path, as_version=4).cells[-1]
    assert last.outputs[0].text == "twice two is 4\n"


def test_grading_again_does_nothing_and_changes_nothing(
    graded: tuple[Course, dict[str, Record]],
) -> None:
    course, first = graded
    files = {p: p.stat().st_mtime_ns for p in course.root.rglob("*") if p.is_file()}
    watcher = Silent()
    assert grade(course, watcher) == first
    assert (watcher.to_do, watcher.up_to_date, watcher.done) == (0, len(first), [])
    lock = course.state / "lock"
    after = {p: p.stat().st_mtime_ns for p in course.root.rglob("*") if p.is_file()}
    assert {p: t for p, t in after.items() if p != lock} == {
        p: t for p, t in files.items() if p != lock
    }


def test_release_is_left_alone(graded: tuple[Course, dict[str, Record]]) -> None:
    course, _ = graded
    files = [p.relative_to(course.root) for p in (course.root / "release").rglob("*.*")]
    assert files == [course.relative(course.release(TOPIC))]


def test_nothing_is_left_running_or_lying_about(graded: tuple[Course, dict[str, Record]]) -> None:
    commands = [" ".join(child.cmdline()) for child in psutil.Process().children(recursive=True)]
    assert [text for text in commands if "ipykernel" in text] == []
    assert not list(graded[0].state.glob("release-*"))


def test_the_command_lists_who_has_no_grade_and_exits_with_1(
    graded: tuple[Course, dict[str, Record]],
) -> None:
    course, _ = graded
    words = ["--root", str(course.root), "grade", TOPIC, "--timeout", str(TIMEOUT)]
    result = subprocess.run(
        [sys.executable, "-m", "autograder", *words], capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert "broken: ungradable: 01_tiny.ipynb is not a notebook" in result.stdout
    assert result.stderr == "error: 1 of 17 submissions have no grade (the lines above say why)\n"


def test_records_are_plain_json(graded: tuple[Course, dict[str, Record]]) -> None:
    course, _ = graded
    content = json.loads(records.path_of(course, TOPIC, "shown").read_text())
    assert content["cells"] == {"double-public": 1.0, "double-hidden": 0.0}
