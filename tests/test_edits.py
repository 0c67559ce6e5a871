"""An edit made in source/ by mistake is found, shown, and can be taken back into the master."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell, new_output

from autograder.build import build, compare
from autograder.course import Course
from autograder.edits import pull
from autograder.errors import CourseError, EditedSourceError, MasterError

TOPIC = "01_tiny"


@pytest.fixture
def built(tiny: Course) -> Course:
    build(tiny, [TOPIC])
    return tiny


def edit_source(course: Course, change: Callable[[nbformat.NotebookNode], None]) -> None:
    notebook = nbformat.read(course.source(TOPIC), as_version=4)
    change(notebook)
    nbformat.write(notebook, course.source(TOPIC))


def reword(notebook: nbformat.NotebookNode) -> None:
    notebook.cells[0].source = notebook.cells[0].source.replace("smallest", "shortest")


def test_building_refuses_to_lose_an_edit_and_shows_it(built: Course) -> None:
    edit_source(built, reword)
    edited = built.source(TOPIC).read_bytes()

    with pytest.raises(EditedSourceError) as caught:
        build(built, [TOPIC])

    assert "-# The smallest notebook" in caught.value.diff
    assert "+# The shortest notebook" in caught.value.diff
    assert f"--pull {TOPIC}" in str(caught.value)
    assert built.source(TOPIC).read_bytes() == edited


def test_check_shows_the_edit_too(built: Course) -> None:
    edit_source(built, reword)
    with pytest.raises(EditedSourceError):
        compare(built, [TOPIC])


def test_pull_changes_the_edited_line_of_the_master_and_nothing_else(built: Course) -> None:
    master = built.master(TOPIC)
    before = master.read_text()
    edit_source(built, reword)

    assert pull(built, TOPIC)

    assert master.read_text() == before.replace("smallest", "shortest")
    build(built, [TOPIC])
    assert compare(built, [TOPIC]) == []


def test_pull_takes_in_a_new_cell(built: Course) -> None:
    edit_source(built, lambda nb: nb.cells.insert(1, new_markdown_cell("A new thought.")))
    assert pull(built, TOPIC)
    assert "# %% [markdown]\n# A new thought.\n" in built.master(TOPIC).read_text()
    build(built, [TOPIC])
    assert compare(built, [TOPIC]) == []


def test_running_the_instructors_notebook_is_not_an_edit(built: Course) -> None:
    def execute(notebook: nbformat.NotebookNode) -> None:
        notebook.cells[1].execution_count = 1
        notebook.cells[1].outputs = [new_output("stream", text="hello")]
        notebook.metadata.language_info.version = "3.12.1"

    edit_source(built, execute)
    assert not pull(built, TOPIC)
    assert build(built, [TOPIC]) == [built.source(TOPIC)]


def test_pull_refuses_when_the_master_was_edited_as_well(
    built: Course, edit_master: Callable[..., Path]
) -> None:
    edit_source(built, reword)
    before = edit_master("doubles its argument", "doubles a number").read_text()

    with pytest.raises(CourseError, match="were both edited"):
        pull(built, TOPIC)

    assert built.master(TOPIC).read_text() == before


def test_pull_refuses_an_edit_that_breaks_the_format(built: Course) -> None:
    def drop_mark(notebook: nbformat.NotebookNode) -> None:
        cell = next(cell for cell in notebook.cells if cell.id == "double")
        cell.source = cell.source.replace("### END SOLUTION", "")

    edit_source(built, drop_mark)
    before = built.master(TOPIC).read_bytes()
    with pytest.raises(MasterError, match="is not closed"):
        pull(built, TOPIC)
    assert built.master(TOPIC).read_bytes() == before


def test_pull_keeps_text_that_looks_like_a_cell_header(built: Course) -> None:
    edit_source(built, lambda nb: nb.cells.append(new_markdown_cell("a\n# %%\nb")))
    assert pull(built, TOPIC)
    build(built, [TOPIC])
    assert nbformat.read(built.source(TOPIC), as_version=4).cells[-1].source == "a\n# %%\nb"


@pytest.mark.parametrize("content", ["<html>", "null", '"text"', "[]", "{}", ""])
def test_a_source_that_is_not_a_notebook_is_named(built: Course, content: str) -> None:
    built.source(TOPIC).write_text(content)
    with pytest.raises(CourseError, match="is not a notebook"):
        build(built, [TOPIC])
    assert built.source(TOPIC).read_text() == content


def test_a_notebook_that_somebody_made_beside_the_source_is_no_lecture(built: Course) -> None:
    (built.source(TOPIC).parent / "Untitled.ipynb").write_text("{}")
    assert built.built() == [TOPIC]
