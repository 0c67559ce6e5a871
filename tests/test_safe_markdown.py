"""Markdown that students wrote, in feedback and formgrader's pages: shown, and harmless."""

from __future__ import annotations

import re
from typing import Any

import pytest
from nbformat.v4 import new_markdown_cell
from rendered_pages import PAGES, PNG, is_inert, notebook, shown, students_part

from autograder import markdown


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
