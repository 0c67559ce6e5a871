"""A class in which most are hostile: each gets what is due, and the honest ones lose nothing."""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
import socket
from dataclasses import dataclass, replace
from pathlib import Path

import cases_cells
import cases_execution
import cases_forging
import cases_intake
import cases_scores
import cases_secrets
import nbformat
import psutil
import pytest
from hostile_class import (
    CLASSMATE_WORD,
    ENVIRONMENT_WORD,
    HIDDEN_WORD,
    SOURCE_WORD,
    TOPIC,
    WRONG,
    Case,
    hand_in,
    honest,
    make_course,
)
from nbformat import NotebookNode
from rich.console import Console
from standing_rooms import own_rooms

from autograder import explain_report, gradebook
from autograder.contract import grade_id
from autograder.course import Course
from autograder.expected import expected
from autograder.explain import explain
from autograder.export import export
from autograder.grading import grade_assignment
from autograder.intake import take_in
from autograder.printable import LONGEST
from autograder.records import Record
from autograder.restore import put_right
from autograder.rooms.sandbox.layers import Sandbox
from autograder.rubric import Rubric

AREAS = {
    "intake": cases_intake.CASES,
    "cells": cases_cells.CASES,
    "execution": cases_execution.CASES,
    "forging": cases_forging.CASES,
    "secrets": cases_secrets.CASES,
    "scores": cases_scores.CASES,
}
CASES = {f"{area}-{name}": case for area, cases in AREAS.items() for name, case in cases.items()}
HONEST = {
    "honest-right": {},
    "honest-mine": {"mine": ""},
    "honest-wrong": {"double": WRONG, "share": "def share():\n    return 0.5"},
    "honest-unfinished": {"total": "def total(values):\n    raise NotImplementedError"},
}
ROOT = Path(__file__).parents[2]
NAMES = ("double", "total", "share")
SLEEPER = "31337"
SECRETS = (HIDDEN_WORD, SOURCE_WORD, CLASSMATE_WORD, ENVIRONMENT_WORD, "SQLite format 3")


@dataclass(frozen=True)
class Graded:
    """What became of a class."""

    course: Course
    records: dict[str, Record]
    heard: bytes
    untouched: bool


def build_class(folder: Path, cases: dict[str, Case], places: dict[str, str]) -> Course:
    course = make_course(folder)
    for student, answers in HONEST.items():
        hand_in(course, student, Case(lambda _, given=answers: honest(course, **given)), {})  # type: ignore[misc]
    for student, case in cases.items():
        hand_in(course, student, case, {**places, "COURSE": str(course.root)})
    return course


def content(course: Course) -> dict[str, str]:
    """Return what students and instructors have written, and what lies about."""
    return {
        str(path.relative_to(course.root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for name in ("source", "release", "submitted", "notebooks")
        for path in (course.root / name).rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Graded:
    if Sandbox.probe().missing:
        pytest.skip("students' code cannot be shut in on this machine")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        places = {"PORT": str(listening.getsockname()[1]), "GRADER": str(os.getpid())}
        course = build_class(tmp_path_factory.mktemp("hostile") / "course", CASES, places)
        before = content(course)
        os.environ["HOSTILE_TOKEN"] = ENVIRONMENT_WORD
        try:
            with own_rooms():
                done = grade_assignment(course, TOPIC)
        finally:
            del os.environ["HOSTILE_TOKEN"]
        heard = b""
        try:
            with listening.accept()[0] as line:
                heard = b"somebody called: " + line.recv(100)
        except BlockingIOError:
            pass
    found = {record.student: record for record in done.records}
    return Graded(course, found, heard, content(course) == before)


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Record]:
    course = build_class(tmp_path_factory.mktemp("alone") / "course", {}, {})
    done = grade_assignment(course, TOPIC, unsafe=True)
    return {record.student: record for record in done.records}


def told(record: Record) -> str:
    return "; ".join([record.message, *(result.message for result in record.results.values())])


def notebook_of(graded: Graded, student: str) -> NotebookNode:
    path = graded.course.root / "autograded" / student / TOPIC / f"{TOPIC}.ipynb"
    return nbformat.read(path, as_version=4)


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 120
    assert all(len(cases) >= 20 for cases in AREAS.values())


@pytest.mark.parametrize("student", CASES)
def test_hostile_submission_gets_its_status_marks_and_words(graded: Graded, student: str) -> None:
    case, record = CASES[student], graded.records[student]
    points = tuple(record.results[name].points for name in NAMES) if record.has_grade else None
    assert (record.status if case.status else None, points) == (case.status, case.points), told(
        record
    )
    assert case.says in told(record)
    assert "\n" not in record.message


@pytest.mark.parametrize("student", [name for name in CASES if name.startswith("secrets-")])
def test_hostile_submission_sees_no_secret(graded: Graded, student: str) -> None:
    shown = []
    for cell in notebook_of(graded, student).cells:
        shown += [json.dumps(one) for one in cell.get("outputs", [])]
    text = "".join(shown) + told(graded.records[student])
    assert [secret for secret in SECRETS if secret in text] == []


def test_honest_students_have_the_grades_they_have_without_the_others(
    graded: Graded, alone: dict[str, Record]
) -> None:
    entries = gradebook.read(graded.course, TOPIC)
    for student, due in alone.items():
        record = graded.records[student]
        assert replace(record, seconds=0, digest="") == replace(due, seconds=0, digest="")
        assert entries[student].auto == due.cells
    assert alone["honest-right"].message == ""
    points = {name: one.results["double"].points for name, one in alone.items()}
    assert points == {
        "honest-right": 3,
        "honest-mine": 3,
        "honest-wrong": 0,
        "honest-unfinished": 3,
    }


def test_every_submission_has_a_record_and_the_gradebook_agrees(graded: Graded) -> None:
    assert set(graded.records) == {*HONEST, *CASES}
    entries = gradebook.read(graded.course, TOPIC)
    for name, record in graded.records.items():
        if record.has_grade:
            assert {cell: entries[name].auto[cell] for cell in record.cells} == record.cells
        else:
            assert name not in entries


def test_an_export_gives_nobody_a_plain_zero_who_could_not_be_graded(
    graded: Graded, tmp_path: Path
) -> None:
    export(graded.course, tmp_path / "grades.csv")
    rows = (tmp_path / "grades.csv").read_text(encoding="utf-8").splitlines()
    for name, record in graded.records.items():
        (row,) = (row for row in rows if f",{name}," in row)
        if not record.has_grade:
            assert record.status in row
            assert ",,,," in row
        if record.message:
            assert record.message.partition(",")[0].replace('"', '""') in row


def test_nothing_that_people_read_is_an_order_to_a_terminal(graded: Graded, tmp_path: Path) -> None:
    export(graded.course, tmp_path / "grades.csv")
    logs = [*(graded.course.state / "logs").rglob("*.log"), tmp_path / "grades.csv"]
    assert len(logs) >= 3
    for path in logs:
        text = path.read_text(encoding="utf-8")
        assert [c for c in text if not c.isprintable() and c not in "\n\t"] == [], path
    console = Console(file=io.StringIO(), width=100)
    why = explain(graded.course, TOPIC, "execution-orders-to-a-terminal", "double")
    explain_report.explanation(console, why)
    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue()
    assert r"# \x1b[2J\x9b2J" in shown
    assert [c for c in shown if not c.isprintable() and c != "\n"] == []
    for record in graded.records.values():
        messages = [record.message, *(result.message for result in record.results.values())]
        assert all(text.isprintable() and len(text) <= LONGEST for text in messages)


def test_nothing_of_the_course_was_touched_and_nothing_was_left(graded: Graded) -> None:
    assert graded.untouched
    assert graded.heard == b""
    assert not list(graded.course.root.parent.rglob("*pwned*"))
    running = [" ".join(one.cmdline()) for one in psutil.Process().children(recursive=True)]
    assert not [command for command in running if SLEEPER in command]


def test_every_autograded_notebook_is_one_and_has_all_tests_of_the_source(graded: Graded) -> None:
    source = nbformat.read(graded.course.source(TOPIC), as_version=4)
    tests = {grade_id(c): c.source for c in source.cells if "-" in grade_id(c)}
    for name, record in graded.records.items():
        if record.has_grade:
            path = graded.course.root / "autograded" / name / TOPIC / f"{TOPIC}.ipynb"
            assert path.stat().st_size < 40 * 2**20, name
            notebook = notebook_of(graded, name)
            nbformat.validate(notebook)
            found = {grade_id(c): c.source for c in notebook.cells if "-" in grade_id(c)}
            assert found == tests, name


@pytest.mark.parametrize("topic", Course(ROOT).built())
def test_nothing_is_put_right_in_a_notebook_as_it_was_handed_out(topic: str) -> None:
    course = Course(ROOT)
    known = expected(Rubric.read(course, topic).notebook, course.config())
    taken = take_in(course.release(topic))
    assert taken.notebook is not None
    assert (taken.repairs, put_right(taken.notebook, known, logging.getLogger(__name__))) == (
        (),
        [],
    )
