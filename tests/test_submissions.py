"""Finding submissions, and saying what is wrong with a file before anything is run."""

from __future__ import annotations

import os
from pathlib import Path

import nbformat
import pytest
from small_class import RIGHT, TOPIC, answer, hand_in, make_course

from autograder.course import Course
from autograder.errors import CourseError, UsageError
from autograder.submissions import find, read


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return make_course(tmp_path_factory.mktemp("submissions") / "course")


@pytest.fixture
def course(built: Course, tmp_path: Path) -> Course:
    (tmp_path / "course").mkdir()
    (tmp_path / "course" / "release").symlink_to(built.root / "release")
    return Course(tmp_path / "course")


def test_a_notebook_under_its_own_name_has_no_problem(course: Course) -> None:
    hand_in(course, "ann", answer(course, RIGHT))
    (found,) = find(course, TOPIC)
    assert (found.student, found.assignment, found.problem) == ("ann", TOPIC, "")


@pytest.mark.parametrize(
    ("work", "problem"),
    [
        ("", "01_tiny.ipynb is empty"),
        (" \n", "01_tiny.ipynb is empty"),
        ("def double(x): return 2 * x", "its JSON breaks off in line 1"),
        ("[]", "is JSON (a list), but not a notebook"),
        ("7", "is JSON (a int), but not a notebook"),
        ("{}", "is JSON (an object), but not a notebook"),
        ('{"cells": 3, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}', "but not a notebook"),
        ('{"nbformat": 99, "nbformat_minor": 0, "cells": [], "metadata": {}}', "not a notebook"),
    ],
)
def test_a_file_that_is_no_notebook_is_told_so_in_one_line(
    course: Course, work: str, problem: str
) -> None:
    hand_in(course, "ann", work)
    found = read(course, TOPIC, "ann").problem
    assert problem in found
    assert "\n" not in found


def test_a_notebook_cut_in_the_middle_names_the_line(course: Course) -> None:
    text = nbformat.writes(answer(course, RIGHT))
    hand_in(course, "ann", text[: len(text) // 2])
    assert "its JSON breaks off in line" in read(course, TOPIC, "ann").problem


def test_bytes_that_are_no_text_are_told_so(course: Course) -> None:
    hand_in(course, "ann", "x").write_bytes(b"\x89PNG\xff\xfe")
    assert "is not text" in read(course, TOPIC, "ann").problem


def test_a_notebook_under_another_name_is_named(course: Course) -> None:
    hand_in(course, "ann", answer(course, RIGHT), name="homework")
    problem = read(course, TOPIC, "ann").problem
    assert problem.startswith("01_tiny.ipynb is missing; found homework.ipynb")


def test_an_empty_folder_misses_the_notebook(course: Course) -> None:
    (course.root / "submitted" / "ann" / TOPIC).mkdir(parents=True)
    assert read(course, TOPIC, "ann").problem.startswith("01_tiny.ipynb is missing:")


@pytest.mark.parametrize("name", [f"{TOPIC}.ipynb", "data.csv"])
def test_a_link_is_never_followed(course: Course, tmp_path: Path, name: str) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the instructor's")
    path = hand_in(course, "ann", answer(course, RIGHT)).with_name(name)
    path.unlink(missing_ok=True)
    path.symlink_to(secret)
    assert f"{name} is a link or a special file" in read(course, TOPIC, "ann").problem


def test_a_special_file_is_not_opened(course: Course) -> None:
    os.mkfifo(hand_in(course, "ann", answer(course, RIGHT)).with_name("pipe"))
    assert "pipe is a link or a special file" in read(course, TOPIC, "ann").problem


def test_the_digest_depends_on_names_and_contents_and_on_nothing_else(course: Course) -> None:
    path = hand_in(course, "ann", answer(course, RIGHT))
    first = read(course, TOPIC, "ann").digest
    os.utime(path, (1, 1))
    (path.parent / ".ipynb_checkpoints").mkdir()
    (path.parent / ".ipynb_checkpoints" / "old.ipynb").write_text("{}")
    assert read(course, TOPIC, "ann").digest == first
    other = path.with_name("notes.txt")
    other.write_text("a")
    second = read(course, TOPIC, "ann").digest
    other.rename(path.with_name("note.txt"))
    assert len({first, second, read(course, TOPIC, "ann").digest}) == 3


def test_submissions_come_sorted_and_only_those_of_the_assignment(course: Course) -> None:
    for student in ("zoe", "ann", "bob"):
        hand_in(course, student, answer(course, RIGHT))
    (course.root / "submitted" / "carl" / "02_other").mkdir(parents=True)
    assert [one.student for one in find(course, TOPIC)] == ["ann", "bob", "zoe"]
    assert [one.student for one in find(course, TOPIC, ("zoe", "ann"))] == ["ann", "zoe"]


def test_a_student_who_is_not_there_is_an_error_with_the_nearest_name(course: Course) -> None:
    hand_in(course, "annette", answer(course, RIGHT))
    with pytest.raises(UsageError, match=r"by student 'anette' .did you mean annette"):
        find(course, TOPIC, ("anette",))


def test_no_submissions_is_an_error_with_the_way_to_collect_them(course: Course) -> None:
    with pytest.raises(CourseError, match=r"no submissions of 01_tiny .*nbgrader collect 01_tiny"):
        find(course, TOPIC)


def test_a_file_that_cannot_be_read_is_one_students_problem(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(course, "ann", answer(course, RIGHT))
    hand_in(course, "bob", answer(course, RIGHT))
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:  # as the system does, but not for root
        if "ann" in path.parts:
            raise PermissionError(13, "Permission denied", str(path))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    ann, bob = find(course, TOPIC)
    assert ann.problem == f"{TOPIC}.ipynb cannot be read: Permission denied; mend its mode"
    assert bob.problem == ""


def test_a_file_name_that_is_not_text_can_be_told_and_recorded(course: Course) -> None:
    folder = course.root / "submitted" / "ann" / TOPIC
    folder.mkdir(parents=True)
    Path(os.fsdecode(bytes(folder) + b"/h\xe9llo.ipynb")).write_text("{}")
    problem = read(course, TOPIC, "ann").problem
    assert problem.startswith(f"{TOPIC}.ipynb is missing; found h")
    assert problem.encode("utf-8")
