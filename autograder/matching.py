"""Which cell of a submission is which of the assignment's, whatever became of its metadata."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from nbformat import NotebookNode

__all__ = ["Known", "match"]

_DEFINED = re.compile(r"^(?:def|class) +(\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Known:
    """What the course knows of one cell.

    Parameters
    ----------
    source : str
        Its text, as the course wrote it.
    facts : mapping of str to object
        nbgrader's metadata.
    shown : str
        Its text as it was handed out; empty where that is not known.
    id : str
        Its id as it was handed out; empty where that is not known.
    """

    source: str
    facts: Mapping[str, Any]
    shown: str = field(default="", compare=False)
    id: str = field(default="", compare=False)

    @cached_property
    def texts(self) -> set[str]:
        """Its text with and without what is hidden, but for white space at the ends of lines."""
        return {plain(self.source), plain(self.shown)} - {""}

    @cached_property
    def defined(self) -> frozenset[str]:
        """The functions and classes that it defines."""
        return _defined(self.source)


def plain(source: str) -> str:
    """Return a text without white space at the ends of its lines and at its own."""
    return "\n".join(line.rstrip() for line in source.splitlines()).strip()


def match(cells: list[NotebookNode], known: Mapping[str, Known]) -> dict[str, NotebookNode]:
    """Find the assignment's cells in a submission: by grade id, then by content, then by cell id.

    Of several cells with one grade id the last counts, as in nbgrader, of those that look like the
    one that was handed out. A cell is taken for one at the most.

    Parameters
    ----------
    cells : list of NotebookNode
        A submission's.
    known : mapping of str to Known
        The assignment's.

    Returns
    -------
    dict of str to NotebookNode
        By grade id; those that were not found are left out.
    """
    found: dict[str, NotebookNode] = {}
    taken: set[int] = set()

    def take(name: str, candidates: Iterable[NotebookNode], *, only: bool = False) -> None:
        free = [cell for cell in candidates if id(cell) not in taken]
        if name not in found and free and (len(free) == 1 or not only):
            found[name] = free[-1]
            taken.add(id(free[-1]))

    # A locked cell's own text is its surest sign: an answer that bears its id is not lost then.
    plainly = [(cell, plain(cell.source)) for cell in cells]
    for name, one in known.items():
        if one.facts.get("locked"):
            texts = one.texts
            same = [cell for cell, text in plainly if text in texts]
            take(name, [cell for cell in same if named(cell) == name] or same)
    asked = [one.defined for one in known.values() if one.facts.get("solution")]
    answers = {id(cell) for cell in cells if _answers(cell, asked)}

    def fitting(one: Known, candidates: Iterable[NotebookNode]) -> list[NotebookNode]:
        return [c for c in candidates if not (one.facts.get("locked") and id(c) in answers)]

    claims: defaultdict[str, list[NotebookNode]] = defaultdict(list)
    for cell in cells:
        claims[named(cell)].append(cell)
    for name, one in known.items():
        claiming = fitting(one, claims[name])
        take(name, [cell for cell in claiming if _resembles(cell, one)] or claiming)
    for name, one in known.items():
        if name not in found and one.facts.get("solution") and (names := one.defined):
            take(name, [cell for cell in cells if names <= _defined(cell.source)], only=True)
    for name, one in known.items():
        if one.id and name not in found:
            take(name, fitting(one, [cell for cell in cells if cell.get("id") == one.id]))
    return found


def named(cell: NotebookNode) -> str:
    """Return the grade id that a submitted cell bears; empty if it bears none."""
    facts = cell.metadata.get("nbgrader")
    name = facts.get("grade_id") if isinstance(facts, dict) else None
    return name if isinstance(name, str) else ""


def _defined(source: str) -> frozenset[str]:
    return frozenset(_DEFINED.findall(source))


def _resembles(cell: NotebookNode, one: Known) -> bool:
    """Tell whether a cell is of the right kind and defines what it should."""
    kind = cell.cell_type == one.facts.get("cell_type", cell.cell_type)
    return kind and one.defined <= _defined(cell.source)


def _answers(cell: NotebookNode, asked: Iterable[Set[str]]) -> bool:
    """Tell whether a cell defines all that some exercise asks for."""
    own = _defined(cell.source)
    return any(names and names <= own for names in asked)
