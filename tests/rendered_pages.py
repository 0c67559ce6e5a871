"""Feedback and formgrader's pages as nbgrader makes them, and what can be seen in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from nbconvert.exporters import HTMLExporter
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from nbgrader.server_extensions.formgrader import handlers

from autograder.course import Course

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
