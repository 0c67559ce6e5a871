"""Cells that were deleted, copied, moved, renamed or rewritten."""

from __future__ import annotations

from typing import Any

from hostile_class import (
    ANSWERS,
    WRONG,
    Case,
    cell_of,
    copied,
    facts,
    file_of,
    last,
    renamed,
    says,
    together,
    without,
)
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

TESTS = ("double-public", "double-hidden", "total-public", "total-hidden", "share-public")
ERROR = "student_error"  # the demo at the end calls what is not there yet


def retyped(name: str, kind: str) -> Any:
    def edit(notebook: NotebookNode) -> None:
        cell = cell_of(notebook, name)
        cell.cell_type = kind
        if kind == "code":
            cell |= {"outputs": [], "execution_count": None}
        else:
            cell.pop("outputs", None)
            cell.pop("execution_count", None)

    return edit


def moved(name: str, place: int) -> Any:
    def edit(notebook: NotebookNode) -> None:
        cell = cell_of(notebook, name)
        notebook.cells.remove(cell)
        notebook.cells.insert(place if place >= 0 else len(notebook.cells), cell)

    return edit


def reversed_order(notebook: NotebookNode) -> None:
    notebook.cells.reverse()


def stripped(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.metadata = {}


def stripped_of_ids_too(notebook: NotebookNode) -> None:
    stripped(notebook)
    for index, cell in enumerate(notebook.cells):
        cell.id = f"new-{index}"


def everywhere(**changes: Any) -> Any:
    def edit(notebook: NotebookNode) -> None:
        for cell in notebook.cells:
            if "nbgrader" in cell.metadata:
                cell.metadata.nbgrader.update(changes)

    return edit


def forged_outputs(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [new_output("execute_result", {"text/plain": "2"}, execution_count=1)]
            cell.execution_count = 1


def in_a_new_cell(notebook: NotebookNode) -> None:
    without("double")(notebook)
    notebook.cells.append(new_code_cell(ANSWERS["double"]))


def tagged(notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        cell.metadata.tags = ["skip-execution", "raises-exception", "remove-cell"]


def with_a_picture(notebook: NotebookNode) -> None:
    cell = new_markdown_cell("![x](attachment:x.png)")
    cell.attachments = {"x.png": {"image/png": "aGk="}, "bad": 7}
    notebook.cells.append(cell)


CASES = {
    "tests-deleted": Case(without(*TESTS), says="missing and put back"),
    "tests-deleted-and-wrong": Case(
        together(says(double=WRONG), without(*TESTS)), points=(0, 3, 2), says="double(3) is 6"
    ),
    "setup-deleted": Case(without("setup"), says="setup: missing and put back"),
    "exercise-deleted": Case(without("double"), ERROR, points=(0, 3, 2), says="double: missing"),
    "all-deleted": Case(
        lambda notebook: notebook.update(cells=[]), points=(0, 0, 0), says="the right notebook?"
    ),
    "essay-deleted": Case(without("essay"), says="essay: missing and put back"),
    "test-copied": Case(copied("double-hidden"), says="double-hidden: there more than once"),
    "easy-test-copied": Case(
        together(says(double=WRONG), copied("double-hidden", source="pass")), points=(0, 3, 2)
    ),
    "setup-copied": Case(copied("setup", source="FACTOR = 99"), says="setup: there more than once"),
    "answer-twice-last-wrong": Case(copied("double", source=WRONG), points=(0, 3, 2)),
    "answer-twice-last-right": Case(
        together(says(double=WRONG), copied("double", source=ANSWERS["double"]))
    ),
    "answer-in-a-new-cell": Case(in_a_new_cell, ERROR, says="without its name"),
    "test-as-text": Case(retyped("double-hidden", "markdown"), says="of another kind"),
    "test-as-raw": Case(
        together(says(double=WRONG), retyped("double-hidden", "raw")), points=(0, 3, 2)
    ),
    "setup-as-text": Case(retyped("setup", "markdown"), says="setup: of another kind"),
    "answer-as-text": Case(retyped("double", "markdown"), says="double: of another kind"),
    "essay-as-code": Case(retyped("essay", "code"), says="essay: of another kind"),
    "tests-first": Case(together(*(moved(name, 0) for name in TESTS)), says="another order"),
    "setup-last": Case(moved("setup", -1), says="another order"),
    "answer-last": Case(moved("double", -1), ERROR, says="another order"),
    "all-reversed": Case(reversed_order, ERROR, says="another order"),
    "test-made-easy": Case(
        says(double=WRONG, double_public="pass", double_hidden="print('passed')"),
        points=(0, 3, 2),
        says="double-public, double-hidden: changed and put right",
    ),
    "setup-changed": Case(says(setup="FACTOR = 0\nnp = None"), says="setup: changed and put right"),
    "locked-answer": Case(facts("double", locked=True, grade=True, points=100)),
    "test-renamed": Case(renamed(double_hidden="my-own"), says="my-own: not of this assignment"),
    "test-renamed-and-easy": Case(
        together(says(double=WRONG, double_hidden="pass"), renamed(double_hidden="my-own")),
        points=(0, 3, 2),
    ),
    "answer-renamed": Case(renamed(double="mine"), says="double: without its name"),
    "tests-swapped": Case(
        together(
            says(double=WRONG), renamed(double_hidden="total-hidden", total_hidden="double-hidden")
        ),
        points=(0, 3, 2),
        says="without its name or with another one",
    ),
    "answers-swapped": Case(renamed(double="total", total="double")),
    "answer-named-as-a-test": Case(renamed(double="double-hidden", double_hidden="double")),
    "all-of-one-name": Case(everywhere(grade_id="double"), says="double: there more than once"),
    "names-that-are-none": Case(everywhere(grade_id=None), says="without its name"),
    "names-of-lists": Case(everywhere(grade_id=[1, {}]), says="without its name"),
    "more-points": Case(everywhere(points=1000)),
    "points-negative": Case(everywhere(points=-1)),
    "points-nan": Case(everywhere(points=float("nan")), says="NaN"),
    "points-text": Case(everywhere(points="many")),
    "old-schema": Case(everywhere(schema_version=0)),
    "future-schema": Case(everywhere(schema_version=99)),
    "schema-text": Case(everywhere(schema_version="x")),
    "grade-off": Case(together(says(double=WRONG), everywhere(grade=False)), points=(0, 3, 2)),
    "solution-on": Case(
        together(says(double=WRONG), everywhere(solution=True, locked=False)), points=(0, 3, 2)
    ),
    "task-on": Case(everywhere(task=True)),
    "checksum-forged": Case(everywhere(checksum="0" * 32)),
    "kind-forged": Case(everywhere(cell_type="raw")),
    "metadata-stripped": Case(stripped, says="without its name"),
    "metadata-and-ids-stripped": Case(stripped_of_ids_too, says="without its name"),
    "metadata-a-list": Case(
        file_of(lambda c: [one.update(metadata=[1]) for one in c["cells"]] and None)
    ),
    "nbgrader-a-number": Case(
        file_of(lambda c: [one["metadata"].update(nbgrader=7) for one in c["cells"]] and None)
    ),
    **{
        f"name-of-{kind}": Case(
            copied("double-hidden", metadata={"nbgrader": {"grade_id": name}}), says=told
        )
        for kind, name, told in (
            ("markup", "<script>alert(1)</script>", "</script>: not of this"),
            ("a-query", "x'; DROP TABLE grade; --", "--: not of this"),
            ("a-path", "../../../pwned", "../../../pwned: not of this"),
            ("a-formula", "=1+1", "=1+1: not of this"),
            ("orders-to-a-terminal", "\x1b[2J\x1b]0;pwned\x07", r"\x1b[2J\x1b]0;pwned\x07: not"),
        )
    },
    "extra-metadata": Case(everywhere(extra={"deep": [[[{}]]]}, remove=True)),
    "tags": Case(tagged),
    "tags-on-a-wrong-answer": Case(
        together(says(double=WRONG), tagged), points=(0, 3, 2), says="double(3) is 6"
    ),
    "attachments": Case(with_a_picture),
    "outputs-forged": Case(forged_outputs),
    "outputs-forged-on-a-wrong-answer": Case(
        together(says(double=WRONG), forged_outputs), points=(0, 3, 2), says="double(3) is 6"
    ),
    "cell-not-of-this-assignment": Case(
        together(copied("double-public"), last("pass")), says="there more than once"
    ),
    "one-room-claimed": Case(
        together(says(double=WRONG), lambda n: n.metadata.update(dl4ds={"rooms": 1})),
        points=(0, 3, 2),
    ),
}
