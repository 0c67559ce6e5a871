"""Where an expression stands: what its function knows, and what surrounds it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

Function = ast.FunctionDef | ast.Lambda
Node = TypeVar("Node")
Change = tuple[str, ast.AST]
"""What a slip is called, and what it puts in the place of a node."""


@dataclass(frozen=True)
class Scope:
    """The names that can be mixed up at a place.

    Parameters
    ----------
    parameters : tuple of str
        Of the function, and of those around it.
    variables : tuple of str
        The names that the outermost function sets.
    """

    parameters: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()

    def inside(self, function: Function) -> Scope:
        """Return the scope of a function's body."""
        args = function.args
        every = [*args.posonlyargs, *args.args, args.vararg, *args.kwonlyargs, args.kwarg]
        names = [arg.arg for arg in every if arg is not None]
        parameters = dict.fromkeys([*self.parameters, *names])
        variables = self.variables or tuple(_stored(function))
        return Scope(tuple(parameters), tuple(v for v in variables if v not in parameters))


@dataclass(frozen=True)
class Site:
    """One node of a solution that could be something else.

    Parameters
    ----------
    node : ast.AST
        The node.
    parent : ast.AST
        What it is a part of.
    field : str
        Which part.
    index : int or None
        Its place, if the part is a list.
    scope : Scope
        What its function knows.
    """

    node: ast.AST
    parent: ast.AST
    field: str
    index: int | None
    scope: Scope

    def put(self, node: ast.AST) -> None:
        """Put a node into this place of the tree."""
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


def text(value: object) -> bool:
    """Tell whether a node is a text that stands alone: a docstring."""
    return (
        isinstance(value, ast.Expr)
        and isinstance(value.value, ast.Constant)
        and isinstance(value.value.value, str)
    )


def name(identifier: str) -> ast.Name:
    """Return the expression that reads a name."""
    return ast.Name(identifier, ast.Load())


def number(value: float) -> ast.expr:
    """Return the expression of a number; a negative one has its sign before it."""
    if value < 0:
        return ast.UnaryOp(ast.USub(), ast.Constant(-value))
    return ast.Constant(value)


def without(items: Sequence[Node], place: int) -> list[Node]:
    """Return a list without one of its items."""
    return [item for index, item in enumerate(items) if index != place]


def swapped(items: Sequence[Node]) -> Iterator[list[Node]]:
    """Yield the list with two items exchanged, for each two."""
    for first in range(len(items)):
        for second in range(first + 1, len(items)):
            other = list(items)
            other[first], other[second] = items[second], items[first]
            yield other


def _stored(function: Function) -> Iterator[str]:
    seen = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id not in seen:
            seen.add(node.id)
            yield node.id
