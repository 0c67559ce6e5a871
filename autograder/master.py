"""Masters: py:percent text to instructor notebooks, and back.

A master's cell headers are short; nbgrader's own metadata is long. This module translates:

=============================================  ====================================================
header                                         cell
=============================================  ====================================================
``# %% locked="setup"``                        read-only, the exercises rely on it
``# %% solution="gd_step"``                    the student's answer, between the solution marks
``# %% grade="gd_step-public" points=1``       a test, read-only
``# %% ... extra=true``                        belongs to an exercise for extra credit
``# %% nbgrader={"grade": true, ...}``         nbgrader's own metadata, for everything else
``# %%``                                       an editable demo
=============================================  ====================================================
"""

from __future__ import annotations

import hashlib
import json
import re
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import jupytext
from nbformat import NotebookNode, ValidationError
from nbformat.v4 import new_notebook
from yaml import YAMLError

from autograder.errors import MasterError

ROLES = ("solution", "grade", "locked")
SHORT_KEYS = (*ROLES, "points", "extra")
OTHER_KEYS = ("nbgrader", "tags", "slideshow", "jupyter", "editable", "deletable", "name")
SCHEMA_VERSION = 3
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_HEADER = re.compile(r"\A# ---\n.*?^# ---\n", re.DOTALL | re.MULTILINE)
LANGUAGE_INFO = {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"}
# JupyterLab goes on past a failing cell that has this tag, so that Run All reaches the end of a
# notebook in which some exercises are not written yet.
KEEP_GOING = "raises-exception"


def read_master(path: Path) -> NotebookNode:
    """Read a master into the instructor's notebook.

    Parameters
    ----------
    path : Path
        The py:percent text.

    Returns
    -------
    NotebookNode
        nbformat 4.5, with nbgrader's metadata and with cell ids that depend on nothing but the
        text, so that the same master always gives the same bytes.

    Raises
    ------
    MasterError
        If the file cannot be read as text or a cell header is not one of the known forms.
    """
    return parse_master(read_text(path), path)


def read_text(path: Path) -> str:
    """Return a master's text.

    Raises
    ------
    MasterError
        If it is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise MasterError(
            path, 0, f"is not UTF-8 text: {error.reason}", "save it as UTF-8"
        ) from None


def parse_master(text: str, path: Path) -> NotebookNode:
    """Do what `read_master` does with a text that is not, or not yet, in the file."""
    cells = _parse(text, path).cells
    lines = _header_lines(text, len(cells))
    notebook = new_notebook(metadata={"kernelspec": KERNELSPEC, "language_info": LANGUAGE_INFO})
    seen: dict[str, int] = {}
    for cell, line in zip(cells, lines, strict=True):
        cell.metadata = _expand(cell, path, line)
        cell.id = _cell_id(cell, seen)
        notebook.cells.append(cell)
    notebook.nbformat_minor = 5
    return NotebookNode(notebook)


def write_master(notebook: NotebookNode, old_text: str) -> str:
    """Write an instructor's notebook as a master: the inverse of `read_master`.

    Parameters
    ----------
    notebook : NotebookNode
        An instructor's notebook, perhaps edited in JupyterLab.
    old_text : str
        The master that it was built from: its YAML header, and the blank lines that follow each
        cell, are kept.

    Returns
    -------
    str
        py:percent text with short headers.
    """
    old = jupytext.reads(old_text, fmt="py:percent")
    spacing = {(cell.cell_type, cell.source): cell.metadata for cell in old.cells}
    result = new_notebook(metadata=old.metadata)
    for cell in notebook.cells:
        kept = NotebookNode(cell_type=cell.cell_type, source=cell.source, metadata=_shorten(cell))
        if cell.cell_type == "code":
            kept.update(outputs=[], execution_count=None)
        space = spacing.get((cell.cell_type, cell.source), {}).get("lines_to_next_cell")
        if space is not None:
            kept.metadata["lines_to_next_cell"] = space
        result.cells.append(kept)
    new_text = str(jupytext.writes(result, fmt="py:percent"))
    # jupytext signs the header with its own version: an author's header stays as it was.
    return "".join(_HEADER.findall(old_text)[:1]) + _HEADER.sub("", new_text, count=1)


def _parse(text: str, path: Path) -> NotebookNode:
    try:
        return NotebookNode(jupytext.reads(text, fmt="py:percent"))
    except (ValidationError, YAMLError) as error:
        reason = str(error).splitlines()[0]
        raise MasterError(
            path,
            0,
            f"is not a py:percent notebook: {reason}",
            "compare its header with another master's",
        ) from None


def header_line(text: str, wanted: str) -> int:
    """Return the line, from 1, of the cell header that holds some text; 0 if there is none."""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("# %%") and wanted in line:
            return number
    return 0


def _header_lines(text: str, count: int) -> list[int]:
    numbers = [n for n, line in enumerate(text.splitlines(), start=1) if re.match(r"# ?%%", line)]
    # Text above the first header is a cell of its own to jupytext.
    return (
        ([1] * (count - len(numbers)) + numbers)[:count] if count >= len(numbers) else [0] * count
    )


def _expand(cell: NotebookNode, path: Path, line: int) -> NotebookNode:
    given = dict(cell.metadata)
    given.pop("lines_to_next_cell", None)
    for key in given:
        if key not in SHORT_KEYS + OTHER_KEYS:
            near = get_close_matches(key, SHORT_KEYS + OTHER_KEYS, n=1)
            remedy = f"did you mean {near[0]}=?" if near else f"known are {', '.join(SHORT_KEYS)}"
            raise MasterError(path, line, f"unknown key {key!r} in a cell header", remedy)
    roles = [role for role in ROLES if role in given]
    if len(roles) > 1 or (roles and "nbgrader" in given):
        raise MasterError(path, line, f"a cell cannot be {' and '.join(roles)} at once", "keep one")
    metadata = NotebookNode({key: given[key] for key in OTHER_KEYS if key in given})
    if roles:
        metadata.nbgrader = _nbgrader(roles[0], given, path, line)
        _require_code(cell, path, line)
    elif "points" in given or "extra" in given:
        raise MasterError(path, line, "points= and extra= belong to a graded cell", "add grade=")
    elif "nbgrader" in given:
        metadata.nbgrader = _complete(given["nbgrader"], cell, path, line)
    if given.get("extra"):
        metadata.dl4ds = NotebookNode(extra_credit=True)
    if cell.cell_type == "code" and _goes_on_past_errors(metadata):
        metadata.tags = [*metadata.get("tags", []), KEEP_GOING]
    return metadata


def _goes_on_past_errors(metadata: NotebookNode) -> bool:
    about = metadata.get("nbgrader", {})
    return KEEP_GOING not in metadata.get("tags", []) and (not about or bool(about.get("grade")))


def _nbgrader(role: str, given: dict[str, Any], path: Path, line: int) -> NotebookNode:
    if not isinstance(given[role], str) or not given[role]:
        raise MasterError(path, line, f"{role}= needs a name", f'write {role}="name"')
    about = NotebookNode(
        cell_type="code",
        grade=role == "grade",
        grade_id=given[role],
        locked=role != "solution",
        schema_version=SCHEMA_VERSION,
        solution=role == "solution",
        task=False,
    )
    if role == "grade":
        about.points = _points(given.get("points"), path, line)
    elif "points" in given:
        raise MasterError(path, line, "points= belongs to a grade= cell", "take it away")
    return about


def _complete(about: Any, cell: NotebookNode, path: Path, line: int) -> NotebookNode:
    if not isinstance(about, dict) or not isinstance(about.get("grade_id"), str):
        raise MasterError(path, line, "nbgrader= needs a grade_id", 'as in {"grade_id": "name"}')
    full = NotebookNode(cell_type=cell.cell_type, schema_version=SCHEMA_VERSION)
    full.update(dict.fromkeys(("grade", "locked", "solution", "task"), False))
    full.update(about)
    if full.grade or full.task:
        full.points = _points(full.get("points"), path, line)
    return full


def _points(points: Any, path: Path, line: int) -> int | float:
    if isinstance(points, bool) or not isinstance(points, int | float) or points < 0:
        raise MasterError(path, line, f"points is {points!r}", "give a number, as in points=2")
    return points


def _require_code(cell: NotebookNode, path: Path, line: int) -> None:
    if cell.cell_type != "code":
        raise MasterError(
            path, line, f"a {cell.cell_type} cell cannot be an exercise's cell", "use # %%"
        )


def _shorten(cell: NotebookNode) -> NotebookNode:
    metadata = NotebookNode({key: cell.metadata[key] for key in OTHER_KEYS if key in cell.metadata})
    # nbgrader's lock and our tag are put in by the build.
    metadata.pop("editable", None)
    metadata.pop("deletable", None)
    tags = [tag for tag in metadata.pop("tags", []) if tag != KEEP_GOING]
    about = metadata.pop("nbgrader", None)
    short = NotebookNode()
    if about is not None:
        about = NotebookNode({key: value for key, value in about.items() if key != "checksum"})
        role = next((r for r in ROLES if _is_role(about, r)), None)
        if role is None:
            short.nbgrader = about
        else:
            short[role] = about.grade_id
            if role == "grade":
                short.points = about.points
    if cell.metadata.get("dl4ds", {}).get("extra_credit"):
        short.extra = True
    short.update(metadata)
    if tags:
        short.tags = tags
    return short


def _is_role(about: NotebookNode, role: str) -> bool:
    flags = {key: bool(about.get(key)) for key in ("grade", "locked", "solution", "task")}
    wanted = {
        "grade": role == "grade",
        "locked": role != "solution",
        "solution": role == "solution",
    }
    return flags == {**wanted, "task": False} and about.get("cell_type", "code") == "code"


def _cell_id(cell: NotebookNode, seen: dict[str, int]) -> str:
    about = cell.metadata.get("nbgrader", {})
    name = re.sub(r"[^A-Za-z0-9_-]", "-", about.get("grade_id", ""))[:60]
    if not name:
        text = json.dumps([cell.cell_type, cell.source])
        name = hashlib.sha256(text.encode()).hexdigest()[:12]
    seen[name] = seen.get(name, 0) + 1
    return name if seen[name] == 1 else f"{name}-{seen[name]}"
