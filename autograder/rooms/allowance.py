"""How much the cells of one notebook may show together: the grader holds all of it in memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from nbformat import NotebookNode
from nbformat.v4 import new_output

__all__ = ["MOST", "Allowance"]

MOST = 32 * 2**20
"""Characters of all outputs of a notebook; a lecture's own are a twentieth of that."""
EACH = 500
"""What an output costs beside its texts, in characters."""
ERROR = 2000
"""Characters of an error that are kept in any case."""


@dataclass
class Allowance:
    """What is left for a notebook's outputs.

    Parameters
    ----------
    left : int
        Characters.
    """

    left: int = MOST

    def fit(self, outputs: list[NotebookNode]) -> list[NotebookNode]:
        """Return a cell's outputs, without those for which too little is left.

        Errors and last values decide on points: something of them stays.

        Parameters
        ----------
        outputs : list of NotebookNode
            What a cell showed.
        """
        kept: list[NotebookNode] = []
        told = False
        for output in outputs:
            size = EACH + _size(output)
            if size <= self.left:
                self.left -= size
                kept.append(output)
            elif output.output_type == "error":
                kept.append(_shortened(output))
            elif output.output_type == "execute_result":
                # Not nothing: a test that shows nothing has full marks.
                note = {"text/plain": _note(size)}
                kept.append(new_output("execute_result", note, execution_count=None))
            elif not told:
                kept.append(new_output("stream", name="stdout", text=f"{_note(size)}\n"))
                told = True
        return kept


def _note(size: int) -> str:
    return f"(an output of {size} characters is left out: the notebook shows too much)"


def _shortened(error: NotebookNode) -> NotebookNode:
    name, text = str(error.ename)[:ERROR], str(error.evalue)[:ERROR]
    return NotebookNode(new_output("error", ename=name, evalue=text, traceback=[f"{name}: {text}"]))


def _size(value: object) -> int:
    """Return the characters of all texts in a value, names included."""
    if isinstance(value, Mapping):
        return sum(_size(key) + _size(part) for key, part in value.items())
    if isinstance(value, list):
        return sum(map(_size, value))
    return len(value) if isinstance(value, str) else 8
