"""Which names the code of a cell sets, and which it looks up."""

from __future__ import annotations

import ast
import symtable
from typing import TYPE_CHECKING

from IPython.core.inputtransformer2 import TransformerManager

if TYPE_CHECKING:
    from nbformat import NotebookNode


def tree(cell: NotebookNode) -> ast.Module:
    """Parse a cell's code, magics included.

    Raises
    ------
    SyntaxError
        If a kernel would refuse the cell as well.
    """
    return ast.parse(python(cell))


def names_set(cell: NotebookNode) -> set[str]:
    """Return the global names that a cell binds when it is run."""
    symbols = symtable.symtable(python(cell), "cell", "exec").get_symbols()
    return {s.get_name() for s in symbols if s.is_assigned() or s.is_imported()}


def names_read(cell: NotebookNode) -> set[str]:
    """Return the global names that a cell's code looks up, also inside its functions."""
    return names_read_by(python(cell))


def names_read_by(code: str) -> set[str]:
    """Return the global names that plain Python looks up, also inside its functions."""
    tables = [symtable.symtable(code, "cell", "exec")]
    names = {symbol.get_name() for symbol in tables[0].get_symbols() if symbol.is_referenced()}
    while tables:
        table = tables.pop()
        names |= {symbol.get_name() for symbol in table.get_symbols() if symbol.is_global()}
        tables += table.get_children()
    return names


def python(cell: NotebookNode) -> str:
    """Return a cell's code as plain Python: its magics are calls."""
    return plain(cell.source)


def plain(source: str) -> str:
    """Return a cell's text as plain Python: its magics are calls."""
    return str(TransformerManager().transform_cell(source))
