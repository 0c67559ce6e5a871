"""Feedback pages: the student sees marks and messages, and never a hidden test."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbgrader.api import Gradebook
from small_class import (
    RIGHT,
    SHOWN_ONLY,
    SPY,
    TOPIC,
    Silent,
    answer,
    hand_in,
    make_course,
    with_cell,
    without,
)

from autograder.course import Course
from autograder.errors import CourseError, UsageError
from autograder.feedback import Page, feedback
from autograder.grading import grade_assignment
from autograder.hide import LEFT_OUT, HideHiddenTests

SECRET = "secret_result = double(21)"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, dict[str, Page]]:
    course = make_course(tmp_path_factory.mktemp("feedback") / "course")
    hand_in(course, "ann", answer(course, RIGHT))
    hand_in(course, "bob", answer(course, SHOWN_ONLY))
    # A spy prints the test that calls it, raises it as a message, and looks it up afterwards.
    hand_in(course, "spy", with_cell(answer(course, SPY), "for text in In: print(text)\nIn[-2]"))
    hand_in(course, "cut", '{"cells": [')
    hand_in(course, "del", without(answer(course, RIGHT), "double"))
    grade_assignment(course, TOPIC, Silent(), timeout=5)
    return course, {page.student: page for page in feedback(course, TOPIC, (), lambda _: None)}


def shown(page: Page) -> str:
    assert page.path is not None
    body = page.path.read_text(encoding="utf-8").partition("<body")[2]
    return html.unescape(re.sub(r"<[^>]+>", "", body))


@pytest.mark.parametrize("student", ["ann", "bob", "spy", "del"])
def test_no_hidden_test_is_in_the_page(pages: tuple[Course, dict[str, Page]], student: str) -> None:
    page = pages[1][student]
    assert page.path is not None
    for text in (page.path.read_text(encoding="utf-8"), shown(page)):
        assert "secret_result" not in text
        assert "HIDDEN TESTS" not in text


def test_an_answer_cell_that_was_deleted_comes_back_without_the_reference_answer(
    pages: tuple[Course, dict[str, Page]],
) -> None:
    text = shown(pages[1]["del"])
    assert "FACTOR = 2" in text
    assert "FACTOR * x" not in text


def test_the_student_sees_that_there_are_hidden_checks_their_marks_and_their_message(
    pages: tuple[Course, dict[str, Page]],
) -> None:
    text = shown(pages[1]["bob"])
    assert "# Hidden checks of double: they run when your work is graded." in text
    assert "AssertionError: double(21) is 42, yours gave 6" in text
    assert re.search(r"01_tiny\s*\(Score: 1.0 / 3.0\)", text)
    assert "Hidden checks passed." in shown(pages[1]["ann"])


def test_a_public_test_keeps_its_text_and_its_traceback(
    pages: tuple[Course, dict[str, Page]],
) -> None:
    text = shown(pages[1]["spy"])
    assert "shown = double(3)" in text
    assert "Traceback (most recent call last)" in text
    # The tests ran in another room: the student's code found none to print.
    assert LEFT_OUT not in text


def test_output_that_repeats_a_line_of_a_hidden_test_is_left_out() -> None:
    hidden = "### BEGIN HIDDEN TESTS\nassert double(21) == 42, 'twice'\n### END HIDDEN TESTS"
    test = new_code_cell(hidden, metadata={"nbgrader": {"grade": True}})
    spy = new_code_cell("print(In)", outputs=[])
    spy.outputs = [new_output("stream", text="['', \"assert double(21) == 42, 'twice'\"]")]
    notebook, _ = HideHiddenTests().preprocess(new_notebook(cells=[test, spy]), {})
    assert "== 42" not in str(notebook)
    assert LEFT_OUT in notebook.cells[1].outputs[0].text


def test_a_submission_without_a_grade_has_no_page_and_says_why(
    pages: tuple[Course, dict[str, Page]],
) -> None:
    page = pages[1]["cut"]
    assert (page.path, page.expected) == (None, True)
    assert page.problem.startswith("ungradable: 01_tiny.ipynb is not a notebook")


def test_a_page_is_written_again_only_if_something_in_it_has_changed(
    pages: tuple[Course, dict[str, Page]],
) -> None:
    course, _ = pages
    wanted = ("ann", "bob")
    assert [page.new for page in feedback(course, TOPIC, wanted, lambda _: None)] == [False, False]
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        comment = gradebook.find_comment("double", TOPIC, TOPIC, "bob")
        comment.manual_comment = "Look at the argument."
        gradebook.db.commit()
    found = feedback(course, TOPIC, wanted, lambda _: None)
    assert [page.new for page in found] == [False, True]
    assert "Look at the argument." in shown(found[1])


def test_one_bad_student_does_not_stop_the_others(
    pages: tuple[Course, dict[str, Page]],
) -> None:
    course, _ = pages
    path = course.root / "autograded" / "ann" / TOPIC / f"{TOPIC}.ipynb"
    good = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(good[:200])
    told: list[str] = []
    try:
        found = feedback(course, TOPIC, ("ann", "bob"), lambda page: told.append(page.student))
    finally:
        path.write_bytes(good)
    assert told == ["ann", "bob"]
    assert found[0].path is None
    assert not found[0].expected
    assert "NotJSONError" in found[0].problem
    assert found[1].path is not None


def test_nothing_graded_and_nobody_of_that_name_are_errors(
    pages: tuple[Course, dict[str, Page]], tmp_path: Path
) -> None:
    with pytest.raises(UsageError, match="by student 'eve'"):
        feedback(pages[0], TOPIC, ("eve",), lambda _: None)
    course = make_course(tmp_path / "course")
    with pytest.raises(CourseError, match="nothing of 01_tiny is graded"):
        feedback(course, TOPIC, (), lambda _: None)
    assert not (course.root / "gradebook.db").exists()


# ---- the step itself ---------------------------------------------------------------------------


def hidden_cell(*outputs: NotebookNode) -> NotebookNode:
    source = f"# Hidden checks\n### BEGIN HIDDEN TESTS\n{SECRET}\n### END HIDDEN TESTS"
    return new_code_cell(source, outputs=list(outputs))


def hide(*cells: NotebookNode) -> list[NotebookNode]:
    notebook, _ = HideHiddenTests().preprocess(new_notebook(cells=list(cells)), {})
    return list(notebook.cells)


@pytest.mark.parametrize(
    "output",
    [
        new_output("stream", name="stdout", text=f"x\n  {SECRET}\n"),
        new_output("stream", name="stdout", text=f"['', {SECRET!r}]"),
        new_output("display_data", {"text/html": f"<b>{html.escape(SECRET)}</b>"}),
        new_output("execute_result", {"text/plain": repr(f'"{SECRET}"\n')}),
        new_output("error", ename="ValueError", evalue=SECRET, traceback=[SECRET]),
        new_output(
            "error",
            ename="E",
            evalue="",
            traceback=["\x1b[31msecret_result\x1b[39m = \x1b[1mdouble\x1b[0m(21)"],
        ),
    ],
)
def test_a_hidden_line_in_another_cells_output_is_left_out(output: NotebookNode) -> None:
    _, cell = hide(hidden_cell(), new_code_cell("look()", outputs=[output]))
    assert "secret_result" not in str(cell.outputs)
    assert "double(21)" not in str(cell.outputs)


def test_what_a_student_printed_inside_a_hidden_test_is_not_shown() -> None:
    (cell,) = hide(hidden_cell(new_output("stream", name="stdout", text="called with 21\n")))
    assert [out.text for out in cell.outputs] == ["Hidden checks passed.\n"]


def test_stderr_in_a_hidden_test_is_named_without_what_was_written() -> None:
    (cell,) = hide(hidden_cell(new_output("stream", name="stderr", text="x=21\n")))
    assert [out.text for out in cell.outputs] == ["Something was written to stderr.\n"]


def test_lines_that_students_see_anyway_hide_nothing() -> None:
    output = new_output("stream", name="stdout", text=f"{SECRET}\n")
    cells = hide(hidden_cell(), new_code_cell(SECRET, outputs=[output]))
    assert cells[1].outputs == [output]
