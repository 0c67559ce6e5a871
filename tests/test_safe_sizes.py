"""However much students wrote and printed, their pages stay small enough to be opened."""

from __future__ import annotations

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from rendered_pages import feedback_page, notebook, shown

from autograder.sanitize import SafeCells


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
