"""Edits made in ``source/`` by mistake: found, shown as a diff, and taken back into the master.

Formgrader links to the notebooks in ``source/``, so sooner or later somebody edits one. Each is
signed with a digest of its own cells when it is built; an edit breaks the signature.
"""

from __future__ import annotations

import hashlib
import json
from difflib import unified_diff

import nbformat
from nbformat import NotebookNode

from autograder.contract import check_source
from autograder.course import Course
from autograder.errors import CourseError, EditedSourceError
from autograder.files import write_atomically
from autograder.master import parse_master, read_text, write_master

AUTHORED = ("dl4ds", "nbgrader", "tags")


def digest(notebook: NotebookNode) -> str:
    """Return a digest of what an author writes: outputs and other traces of use do not count."""
    cells = [
        [cell.cell_type, cell.source, {k: v for k, v in cell.metadata.items() if k in AUTHORED}]
        for cell in notebook.cells
    ]
    return "sha256:" + hashlib.sha256(json.dumps(cells, sort_keys=True).encode()).hexdigest()


def refuse_edited_source(course: Course, topic: str) -> None:
    """Raise if a topic's instructor notebook was edited by hand since it was built.

    Raises
    ------
    EditedSourceError
        With the edit as a diff, and with how to keep or to drop it.
    """
    edited = _edited_source(course, topic)
    if edited is None:
        return
    master = course.master(topic)
    name = course.relative(master).as_posix()
    old = read_text(master)
    diff = "".join(
        unified_diff(
            old.splitlines(keepends=True),
            write_master(edited, old).splitlines(keepends=True),
            fromfile=name,
            tofile=f"{name} with the edit",
        )
    )
    source = course.relative(course.source(topic))
    keep, drop = f"'autograder build --pull {topic}'", f"deleting {source} and building"
    raise EditedSourceError(topic, source, diff, f"keep the edit with {keep}, or drop it by {drop}")


def pull(course: Course, topic: str) -> bool:
    """Take an edit that was made in ``source/`` back into the master.

    Parameters
    ----------
    course : Course
        The course.
    topic : str
        The lecture.

    Returns
    -------
    bool
        Whether there was an edit. The topic wants building afterwards.

    Raises
    ------
    CourseError
        If the master has been edited as well, so that one of the two edits would be lost, or if
        the edit holds something that a master cannot.
    MasterError
        If the edit breaks the format. Nothing is changed in any of these cases.
    """
    edited = _edited_source(course, topic)
    if edited is None:
        return False
    path, source = course.master(topic), course.source(topic)
    old = read_text(path)
    if edited.metadata.get("dl4ds", {}).get("digest") != digest(parse_master(old, path)):
        raise CourseError(
            f"{course.relative(path)} and {course.relative(source)} were both edited",
            "copy one edit into the other by hand, delete the notebook, then build",
        )
    new = write_master(edited, old)
    back = parse_master(new, path)
    check_source(back, path, new)
    if [c.source.strip() for c in back.cells] != [c.source.strip() for c in edited.cells]:
        raise CourseError(
            f"the edit in {course.relative(source)} cannot be written as py:percent text",
            f"make it in {course.relative(path)} by hand, delete the notebook, then build",
        )
    course.require_writable(path.parent)
    write_atomically(path, new.encode())
    # The edit is in the master now; signed again, the notebook no longer counts as edited.
    edited.metadata.setdefault("dl4ds", NotebookNode()).digest = digest(edited)
    write_atomically(source, nbformat.writes(edited).encode())
    return True


def _edited_source(course: Course, topic: str) -> NotebookNode | None:
    if not course.source(topic).exists():
        return None
    notebook = course.read_source(topic)
    signed = notebook.metadata.get("dl4ds", {}).get("digest")
    return None if signed == digest(notebook) else notebook
