"""Running a notebook in a kernel of its own, outputs and all."""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from autograder.errors import AutograderError


def run(notebook: NotebookNode, folder: Path | None = None, timeout: int = 60) -> NotebookNode:
    """Run every cell, also those after an error, and return the notebook with its outputs.

    Parameters
    ----------
    notebook : NotebookNode
        Left as it is: a copy is run.
    folder : Path, optional
        Where the kernel starts; a temporary folder by default.
    timeout : int
        Seconds that one cell may take.

    Raises
    ------
    AutograderError
        If a cell takes too long or the kernel dies.
    """
    result = copy.deepcopy(notebook)
    with tempfile.TemporaryDirectory() as scratch:
        client = NotebookClient(
            result,
            timeout=timeout,
            allow_errors=True,
            kernel_name="python3",
            # A kernel that tells the terminal about its sockets tells an author nothing.
            extra_arguments=["--IPKernelApp.log_level=ERROR"],
            resources={"metadata": {"path": str(folder or scratch)}},
        )
        try:
            client.execute()
        except (CellTimeoutError, DeadKernelError) as error:
            raise AutograderError(f"the notebook could not be run: {error}") from error
    return result


def errors(cell: NotebookNode) -> list[tuple[str, str]]:
    """Return the name and the message of each error that a cell shows."""
    outputs = cell.get("outputs", [])
    return [(out.ename, out.evalue) for out in outputs if out.output_type == "error"]


def stderr(cell: NotebookNode) -> str:
    """Return what a cell wrote to stderr."""
    outputs = cell.get("outputs", [])
    streams = [out for out in outputs if out.output_type == "stream" and out.name == "stderr"]
    return "".join(out.text for out in streams)
