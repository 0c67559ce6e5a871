"""One submission run in its two rooms, and what it came to written into ``autograded/``."""

from __future__ import annotations

import logging
import shutil
import tempfile
import threading
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from traitlets.config import Config

from autograder import steps
from autograder.course import Course
from autograder.environment import modules
from autograder.errors import AutograderError
from autograder.outcomes import Limits, Outcome
from autograder.restore import Known
from autograder.rooms.sandbox.layers import Sandbox
from autograder.rooms.supervise import Seconds, run
from autograder.rooms.warm import Warm, parents
from autograder.rubric import Rubric
from autograder.submissions import IGNORED, Submission

__all__ = ["Engine"]

READ_ONLY, SHARED = 0o444, 0o664
Parents = Mapping[str, Warm]


class Engine(ExitStack):
    """Grades the submissions of one assignment; several threads may use it at once.

    Parameters
    ----------
    course : Course
        The course.
    rubric : Rubric
        The assignment, with the instructor's notebook.
    known : mapping of str to Known
        What the gradebook knows of its cells.
    sandbox : Sandbox
        What is around each student's code.
    """

    def __init__(
        self, course: Course, rubric: Rubric, known: Mapping[str, Known], sandbox: Sandbox
    ) -> None:
        super().__init__()
        self.sandbox = sandbox
        self.course = course
        self.rubric = rubric
        self.known = known
        self.config: Config = course.config()
        self.log = logging.getLogger("autograder.engine")
        self._parents: Parents | None = None
        self._lock = threading.Lock()

    def grade(self, submission: Submission, limits: Limits, stopped: Callable[[], bool]) -> Outcome:
        """Run a submission; ``autograded/`` then holds its notebook with all outputs.

        Parameters
        ----------
        submission : Submission
            One without a problem.
        limits : Limits
            How long it may take.
        stopped : callable
            Whether to drop it; then nothing of it stays.

        Returns
        -------
        Outcome
            With a failure if there is no grade; then there is nothing in ``autograded/`` either.
        """
        folder = self.course.root / "autograded" / submission.student / submission.assignment
        name = f"{submission.assignment}.ipynb"
        try:
            notebook = steps.prepare(
                (submission.folder / name).read_text(encoding="utf-8"),
                self.known,
                self.rubric.notebook.metadata.get("kernelspec", {}),
                self.log,
            )
            cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
            with tempfile.TemporaryDirectory(prefix="grade-") as scratch:
                self._copy_files(submission, Path(scratch))
                seconds = Seconds(limits.cell, limits.notebook)
                done = run(cells, self._warm(), seconds, Path(scratch), stopped)
            if not done:
                shutil.rmtree(folder, ignore_errors=True)
                return Outcome(failure="was stopped")
            notebook = steps.finish(notebook, self.config)
            self._write(submission, notebook, folder, name)
        except AutograderError as error:
            self._forget()
            shutil.rmtree(folder, ignore_errors=True)
            return Outcome(failure=str(error))
        except OSError as error:  # no more processes, no more space: others may still go through
            shutil.rmtree(folder, ignore_errors=True)
            return Outcome(failure=f"{error.filename or 'the system'}: {error.strerror}")
        return Outcome(steps.outcomes(notebook), steps.unanswered(notebook))

    def _warm(self) -> Parents:
        """Return the parents of the rooms; they are started when they are needed first."""
        with self._lock:
            if self._parents is None:
                log = self.course.state / "logs" / self.rubric.assignment
                self._parents = parents(modules(self.rubric.notebook), log, self.sandbox)
                for parent in self._parents.values():
                    self.callback(parent.close)
            return self._parents

    def _forget(self) -> None:
        """After a parent was lost, the next submission starts new ones.

        A room that failed under a parent that lives is no reason: parents would pile up.
        """
        with self._lock:
            if self._parents and not all(one.alive for one in self._parents.values()):
                self._parents = None

    def _copy_files(self, submission: Submission, to: Path) -> None:
        source = self.course.source(submission.assignment).parent
        for folder in (submission.folder, source):  # the course's own files win, as in nbgrader
            for path in sorted(folder.rglob("*")):
                inside = path.relative_to(folder)
                if (
                    path.is_file()
                    and path.suffix != ".ipynb"
                    and not set(IGNORED) & {*inside.parts}
                ):
                    (to / inside).parent.mkdir(parents=True, exist_ok=True)
                    shutil.copyfile(path, to / inside)

    def _write(
        self, submission: Submission, notebook: NotebookNode, folder: Path, name: str
    ) -> None:
        """Write a folder beside its place and move it there: a reader sees all of it or nothing."""
        folder.parent.mkdir(parents=True, exist_ok=True)
        shared = bool(self.config.CourseDirectory.get("groupshared", False))
        mode = SHARED if shared else READ_ONLY
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".new-") as beside:
            made = Path(beside) / folder.name
            made.mkdir()
            self._copy_files(submission, made)
            (made / name).write_text(nbformat.writes(notebook) + "\n", encoding="utf-8")
            for path in made.rglob("*"):
                path.chmod(mode if path.is_file() else 0o2775 if shared else 0o755)
            made.chmod(0o2775 if shared else 0o755)
            shutil.rmtree(folder, ignore_errors=True)
            made.rename(folder)
