"""Folders in ``submitted/`` that somebody has made by hand, and what stands in their names."""

from __future__ import annotations

import inspect
import io
import shutil
import sys
from pathlib import Path

import pytest
from command_line import RunCli
from hostile_class import TOPIC, Case, hand_in, make_course
from rich.console import Console

from autograder import records, report
from autograder.course import Course
from autograder.printable import one_line, printable
from autograder.submissions import read, submitted, without_name

GOOD = ("-rf", "a b", "café", "cafe\u0301", "аnn", "ann", "ANN", "x" * 200, "'; --", "<b>", "%s")
BAD = ("y" * 201, "new\nline", "\x1b[2J", "[a-z]*", "*", "\udcff", "\u202ennа")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_course(tmp_path_factory.mktemp("names") / "course")


@pytest.fixture
def class_of_names(course: Course) -> Course:
    shutil.rmtree(course.root / "submitted", ignore_errors=True)
    for name in (*GOOD, *BAD):
        hand_in(course, name, Case(b""), {})
    return course


def test_who_can_be_a_student_is_one_and_the_other_folders_are_listed(
    class_of_names: Course,
) -> None:
    assert submitted(class_of_names, TOPIC) == sorted(GOOD)
    listed = without_name(class_of_names, TOPIC)
    assert len(listed) == len(BAD)
    assert all(name.isprintable() for name in listed)


def test_grading_the_others_ends_with_a_word_about_such_folders(
    class_of_names: Course, run_cli: RunCli
) -> None:
    code, shown, error = run_cli(class_of_names, "grade", TOPIC)
    assert code == 1
    assert r"names can be no student's: *, [a-z]*, \u202e" in error
    assert f"{len(GOOD)} submissions: {len(GOOD)} ungradable" in shown
    assert "\x1b" not in shown + error
    assert {*records.load_all(class_of_names, TOPIC)} == {*GOOD}


def test_folders_that_lie_too_deep_concern_their_student_only(course: Course) -> None:
    hand_in(course, "deep", Case(b"{}"), {})
    folder = course.root / "submitted" / "deep" / TOPIC
    (folder / "/".join(["d"] * 200)).mkdir(parents=True)
    usual = sys.getrecursionlimit()
    # Python's own limit would take folders that pytest could not remove.
    sys.setrecursionlimit(len(inspect.stack()) + 150)
    try:
        problem = read(course, TOPIC, "deep").problem
    finally:
        sys.setrecursionlimit(usual)
    assert problem == "its folders lie too deep: submit only what the assignment asks for"


def test_a_terminal_is_shown_what_it_would_obey() -> None:
    assert printable("a\x1b[2J\n\u202eb\ud800") == "a\\x1b[2J\n\\u202eb\\ud800"
    assert one_line("a\nb") == r"a\nb"
    assert one_line("x" * 5000, 10) == "x" * 9 + "…"
    console = Console(file=io.StringIO(), width=80)
    report.print_line(console, "\x1b]0;title\x07[bold]")
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue() == "\\x1b]0;title\\x07[bold]\n"


def test_a_folder_for_what_is_not_there_is_no_submission(course: Course, tmp_path: Path) -> None:
    assert without_name(Course(tmp_path), TOPIC) == []
