"""An instructor takes an assignment through formgrader, by its buttons alone."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from lab_page import PATIENCE, ROOT, Server, server
from playwright.sync_api import FrameLocator, Page, expect

from autograder.contract import about, grade_id
from autograder.course import Course

pytestmark = pytest.mark.browser
TOPIC = "02_gradient_descent"


@pytest.fixture
def course(tmp_path: Path, checkout: Course) -> Course:
    """A course directory as an instructor has it after `make build`."""
    copy = Course(tmp_path / "course")
    copy.root.mkdir()
    shutil.copy(checkout.root / "nbgrader_config.py", copy.root)
    for folder in ("notebooks", "source", "exchange"):
        shutil.copytree(checkout.root / folder, copy.root / folder)
    return copy


@pytest.fixture
def instructor(course: Course, tmp_path: Path) -> Iterator[Server]:
    with server(course.root, "author", tmp_path) as running:
        yield running


def press(formgrader: FrameLocator, column: str, row: str = "") -> None:
    """Press a row's button in a column, and close the message that says it worked."""
    formgrader.locator("tbody tr", has_text=row).locator(f"td.{column} a").first.click()
    dialog = formgrader.locator(".modal.in, .modal.show")
    expect(dialog).to_contain_text("Success")
    dialog.get_by_role("button", name="OK").click()
    expect(dialog).to_have_count(0)


def submit(course: Course) -> None:
    """Hand in one right notebook as a student does, with stock nbgrader."""
    right = runpy.run_path(str(ROOT / "tests" / "answers" / f"{TOPIC}.py"))["RIGHT"]
    notebook = nbformat.read(course.release(TOPIC), as_version=4)
    for cell in notebook.cells:
        if about(cell).get("solution"):
            cell.source = next(iter(right[grade_id(cell)].values()))
    home = course.root.parent / "home"
    (home / TOPIC).mkdir(parents=True)
    nbformat.write(notebook, home / TOPIC / f"{TOPIC}.ipynb")
    shutil.copy(course.root / "nbgrader_config.py", home)
    subprocess.run(
        [sys.executable, "-m", "nbgrader", "submit", TOPIC],
        cwd=home,
        env={**os.environ, "DL4DS_EXCHANGE": str(course.root / "exchange")},
        check=True,
        capture_output=True,
    )


def test_the_buttons_of_formgrader_take_an_assignment_from_source_to_feedback(
    instructor: Server, course: Course, checkout: Course, page: Page
) -> None:
    page.set_default_timeout(PATIENCE)
    page.goto(f"{instructor.url}/lab/workspaces/test?reset&token={instructor.token}")
    page.locator(".lm-MenuBar-itemLabel", has_text="Nbgrader").click()
    page.locator('.lm-Menu-itemLabel:text-is("Formgrader")').click()
    formgrader = page.frame_locator("iframe")
    expect(formgrader.locator("tbody")).to_contain_text(TOPIC)

    press(formgrader, "assign", TOPIC)
    assert course.release(TOPIC).read_bytes() == checkout.release(TOPIC).read_bytes()
    press(formgrader, "release", TOPIC)
    submit(course)
    press(formgrader, "collect", TOPIC)
    row = formgrader.locator("tbody tr", has_text=TOPIC)
    row.locator("td.num-submissions a").first.click()
    press(formgrader, "autograde")

    points = sum(about(c)["points"] for c in cells(course) if about(c).get("grade"))
    expect(formgrader.locator("tbody tr td.score").first).to_have_text(f"{points} / {points}")
    expect(formgrader.locator("tbody tr td.status").first).to_contain_text("graded")
    press(formgrader, "generate-feedback")
    (feedback,) = (course.root / "feedback").glob(f"*/{TOPIC}/{TOPIC}.html")
    html = feedback.read_text(encoding="utf-8")
    assert "gd_step: public checks passed" in html
    assert "Hidden checks passed." in html
    assert "BEGIN HIDDEN TESTS" not in html


def test_a_master_opens_as_a_notebook(instructor: Server, page: Page) -> None:
    page.set_default_timeout(PATIENCE)
    page.goto(f"{instructor.url}/lab/workspaces/test?reset&token={instructor.token}")
    page.locator(".jp-DirListing-item", has_text="notebooks").dblclick()
    page.locator(".jp-DirListing-item", has_text=f"{TOPIC}.py").dblclick()
    panel = page.locator(".jp-NotebookPanel:visible")
    expect(panel.locator(".jp-CodeCell", has_text="BEGIN SOLUTION").first).to_be_visible()


def cells(course: Course) -> list[nbformat.NotebookNode]:
    return list(nbformat.read(course.release(TOPIC), as_version=4).cells)
