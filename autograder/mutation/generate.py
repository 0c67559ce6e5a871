"""Every answer that differs from a solution by one slip."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from autograder.mutation import calls, operators, statements, values
from autograder.mutation.scope import Change, Scope, Site, text

RULES: tuple[Callable[[Site], Iterator[Change]], ...] = (
    *operators.RULES,
    *values.RULES,
    *calls.RULES,
    *statements.RULES,
)
# A wrong annotation computes the same; the words of an error are no answer.
NOT_MUTATED = frozenset({"annotation", "returns", "decorator_list", "format_spec", "exc", "cause"})


@dataclass(frozen=True)
class Mutant:
    """A solution with one slip in it.

    Parameters
    ----------
    exercise : str
        The exercise.
    line : int
        Where the slip is: a line of the solution cell, counted from 1.
    kind : str
        What kind of slip it is.
    before, after : str
        The changed lines, as they were and as they are now.
    code : str
        The whole cell.
    """

    exercise: str
    line: int
    kind: str
    before: str
    after: str
    code: str

    def moved(self, lines: int) -> Mutant:
        """Return the mutant with its line counted from another start."""
        return replace(self, line=self.line + lines)


def mutants(exercise: str, source: str) -> list[Mutant]:
    r"""Return all mutants of a solution.

    Parameters
    ----------
    exercise : str
        The exercise's name.
    source : str
        The code of its solution cell, plain Python.

    Returns
    -------
    list of Mutant
        From top to bottom, always in the same order. No two are the same, and none is the
        solution itself.

    Raises
    ------
    SyntaxError
        If the solution is not Python.

    Examples
    --------
    >>> for mutant in mutants("half", "def half(x):\n    return x / 2"):
    ...     print(f"{mutant.kind}: {mutant.after}")
    statement dropped: pass
    operator: return x * 2
    operator: return x // 2
    operands swapped: return 2 / x
    term dropped: return x
    sign: return -(x / 2)
    constant: return x / 3
    constant: return x / 1
    constant: return x / 4
    """
    tree = ast.parse(source)
    original = ast.unparse(tree)
    seen = {original}
    found = []
    for site in _sites(tree, Scope()):
        for rule in RULES:
            for kind, node in rule(site):
                code = _code(tree, site, node)
                if code not in seen and _compiles(code):
                    seen.add(code)
                    line = getattr(site.node, "lineno", 1)
                    found.append(Mutant(exercise, line, kind, *_lines(original, code), code))
    return sorted(found, key=lambda mutant: mutant.line)


def _sites(parent: ast.AST, scope: Scope) -> Iterator[Site]:
    for field, value in ast.iter_fields(parent):
        if field in NOT_MUTATED:
            continue
        # What a function's default is depends on nothing inside it.
        inner = scope
        if isinstance(parent, ast.FunctionDef | ast.Lambda) and field == "body":
            inner = scope.inside(parent)
        for index, child in enumerate(value if isinstance(value, list) else [value]):
            if isinstance(child, ast.AST) and not text(child):
                yield Site(child, parent, field, index if isinstance(value, list) else None, inner)
                yield from _sites(child, inner)


def _code(tree: ast.Module, site: Site, node: ast.AST) -> str:
    site.put(node)
    try:
        return ast.unparse(tree)
    finally:
        site.put(site.node)


def _compiles(code: str) -> bool:
    try:
        ast.parse(code)
    except SyntaxError:
        return False
    return True


def _lines(before: str, after: str) -> tuple[str, str]:
    """Return the lines in which two codes differ, each as one line."""
    old, new = before.splitlines(), after.splitlines()
    while old and new and old[0] == new[0]:
        old, new = old[1:], new[1:]
    while old and new and old[-1] == new[-1]:
        old, new = old[:-1], new[:-1]
    return "; ".join(map(str.strip, old)), "; ".join(map(str.strip, new))
