"""What students wrote and printed, made fit to be shown: it does nothing to a page or its reader.

Both pages that show it, feedback and formgrader's, are made by nbconvert, which trusts a notebook.
``nbgrader_config.py`` gives it `SafeCells` for outputs and all that hangs on cells, and
`autograder.markdown.safe_markdown` for Markdown. HTML that code printed goes into a frame of its
own (`autograder.frames`). A script that stands alone does not run.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output
from traitlets import Bool, Integer

from autograder import markdown
from autograder.frames import SCRIPT, contained, framed

__all__ = ["SafeCells"]

KINDS = (
    *("text/html", "text/markdown", "image/svg+xml", "text/latex"),
    *("image/png", "image/jpeg", "text/plain"),
)
"""What an output is shown as: the first that it has."""
_GRADE_ID = re.compile(r"[A-Za-z0-9_-]+")
_MB = 1_000_000
_OTHER = "(an output of a kind that is not shown here)"
_MORE = "(more outputs are left out here)\n"


@dataclass
class _Room:
    """How much more a page takes: making it takes time for each character and each output."""

    text: int
    outputs: int = 2000
    rendered: int = 5 * markdown.LIMIT

    def cut(self, value: object, most: int) -> str:
        text = str(value)
        kept = text[: min(most, self.text)]
        self.text -= len(kept)
        left = len(text) - len(kept)
        return f"{kept}\n… ({left} more characters are left out here)" if left else kept

    def renders(self, text: str) -> bool:
        fits = len(text) <= min(self.rendered, markdown.LIMIT)
        self.rendered -= len(text) if fits else 0
        return fits


class SafeCells(Preprocessor):
    """Keep of a graded notebook what a page needs, in forms that can do it no harm."""

    # nbconvert's steps are off by default, and nbgrader turns on none that it is given.
    enabled = Bool(True, help="Whether to do so.").tag(config=True)
    page_limit = Integer(
        8, min=1, help="MB that a page may hold: above it, its largest outputs are left out."
    ).tag(config=True)
    text_limit = Integer(
        40_000, min=1000, help="Characters of one printed text or one cell that are shown."
    ).tag(config=True)
    page_text_limit = Integer(
        300_000, min=1000, help="Characters of all cells and printed texts that are shown."
    ).tag(config=True)
    cell_limit = Integer(
        1000, min=1, help="Cells that are shown; graded ones are shown beyond it, too."
    ).tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Clean a notebook in place."""
        # Widgets without a kernel are dead, and their state names the code to load.
        nb.metadata = _only(nb.metadata, "kernelspec", "language_info")
        for cell in nb.cells:
            cell.metadata = _only(cell.metadata, "nbgrader")
            told = cell.metadata.get("nbgrader", {})
            if not _GRADE_ID.fullmatch(str(told.get("grade_id", "none"))):
                del cell.metadata["nbgrader"]  # templates print it as it is
        shown = [cell for k, cell in enumerate(nb.cells) if k < self.cell_limit or cell.metadata]
        if len(shown) < len(nb.cells):
            note = f"({len(nb.cells) - len(shown)} more cells are left out here)"
            shown.append(new_markdown_cell(note))
        nb.cells = shown
        room = _Room(self.page_text_limit)
        for cell in nb.cells:
            self._clean(cell, room)
        self._fit(nb)
        frames = (out for cell in nb.cells for out in cell.get("outputs", []) if _is_framed(out))
        for first in frames:
            first.data["text/html"] = SCRIPT + first.data["text/html"]
            break
        return nb, resources

    def _clean(self, cell: NotebookNode, room: _Room) -> None:
        if cell.cell_type == "markdown" and room.renders(cell.source):
            return
        cell.source = room.cut(cell.source, self.text_limit)
        if cell.cell_type == "markdown":
            cell.metadata[markdown.AS_WRITTEN] = True
        elif cell.cell_type == "raw":
            cell.source = escape(cell.source)
        elif cell.cell_type == "code":
            cell.execution_count = _count(cell)
            outputs = cell.outputs[: max(room.outputs, 0)]
            room.outputs -= len(outputs)
            more = len(outputs) < len(cell.outputs)
            cell.outputs = [self._safe(output, room) for output in outputs]
            cell.outputs += [_line(_MORE)] if more else []

    def _safe(self, output: NotebookNode, room: _Room) -> NotebookNode:
        """Return an output made anew: nothing that it brought along but is not shown is in it."""
        if output.output_type == "stream":
            name = "stderr" if output.name == "stderr" else "stdout"
            return _line(room.cut(output.text, self.text_limit), name)
        if output.output_type == "error":
            lines = room.cut("\n".join(map(str, output.traceback)), self.text_limit).split("\n")
            named = {name: str(output[name])[: self.text_limit] for name in ("ename", "evalue")}
            return NotebookNode(new_output("error", **named, traceback=lines))
        kind = next((kind for kind in KINDS if isinstance(output.data.get(kind), str)), "")
        text = output.data[kind] if kind else _OTHER
        data, about = self._shown(kind, text, output.get("metadata", {}), room)
        result = output.output_type == "execute_result"
        count = {"execution_count": _count(output)} if result else {}
        return NotebookNode(new_output(output.output_type, data, metadata=about, **count))

    def _shown(
        self, kind: str, text: str, metadata: Mapping[str, Any], room: _Room
    ) -> tuple[dict[str, str], dict[str, Any]]:
        """Return an output's data and what is told about it."""
        if kind == "text/html":
            return {kind: framed(text) if text.strip() else ""}, {}
        if kind.startswith("image/"):
            about = metadata.get(kind)
            known = about if isinstance(about, Mapping) else {}
            # The template prints numbers without quotes: what is none would be an attribute.
            size = {k: known[k] for k in ("width", "height") if _is_number(known.get(k))}
            alt = {"alt": known["alt"]} if isinstance(known.get("alt"), str) else {}
            return {kind: text}, {kind: {**size, **alt}}
        if kind == "text/markdown" and room.renders(text):
            return {kind: text}, {}
        shown = room.cut(text, self.text_limit)
        if kind == "text/latex":
            return {"text/html": contained(escape(shown))}, {}
        return {"text/plain": shown}, {}

    def _fit(self, nb: NotebookNode) -> None:
        """Leave the largest outputs, then the largest attachments, out until the page fits."""
        outputs = [
            (_size(output), at, k)
            for at, cell in enumerate(nb.cells)
            for k, output in enumerate(cell.get("outputs", []))
        ]
        attached = [(_size(cell.get("attachments", {})), cell) for cell in nb.cells]
        over = sum(size for size, *_ in (*outputs, *attached)) - self.page_limit * _MB
        for size, at, k in sorted(outputs, reverse=True):
            if over <= 0:
                break
            text = f"(an output of {size / _MB:.1f} MB is left out here: the page is too large)\n"
            nb.cells[at].outputs[k] = _line(text)
            over -= size - len(text)
        for size, cell in attached:
            if over > 0 and size:
                del cell["attachments"]
                over -= size


def _line(text: str, name: str = "stdout") -> NotebookNode:
    return NotebookNode(new_output("stream", name=name, text=text))


def _only(metadata: Mapping[str, Any], *names: str) -> NotebookNode:
    return NotebookNode({name: metadata[name] for name in names if name in metadata})


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _count(node: NotebookNode) -> int | None:
    found = node.get("execution_count")
    return found if type(found) is int else None


def _is_framed(output: NotebookNode) -> bool:
    return str(output.get("data", {}).get("text/html", "")).startswith("<iframe")


def _size(value: object) -> int:
    """Return the characters of all texts in a value."""
    if isinstance(value, Mapping):
        return sum(map(_size, value.values()))
    if isinstance(value, list):
        return sum(map(_size, value))
    return len(value) if isinstance(value, str) else 0
