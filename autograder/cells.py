"""Running a submission's cells so that every cell has an outcome, whatever happens."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from time import monotonic
from typing import Any

from jupyter_client.manager import KernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.preprocessors import Execute
from traitlets import Integer

TOO_LONG = "CellTimeoutError"
DIED = "DeadKernelError"
NOT_RUN = "NotRun"


class RunCells(Execute):  # type: ignore[misc]  # nbgrader is untyped
    """nbgrader's `Execute`, which also survives the end of the kernel and bounds the whole.

    nbgrader gives full marks to a test cell without output. So each cell that could not be run
    gets an error as its output, which says why in the student's terms.
    """

    notebook_timeout = Integer(300, help="Seconds that all cells together may take.").tag(
        config=True
    )

    _end = 0.0
    _why_not = ""
    _sockets = ""

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any] | None = None, km: Any = None
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Run a notebook in place."""
        self._end = monotonic() + self.notebook_timeout
        self._why_not = ""
        self.timeout_func = self._seconds_left
        result: tuple[NotebookNode, dict[str, Any]]
        with tempfile.TemporaryDirectory(prefix="kernel-") as self._sockets:
            result = super().preprocess(nb, resources, km)
        return result

    def create_kernel_manager(self) -> KernelManager:
        """Return a manager whose kernel listens in a folder of ours, not on a port of the machine.

        Other users of the machine cannot reach it there. The folder's name is short because the
        name of a Unix socket may hold about a hundred characters.
        """
        manager: KernelManager = super().create_kernel_manager()
        if os.name == "posix":
            manager.transport = "ipc"
            manager.ip = str(Path(self._sockets) / "socket")
            manager.connection_file = str(Path(self._sockets) / "kernel.json")
        return manager

    def preprocess_cell(
        self, cell: NotebookNode, resources: dict[str, Any], index: int
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Run one cell, or write into it why it was not run."""
        if cell.cell_type != "code":
            return cell, resources
        if not self._why_not and monotonic() >= self._end:
            self._why_not = f"the notebook took more than {self.notebook_timeout} seconds in all"
        if self._why_not:
            _fail(cell, NOT_RUN, f"this cell was not run: {self._why_not}")
            return cell, resources
        try:
            super().preprocess_cell(cell, resources, index)
        except DeadKernelError:
            self._why_not = "Python itself had stopped in a cell above"
            reason = "does it call exit(), or need too much memory?"
            _fail(cell, DIED, f"Python itself stopped in this cell: {reason}")
        except CellTimeoutError:
            # The kernel did not come back when it was interrupted: nothing more can run in it.
            self._why_not = "a cell above could not be stopped"
            _fail(cell, TOO_LONG, self.error_on_timeout["evalue"])
        return cell, resources

    def _seconds_left(self, _cell: NotebookNode) -> int:
        left = max(1, round(self._end - monotonic()))
        seconds = min(self.timeout or left, left)
        # nbclient answers a timeout with this reply, as if it came from the kernel.
        self.error_on_timeout = _error(
            TOO_LONG,
            f"this cell was still running after {seconds} s and was stopped: "
            "is there a loop that never ends?",
        )
        return seconds


def _error(name: str, message: str) -> dict[str, Any]:
    # The style is Jupyter's own for an error without a stack.
    shown = f"\x1b[0;31m{name}\x1b[0m: {message}"
    return {"ename": name, "evalue": message, "traceback": [shown]}


def _fail(cell: NotebookNode, name: str, message: str) -> None:
    cell.outputs = [*cell.get("outputs", []), new_output("error", **_error(name, message))]
