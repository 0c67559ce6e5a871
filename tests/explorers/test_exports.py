"""Pages made of executed notebooks: nbconvert's and nbgrader's, from a file, without a network."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from cranked import Shown
from nbclient import NotebookClient
from nbconvert.exporters import HTMLExporter
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from scenes import descent

from dl4ds_utils.explorers.explorer import VIEW, Explorer

pytestmark = pytest.mark.browser
HERE = Path(__file__).parent
CELLS = ("from scenes import descent\nfrom dl4ds_utils.explorers.explorer import Explorer\n"
         "print('before')", "explorer = Explorer(descent())\nexplorer", "explorer")  # fmt: skip


def notebook(*cells: str) -> nbformat.NotebookNode:
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    return made


def open_file(shown: Shown, path: Path, text: str, count: int) -> None:
    path.write_text(text, encoding="utf-8")
    shown.page.goto(path.as_uri())  # the page's context is offline
    shown.turn(count)


def follows_its_slider(shown: Shown) -> None:
    slider = shown.page.get_by_role("slider", name="learning rate α").first
    before = shown.pixels()
    slider.focus()
    shown.page.keyboard.press("ArrowRight")
    shown.crank()
    assert shown.get("state.alpha") == 11
    assert shown.pixels() != before


def test_an_executed_notebook_is_alive_as_a_file_without_network(
    shown, tmp_path, monkeypatch
) -> None:
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    monkeypatch.setenv("PYTHONPATH", str(HERE))
    ran = NotebookClient(notebook(*CELLS), timeout=120).execute(cwd=str(tmp_path))
    # No state of widgets, for which the page would have to fetch code.
    assert "widgets" not in ran.metadata
    outputs = [output for cell in ran.cells for output in cell.outputs]
    assert [VIEW in output.get("data", {}) for output in outputs] == [False] * 3

    text, _ = HTMLExporter(embed_images=True).from_notebook_node(ran)
    open_file(shown, tmp_path / "page.html", text, 2)
    follows_its_slider(shown)
    assert shown.get("state.alpha", 1) == 10
    assert shown.page.get_by_text("before", exact=True).is_visible()


def saved(scene_explorer: Explorer, pair: str) -> nbformat.NotebookNode:
    """Make what JupyterLab saves of a cell that showed widgets: both outputs, no state."""
    view = {"version_major": 2, "version_minor": 0, "model_id": "gone"}
    bundles = [
        {VIEW: view, "text/html": "", "text/plain": ""},
        {"text/html": scene_explorer._fragment(pair), "text/plain": "alt"},
    ]
    made = notebook("print('before')", "explorer")
    made.cells[0].outputs = [nbformat.v4.new_output("stream", text="before")]
    made.cells[1].outputs = [nbformat.v4.new_output("display_data", data=data) for data in bundles]
    return made


def test_a_notebook_saved_with_its_widgets_is_alive_as_a_file_too(shown, tmp_path) -> None:
    text, _ = HTMLExporter().from_notebook_node(saved(Explorer(descent()), "twin"))
    open_file(shown, tmp_path / "page.html", text, 1)
    follows_its_slider(shown)
    assert shown.page.get_by_text("before", exact=True).is_visible()


def test_a_feedback_page_is_alive(shown, tmp_path) -> None:
    made = saved(Explorer(descent()), "twin")
    made.metadata.nbgrader = {}
    exporter = HTMLExporter(config=GenerateFeedback(coursedir=CourseDirectory()).config)
    resources = {"nbgrader": {"score": 0, "max_score": 0, "late_penalty": 0, "notebook": "a",
                              "manual_score": 0}}  # fmt: skip
    text, _ = exporter.from_notebook_node(made, resources)
    open_file(shown, tmp_path / "page.html", text, 1)
    follows_its_slider(shown)
