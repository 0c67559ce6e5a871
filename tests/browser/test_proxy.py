"""JupyterLab behind OnDemand: under a path prefix, 50 milliseconds away."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import nbformat
import pytest
from lab_page import PATIENCE, ROOT, Notebook, Server, server
from playwright.sync_api import Page, expect
from reverse_proxy import Proxy, proxied
from small_class import RIGHT, TOPIC, make_course

from autograder.course import Course

pytestmark = pytest.mark.browser
PREFIX = "/node/scc-ab1/{port}/"
ROUND_TRIP = 50
EXPLORER = (
    "from scenes import descent\nfrom dl4ds_utils.explorers.explorer import Explorer",
    "Explorer(descent())",
)
STATE = "document.querySelector('.jupyter-widgets canvas.dl4ds-canvas').parentElement.dl4ds.state"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course directory with an exchange in it, and a notebook that shows an explorer."""
    course = make_course(tmp_path_factory.mktemp("proxy") / "course")
    (course.root / "exchange").mkdir()
    (course.root / "exchange").chmod(0o777)
    shutil.copy(ROOT / "tests" / "explorers" / "scenes.py", course.root)
    cells = [nbformat.v4.new_code_cell(text) for text in EXPLORER]
    made = nbformat.v4.new_notebook(cells=cells)
    made.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(made, course.root / "explorer.ipynb")
    return course


@pytest.fixture(scope="module")
def near(course: Course, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An instructor's JupyterLab: it has formgrader, and all that students have."""
    with server(course.root, "author", tmp_path_factory.mktemp("scratch"), PREFIX) as running:
        yield running


@pytest.fixture(scope="module")
def proxy(near: Server) -> Iterator[Proxy]:
    parts = urlsplit(near.url)
    assert parts.port is not None
    with proxied(parts.port, f"{parts.path}/", ROUND_TRIP) as running:
        yield running


@pytest.fixture(scope="module")
def lab(near: Server, proxy: Proxy) -> Server:
    """The same JupyterLab, as a browser reaches it."""
    return Server(f"http://127.0.0.1:{proxy.port}{urlsplit(near.url).path}", near.token)


@pytest.fixture(autouse=True)
def nothing_leaves_the_prefix(proxy: Proxy) -> Iterator[None]:
    """Fail where something was asked for that no proxy hands on; browsers ask for an icon."""
    yield
    strays = [path for path in proxy.strays if path != "/favicon.ico"]
    proxy.strays.clear()
    assert strays == []


def test_outside_of_the_prefix_nothing_is_found(lab: Server, proxy: Proxy, page: Page) -> None:
    outside = f"http://127.0.0.1:{proxy.port}/api/status"
    assert page.request.get(outside).status == 404
    assert proxy.strays == ["/api/status"]
    proxy.strays.clear()
    assert page.request.get(f"{lab.url}/api/status?token={lab.token}").ok


def test_formgrader_opens_and_releases(lab: Server, course: Course, page: Page) -> None:
    page.set_default_timeout(PATIENCE)
    page.goto(f"{lab.url}/lab/workspaces/test?reset&token={lab.token}")
    page.locator(".lm-MenuBar-itemLabel", has_text="Nbgrader").click()
    page.locator('.lm-Menu-itemLabel:text-is("Formgrader")').click()
    row = page.frame_locator("iframe").locator("tbody tr", has_text=TOPIC)
    row.locator("td.release a").first.click()
    dialog = page.frame_locator("iframe").locator(".modal.in, .modal.show")
    expect(dialog).to_contain_text("Success")
    assert (course.root / "exchange" / "dl4ds" / "outbound" / TOPIC).is_dir()


def test_a_lecture_is_fetched_validated_and_submitted(
    lab: Server, course: Course, page: Page
) -> None:
    page.set_default_timeout(PATIENCE)
    page.goto(f"{lab.url}/lab/workspaces/test?reset&token={lab.token}")
    page.locator(".lm-MenuBar-itemLabel", has_text="Nbgrader").click()
    page.locator('.lm-Menu-itemLabel:text-is("Assignment List")').click()
    page.locator("#released_assignments_list").get_by_role("button", name="Fetch").click()
    fetched = page.locator("#fetched_assignments_list")
    expect(fetched).to_contain_text(TOPIC)

    notebook = Notebook(page, lab, f"{TOPIC}/{TOPIC}.ipynb")
    notebook.write(notebook.cell("def double("), RIGHT)
    notebook.run_all()
    assert notebook.errors() == []
    page.get_by_role("button", name="Validate").click()
    expect(page.get_by_text("Success! Your notebook passes all the tests.")).to_be_visible()
    page.locator(".jp-Dialog button").last.click()

    notebook.menu("Nbgrader", "Assignment List")
    fetched.get_by_role("button", name="Submit").click()
    expect(page.locator("#submitted_assignments_list")).to_contain_text(TOPIC)
    (handed,) = (course.root / "exchange" / "dl4ds" / "inbound").iterdir()
    assert RIGHT in nbformat.read(handed / f"{TOPIC}.ipynb", as_version=4).cells[3].source


def test_an_explorer_draws_and_follows_its_slider(lab: Server, page: Page) -> None:
    notebook = Notebook(page, lab, "explorer.ipynb")
    notebook.run_all()
    assert notebook.errors() == []
    canvas = page.locator(".jupyter-widgets canvas.dl4ds-canvas")
    expect(canvas).to_be_visible()
    before = page.evaluate(f"{STATE}.alpha")
    drawn = canvas.evaluate("node => node.toDataURL()")
    page.locator(".widget-slider .noUi-handle").first.click()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"{STATE}.alpha === {before + 1}")
    page.wait_for_function(
        "drawn => document.querySelector('canvas.dl4ds-canvas').toDataURL() !== drawn", arg=drawn
    )
