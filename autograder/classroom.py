"""A made-up class: who hands in what, and what each must get for it."""

from __future__ import annotations

import copy
import runpy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder import records
from autograder.contract import exercises, grade_id
from autograder.course import Course
from autograder.errors import CourseError

NOT_WRITTEN = "not written yet"
ENDLESS = """\
def gd_step(phi, g, alpha):
    while (alpha * g).any():  # until the step is zero, which it never is
        phi = phi - alpha * g
    return phi
"""
LOOPS = "gd_step"
FULL_MARKS = ("amara", "bjorn", "chloe")
MISTAKES = ("diego", "elif", "farid", "grace", "hana", "ivan", "jun", "kofi")


@dataclass(frozen=True)
class Answers:
    """The answer bank of one lecture.

    Parameters
    ----------
    right : mapping of str to list of str
        Per exercise, the code of right answers.
    wrong : mapping of str to list of (str, str)
        Per exercise, the text that a wrong answer's message holds, and its code.
    """

    right: Mapping[str, list[str]]
    wrong: Mapping[str, list[tuple[str, str]]]


@dataclass(frozen=True)
class Student:
    """One of the class.

    Parameters
    ----------
    name : str
        The student's id.
    story : str
        What is special about the work, in a few words.
    work : bytes
        The notebook's file.
    lost : mapping of str to str
        The exercises that must lose marks, and a text that their message must hold.
    status : str
        The status that grading must come to; empty where any status with a grade will do.
    """

    name: str
    story: str
    work: bytes
    lost: Mapping[str, str]
    status: str = ""


def answers(course: Course, topic: str) -> Answers:
    """Read a lecture's answer bank.

    Raises
    ------
    CourseError
        If there is none: students' copies of the course come without.
    """
    path = course.root / "tests" / "answers" / f"{topic}.py"
    if not path.is_file():
        raise CourseError(
            f"no answer bank in {course.relative(path)}", "the demo runs in a full checkout"
        )
    bank = runpy.run_path(str(path))
    return Answers(
        {name: list(codes.values()) for name, codes in bank["RIGHT"].items()},
        {name: list(pairs.values()) for name, pairs in bank["WRONG"].items()},
    )


def simulate(course: Course, topic: str) -> list[Student]:
    """Return a class in which everything happens that happens in one.

    Parameters
    ----------
    course : Course
        A built course, with an answer bank for the topic.
    topic : str
        The lecture.

    Returns
    -------
    list of Student
        Sorted by name; the same work every time.
    """
    desk = _Desk(course, topic)
    people = [*_full_marks(desk), *_mistaken(desk), *_special(desk)]
    return sorted(people, key=lambda student: student.name)


class _Desk:
    """Where notebooks are filled in."""

    def __init__(self, course: Course, topic: str) -> None:
        self.release = nbformat.read(course.release(topic), as_version=4)
        found = exercises(nbformat.read(course.source(topic), as_version=4))
        self.names = [exercise.name for exercise in found]
        self.extra = [exercise.name for exercise in found if exercise.extra]
        self.bank = answers(course, topic)

    def right(self, style: int) -> dict[str, str]:
        """Return a right answer to everything, in one of several styles."""
        return {n: self.bank.right[n][style % len(self.bank.right[n])] for n in self.names}

    def wrong(self, exercise: str, kind: int) -> tuple[str, str]:
        """Return the message and the code of one kind of mistake."""
        return self.bank.wrong[exercise][kind % len(self.bank.wrong[exercise])]

    def notebook(self, codes: Mapping[str, str]) -> NotebookNode:
        """Return the student's version with some of its exercises filled in."""
        notebook = NotebookNode(copy.deepcopy(self.release))
        for cell in notebook.cells:
            if grade_id(cell) in codes:
                cell.source = codes[grade_id(cell)]
        return notebook


def _full_marks(desk: _Desk) -> Iterator[Student]:
    for style, name in enumerate(FULL_MARKS):
        work = _bytes(desk.notebook(desk.right(style)))
        yield Student(name, "everything right", work, {})
    codes = {n: code for n, code in desk.right(3).items() if n not in desk.extra}
    lost = dict.fromkeys(desk.extra, NOT_WRITTEN)
    yield Student("lena", "no extra credit", _bytes(desk.notebook(codes)), lost)


def _mistaken(desk: _Desk) -> Iterator[Student]:
    count = len(desk.names)
    for number, name in enumerate(MISTAKES):
        codes, lost = desk.right(number), {}
        # Three apart, so that everybody errs in two exercises, and each exercise is hit twice.
        for kind, place in ((number, number), (number + 5, number + 3)):
            exercise = desk.names[place % count]
            lost[exercise], codes[exercise] = desk.wrong(exercise, kind)
        yield Student(name, "two mistakes", _bytes(desk.notebook(codes)), lost)


def _special(desk: _Desk) -> Iterator[Student]:
    everything = dict.fromkeys(desk.names, NOT_WRITTEN)
    yield Student("mila", "untouched", _bytes(desk.release), everything)

    whole = _bytes(desk.notebook(desk.right(4)))
    half = whole[: len(whole) // 2]
    yield Student("nils", "file cut in the middle", half, {}, records.UNGRADABLE)

    codes = desk.right(5) | {LOOPS: ENDLESS}
    lost = {LOOPS: "still running"}
    work = _bytes(desk.notebook(codes))
    # A name that comes early: whoever waits longest should not wait last, with everybody done.
    yield Student("bela", "endless loop", work, lost, records.OVER_LIMIT)

    yield _with_other_tests(desk, "pedro", "changed the tests", _made_empty)
    yield _with_other_tests(desk, "quinn", "deleted the tests", _taken_away)


def _with_other_tests(
    desk: _Desk, name: str, story: str, change: Callable[[NotebookNode, str], None]
) -> Student:
    exercise = desk.names[0]
    message, code = desk.wrong(exercise, 1)
    notebook = desk.notebook(desk.right(6) | {exercise: code})
    change(notebook, exercise)
    return Student(name, story, _bytes(notebook), {exercise: message})


def _made_empty(notebook: NotebookNode, exercise: str) -> None:
    for cell in notebook.cells:
        if grade_id(cell).startswith(f"{exercise}-"):
            cell.source = "print('all checks passed')"


def _taken_away(notebook: NotebookNode, exercise: str) -> None:
    notebook.cells = [c for c in notebook.cells if not grade_id(c).startswith(f"{exercise}-")]


def _bytes(notebook: NotebookNode) -> bytes:
    return (str(nbformat.writes(notebook)) + "\n").encode()


def read_work(folder: Path, topic: str) -> bytes | None:
    """Return the work that lies in a folder; None if there is none."""
    path = folder / topic / f"{topic}.ipynb"
    return path.read_bytes() if path.is_file() else None
