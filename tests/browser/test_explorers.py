"""A student uses an explorer in JupyterLab: slider, keys, Play, theme, restart, a page reloaded."""

from __future__ import annotations

import runpy
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from lab_page import ROOT, Notebook, Server, server
from playwright.sync_api import Page, expect

from dl4ds_utils.explorers.explorer import VIEW, Explorer

pytestmark = pytest.mark.browser
SCENES = ROOT / "tests" / "explorers" / "scenes.py"
DESCENT = runpy.run_path(str(SCENES))["descent"]()
CELLS = ("from scenes import descent\nfrom dl4ds_utils.explorers.explorer import Explorer",
         "explorer = Explorer(descent())\nexplorer",
         "print(f'α {explorer.alpha:.3f}, step {explorer.step}')")  # fmt: skip
STATE = "document.querySelector('.jupyter-widgets canvas.dl4ds-canvas').parentElement.dl4ds.{}"


def write(path: Path, *cells: nbformat.NotebookNode) -> None:
    made = nbformat.v4.new_notebook(cells=list(cells))
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(made, path)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where JupyterLab keeps what is not a notebook."""
    return tmp_path_factory.mktemp("scratch")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, scratch: Path) -> Iterator[Server]:
    """JupyterLab on a notebook with one explorer, and on one that came with its outputs."""
    folder = tmp_path_factory.mktemp("explorers")
    write(folder / "explorer.ipynb", *map(nbformat.v4.new_code_cell, CELLS))
    came = nbformat.v4.new_code_cell("explorer")
    shown = ({VIEW: {"model_id": "gone"}, "text/html": ""}, Explorer(DESCENT)._repr_mimebundle_())
    came.outputs = [nbformat.v4.new_output("display_data", data) for data in shown]
    write(folder / "foreign.ipynb", came)
    shutil.copy(SCENES, folder)
    with server(folder, "student", scratch) as running:
        yield running


@pytest.fixture
def no_widgets(lab: Server, scratch: Path) -> Iterator[None]:
    """A JupyterLab whose widgets are turned off."""
    config = scratch / "jupyter_config_dir" / "labconfig" / "page_config.json"
    config.write_text('{"disabledExtensions": {"@jupyter-widgets/jupyterlab-manager": true}}')
    yield
    config.unlink()


def state(page: Page, what: str = "state") -> Any:
    return page.evaluate(STATE.format(what))


def reaches(page: Page, **wanted: int) -> None:
    """Wait until the picture shows this state."""
    for name, index in wanted.items():
        page.wait_for_function(f"{STATE.format('state')}.{name} === {index}")


def save(page: Page, notebook: Notebook) -> None:
    """Save, and wait until the server has it."""
    with page.expect_response(lambda it: it.request.method == "PUT" and "contents" in it.url):
        notebook.menu("File", "Save Notebook")


def test_an_explorer_follows_a_student_through_a_day(lab: Server, page: Page) -> None:
    notebook = Notebook(page, lab, "explorer.ipynb")
    notebook.run_all()
    assert notebook.errors() == []
    canvas = page.locator(".jupyter-widgets canvas.dl4ds-canvas")
    expect(canvas).to_be_visible()
    expect(page.locator("figure.dl4ds-explorer")).to_be_hidden()

    # A slider, by mouse and by keys that JupyterLab does not take.
    handle = page.locator(".widget-slider .noUi-handle")
    handle.first.click()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    reaches(page, alpha=12)
    canvas.focus()
    page.keyboard.press("ArrowLeft")
    reaches(page, alpha=11)
    expect(page.locator(".widget-readout").first).to_have_text("0.184")
    assert page.locator(".jp-Notebook.jp-mod-editMode").count() == 0

    # A click into the picture moves the buttons, and Play every step.
    box, spot = canvas.bounding_box(), state(page, "panels[0].box")
    assert box is not None
    x, y = spot["x"] + 0.1 * spot["w"], spot["y"] + 0.25 * spot["h"]
    page.mouse.click(box["x"] + x, box["y"] + y)
    reaches(page, start=1)
    expect(page.locator(".widget-toggle-button.mod-active")).to_have_text("left")
    page.locator(".widget-play button, .jupyter-widget-play button").first.click()
    reaches(page, step=12)
    notebook.cell("print(f").click()
    page.keyboard.press("Control+Enter")
    expect(notebook.cell("print(f").locator(".jp-OutputArea-output")).to_contain_text(
        "α 0.184, step 12"
    )

    # Another theme.
    light = state(page, "canvas.toDataURL()")
    notebook.menu("Settings", "Theme", "JupyterLab Dark")
    page.wait_for_function(f"{STATE.format('canvas.toDataURL()')} !== {light!r}")
    expect(page.locator(".dl4ds-caption").first).to_have_css("color", "rgb(226, 226, 226)")

    # The kernel is gone: what is on the page lives on.
    save(page, notebook)
    notebook.menu("Kernel", "Restart Kernel…")
    page.locator(".jp-Dialog button.jp-mod-accept").click()
    handle.first.click()
    page.keyboard.press("Home")
    reaches(page, alpha=0)

    # A page opened again has no widgets without their kernel: the fragment takes their place.
    notebook = Notebook(page, lab, "explorer.ipynb")
    slider = page.locator("figure.dl4ds-explorer").get_by_role("slider", name="learning rate α")
    expect(slider).to_be_visible()
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".dl4ds-caption")).to_contain_text("α = 0.184: it converges.")
    expect(page.get_by_text("model not found")).to_be_hidden()

    # Run again, it has its widgets back, and keeps them when the page is opened again.
    notebook.run_all()
    reaches(page, alpha=10)
    expect(page.locator("figure.dl4ds-explorer")).to_be_hidden()
    save(page, notebook)
    page.reload()
    expect(canvas).to_be_visible()
    expect(page.locator("figure.dl4ds-explorer")).to_be_hidden()


@pytest.mark.usefixtures("no_widgets")
def test_without_the_widgets_extension_the_fragment_is_alive(lab: Server, page: Page) -> None:
    notebook = Notebook(page, lab, "explorer.ipynb")
    notebook.run_all()
    assert notebook.errors() == []
    figure = page.locator("figure.dl4ds-explorer")
    expect(figure.get_by_role("img", name=DESCENT.alt)).to_be_visible()
    assert page.locator(".jupyter-widgets").count() == 0
    slider = figure.get_by_role("slider", name="learning rate α")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(figure.locator(".dl4ds-caption")).to_contain_text("α = 0.184: it converges.")


def test_a_notebook_that_is_not_trusted_shows_the_picture_with_its_text(
    lab: Server, page: Page
) -> None:
    Notebook(page, lab, "foreign.ipynb")
    picture = page.locator(".jp-OutputArea").get_by_role("img", name=DESCENT.alt)
    expect(picture).to_be_visible()
    assert picture.evaluate("node => [node.tagName, node.naturalWidth > 300]") == ["IMG", True]
    assert page.locator(".jp-OutputArea canvas, .jp-OutputArea input").count() == 0
    expect(page.get_by_text("Error displaying widget")).to_be_hidden()
