"""nbgrader's step that runs a notebook's cells, done in two rooms, or in one."""

from __future__ import annotations

import functools
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import Execute
from traitlets import Bool, Enum

from autograder import standby
from autograder.environment import modules
from autograder.limits import RoomLimits
from autograder.mode import ONE_ROOM, SETTINGS, recorded_in, require_python, rooms_of
from autograder.rooms.sandbox.layers import Sandbox
from autograder.rooms.sandbox.limits import Limits
from autograder.rooms.supervise import Seconds, run
from autograder.scratch import kept, scratch

__all__ = ["RunCells"]


class RunCells(RoomLimits, Execute):  # type: ignore[misc]  # nbgrader is untyped
    """nbgrader's `Execute`: each cell runs in its room, and every cell has an outcome.

    nbgrader gives full marks to a test cell without output. So each cell that could not be run
    gets an error as its output, which says why in the student's terms.
    """

    rooms = Enum(
        ["auto", *SETTINGS],
        "auto",
        help="Whether tests run in a room of their own, 'two', or with the student's code, 'one'. "
        "'auto' does what the instructor's notebook says of itself, else 'one'.",
    ).tag(config=True)

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
        require_python(nb)
        source = self._source(resources)
        rooms = rooms_of(recorded_in(source), self.rooms)
        if rooms == ONE_ROOM:
            self.log.info("Running all cells in one room, where the student's code sees the tests")
            if self.rooms == "auto" and source is not None and not source.is_file():
                self.log.warning("One room for want of %s, which could ask for two", source)
        cells = [cell for cell in nb.cells if cell.cell_type == "code"]
        seconds = self.seconds()
        with scratch() as around:
            folder = around / "work"
            beside = resources.get("metadata", {}).get("path")
            if beside:
                shutil.copytree(beside, folder, ignore=shutil.ignore_patterns("*.ipynb"))
            folder.mkdir(exist_ok=True)
            sandbox = _sandbox(self.room_limits(), self.unsafe_no_sandbox)
            warm = standby.here.parents(frozenset(modules(nb)), sandbox, kept("logs"))
            course = source.parent if source and source.parent.is_dir() else None
            keep = Path(beside) if beside else None
            run(cells, warm, seconds, folder, rooms=rooms, course=course, keep=keep)
        return nb, resources

    def _source(self, resources: Mapping[str, Any]) -> Path | None:
        """Return where the instructor's notebook is; None where nbgrader does not say which."""
        about = resources.get("nbgrader", {})
        if not {"assignment", "notebook"} <= {*about}:
            return None
        course = CourseDirectory(parent=self)
        folder = course.format_path(course.source_directory, ".", about["assignment"])
        return Path(folder, f"{about['notebook']}.ipynb")

    def seconds(self) -> Seconds:
        """Return how long a submission may run."""
        return Seconds(self.timeout or self.notebook_timeout, self.notebook_timeout)


@functools.cache
def _sandbox(limits: Limits, unsafe: bool) -> Sandbox:
    """Return what is around students' code: nbgrader makes a new step for each notebook."""
    return Sandbox.chosen(limits, unsafe=unsafe)
