"""What students wrote and printed, in feedback and formgrader's pages: shown, and harmless."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.server_extensions.formgrader import handlers

from autograder import markdown
from autograder.course import Course
from autograder.frames import MOST, USUAL, framed
from autograder.hide import HideHiddenTests
from autograder.sanitize import SafeCells

COURSE = Course(Path(__file__).parent.parent)
PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVQI12P4z8AAAAMBAQAY3Y2wAAAAAElFTkSuQmCC"


def feedback_page(notebook: NotebookNode) -> str:
    """Make a page by the exporter and the steps that nbgrader would use, without a gradebook."""
    config = COURSE.config()
    converter = GenerateFeedback(coursedir=CourseDirectory(config=config), config=config)
    exporter = converter.exporter_class(parent=converter, config=converter.config)
    for step in converter.preprocessors:
        if "GetGrades" not in str(step):
            exporter.register_preprocessor(step)
    marks = {"notebook": "01_tiny", "score": 1.0, "max_score": 3.0, "late_penalty": 0}
    resources = {"nbgrader": marks, "config_dir": ""}
    return str(exporter.from_notebook_node(notebook, resources)[0])


def formgrader_page(notebook: NotebookNode) -> str:
    """Make a page by the exporter that formgrader makes for itself."""
    config = COURSE.config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    names = ("assignment_id", "notebook_id", "submission_id", "base_url", "student")
    resources = {**dict.fromkeys(names, "a"), "index": 0, "total": 1, "notebook_path": "a"}
    return str(HTMLExporter(config=config).from_notebook_node(notebook, resources)[0])


PAGES = pytest.mark.parametrize("page", [feedback_page, formgrader_page])


def notebook(*cells: NotebookNode) -> NotebookNode:
    """Make a notebook, also of what nbformat would refuse."""
    made = new_notebook()
    made.cells = list(cells)
    return made


def shown(kind: str, data: Any, **metadata: Any) -> NotebookNode:
    output = new_output("display_data", metadata=metadata)
    output["data"] = {kind: data}
    cell = new_code_cell("show()")
    cell.outputs = [output]
    return cell


def students_part(text: str) -> Tag:
    part = BeautifulSoup(text, "html.parser", multi_valued_attributes=None).select_one(
        "#notebook-container"
    )
    assert part is not None
    return part


def is_inert(text: str) -> bool:
    """Tell whether nothing in the notebook's part of a page runs, loads, or leads into a site."""
    for tag in students_part(text).find_all(True):
        if tag.name == "iframe":
            if tag.get("sandbox") != "allow-scripts" or not str(tag["srcdoc"]).startswith("<!doc"):
                return False
        elif tag.name in {"script", "style", "svg", "form", "object", "embed", "meta", "base"}:
            return False
        for name, value in tag.attrs.items():
            if name.startswith("on") or (name == "src" and not value.startswith("data:image/")):
                return False
            if name == "href" and not value.startswith(("https://", "http://", "mailto:", "#")):
                return False
    return True


# ---- Markdown ----------------------------------------------------------------------------------


@PAGES
@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "text <img src=x onerror=alert(1)>",
        "![remote](https://example.org/who-reads.png)",
        "![own](figure.svg)",
        "[click](javascript:alert(1))",
        "[click](JaVaScRiPt:alert(1))",
        '<a href="&#106;avascript:alert(1)">click</a>',
        '<a href="data:text/html,<script>alert(1)</script>">click</a>',
        "[my figure](figure.html)",
        "<javascript:alert(1)>",
        '<iframe src="https://example.org"></iframe>',
        "<svg onload=alert(1)><style>.panel{display:none}</style></svg>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
        "<form action='/x'><button>Full credit</button></form>",
        '<meta http-equiv="refresh" content="0;url=https://example.org"><base href="//e">',
        "<details open ontoggle=alert(1)>x</details>",
        "```html\n</pre><script>alert(1)</script>\n```",
        "$</div><script>alert(1)</script>$",
        "<!--><script>alert(1)</script>-->",
    ],
)
def test_markdown_runs_nothing_loads_nothing_and_links_to_other_sites_only(
    page: Any, source: str
) -> None:
    text = page(notebook(new_markdown_cell(source), shown("text/markdown", source)))
    assert is_inert(text)


@PAGES
def test_markdown_cannot_take_a_class_an_id_or_a_place_of_the_page(page: Any) -> None:
    forged = (
        '<div class="navbar-fixed-top" id="double" style="position:fixed;top:0;color:red">'
        "01_tiny (Score: 3.0 / 3.0)</div>\n\n# double\n"
    )
    part = students_part(page(notebook(new_markdown_cell(forged))))
    div = part.find(string=re.compile("Score: 3.0")).find_parent("div")  # type: ignore[union-attr]
    assert div is not None
    assert div.attrs == {"style": "color:red;"}
    assert part.select("#double") == []
    assert "contain:content" in str(div.parent)


@PAGES
def test_markdown_keeps_what_lectures_and_answers_are_made_of(page: Any) -> None:
    source = (
        "# Title\n\n**bold** `code` $a<b$ [site](https://example.org/?a=1&b=2)\n\n"
        "| a | b |\n|:--|--:|\n| 1 | 2 |\n\n"
        f"```python\ndef f(): pass\n```\n\n![plot](data:image/png;base64,{PNG})"
    )
    part = students_part(page(notebook(new_markdown_cell(source))))
    assert [part.find(name) is None for name in ("h1", "strong", "code", "table")] == [False] * 4
    assert "$a<b$" in part.get_text()
    assert [a["href"] for a in part.select("p a")] == ["https://example.org/?a=1&b=2"]
    assert [img["alt"] for img in part.select("img")] == ["plot"]
    assert part.select_one(".highlight span.k") is not None
    assert "text-align" in str(part.select("td")[1].get("style"))


@PAGES
def test_attached_pictures_are_shown_and_other_attachments_are_not(page: Any) -> None:
    good = new_markdown_cell("![a](attachment:a.png)", attachments={"a.png": {"image/png": PNG}})
    bad = new_markdown_cell("![b](attachment:b)", attachments={"b": {"text/html": "PGI+"}})
    part = students_part(page(notebook(good, bad)))
    assert [img["src"] for img in part.select("img")] == [f"data:image/png;base64,{PNG}"]
    assert "attachment:b" in part.get_text()


@PAGES
def test_markdown_that_takes_too_long_to_render_is_shown_as_written(page: Any) -> None:
    part = students_part(page(notebook(new_markdown_cell("# [" + "[" * markdown.LIMIT))))
    assert part.find("h1") is None
    assert "# [[[" in part.get_text()


# ---- outputs -----------------------------------------------------------------------------------

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


# ---- size --------------------------------------------------------------------------------------


def sizes(step: SafeCells, *cells: NotebookNode) -> list[int]:
    cleaned, _ = step.preprocess(notebook(*cells), {})
    return [len(str(cell.get("outputs", ""))) for cell in cleaned.cells]


def test_the_largest_outputs_give_way_until_a_page_fits() -> None:
    pictures = [shown("image/png", "A" * size) for size in (700_000, 900_000, 200_000)]
    left = sizes(SafeCells(page_limit=1), *pictures)
    assert [size > 10_000 for size in left] == [True, False, True]
    told, _ = SafeCells(page_limit=1).preprocess(notebook(pictures[1], pictures[0]), {})
    assert "an output of 0.9 MB is left out here" in str(told.cells[0].outputs)


def test_attachments_count_and_give_way_after_the_outputs() -> None:
    cell = new_markdown_cell("![a](attachment:a)")
    cell.attachments = {"a": {"image/png": "A" * 2_000_000}}
    cleaned, _ = SafeCells(page_limit=1).preprocess(notebook(cell), {})
    assert "attachments" not in cleaned.cells[0]


@pytest.mark.parametrize(
    "output",
    [
        new_output("stream", text="a" * 10_000_000),
        new_output("error", ename="E", evalue="a" * 10_000_000, traceback=["a" * 9999] * 1000),
        new_output("display_data", {"text/plain": "a" * 10_000_000}),
        new_output("display_data", {"text/latex": "a" * 10_000_000}),
        new_output("display_data", {"text/markdown": "[" * 10_000_000}),
        new_output("display_data", {"text/html": "<b>a</b>" * 2_000_000}),
    ],
)
def test_ten_megabytes_of_output_make_a_page_of_less_than_one(output: NotebookNode) -> None:
    text = feedback_page(notebook(new_code_cell("x", outputs=[output])))
    assert len(text) < 500_000
    assert "left out here" in text


def test_many_cells_and_outputs_make_a_page_of_a_bounded_number() -> None:
    many = [new_output("stream", text=str(k)) for k in range(3000)]
    graded = new_code_cell("1", metadata={"nbgrader": {"grade_id": "last"}})
    cells = [new_code_cell("x", outputs=many), *(new_code_cell("x") for _ in range(1500)), graded]
    cleaned, _ = SafeCells().preprocess(notebook(*cells), {})
    assert len(cleaned.cells[0].outputs) == 2001
    assert [cell.source for cell in cleaned.cells[1000:]] == [
        "1",
        "(501 more cells are left out here)",
    ]


def test_text_is_cut_by_cell_and_by_page() -> None:
    step = SafeCells(text_limit=1000, page_text_limit=2500)
    cleaned, _ = step.preprocess(notebook(*(new_code_cell("x" * 1200) for _ in range(4))), {})
    kept = [cell.source.count("x") for cell in cleaned.cells]
    assert kept == [1000, 1000, 500, 0]
    assert "200 more characters" in cleaned.cells[0].source
