"""What is done to a submitted notebook before and after its cells are run."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearOutput
from nbgrader.utils import compute_checksum, is_grade, is_solution, is_task
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from autograder.contract import grade_id
from autograder.matching import Known
from autograder.outcomes import CellOutcome
from autograder.restore import put_right
from autograder.scores import points_of, unclear

__all__ = ["finish", "outcomes", "prepare", "unanswered"]

# Steps of nbgrader's that run cells or write to the gradebook: these are done elsewhere. The last
# one looks at nbgrader's metadata, which `restore` has just written.
ELSEWHERE = ("Execute", "RunCells", "SaveAutoGrades", "AssignLatePenalties", "CheckCellMetadata")


def prepare(
    notebook: NotebookNode,
    known: Mapping[str, Known],
    kernelspec: Mapping[str, Any],
    log: logging.Logger,
) -> tuple[NotebookNode, list[str]]:
    """Bring a submission to the state in which it is run.

    Parameters
    ----------
    notebook : NotebookNode
        What `intake` read; it is changed.
    known : mapping of str to Known
        What the course knows of its cells.
    kernelspec : mapping
        The course's own: students' machines have kernels of other names.
    log : logging.Logger
        Told about what was put right.

    Returns
    -------
    NotebookNode
        With all locked cells, and without outputs.
    list of str
        What was put right, to the student.
    """
    notebook, _ = ClearOutput().preprocess(notebook, {})
    notebook.metadata["kernelspec"] = dict(kernelspec)
    return notebook, put_right(notebook, known, log)


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


def outcomes(notebook: NotebookNode, *, strict: bool = True) -> tuple[CellOutcome, ...]:
    """Return what running a notebook came to, for every code cell and every graded cell.

    Parameters
    ----------
    notebook : NotebookNode
        A submission that was run.
    strict : bool
        Whether a test whose last value is no number waits for a grader, see `scores.points_of`.
    """
    found = []
    for cell in notebook.cells:
        graded = bool(is_grade(cell))
        if cell.cell_type != "code" and not graded:
            continue
        outputs = cell.get("outputs", [])
        points = points_of(cell, strict=strict) if graded else None
        found.append(
            CellOutcome(
                name=grade_id(cell),
                graded=graded,
                points=points,
                errors=tuple((o.ename, o.evalue) for o in outputs if o.output_type == "error"),
                note=unclear(cell, points) if graded else "",
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
