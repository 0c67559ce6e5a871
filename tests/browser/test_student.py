"""A student opens the release in JupyterLab, runs it, writes the answers, and validates."""

from __future__ import annotations

import runpy
import shutil
from collections.abc import Iterator

import nbformat
import pytest
from lab_page import ROOT, Notebook, Server, server
from playwright.sync_api import Page, expect

from autograder.contract import about, grade_id
from autograder.course import Course

pytestmark = pytest.mark.browser
TOPIC = "02_gradient_descent"


@pytest.fixture(scope="module")
def student(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """JupyterLab on a student's copy of the release."""
    folder = tmp_path_factory.mktemp("student")
    shutil.copytree(ROOT / "release", folder, dirs_exist_ok=True)
    with server(folder, "student", tmp_path_factory.mktemp("scratch")) as running:
        yield running


def exercises(checkout: Course) -> list[str]:
    release = nbformat.read(checkout.release(TOPIC), as_version=4)
    return [grade_id(cell) for cell in release.cells if about(cell).get("solution")]


def test_run_all_in_a_new_release_shows_the_stubs_messages_and_no_other(
    student: Server, page: Page, checkout: Course
) -> None:
    notebook = Notebook(page, student, f"{TOPIC}/{TOPIC}.ipynb")
    notebook.run_all()

    shown = notebook.errors()
    assert [text for text in shown if "NotImplementedError" not in text] == []
    for name in exercises(checkout):
        assert any(f"{name} is not written yet" in text for text in shown), name


def test_a_student_who_writes_the_answers_passes_the_public_checks_and_validates(
    student: Server, page: Page, checkout: Course
) -> None:
    right = runpy.run_path(str(ROOT / "tests" / "answers" / f"{TOPIC}.py"))["RIGHT"]
    notebook = Notebook(page, student, f"{TOPIC}/{TOPIC}.ipynb")
    for name in exercises(checkout):
        answer = next(iter(right[name].values()))
        notebook.write(notebook.cell(f"def {name}("), answer.rstrip("\n"))

    notebook.run_all()

    assert notebook.errors() == []
    for name in exercises(checkout):
        assert f"{name}: public checks passed" in notebook.texts()
    page.get_by_role("button", name="Validate").click()
    expect(page.get_by_text("Success! Your notebook passes all the tests.")).to_be_visible()


def test_a_student_has_validate_and_the_assignment_list_and_no_formgrader(
    student: Server, page: Page
) -> None:
    notebook = Notebook(page, student, f"{TOPIC}/{TOPIC}.ipynb")
    expect(page.get_by_role("button", name="Validate")).to_be_visible()
    notebook.menu("Nbgrader")
    entries = page.locator(".lm-Menu-itemLabel:visible").all_inner_texts()
    assert "Assignment List" in entries
    assert "Formgrader" not in entries
    assert "Create Assignment" not in entries
    formgrader = page.request.get(f"{student.url}/formgrader?token={student.token}")
    assert formgrader.status == 404


def test_a_pasted_wrong_answer_is_told_its_mistake_without_a_stack(
    student: Server, page: Page
) -> None:
    notebook = Notebook(page, student, f"{TOPIC}/{TOPIC}.ipynb")
    code = "def gd_step(phi, g, alpha):\n    return phi + alpha * g"
    notebook.write(notebook.cell("def gd_step("), code)
    notebook.run_all()

    (told,) = [text for text in notebook.errors() if "gd_step(" in text and "expected" in text]
    assert "descent" in told
    assert "Traceback" not in told
