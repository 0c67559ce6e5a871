"""Keeping hidden tests out of what students see of their graded work."""

from __future__ import annotations

import html
import re
from typing import Any

from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_output
from traitlets import Bool

from autograder.contract import HIDDEN, region

_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_NOISE = re.compile(r"[\s\\'\"]+")
# nbgrader looks for the marks without what stands before them.
MARKS = (HIDDEN[0].removeprefix("### "), HIDDEN[1].removeprefix("### "))
# Shorter lines ("try:", "x = 1") stand in everybody's code and give nothing away.
TELLING = 10
LEFT_OUT = "(left out: it showed a hidden check)"


class HideHiddenTests(Preprocessor):
    """Show of a hidden test its mark and the message of its failed check, and nothing else.

    A student's own code can print what it finds in the kernel's memory, so other cells' outputs
    are looked through as well: one that repeats a line of a hidden test is left out.
    """

    enabled = Bool(True, help="Whether to hide them.").tag(config=True)

    def preprocess(
        self, nb: NotebookNode, resources: dict[str, Any]
    ) -> tuple[NotebookNode, dict[str, Any]]:
        """Clean a graded notebook in place."""
        secrets = {_squeezed(line) for cell in nb.cells for line in region(cell, MARKS)}
        for cell in nb.cells:
            if cell.cell_type == "code" and region(cell, MARKS):
                cell.source = _without_region(cell.source)
                cell.outputs = _only_messages(cell.outputs)
        seen = {_squeezed(line) for cell in nb.cells for line in cell.source.splitlines()}
        telling = {line for line in secrets - seen if len(line) >= TELLING}
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = [_cleaned(output, telling) for output in cell.outputs]
        return nb, resources


def _without_region(source: str) -> str:
    kept, inside = [], False
    for line in source.splitlines():
        if MARKS[0] in line:
            inside = True
        elif MARKS[1] in line:
            inside = False
        elif not inside:
            kept.append(line)
    return "\n".join(kept)


def _only_messages(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Return a hidden test's outputs without stacks, and without what students' code printed."""
    kept = []
    for output in outputs:
        if output.output_type == "error":
            kept.append(_as_message(output))
        elif output.output_type == "stream" and output.name == "stderr":
            text = "Something was written to stderr.\n"
            kept.append(new_output("stream", name="stderr", text=text))
    if not kept:
        kept.append(new_output("stream", name="stdout", text="Hidden checks passed.\n"))
    return kept


def _as_message(output: NotebookNode) -> NotebookNode:
    text = output.evalue or "no message"
    shown = f"\x1b[0;31m{output.ename}\x1b[0m: {text}"
    return NotebookNode(new_output("error", ename=output.ename, evalue=text, traceback=[shown]))


def _cleaned(output: NotebookNode, secrets: set[str]) -> NotebookNode:
    if not _tells(output, secrets):
        return output
    if output.output_type == "error":
        # The message alone may be innocent: it is a stack through the test that usually tells.
        bare = _as_message(output)
        if not _tells(bare, secrets):
            return bare
        return _as_message(NotebookNode(ename="Error", evalue=LEFT_OUT))
    return NotebookNode(new_output("stream", name="stdout", text=LEFT_OUT + "\n"))


def _tells(output: NotebookNode, secrets: set[str]) -> bool:
    texts = [output.get("text"), output.get("ename"), output.get("evalue")]
    texts += [*output.get("traceback", []), *output.get("data", {}).values()]
    shown = [_squeezed(text) for text in texts if isinstance(text, str)]
    return any(secret in text for text in shown for secret in secrets)


def _squeezed(text: str) -> str:
    """Return a text without colors, escapes, quotes and space, so that a copy is found again."""
    return _NOISE.sub("", html.unescape(_ANSI.sub("", text)))
