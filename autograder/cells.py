"""nbgrader's step that runs a notebook's cells, done in two rooms."""

from __future__ import annotations

import atexit
import shutil
import tempfile
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.preprocessors import Execute
from traitlets import Bool, Integer

from autograder.environment import modules
from autograder.rooms.sandbox.layers import Sandbox
from autograder.rooms.supervise import Seconds, run
from autograder.rooms.warm import Warm, parents

__all__ = ["RunCells"]


class RunCells(Execute):  # type: ignore[misc]  # nbgrader is untyped
    """nbgrader's `Execute`: each cell runs in its room, and every cell has an outcome.

    nbgrader gives full marks to a test cell without output. So each cell that could not be run
    gets an error as its output, which says why in the student's terms.
    """

    notebook_timeout = Integer(300, help="Seconds that all cells together may take.").tag(
        config=True
    )

    unsafe_no_sandbox = Bool(
        False, help="Whether to run students' code where it cannot be shut in."
    ).tag(config=True)

    def preprocess(
        self,
        nb: NotebookNode,
        resources: dict[str, Any] | None = None,
        km: Any = None,  # noqa: ARG002 - nbclient's: no kernel is needed
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Run a notebook in place."""
        resources = resources if resources is not None else {}
        cells = [cell for cell in nb.cells if cell.cell_type == "code"]
        seconds = Seconds(self.timeout or self.notebook_timeout, self.notebook_timeout)
        with tempfile.TemporaryDirectory(prefix="grade-") as scratch:
            folder = Path(scratch, "work")
            beside = resources.get("metadata", {}).get("path")
            if beside:
                shutil.copytree(beside, folder, ignore=shutil.ignore_patterns("*.ipynb"))
            folder.mkdir(exist_ok=True)
            run(cells, _warm(nb, self.unsafe_no_sandbox), seconds, folder)
        return nb, resources


_lock = threading.Lock()
_kept: dict[frozenset[str], Mapping[str, Warm]] = {}


def _warm(notebook: NotebookNode, unsafe: bool) -> Mapping[str, Warm]:
    """Return the parents of the rooms: one pair serves all notebooks that import the same."""
    wanted = frozenset(modules(notebook))
    with _lock:
        if wanted not in _kept:
            log = Path(tempfile.mkdtemp(prefix="rooms-"))
            atexit.register(shutil.rmtree, log, ignore_errors=True)
            _kept[wanted] = parents(wanted, log, Sandbox.chosen(unsafe=unsafe))
            for parent in _kept[wanted].values():
                atexit.register(parent.close)
        return _kept[wanted]
