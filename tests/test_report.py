"""What people read after grading: it fits a terminal, and says whose, what and why."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from nbformat.v4 import new_notebook
from rich.console import Console

from autograder import records, report
from autograder.grading import Grading
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


def graded(*found: Record, terminal: bool) -> tuple[str, str]:
    """Return what a bar shows while these are graded, and the summary."""
    file = io.StringIO()
    console = Console(file=file, width=200, force_terminal=terminal, color_system=None)
    with report.Bar(console) as bar:
        bar.begin(len(found), 3)
        for one in found:
            bar.graded(one)
    shown = file.getvalue()
    file.truncate(0)
    report.summary(console, Grading(RUBRIC, found, 0, rooms=2), bar)
    return shown, file.getvalue()


SLOW = replace(record("eve", "", "", ""), seconds=9.5)
LOST = replace(record("bob", status=records.INFRASTRUCTURE_ERROR), message="no process")


def test_elsewhere_than_on_a_terminal_each_submission_has_a_line() -> None:
    shown, _ = graded(record("ann", "", "", ""), SLOW, terminal=False)
    assert shown.splitlines() == [
        "3 up to date, 2 to grade",
        "ann: graded, 2.4 s",
        "eve: graded, 9.5 s",
    ]


def test_the_bar_shows_the_rate_and_the_slowest_so_far() -> None:
    shown, _ = graded(record("ann", "", "", ""), SLOW, record("cid", "", "", ""), terminal=True)
    assert " a minute" in shown
    assert "3/3" in shown
    assert "slowest eve 9.5 s" in shown


def test_the_summary_counts_statuses_and_names_who_has_no_grade_and_who_was_slowest() -> None:
    _, told = graded(record("ann", "", "", ""), SLOW, LOST, terminal=False)
    lines = told.strip("\0").splitlines()
    assert lines[0].startswith("bob: infrastructure_error: no process (see .autograder/logs/02_")
    assert lines[1] == "3 submissions: 2 graded, 1 infrastructure_error"
    assert lines[2].startswith("3 of them now, in ")
    assert lines[2].endswith(" a minute; slowest: eve, 9.5 s")


def test_a_submission_that_is_tried_once_more_is_told_with_the_reason() -> None:
    file = io.StringIO()
    report.Bar(Console(file=file, width=80)).retried(LOST)
    assert file.getvalue() == "bob: tried once more: no process\n"
