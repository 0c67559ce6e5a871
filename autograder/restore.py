"""A submission's locked cells as the course wrote them, whatever the student did to them."""

from __future__ import annotations

from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.api import Gradebook, Notebook
from nbgrader.preprocessors import OverwriteCells


class RestoreCells(OverwriteCells):  # type: ignore[misc]  # nbgrader is untyped
    """Put locked cells back where they are missing, and right where they were changed.

    nbgrader's own step stops with an error if an exercise was deleted altogether, or if a cell
    claims to be a test that the assignment does not have; here neither costs a student the grade.
    Copies of a cell lose nbgrader's metadata: the last one counts, as in nbgrader.
    """

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Restore a submitted notebook in place, by what the gradebook knows of it."""
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as gradebook:
            facts = _facts(gradebook.find_notebook(about["notebook"], about["assignment"]))
        _keep_known(nb, facts)
        nb, resources = super().preprocess(nb, resources)
        self._add_missing(nb, facts)
        return nb, resources

    def _add_missing(self, nb: NotebookNode, facts: dict[str, NotebookNode]) -> None:
        # What exercises rely on comes as early as the order allows, tests as late: a student who
        # wrote the answer into a cell of another name still has it tested.
        place = 0
        for name, fact in facts.items():
            index = _index(nb, name)
            if index is None and fact.about.locked and not fact.about.grade:
                self._insert(nb, place, fact)
                index = place
            place = place if index is None else index + 1
        place = len(nb.cells)
        for name, fact in reversed(facts.items()):
            index = _index(nb, name)
            if index is None and (fact.about.grade or fact.about.task):
                self._insert(nb, place, fact)
            place = place if index is None else index

    def _insert(self, nb: NotebookNode, place: int, fact: NotebookNode) -> None:
        about = fact.about
        self.log.warning("Cell %s was missing from the submission: added back", about.grade_id)
        make: Any = new_code_cell if about.cell_type == "code" else new_markdown_cell
        metadata = NotebookNode(nbgrader=NotebookNode(about), deletable=False, editable=False)
        nb.cells.insert(place, make(source=fact.source, metadata=metadata))


def _facts(notebook: Notebook) -> dict[str, NotebookNode]:
    """Return each cell the gradebook knows, in order, with its text and nbgrader's metadata."""
    points = {cell.name: cell.max_score for cell in (*notebook.grade_cells, *notebook.task_cells)}
    grades = {cell.name for cell in notebook.grade_cells}
    solutions = {cell.name for cell in notebook.solution_cells}
    tasks = {cell.name for cell in notebook.task_cells}
    facts = {}
    for cell in notebook.source_cells:
        about = NotebookNode(
            cell_type=cell.cell_type,
            checksum=cell.checksum,
            grade=cell.name in grades,
            grade_id=cell.name,
            locked=bool(cell.locked),
            schema_version=3,
            solution=cell.name in solutions,
            task=cell.name in tasks,
        )
        if cell.name in points:
            about.points = points[cell.name]
        facts[cell.name] = NotebookNode(about=about, source=cell.source)
    return facts


def _keep_known(nb: NotebookNode, facts: dict[str, NotebookNode]) -> None:
    seen: set[str] = set()
    for cell in reversed(nb.cells):
        name = _name(cell)
        if name in facts and name not in seen:
            seen.add(name)
            cell.metadata.nbgrader = NotebookNode(facts[name].about)
        else:
            cell.metadata.pop("nbgrader", None)


def _name(cell: NotebookNode) -> str:
    about = cell.metadata.get("nbgrader")
    name = about.get("grade_id") if isinstance(about, dict) else None
    return name if isinstance(name, str) else ""


def _index(nb: NotebookNode, name: str) -> int | None:
    return next((i for i, cell in enumerate(nb.cells) if _name(cell) == name), None)
