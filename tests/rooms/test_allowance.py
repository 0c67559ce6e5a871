"""A notebook that shows too much loses outputs, and never a mark or an error."""

from __future__ import annotations

from nbformat import NotebookNode
from nbformat.v4 import new_output

from autograder.rooms.allowance import EACH, ERROR, Allowance


def text(size: int) -> NotebookNode:
    return NotebookNode(new_output("stream", name="stdout", text="x" * size))


def page(size: int) -> NotebookNode:
    return NotebookNode(new_output("display_data", {"text/html": "x" * size}))


def test_what_fits_stays_as_it_is_and_is_counted() -> None:
    allowance = Allowance(10_000)
    outputs = [text(10), page(10)]
    assert allowance.fit(outputs) == outputs
    assert 10_000 - 3 * EACH < allowance.left < 10_000 - 2 * EACH


def test_the_rest_of_a_cell_is_one_line_and_small_things_still_fit() -> None:
    allowance = Allowance(10_000)
    kept = allowance.fit([page(10_000), page(20_000), text(10)])
    assert [output.output_type for output in kept] == ["stream", "stream"]
    assert kept[0].text.startswith("(an output of 10")
    assert kept[1].text == "x" * 10


def test_an_error_and_a_last_value_are_never_nothing() -> None:
    value = NotebookNode(new_output("execute_result", {"text/plain": "7" * 9000}))
    error = new_output("error", ename="ValueError", evalue="y" * 9000, traceback=["z"])
    kept = Allowance(EACH).fit([value, NotebookNode(error)])
    assert [output.output_type for output in kept] == ["execute_result", "error"]
    assert "left out" in kept[0].data["text/plain"]
    assert (kept[1].ename, kept[1].evalue) == ("ValueError", "y" * ERROR)


def test_thousands_of_empty_outputs_use_it_up_as_well() -> None:
    allowance = Allowance(100 * EACH)
    assert len(allowance.fit([page(0) for _ in range(5000)])) < 101
