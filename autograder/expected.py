"""What the course expects of each cell of a submission, read off the instructor's notebook."""

from __future__ import annotations

import copy

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode, reads
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, SaveCells
from traitlets.config import Config

from autograder.contract import about, grade_id
from autograder.matching import Known

__all__ = ["expected"]


def expected(notebook: NotebookNode, config: Config) -> dict[str, Known]:
    """Return what nbgrader's gradebook would know of an assignment's cells.

    Parameters
    ----------
    notebook : NotebookNode
        The instructor's notebook.
    config : Config
        The course's settings.

    Returns
    -------
    dict of str to Known
        By grade id, in the notebook's order. Solutions are taken out, hidden tests are not.
    """
    config = copy.deepcopy(config)
    # Without its preprocessors' defaults the exporter does what nbgrader asks of it, and no more.
    config.Exporter.default_preprocessors = []
    exporter = NotebookExporter(config=config)
    for step in GenerateAssignment(config=config).preprocessors:
        if step is SaveCells:
            break
        exporter.register_preprocessor(step, enabled=True)
    resources = {"nbgrader": {"assignment": "", "notebook": "", "student": "."}}
    text, _ = exporter.from_notebook_node(copy.deepcopy(notebook), resources=resources)
    made = reads(text, as_version=4)
    shown = copy.deepcopy(made)
    for hide in (ClearHiddenTests, ClearMarkScheme):
        shown, _ = hide(config=config).preprocess(shown, resources)
    return {
        grade_id(cell): _known(cell, handed_out.source)
        for cell, handed_out in zip(made.cells, shown.cells, strict=True)
        if any(about(cell).get(fact) for fact in ("grade", "solution", "locked", "task"))
    }


def _known(cell: NotebookNode, shown: str) -> Known:
    facts = about(cell)
    flags = {name: bool(facts.get(name)) for name in ("grade", "locked", "solution", "task")}
    known = {
        "cell_type": cell.cell_type,
        "grade_id": grade_id(cell),
        "schema_version": 3,
        **flags,
    }
    if facts.get("checksum"):  # a task has none
        known["checksum"] = facts["checksum"]
    if flags["grade"] or flags["task"]:
        known["points"] = float(str(facts["points"]))
    return Known(cell.source, known, shown, str(cell.get("id", "")))
