"""What was handed in, read as a notebook: repaired where that is safe, else refused in words.

Of a submission only its cells count: their kind, text, tags and grade ids. Whatever else the file
says is left behind here, so that no later step can stumble over it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_notebook

__all__ = ["Taken", "as_text", "make_sound", "take_in"]

MOST_BYTES = 64 * 2**20
MOST_CELLS = 2000
KINDS = ("code", "markdown", "raw")
AGAIN = "download or save it again, and submit that"
_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
_CONFLICT = re.compile(r"^(<<<<<<<|>>>>>>>) ", re.MULTILINE)
_DIGITS = 400
"""Digits of a whole number, at the most: reading longer ones takes long; Python refuses some."""


@dataclass(frozen=True)
class Taken:
    """What a file came to.

    Parameters
    ----------
    notebook : NotebookNode or None
        Its cells; None if there is no notebook in it.
    repairs : tuple of str
        What was put right, each in a few words to the student.
    problem : str
        Why there is no notebook, in one line to the student; empty if there is one.
    """

    notebook: NotebookNode | None
    repairs: tuple[str, ...] = ()
    problem: str = ""


class _Refused(Exception):  # noqa: N818 - it names the fact
    """Why a file is no notebook."""


def take_in(path: Path) -> Taken:
    """Read what a student has handed in as a notebook.

    Parameters
    ----------
    path : Path
        The file.

    Raises
    ------
    OSError
        If it cannot be read.
    """
    repairs: list[str] = []
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            megabytes = f"{size / 2**20:.0f} MB, and {MOST_BYTES // 2**20} are read"
            raise _Refused(f"is too large ({megabytes}): clear its outputs, save and submit again")
        content = _parsed(_decoded(path.read_bytes(), repairs), repairs)
        notebook = _notebook(content, repairs)
    except _Refused as refused:
        return Taken(None, (), f"{path.name} {refused}")
    return Taken(notebook, tuple(repairs))


def make_sound(notebook: NotebookNode) -> None:
    """Take from a notebook, as nbgrader reads one, what pages of it would stumble over.

    What it says of itself is taken by nbconvert as it is, before any step that could look at it.

    Parameters
    ----------
    notebook : NotebookNode
        A submission; it is changed.
    """
    metadata = notebook.get("metadata")
    kernel = metadata.get("kernelspec") if isinstance(metadata, dict) else None
    names = (
        [kernel.get(key) for key in ("name", "display_name")] if isinstance(kernel, dict) else []
    )
    known = bool(names) and all(isinstance(name, str) for name in names)
    notebook.metadata = NotebookNode({"kernelspec": kernel} if known else {})
    minor = notebook.get("nbformat_minor")
    if type(minor) is not int or not 0 <= minor <= nbformat.current_nbformat_minor:
        notebook.nbformat_minor = nbformat.current_nbformat_minor
        ids: set[str] = set()
        for cell in notebook.cells:
            cell.id = _id(cell.get("id"), ids)


def _decoded(content: bytes, repairs: list[str]) -> str:
    if not content.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise _Refused(f"is empty: {AGAIN}")
    if content.startswith(b"PK\x03\x04"):
        raise _Refused("is a ZIP archive: unpack it, and submit the notebook in it")
    encoding: str = json.detect_encoding(content)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        encoding, text = "Windows-1252", content.decode("cp1252", "replace")
        if not text.lstrip().startswith(("{", "<")):
            raise _Refused(f"is not text: {AGAIN}") from None
    if encoding == "utf-8-sig":
        repairs.append("a byte order mark was taken off")
    elif encoding != "utf-8":
        repairs.append(f"it was saved as {encoding} and not as UTF-8: look at special characters")
    return text.lstrip("\ufeff")


def _parsed(text: str, repairs: list[str]) -> dict[str, Any]:
    if text.lstrip().startswith("<") and not _CONFLICT.match(text.lstrip()):
        raise _Refused("is a web page and not a notebook: download the notebook itself (.ipynb)")
    told: dict[str, None] = {}

    def number(digits: str) -> int:
        return int(digits) if len(digits) < _DIGITS else 0

    def constant(name: str) -> None:
        told[f"{name}, which JSON does not have, was left out"] = None

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        made = dict(found)
        if len(made) < len(found):
            told["of what was in it twice under one name, the last was taken"] = None
        return made

    try:
        content = json.loads(
            text, parse_int=number, parse_constant=constant, object_pairs_hook=pairs
        )
    except (json.JSONDecodeError, RecursionError) as error:
        conflict = _CONFLICT.search(text)
        if conflict:
            line = text.count("\n", 0, conflict.start()) + 1
            raise _Refused(
                f"has the marks of a merge conflict, the first in line {line}: settle it in your "
                "repository, look that the notebook opens, and submit that"
            ) from None
        place = f" in line {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        why = f"its JSON breaks off{place}" if place else "its JSON is nested too deeply"
        raise _Refused(f"is not a notebook ({why}): {AGAIN}") from None
    repairs += told
    if not isinstance(content, dict):
        raise _Refused(f"is JSON (a {type(content).__name__}), but not a notebook: {AGAIN}")
    return content


def _notebook(content: dict[str, Any], repairs: list[str]) -> NotebookNode:
    cells = _current(content, repairs).get("cells")
    if not isinstance(cells, list):
        raise _Refused(f"is JSON (an object), but not a notebook: {AGAIN}")
    if len(cells) > MOST_CELLS:
        raise _Refused(f"has {len(cells)} cells, and {MOST_CELLS} are read: {AGAIN}")
    ids: set[str] = set()
    told: dict[str, None] = {}
    made = [_cell(cell, ids, told) for cell in cells if isinstance(cell, dict)]
    if len(made) < len(cells):
        told["what is no cell was left out"] = None
    repairs += told
    notebook: NotebookNode = new_notebook()
    notebook.cells = made  # afterwards: they need not be validated
    return notebook


def _current(content: dict[str, Any], repairs: list[str]) -> dict[str, Any]:
    """Return what a notebook says in today's format."""
    version, minor = content.get("nbformat"), content.get("nbformat_minor")
    if version in (1, 2, 3) and "cells" not in content:
        try:
            converted = nbformat.convert(nbformat.from_dict(content), 4)
        except (
            # nbformat meets JSON of another shape with any of these.
            nbformat.ValidationError,
            ValueError,
            TypeError,
            AttributeError,
            LookupError,
            RecursionError,
        ):
            raise _Refused(f"is JSON (an object), but not a notebook: {AGAIN}") from None
        repairs.append(f"it was converted from format {version}, which is long out of use")
        return dict(converted)
    if isinstance(version, int | float) and version > nbformat.current_nbformat:
        newer = f"is in format {version:g} of notebooks, which is newer than what can be read here"
        raise _Refused(f"{newer}, and so not a notebook yet: save it in JupyterLab 4")
    if version != nbformat.current_nbformat:
        repairs.append("it does not say its format: it was read as the present one")
    elif isinstance(minor, int) and minor > nbformat.current_nbformat_minor:
        repairs.append(f"it is in the newer format {version}.{minor}, and was read as {version}")
    return content


def _cell(given: dict[str, Any], ids: set[str], told: dict[str, None]) -> NotebookNode:
    kind = given.get("cell_type")
    if kind not in KINDS:
        told["a cell of a kind that there is not was taken for plain text"] = None
        kind = "raw"
    source = given.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        told["a cell without text was taken for an empty one"] = None
        source = ""
    # Built from what is known to be sound: nothing is left to be validated.
    cell: dict[str, Any] = {
        "id": _id(given.get("id"), ids),
        "cell_type": kind,
        "metadata": _metadata(given.get("metadata")),
        "source": as_text(source, told),
    }
    if kind == "code":
        cell |= {"outputs": [], "execution_count": None}
    else:
        pictures = _attachments(given.get("attachments"))
        cell |= {"attachments": pictures} if pictures else {}
    made: NotebookNode = nbformat.from_dict(cell)
    return made


def _id(given: object, ids: set[str]) -> str:
    name = given if isinstance(given, str) and _ID.fullmatch(given) else ""
    number = len(ids)
    while not name or name in ids:
        name = f"cell-{number}"
        number += 1
    ids.add(name)
    return name


def _metadata(given: object) -> dict[str, Any]:
    if not isinstance(given, dict):
        return {}
    kept: dict[str, Any] = {}
    facts = given.get("nbgrader")
    if isinstance(facts, dict) and isinstance(facts.get("grade_id"), str):
        kept["nbgrader"] = {"grade_id": facts["grade_id"]}
    tags = given.get("tags")
    if isinstance(tags, list):
        kept["tags"] = list(dict.fromkeys(as_text(tag) for tag in tags if isinstance(tag, str)))
    return kept


def _attachments(given: object) -> dict[str, dict[str, str]]:
    if not isinstance(given, dict):
        return {}
    return {
        as_text(name): {as_text(kind): as_text(data) for kind, data in bundle.items()}
        for name, bundle in given.items()
        if isinstance(bundle, dict) and all(isinstance(data, str) for data in bundle.values())
    }


def as_text(given: str, told: dict[str, None] | None = None) -> str:
    """Return text that can be written to a file: JSON may hold halves of characters."""
    try:
        given.encode("utf-8")
    except UnicodeEncodeError:
        if told is not None:
            told["halves of characters were replaced"] = None
        return given.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return given
