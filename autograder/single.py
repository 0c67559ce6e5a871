"""Grading one notebook: without a gradebook, a course directory or a database."""

from __future__ import annotations

import hashlib
import json
import warnings
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from traitlets.config import Config

from autograder.dispatch import refused
from autograder.errors import CourseError, UsageError
from autograder.execute import Task, grade_one
from autograder.intake import take_in
from autograder.records import Record
from autograder.rubric import Rubric
from autograder.scratch import kept, scratch
from autograder.setting import Setting

__all__ = ["grade"]

NAME = "notebook"


def grade(
    notebook: Path | str | NotebookNode,
    source: Path | str | NotebookNode,
    *,
    files: Path | None = None,
    config: Config | None = None,
    timeout: int | None = None,
    unsafe: bool = False,
) -> Record:
    """Grade one submitted notebook against the instructor's.

    The steps are those of ``autograder grade``: locked cells are put right, cells run in their
    rooms inside the sandbox, tests are scored. Nothing is written. The first call starts processes
    that stay for later ones, which take a tenth of the time.

    Parameters
    ----------
    notebook : Path or NotebookNode
        What was handed in.
    source : Path or NotebookNode
        The instructor's version, with solutions and all tests.
    files : Path, optional
        The folder of the course's own files that notebooks read or import. Without it there are
        none beside the notebook.
    config : traitlets.config.Config, optional
        Settings as in ``nbgrader_config.py``, limits for instance; nbgrader's own by default.
    timeout : int, optional
        Seconds that one cell may take.
    unsafe : bool
        Whether to run the notebook also where it cannot be shut in.

    Returns
    -------
    Record
        Its status, the points of each exercise and what went wrong. A notebook that cannot be read
        has the status ``ungradable``.

    Raises
    ------
    UsageError
        If there is no such file, or the time limit is none.
    CourseError
        If the instructor's version is no notebook with graded cells.
    SandboxError
        If the notebook cannot be shut in here, unless that was allowed.

    Examples
    --------
    >>> from autograder import grade
    >>> record = grade("ada.ipynb", "source/01/01.ipynb")  # doctest: +SKIP
    >>> record.status, record.results["gd_step"].points  # doctest: +SKIP
    ('graded', 3.0)
    """
    if timeout is not None and timeout < 1:
        raise UsageError(f"a limit of {timeout} seconds", "give one second or more")
    rubric = Rubric.of(_source(source), NAME)
    if not rubric.items:
        raise CourseError("the instructor's notebook has no graded cells", "give the built one")
    given = Config() if config is None else config
    setting = Setting.of(rubric, given, files=files, logs=kept("logs"), unsafe=unsafe)
    with scratch() as folder, warnings.catch_warnings():
        path = _path(notebook, folder)
        try:
            content = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise UsageError(f"{path}: {error.strerror}", "name a file") from None
        task = Task(
            student=path.stem,
            notebook=path,
            files=None,
            seconds=setting.seconds_for(timeout),
            digest=setting.digest_for(content, timeout),
            timeout=timeout,
        )
        problem = take_in(path).problem
        return (refused(setting, task, problem) if problem else grade_one(setting, task)).record


def _source(source: Path | str | NotebookNode) -> NotebookNode:
    if isinstance(source, NotebookNode):
        return source
    if not Path(source).is_file():
        raise CourseError(f"the instructor's notebook: {source} is no file", "build it again")
    taken = take_in(Path(source))
    for problem in filter(None, (taken.problem, *taken.repairs)):
        raise CourseError(f"the instructor's notebook: {problem}", "build it again")
    found: NotebookNode = nbformat.read(source, as_version=4)
    return found


def _path(notebook: Path | str | NotebookNode, folder: Path) -> Path:
    """Return the file of a notebook; one that is none yet is written."""
    if not isinstance(notebook, NotebookNode):
        return Path(notebook)
    path = folder / f"{NAME}.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")  # as it is: nothing is mended
    return path
