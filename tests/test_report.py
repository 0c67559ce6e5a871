"""What people read after grading: it fits a terminal, and says whose, what and why."""

from __future__ import annotations

import io

import pytest
from nbformat.v4 import new_notebook
from rich.console import Console

from autograder import records, report
from autograder.records import Record, Result
from autograder.rubric import Item, Rubric

RUBRIC = Rubric(
    "02_gradient_descent",
    (
        Item("gd_step", {"gd_step-public": 1.0, "gd_step-hidden": 2.0}, False),
        Item("sse", {"sse-public": 1.0, "sse-hidden": 2.0}, False),
        Item("bad_init_grads", {"bad_init_grads-public": 3.0}, True),
    ),
    new_notebook(),
)


def record(student: str, *messages: str, status: str = records.GRADED) -> Record:
    results = {
        item.name: Result(0.0 if text else item.points, item.points, text)
        for item, text in zip(RUBRIC.items, messages, strict=False)
    }
    whole = "" if results else "x.ipynb is empty: download or save it again, and submit that"
    return Record(student, RUBRIC.assignment, "sha256:1", status, 2.4, whole, results)


def printed(*found: Record, width: int = 80) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False)
    report.grades(console, RUBRIC, found)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [80, 120])
def test_the_table_fits_the_terminal(width: int) -> None:
    long = "this is a message that goes on and on " * 5
    lines = printed(record("a", long, long, long), width=width).splitlines()
    assert max(len(line) for line in lines if line.startswith(("│", "┃"))) <= width


def test_full_marks_with_extra_credit_are_more_than_the_core() -> None:
    text = printed(record("ann", "", "", ""))
    assert "9/6" in text
    assert "3 bad_init_grads (extra credit)" in text


def test_exercises_that_share_a_cause_share_a_line() -> None:
    texts = [f"{item.name} is not written yet" for item in RUBRIC.items]
    assert "1–3: it is not written yet" in printed(record("bob", *texts))


def test_a_submission_without_a_grade_has_dashes_and_its_reason() -> None:
    text = printed(record("cut", status=records.UNGRADABLE))
    assert "– – –" in text
    assert "x.ipynb is empty" in text


def test_brackets_in_a_students_message_are_no_markup() -> None:
    assert "expected [-3.]" in printed(record("dan", "returned [bold], expected [-3.]", "", ""))


def test_the_list_of_those_without_a_grade_names_the_remedy() -> None:
    console = Console(file=io.StringIO(), width=300)
    report.without_grade(
        console,
        [
            record("cut", status=records.UNGRADABLE),
            record("eve", status=records.INFRASTRUCTURE_ERROR),
            record("fay", status=records.OVER_LIMIT),
        ],
    )
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    assert lines[0].startswith("cut: ungradable: x.ipynb is empty")
    assert "run the same command again" in lines[1]
    assert "--timeout" in lines[2]
