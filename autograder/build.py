"""Masters to ``source/`` and ``release/``: the same bytes every time, on every Python.

The release is made by nbgrader's own steps, configured as ``nbgrader generate_assignment`` is, so
that the command and formgrader's button write the same file as `build` does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import SaveCells

from autograder.contract import check_source
from autograder.course import Course
from autograder.edits import digest, refuse_edited_source
from autograder.files import write_atomically
from autograder.master import parse_master, read_text
from autograder.mode import TWO_ROOMS


@dataclass(frozen=True)
class Difference:
    """A file that is not what the masters say.

    Parameters
    ----------
    path : Path
        The file, from the course's root.
    kind : str
        ``"missing"``, ``"changed"`` or ``"foreign"`` (not built; nbgrader would hand it out).
    """

    path: Path
    kind: str


def render(course: Course, topic: str) -> dict[Path, bytes]:
    """Return what a topic's built files must hold, without writing anything.

    Parameters
    ----------
    course : Course
        The course.
    topic : str
        A lecture that has a master.

    Returns
    -------
    dict of Path to bytes
        The instructor's notebook and the students'.

    Raises
    ------
    MasterError
        If the master breaks the format.
    """
    source = render_source(course, topic)
    return {
        course.source(topic): _to_bytes(source),
        course.release(topic): _render_release(course, topic, source),
    }


def render_source(course: Course, topic: str) -> NotebookNode:
    """Return a topic's instructor notebook, signed with the digest of its cells.

    It says, too, that it is written for two rooms: `autograder.contract` asks that of every test.
    """
    path = course.master(topic)
    text = read_text(path)
    notebook = parse_master(text, path)
    check_source(notebook, path, text)
    notebook.metadata.dl4ds = NotebookNode(
        digest=digest(notebook), master=course.relative(path).as_posix(), rooms=TWO_ROOMS
    )
    return notebook


def build(course: Course, topics: Iterable[str]) -> list[Path]:
    """Write ``source/`` and ``release/``.

    Everything is rendered, and every edited source found, before the first file is written.

    Parameters
    ----------
    course : Course
        The course.
    topics : iterable of str
        The lectures.

    Returns
    -------
    list of Path
        The files whose content has changed.

    Raises
    ------
    MasterError
        If a master breaks the format.
    EditedSourceError
        If building would lose an edit that someone made in ``source/``.
    CourseError
        If the folders cannot be written to.
    """
    wanted: dict[Path, bytes] = {}
    for topic in topics:
        wanted |= render(course, topic)
        refuse_edited_source(course, topic)
    course.require_writable(*(path.parent for path in wanted))
    changed = [path for path, content in wanted.items() if _read(path) != content]
    for path in changed:
        write_atomically(path, wanted[path])
    return changed


def compare(course: Course, topics: Iterable[str]) -> list[Difference]:
    """Return every built file that is out of step with its master; changes nothing.

    Parameters and errors are those of `build`.
    """
    differences = []
    for topic in topics:
        wanted = render(course, topic)
        refuse_edited_source(course, topic)
        for path, content in wanted.items():
            found = _read(path)
            if found != content:
                kind = "missing" if found is None else "changed"
                differences.append(Difference(course.relative(path), kind))
            differences += [
                Difference(course.relative(other), "foreign")
                for other in sorted(path.parent.rglob("*"))
                if other.is_file() and other != path and ".ipynb_checkpoints" not in other.parts
            ]
    return differences


def _render_release(course: Course, topic: str, source: NotebookNode) -> bytes:
    config = course.config()
    # Without its preprocessors' defaults the exporter does what nbgrader asks of it, and no more.
    config.Exporter.default_preprocessors = []
    exporter = NotebookExporter(config=config)
    for step in GenerateAssignment(config=config).preprocessors:
        if step is not SaveCells:  # the one step that writes to the gradebook
            exporter.register_preprocessor(step, enabled=True)
    resources = {"nbgrader": {"assignment": topic, "notebook": topic, "student": "."}}
    text, _ = exporter.from_notebook_node(source, resources=resources)
    return str(text).encode()


def _to_bytes(notebook: NotebookNode) -> bytes:
    return (str(nbformat.writes(notebook)) + "\n").encode()


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None
