"""A submission's locked cells as the course wrote them, whatever the student did to them."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook, Notebook
from nbgrader.preprocessors import NbGraderPreprocessor

__all__ = ["Known", "RestoreCells", "known_to", "restore"]


@dataclass(frozen=True)
class Known:
    """What the course knows of one cell.

    Parameters
    ----------
    source : str
        Its text, as the course wrote it.
    facts : mapping of str to object
        nbgrader's metadata.
    """

    source: str
    facts: Mapping[str, Any]


def restore(
    notebook: NotebookNode, known: Mapping[str, Known], log: logging.Logger
) -> NotebookNode:
    """Put locked cells back where they are missing, and right where they were changed.

    Copies of a cell lose nbgrader's metadata: the last one counts, as in nbgrader. So does a cell
    that claims to be one which the assignment does not have.

    Parameters
    ----------
    notebook : NotebookNode
        A submission; it is changed.
    known : mapping of str to Known
        What the course knows of its cells.
    log : logging.Logger
        Told about cells that were added back.

    Returns
    -------
    NotebookNode
        The notebook.
    """
    seen: set[str] = set()
    for cell in reversed(notebook.cells):
        name = _name(cell)
        if name in known and name not in seen:
            seen.add(name)
            _put_right(cell, known[name])
        else:
            cell.metadata.pop("nbgrader", None)
    for name in _add_missing(notebook, known):
        log.warning("Cell %s was missing from the submission: added back", name)
    return notebook


def _put_right(cell: NotebookNode, known: Known) -> None:
    cell.metadata.nbgrader = NotebookNode(known.facts)
    if known.facts.get("locked"):
        cell.source = known.source
    kind = known.facts["cell_type"]
    if cell.cell_type == kind:
        return
    cell.cell_type = kind
    cell.pop("attachments", None)
    if kind == "code":
        cell.outputs, cell.execution_count = [], None
    else:
        cell.pop("outputs", None)
        cell.pop("execution_count", None)


def _add_missing(notebook: NotebookNode, known: Mapping[str, Known]) -> Iterable[str]:
    # What exercises rely on comes as early as the order allows, tests as late: a student who
    # wrote the answer into a cell of another name still has it tested.
    names = [_name(cell) for cell in notebook.cells]
    place = 0
    for name, cell in known.items():
        index = _index(names, name)
        if index is None and cell.facts.get("locked") and not cell.facts.get("grade"):
            _insert(notebook, place, cell)
            names.insert(place, name)
            yield name
            index = place
        place = place if index is None else index + 1
    place = len(notebook.cells)
    for name, cell in reversed(list(known.items())):
        index = _index(names, name)
        if index is None and (cell.facts.get("grade") or cell.facts.get("task")):
            _insert(notebook, place, cell)
            names.insert(place, name)
            yield name
        place = place if index is None else index


def _insert(notebook: NotebookNode, place: int, known: Known) -> None:
    make: Any = new_code_cell if known.facts["cell_type"] == "code" else new_markdown_cell
    metadata = NotebookNode(nbgrader=NotebookNode(known.facts), deletable=False, editable=False)
    notebook.cells.insert(place, make(source=known.source, metadata=metadata))


def _name(cell: NotebookNode) -> str:
    facts = cell.metadata.get("nbgrader")
    name = facts.get("grade_id") if isinstance(facts, dict) else None
    return name if isinstance(name, str) else ""


def _index(names: list[str], name: str) -> int | None:
    return names.index(name) if name in names else None


class RestoreCells(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader is untyped
    """`restore` as a step of nbgrader's, which knows cells by the gradebook.

    nbgrader's own step stops with an error if an exercise was deleted altogether, or if a cell
    claims to be a test that the assignment does not have; here neither costs a student the grade.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Restore a submitted notebook in place."""
        where = resources["nbgrader"]
        with Gradebook(where["db_url"]) as gradebook:
            known = known_to(gradebook.find_notebook(where["notebook"], where["assignment"]))
        return restore(nb, known, self.log), resources


def known_to(notebook: Notebook) -> dict[str, Known]:
    """Return what the gradebook knows of a notebook's cells."""
    points = {cell.name: cell.max_score for cell in (*notebook.grade_cells, *notebook.task_cells)}
    grades = {cell.name for cell in notebook.grade_cells}
    solutions = {cell.name for cell in notebook.solution_cells}
    tasks = {cell.name for cell in notebook.task_cells}
    return {
        cell.name: Known(
            cell.source,
            {
                "cell_type": cell.cell_type,
                "grade": cell.name in grades,
                "grade_id": cell.name,
                "locked": bool(cell.locked),
                "schema_version": 3,
                "solution": cell.name in solutions,
                "task": cell.name in tasks,
                **({"points": points[cell.name]} if cell.name in points else {}),
                # nbgrader gives a task none, and refuses one that is None.
                **({"checksum": cell.checksum} if cell.checksum else {}),
            },
        )
        for cell in notebook.source_cells
    }
