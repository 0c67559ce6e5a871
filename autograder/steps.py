"""What is done to a submitted notebook before and after its cells are run."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.preprocessors import ClearOutput
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from autograder.contract import grade_id
from autograder.outcomes import CellOutcome
from autograder.restore import Known, restore

__all__ = ["finish", "outcomes", "prepare", "unanswered"]

# Steps of nbgrader's that run cells or write to the gradebook: these are done elsewhere. The last
# one looks at nbgrader's metadata, which `restore` has just written.
ELSEWHERE = ("Execute", "RunCells", "SaveAutoGrades", "AssignLatePenalties", "CheckCellMetadata")


def prepare(
    text: str, known: Mapping[str, Known], kernelspec: Mapping[str, Any], log: logging.Logger
) -> NotebookNode:
    """Read a submission and bring it to the state in which it is run.

    Parameters
    ----------
    text : str
        The notebook's file.
    known : mapping of str to Known
        What the course knows of its cells.
    kernelspec : mapping
        The course's own: students' machines have kernels of other names.
    log : logging.Logger
        Told about what was put right.

    Returns
    -------
    NotebookNode
        Without outputs, with all locked cells.
    """
    notebook = nbformat.reads(text, as_version=4)
    notebook, _ = ClearOutput().preprocess(notebook, {})
    notebook.metadata["kernelspec"] = dict(kernelspec)
    return restore(notebook, known, log)


def finish(notebook: NotebookNode, config: Config) -> NotebookNode:
    """Take the course's own steps that only look at the notebook, such as limits of output.

    Parameters
    ----------
    notebook : NotebookNode
        A submission that was run; it is changed.
    config : Config
        The course's settings, which list the steps.
    """
    for name in config.Autograde.get("autograde_preprocessors", ()):
        kind = import_item(name) if isinstance(name, str) else name
        if not any(base.__name__ in ELSEWHERE for base in kind.__mro__):
            step = kind(config=config)
            if step.enabled:  # nbconvert's own are off unless the course turns them on
                notebook, _ = step.preprocess(notebook, {})
    return notebook


def outcomes(notebook: NotebookNode) -> tuple[CellOutcome, ...]:
    """Return what running a notebook came to, for every code cell and every graded cell."""
    found = []
    for cell in notebook.cells:
        graded = bool(is_grade(cell))
        if cell.cell_type != "code" and not graded:
            continue
        outputs = cell.get("outputs", [])
        found.append(
            CellOutcome(
                name=grade_id(cell),
                graded=graded,
                points=determine_grade(cell)[0] if graded else None,
                errors=tuple((o.ename, o.evalue) for o in outputs if o.output_type == "error"),
                stderr=any(o.output_type == "stream" and o.name == "stderr" for o in outputs),
            )
        )
    return tuple(found)


def unanswered(notebook: NotebookNode) -> dict[str, bool]:
    """Return, for each cell that takes an answer, whether it is as it was handed out."""
    return {
        grade_id(cell): not is_task(cell)
        and cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
        for cell in notebook.cells
        if is_solution(cell) or is_task(cell)
    }
