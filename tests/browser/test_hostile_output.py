"""What a student's output can do to the pages that show it, tried in a browser: nothing."""

from __future__ import annotations

import functools
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from lab_page import PATIENCE, Server, server
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from playwright.sync_api import Frame, Page, expect
from small_class import RIGHT, TOPIC, Silent, answer, hand_in, make_course, with_cell

from autograder.course import Course
from autograder.feedback import feedback
from autograder.frames import MOST
from autograder.grading import grade_assignment

pytestmark = pytest.mark.browser

# Each attempt leaves a word in the frame's own text, and a mark in the page if it got there.
ATTACK = '''from IPython.display import HTML, Javascript, Markdown, SVG, display
display(HTML("""<p id="told"></p><style>.panel-heading, nav {display: none !important}</style>
<script>
const told = document.getElementById("told");
const attempts = {
  page: () => { parent.document.title = "forged"; },
  mark: () => { parent.forged = "frame"; },
  cookie: () => document.cookie,
  storage: () => localStorage.length,
  away: () => { top.location = "https://example.org/"; },
};
for (const [name, attempt] of Object.entries(attempts)) {
  let end = "done";
  try { attempt(); } catch (error) { end = error.name; }
  told.append(`${name}:${end} `);
}
told.append(`window:${window.open("/tree")} `);
parent.postMessage({dl4dsHeight: 1e9}, "*");
fetch("/api/contents").then(() => told.append("net:done"), () => told.append("net:refused"));
</script><img src="x" onerror="parent.forged = 'image'">"""))
display(Javascript("window.forged = 'script'"))
display(Markdown("<img src=x onerror='window.forged = 1'>[a](javascript:window.forged=2)"))
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' onload='parent.forged = 3'></svg>"))
display({"image/png": "iVBORw0KGgo="}, raw=True,
        metadata={"image/png": {"width": "1 onerror=window.forged='size'"}})
'''
LEAVES = """display(HTML("<p>going</p><script>location = 'https://example.org/'</script>"))"""
PROSE = (
    "<script>window.forged = 4</script><svg onload='window.forged = 5'></svg>"
    '<div class="navbar-fixed-top" style="position:fixed;top:0">(Score: 99.0 / 3.0)</div>'
)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = make_course(tmp_path_factory.mktemp("hostile") / "course")
    work = with_cell(with_cell(answer(course, RIGHT), ATTACK), LEAVES)
    work.cells.insert(0, NotebookNode(cell_type="markdown", source=PROSE, metadata={}, id="prose"))
    hand_in(course, "eve", work)
    grade_assignment(course, TOPIC, Silent(), timeout=30)
    return course


def frames(page: Page) -> list[Frame]:
    """Return what stands in the frames of students' HTML, once each of them is there."""
    found = page.locator("iframe.dl4ds-output")
    expect(found).to_have_count(2)
    inside = []
    for k in range(2):
        found.nth(k).scroll_into_view_if_needed()
        frame = found.nth(k).element_handle().content_frame()
        assert frame is not None
        inside.append(frame)
    expect(inside[0].locator("#told")).to_contain_text("net:")
    return inside


def check_nothing_got_out(page: Page) -> None:
    attacking, _ = frames(page)
    told = dict(word.split(":") for word in attacking.locator("#told").inner_text().split())
    assert told == {
        **dict.fromkeys(("page", "mark", "cookie", "storage", "away"), "SecurityError"),
        "window": "null",
        "net": "refused",
    }
    assert page.evaluate("window.forged === undefined")
    assert page.evaluate("document.title") == TOPIC
    assert page.locator("#notebook-container .navbar-fixed-top").count() == 0
    assert page.locator(".panel-heading").first.is_visible()
    height = page.locator("iframe.dl4ds-output").first.evaluate("(frame) => frame.clientHeight")
    assert height <= MOST
    # A frame that leaves for another site gets nowhere: its page may not frame one.
    assert all("example.org" not in frame.url for frame in page.frames)


@pytest.fixture
def site(course: Course) -> Iterator[str]:
    """A server that gives feedback pages to readers who are logged in."""
    feedback(course, TOPIC, (), lambda _: None)
    folder = course.root / "feedback" / "eve" / TOPIC
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()
        thread.join()


def test_nothing_gets_out_of_a_feedback_page(site: str, page: Page) -> None:
    page.set_default_timeout(PATIENCE)
    page.context.add_cookies([{"name": "session", "value": "secret", "url": site}])
    page.goto(f"{site}/{TOPIC}.html")
    assert page.evaluate("document.cookie") == "session=secret"
    check_nothing_got_out(page)
    assert page.locator("h4").inner_text() == f"{TOPIC} (Score: 3.0 / 3.0)"


@pytest.fixture
def instructor(course: Course, tmp_path: Path) -> Iterator[Server]:
    with server(course.root, "author", tmp_path) as running:
        yield running


def test_nothing_gets_out_of_formgraders_page(
    course: Course, instructor: Server, page: Page
) -> None:
    page.set_default_timeout(PATIENCE)
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        number = gradebook.find_submission_notebook(TOPIC, TOPIC, "eve").id
    page.goto(f"{instructor.url}/lab?token={instructor.token}", wait_until="commit")
    page.goto(f"{instructor.url}/formgrader/submissions/{number}/")
    check_nothing_got_out(page)
    assert page.locator("nav").is_visible()
    # Formgrader's own fields work beside all that.
    expect(page.locator("#double-hidden")).to_have_attribute("placeholder", "2")
