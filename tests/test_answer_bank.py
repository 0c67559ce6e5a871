"""Every right answer of the bank gets full marks; every wrong one loses marks and is told why.

The answers run through the built notebook's own cells: once all in one kernel, which is fast, and
once as whole submissions, through our own engine, every twelfth of them also through stock
``nbgrader autograde`` (`STOCK_SHARE=1` in the environment: all of them).
"""

from __future__ import annotations

import copy
import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.utils import determine_grade
from small_class import Silent

from autograder import gradebook, run
from autograder.contract import about, exercises, grade_id
from autograder.course import Course
from autograder.grading import grade_assignment

ROOT = Path(__file__).parent.parent
BANKS = sorted((ROOT / "tests" / "answers").glob("[0-9]*.py"))
# nbgrader's own step in the place of ours: a kernel that tests and answers share.
KERNEL = """
steps = c.Autograde.autograde_preprocessors
c.Autograde.autograde_preprocessors = ["nbgrader.preprocessors.Execute", *steps[1:]]
"""
# Stock nbgrader takes some seven times the processor time that we take for a submission.
STOCK_SHARE = int(os.environ.get("STOCK_SHARE", "12"))
LEAST = {True: 6, False: 8}  # right and wrong answers to each exercise


@dataclass(frozen=True)
class Answer:
    """One answer of the bank; `message` is empty for a right one."""

    exercise: str
    name: str
    code: str
    message: str

    @property
    def right(self) -> bool:
        return not self.message

    def __str__(self) -> str:
        return f"{'right' if self.right else 'wrong'} {self.exercise}: {self.name}"


@dataclass(frozen=True)
class Bank:
    """The answers to one lecture, and the notebooks they are graded in."""

    topic: str
    answers: tuple[Answer, ...]
    source: NotebookNode
    release: NotebookNode


@pytest.fixture(scope="module", params=BANKS, ids=[path.stem for path in BANKS])
def bank(request: pytest.FixtureRequest, checkout: Course) -> Bank:
    path: Path = request.param
    names = runpy.run_path(str(path))
    right = [
        Answer(exercise, name, code, "")
        for exercise, answers in names["RIGHT"].items()
        for name, code in answers.items()
    ]
    wrong = [
        Answer(exercise, name, code, message)
        for exercise, answers in names["WRONG"].items()
        for name, (message, code) in answers.items()
    ]
    return Bank(
        topic=path.stem,
        answers=(*right, *wrong),
        source=nbformat.read(checkout.source(path.stem), as_version=4),
        release=nbformat.read(checkout.release(path.stem), as_version=4),
    )


def complaints(cell: NotebookNode) -> Iterator[str]:
    for ename, evalue in run.errors(cell):
        yield f"{ename}: {evalue}"


def test_the_bank_has_enough_answers_to_every_exercise(bank: Bank) -> None:
    for exercise in exercises(bank.source):
        for right in (True, False):
            mine = [a for a in bank.answers if a.exercise == exercise.name and a.right is right]
            assert len(mine) >= LEAST[right], f"{exercise.name} has {len(mine)}"
            assert len({a.code for a in mine}) == len(mine), f"{exercise.name} has twins"
    assert {a.exercise for a in bank.answers} == {e.name for e in exercises(bank.source)}


def test_each_answer_gets_its_marks_and_its_message_in_one_kernel(bank: Bank) -> None:
    tests = {exercise.name: exercise for exercise in exercises(bank.source)}
    locked = [cell for cell in bank.source.cells if about(cell).get("locked")]
    notebook = new_notebook(metadata=bank.source.metadata)
    notebook.cells += [cell for cell in locked if not about(cell).get("grade")]
    rows: list[tuple[Answer, list[str]]] = []
    for answer in bank.answers:
        graded = [copy.deepcopy(tests[answer.exercise].public)]
        graded.append(copy.deepcopy(tests[answer.exercise].hidden))
        for cell in graded:
            cell.id = f"{cell.id}-{len(rows)}"[-64:]
        notebook.cells += [new_code_cell(answer.code), *graded]
        rows.append((answer, [cell.id for cell in graded]))

    cells = {cell.id: cell for cell in run.run(notebook).cells}

    faults = []
    for answer, ids in rows:
        results = [cells[cell_id] for cell_id in ids]
        lost = [cell for cell in results if determine_grade(cell)[0] < determine_grade(cell)[1]]
        said = [" ".join(complaints(cell)) for cell in lost]
        if answer.right and lost:
            faults.append(f"{answer} loses marks: {said}")
        if not answer.right and not lost:
            faults.append(f"{answer} gets full marks")
        faults += [f"{answer} is told: {text}" for text in said if answer.message not in text]
    assert faults == []


Submission = tuple[str, dict[str, Answer], NotebookNode]
"""A student, the answer chosen to each exercise, and the notebook that holds them."""


def submissions(bank: Bank) -> Iterator[Submission]:
    """Yield whole submissions, so that each answer of the bank stands in at least one of them."""
    names = [exercise.name for exercise in exercises(bank.source)]
    shelves = {name: [a for a in bank.answers if a.exercise == name] for name in names}
    for number in range(max(len(shelf) for shelf in shelves.values())):
        chosen = {name: shelf[number % len(shelf)] for name, shelf in shelves.items()}
        notebook = copy.deepcopy(bank.release)
        # Without the demos, which a student may delete: their pictures take most of the time.
        notebook.cells = [c for c in notebook.cells if about(c) or c.cell_type == "markdown"]
        for cell in notebook.cells:
            if about(cell).get("solution"):
                cell.source = chosen[grade_id(cell)].code
        yield f"student{number:02d}", chosen, notebook


def handed_in(bank: Bank, checkout: Course, folder: Path, class_: Sequence[Submission]) -> Course:
    """Return a course directory of its own with some submissions."""
    folder.mkdir()
    config = (checkout.root / "nbgrader_config.py").read_text()
    (folder / "nbgrader_config.py").write_text(config + KERNEL)
    shutil.copytree(checkout.root / "source", folder / "source")
    for student, _, notebook in class_:
        home = folder / "submitted" / student / bank.topic
        home.mkdir(parents=True)
        nbformat.write(notebook, home / f"{bank.topic}.ipynb")
    course = Course(folder)
    with gradebook.opened(course):  # nbgrader takes seconds to make one
        return course


def autograded(bank: Bank, course: Course) -> subprocess.Popen[bytes]:
    """Begin to grade a course's submissions with stock nbgrader."""
    # Kernels that many start at once may miss a port: nbgrader then goes on with the next student,
    # and the second time grades those that are left.
    autograde = f'"$PYTHON" -m nbgrader autograde {bank.topic}'
    generate = f'"$PYTHON" -m nbgrader generate_assignment {bank.topic}'
    inline = "module://matplotlib_inline.backend_inline"
    with log_of(course).open("w") as log:
        return subprocess.Popen(
            ["sh", "-c", f"{generate} && {{ {autograde} || {autograde}; }}"],
            cwd=course.root,
            env={**os.environ, "PYTHON": sys.executable, "MPLBACKEND": inline},
            stdout=log,
            stderr=subprocess.STDOUT,
        )


def log_of(course: Course) -> Path:
    return course.root / "stock.log"


def test_stock_nbgrader_and_we_give_each_answer_the_same_marks(
    bank: Bank, checkout: Course, tmp_path: Path
) -> None:
    everybody = list(submissions(bank))
    # Which ones are graded twice: in another lecture, others.
    twice = everybody[int(bank.topic[:2]) % STOCK_SHARE :: STOCK_SHARE]
    # To start nbgrader takes as long as to grade a few.
    count = 2 if len(twice) > 10 else 1
    parts = [twice[n::count] for n in range(count)]
    stock = [handed_in(bank, checkout, tmp_path / f"stock{n}", parts[n]) for n in range(count)]
    running = [autograded(bank, course) for course in stock]
    ours = handed_in(bank, checkout, tmp_path / "ours", everybody)
    grade_assignment(ours, bank.topic, Silent())
    found = marks(ours, bank, everybody)
    codes = [process.wait() for process in running]
    assert not any(codes), "\n".join(log_of(course).read_text()[-3000:] for course in stock)

    faults = []
    for student, chosen, _ in everybody:
        for name, answer in chosen.items():
            score = sum(found[student][f"{name}-{kind}"] or 0.0 for kind in ("public", "hidden"))
            if (score == 3) is not answer.right:
                faults.append(f"{answer} gets {score:g} of 3")
    assert faults == []
    for course, part in zip(stock, parts, strict=True):
        assert marks(course, bank, part) == {student: found[student] for student, _, _ in part}


def marks(
    course: Course, bank: Bank, class_: Sequence[Submission]
) -> dict[str, dict[str, float | None]]:
    """Return the points of every test, by student, as the gradebook has them."""
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as book:
        return {
            student: {
                one.name: one.score
                for one in book.find_submission_notebook(bank.topic, bank.topic, student).grades
            }
            for student, _, _ in class_
        }
