"""What students' code printed, in feedback and formgrader's pages: shown, and harmless."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from rendered_pages import (
    COURSE,
    PAGES,
    PNG,
    feedback_page,
    is_inert,
    notebook,
    shown,
    students_part,
)

from autograder.frames import MOST, USUAL, framed
from autograder.hide import HideHiddenTests
from autograder.sanitize import SafeCells

HTML = "<b>bold</b><script>parent.forged = 1</script><style>body{display:none}</style>"


@PAGES
def test_html_that_code_printed_stands_whole_in_a_frame_of_its_own(page: Any) -> None:
    text = page(notebook(shown("text/html", HTML)))
    frames = students_part(text).select("iframe")
    assert len(frames) == 1
    assert frames[0]["sandbox"] == "allow-scripts"
    assert str(frames[0]["srcdoc"]).endswith(HTML)
    assert str(frames[0]["srcdoc"]).index("default-src 'none'") < 300
    outside = text.replace(str(frames[0]), "")
    assert "parent.forged" not in outside


def test_html_cannot_close_its_frame() -> None:
    page = BeautifulSoup(framed('"></iframe><script>1</script>'), "html.parser")
    assert [tag.name for tag in page.find_all(True)] == ["iframe"]


def test_a_frame_without_scripts_is_as_high_as_its_rows_suggest() -> None:
    heights = [
        int(re.findall(r"height:(\d+)px", framed(text))[0])
        for text in ("x", "<tr>" * 5, "<tr>" * 500, "<img>")
    ]
    assert heights[0] < heights[1] < heights[2] == heights[3] == USUAL < MOST


def test_a_page_has_its_own_script_once_and_only_beside_frames() -> None:
    cells = [shown("text/html", HTML), shown("text/html", HTML)]
    assert feedback_page(notebook(*cells)).count("new WeakMap()") == 1
    assert "new WeakMap()" not in feedback_page(notebook(new_code_cell("1")))


@PAGES
@pytest.mark.parametrize(
    "kind",
    ["application/javascript", "application/vnd.jupyter.widget-view+json", "text/vnd.mermaid"],
)
def test_a_script_alone_is_not_run(page: Any, kind: str) -> None:
    cell = shown(kind, "parent.forged = 1")
    cell.outputs[0]["data"]["text/plain"] = "<the text>"
    text = page(notebook(cell))
    assert "forged" not in text
    assert "<the text>" in html.unescape(text)
    assert is_inert(page(notebook(shown(kind, "parent.forged = 1"))))


@PAGES
def test_svg_is_a_picture_in_which_no_script_runs(page: Any) -> None:
    part = students_part(page(notebook(shown("image/svg+xml", "<svg onload='alert(1)'/>"))))
    assert [img["src"][:26] for img in part.select("img")] == ["data:image/svg+xml;base64,"]


@PAGES
def test_what_an_output_says_of_itself_becomes_no_attribute_of_the_page(page: Any) -> None:
    told = {"width": "1 onerror=alert(1)", "height": 20, "unconfined": True}
    cell = shown("image/png", PNG, **{"image/png": told, "filenames": {"image/png": "../../x"}})
    text = page(notebook(cell))
    (image,) = students_part(text).select("img")
    assert {name: image.get(name) for name in ("width", "height", "onerror", "class")} == {
        "width": None,
        "height": "20",
        "onerror": None,
        "class": None,
    }
    assert image["src"] == f"data:image/png;base64,{PNG}"


@PAGES
@pytest.mark.parametrize("data", [5, None, ["<b>", "</b>"], {"a": 1}])
def test_an_output_that_is_not_text_spoils_no_page(page: Any, data: Any) -> None:
    cleaned, _ = SafeCells().preprocess(notebook(shown("text/html", data)), {})
    assert "not shown here" in str(cleaned.cells[0].outputs)
    assert is_inert(page(cleaned))


@PAGES
def test_tags_names_and_counts_of_a_students_cells_are_not_printed(page: Any) -> None:
    tagged = new_code_cell("1", metadata={"tags": ["x navbar-fixed-top"]})
    tagged.execution_count = "<script>1</script>"
    named = new_code_cell("2")
    told = {"grade_id": '"><script>1</script>', "grade": True, "solution": True, "points": 1}
    named.metadata["nbgrader"] = {**told, "score": 1}
    raw = NotebookNode(cell_type="raw", source="<b class='navbar'>", metadata={}, id="raw")
    raw.metadata["raw_mimetype"] = "text/html"
    text = page(notebook(tagged, named, raw))
    assert is_inert(text)
    assert students_part(text).select(".navbar, .navbar-fixed-top, .nbgrader_cell") == []


def test_a_graded_cell_keeps_its_heading_and_its_marks() -> None:
    cell = new_code_cell("assert True")
    told = {"grade_id": "double-public", "grade": True, "solution": False, "points": 1, "score": 1}
    cell.metadata["nbgrader"] = told
    assert "Grade cell: <code>double-public</code>" in feedback_page(notebook(cell))


def test_a_students_choice_of_a_highlighter_spoils_no_feedback() -> None:
    work = notebook(new_code_cell("x = 1"))
    work.metadata["language_info"] = {"name": ["python"], "pygments_lexer": {"a": 1}}
    assert "Score: 1.0" in feedback_page(work)


# ---- order and policy --------------------------------------------------------------------------


def test_hidden_tests_are_looked_for_before_html_goes_into_frames() -> None:
    secret = "secret_result = double(21)"
    hidden = new_code_cell(f"### BEGIN HIDDEN TESTS\n{secret}\n### END HIDDEN TESTS")
    spy = shown("text/html", f"<pre>{html.escape(secret)}</pre><p>&quot;</p>")
    text = feedback_page(notebook(hidden, spy))
    assert "secret_result" not in html.unescape(html.unescape(text))
    steps = COURSE.config().GenerateFeedback.preprocessors
    names = [step.rpartition(".")[2] for step in steps]
    assert names.index(HideHiddenTests.__name__) < names.index(SafeCells.__name__)


def test_feedback_has_a_policy_before_everything_else() -> None:
    text = feedback_page(notebook(new_markdown_cell("<head>")))
    first = BeautifulSoup(text, "html.parser").select("head > *")[0]
    assert first["http-equiv"] == "Content-Security-Policy"
    assert str(first["content"]).startswith("default-src 'none'; ")
    assert text.count("Content-Security-Policy") == 1
