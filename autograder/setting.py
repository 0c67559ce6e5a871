"""What all submissions of an assignment share when they are graded, as plain data."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from traitlets import TraitError
from traitlets.config import Config

from autograder.cells import RunCells
from autograder.environment import environment_digest, modules
from autograder.errors import CourseError
from autograder.expected import expected
from autograder.matching import Known
from autograder.mode import require_python, rooms_of
from autograder.records import digest_of
from autograder.rooms.sandbox.layers import Sandbox
from autograder.rooms.supervise import Seconds
from autograder.rubric import Item, Rubric
from autograder.submissions import IGNORED

__all__ = ["Setting"]


@dataclass(frozen=True)
class Setting:
    """What all submissions of an assignment share; it can be pickled and sent to a worker.

    Parameters
    ----------
    assignment : str
        Its name.
    items : tuple of Item
        Its exercises.
    known : mapping of str to Known
        Its cells, as the course wrote them.
    kernelspec : mapping
        The course's own: students' machines have kernels of other names.
    modules : frozenset of str
        What its locked cells import.
    rooms : {2, 1}
        In how many rooms a notebook runs.
    files : Path or None
        The folder of the course's own files, which lie beside each notebook when it is run.
    logs : Path
        Where the warm parents write what goes wrong.
    seconds : Seconds
        How long a submission may run, unless it was given other limits.
    sandbox : Sandbox
        What is around each student's code, with its limits.
    config : Config
        The course's settings.
    digest : str
        Digest of all this, as far as grades depend on it.
    run : str
        Tells one run from others, for `execute.drop`.
    """

    assignment: str
    items: tuple[Item, ...]
    known: Mapping[str, Known]
    kernelspec: Mapping[str, Any]
    modules: frozenset[str]
    rooms: int
    files: Path | None
    logs: Path
    seconds: Seconds
    sandbox: Sandbox
    config: Config
    digest: str
    run: str = field(default_factory=lambda: uuid.uuid4().hex)

    @classmethod
    def of(
        cls, rubric: Rubric, config: Config, *, files: Path | None, logs: Path, unsafe: bool
    ) -> Setting:
        """Work out the setting of an assignment.

        Parameters
        ----------
        rubric : Rubric
            Its exercises, with the instructor's notebook.
        config : Config
            The course's settings.
        files, logs : Path
            As above.
        unsafe : bool
            Whether to run students' code also where it cannot be shut in.

        Raises
        ------
        CourseError
            If a limit, or the number of rooms, is none, or the notebook is not for Python.
        SandboxError
            If students' code cannot be shut in here, unless that was allowed.
        """
        require_python(rubric.notebook)
        try:
            step = RunCells(config=config)
        except TraitError as error:
            raise CourseError(f"a limit in nbgrader_config.py: {error}", "correct it") from None
        rooms = rooms_of(rubric.notebook, step.rooms)
        limits = step.room_limits()
        sandbox = Sandbox.chosen(limits, unsafe=unsafe or step.unsafe_no_sandbox)
        layers = [layer.name for layer in sandbox.layers if layer.present]
        return cls(
            assignment=rubric.assignment,
            items=rubric.items,
            known=expected(rubric.notebook, config),
            kernelspec=rubric.notebook.metadata.get("kernelspec", {}),
            modules=frozenset(modules(rubric.notebook)),
            rooms=rooms,
            files=files,
            logs=logs,
            seconds=step.seconds(),
            sandbox=sandbox,
            config=config,
            digest=digest_of(
                nbformat.writes(rubric.notebook),
                environment_digest(rubric.notebook, config),
                _content(files),
                repr((rooms, limits, layers)),
            ),
        )

    def seconds_for(self, timeout: int | None) -> Seconds:
        """Return how long a submission may run.

        Parameters
        ----------
        timeout : int or None
            Seconds for one cell, where somebody gave this submission others than the course's.
            They bring ten times that for the whole notebook.
        """
        return self.seconds if timeout is None else Seconds(timeout, 10 * timeout)

    def digest_for(self, submission: str, timeout: int | None) -> str:
        """Return the digest of all that a submission's outcome depends on.

        Parameters
        ----------
        submission : str
            Digest of what was handed in.
        timeout : int or None
            As for `seconds_for`.
        """
        return digest_of(submission, self.digest, repr(self.seconds_for(timeout)))


def _content(folder: Path | None) -> str:
    """Return a digest of the files that lie beside each notebook."""
    if folder is None:
        return ""
    files = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.suffix != ".ipynb" and not set(IGNORED) & {*path.parts}
    }
    return repr(files)
