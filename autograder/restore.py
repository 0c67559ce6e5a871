"""A submission's locked cells as the course wrote them, whatever the student did to them."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook, Notebook
from nbgrader.preprocessors import NbGraderPreprocessor

from autograder.intake import as_text, make_sound
from autograder.matching import Known, match, named, plain

__all__ = ["Known", "RestoreCells", "known_to", "put_right", "restore"]

LISTED = 4
"""Cells that a message names at most."""


def restore(
    notebook: NotebookNode, known: Mapping[str, Known], log: logging.Logger
) -> NotebookNode:
    """Do as `put_right`, and return the notebook."""
    put_right(notebook, known, log)
    return notebook


def put_right(notebook: NotebookNode, known: Mapping[str, Known], log: logging.Logger) -> list[str]:
    """Put locked cells back where they are missing, and right where they were changed.

    All of nbgrader's metadata is the course's. Copies of a cell lose it, and so does a cell that
    claims to be one which the assignment does not have. Locked cells that do not stand in the
    course's order are put back into it.

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
    list of str
        What was put right, each in a few words to the student.
    """
    found = match(notebook.cells, known)
    told = _told(notebook.cells, found, known)
    for cell in notebook.cells:
        cell.metadata.pop("nbgrader", None)
    for name, cell in found.items():
        _put_right(cell, known[name])
    if not _in_order(notebook.cells, known):
        locked = {id(found[name]) for name in found if known[name].facts.get("locked")}
        notebook.cells = [cell for cell in notebook.cells if id(cell) not in locked]
    for name in _add_missing(notebook, known):
        if name not in found:
            log.warning("Cell %s was missing from the submission: added back", name)
    return told


def _told(
    cells: list[NotebookNode], found: Mapping[str, NotebookNode], known: Mapping[str, Known]
) -> list[str]:
    """Return what is wrong with a submission's cells, as a person would say it."""
    if known and not found:
        return ["it has none of the assignment's cells: is it the right notebook?"]
    counts = Counter(filter(None, map(named, cells)))
    order = {id(found[name]): place for place, name in enumerate(known) if name in found}
    places = [order[id(cell)] for cell in cells if id(cell) in order]
    wrong = {
        "missing and put back": [name for name in known if name not in found],
        "changed and put right": [
            name
            for name, cell in found.items()
            if known[name].facts.get("locked")
            and known[name].shown
            and plain(cell.source) not in known[name].texts
        ],
        "of another kind and put right": [
            name for name, cell in found.items() if cell.cell_type != known[name].facts["cell_type"]
        ],
        "without its name or with another one": [
            name for name, cell in found.items() if named(cell) != name
        ],
        "there more than once": [name for name in known if counts[name] > 1],
        "not of this assignment": [name for name in counts if name not in known],
    }
    told = [f"{_listed(names)}: {what}" for what, names in wrong.items() if names]
    if places != sorted(places):
        told.append("cells stand in another order: locked ones were put back into theirs")
    return told


def _listed(names: list[str]) -> str:
    shown = ", ".join(as_text(name[:60]) for name in names[:LISTED])
    return f"{shown} and {len(names) - LISTED} more" if len(names) > LISTED else shown


def _in_order(cells: list[NotebookNode], known: Mapping[str, Known]) -> bool:
    order = {name: place for place, name in enumerate(known)}
    places = [order[named(cell)] for cell in cells if named(cell)]
    return places == sorted(places)


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


def _add_missing(notebook: NotebookNode, known: Mapping[str, Known]) -> list[str]:
    # What exercises rely on comes as early as the order allows, tests as late: a student who
    # wrote the answer into a cell of another name still has it tested.
    added = []
    order = {name: place for place, name in enumerate(known)}
    there = set(map(named, notebook.cells))
    missing = [(name, one) for name, one in known.items() if name not in there]
    for name, one in missing:
        if one.facts.get("locked") and not one.facts.get("grade"):
            _insert(notebook, _neighbours(notebook, order, name)[0], one)
            added.append(name)
    for name, one in reversed(missing):
        if (one.facts.get("grade") or one.facts.get("task")) and name not in added:
            _insert(notebook, max(_neighbours(notebook, order, name)), one)
            added.append(name)
    return added


def _neighbours(notebook: NotebookNode, order: Mapping[str, int], name: str) -> tuple[int, int]:
    """Return the place behind all cells before a missing one, and that of the first after it."""
    before, after = 0, len(notebook.cells)
    for index, cell in enumerate(notebook.cells):
        place = order.get(named(cell))
        if place is not None and place < order[name]:
            before = index + 1
        elif place is not None:
            after = min(after, index)
    return before, after


def _insert(notebook: NotebookNode, place: int, known: Known) -> None:
    make: Any = new_code_cell if known.facts["cell_type"] == "code" else new_markdown_cell
    metadata = NotebookNode(nbgrader=NotebookNode(known.facts), deletable=False, editable=False)
    notebook.cells.insert(place, make(source=known.source, metadata=metadata))


class RestoreCells(NbGraderPreprocessor):  # type: ignore[misc]  # nbgrader is untyped
    """`restore` as a step of nbgrader's, which knows cells by the gradebook.

    nbgrader's own step stops with an error if an exercise was deleted altogether, or if a cell
    claims to be a test that the assignment does not have; here neither costs a student the grade.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Restore a submitted notebook in place; of what it says of itself, little is kept."""
        make_sound(nb)
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
