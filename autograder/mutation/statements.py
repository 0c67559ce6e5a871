"""Slips in statements: one forgotten, one in place, the wrong thing returned."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.mutation.scope import Change, Site, name


def statement_dropped(site: Site) -> Iterator[Change]:
    """Yield nothing in a statement's place; and a loop that ends after its first turn."""
    node = site.node
    if not isinstance(node, ast.stmt) or isinstance(node, ast.FunctionDef | ast.Pass | ast.Import):
        return
    yield "statement dropped", ast.Pass()
    if isinstance(node, ast.For):
        body = [*node.body, ast.Break()]
        yield "statement", ast.For(node.target, node.iter, body, node.orelse, lineno=node.lineno)
    if isinstance(node, ast.Continue):
        yield "statement", ast.Break()
    if isinstance(node, ast.Break):
        yield "statement", ast.Continue()


def other_error(site: Site) -> Iterator[Change]:
    """Yield an error of another type; its words are no answer, and stay."""
    node = site.node
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        other = "TypeError" if ast.unparse(node.exc.func) == "ValueError" else "ValueError"
        yield "other error", ast.Raise(ast.Call(name(other), node.exc.args, []), node.cause)


def else_dropped(site: Site) -> Iterator[Change]:
    """Yield a choice without its else."""
    node = site.node
    if isinstance(node, ast.If) and node.orelse:
        yield "statement dropped", ast.If(node.test, node.body, [])


def in_place(site: Site) -> Iterator[Change]:
    """Yield ``x += y`` or ``x[...] = x + y`` for ``x = x + y``, and ``x = y`` for ``x += y``."""
    node = site.node
    if isinstance(node, ast.AugAssign):
        yield "statement", _assign(node, node.target, node.value)
    if not isinstance(node, ast.Assign) or len(node.targets) != 1:
        return
    target, value = node.targets[0], node.value
    if (
        isinstance(target, ast.Name)
        and isinstance(value, ast.BinOp)
        and ast.unparse(value.left) == target.id
    ):
        yield "in place", ast.AugAssign(target, value.op, value.right)
    if isinstance(target, ast.Name) and target.id in site.scope.parameters:
        whole = ast.Subscript(name(target.id), ast.Constant(...), ast.Store())
        yield "in place", _assign(node, whole, value)


def other_result(site: Site) -> Iterator[Change]:
    """Yield an argument or an intermediate result in the place of what is returned."""
    node, parent = site.node, site.parent
    returned = isinstance(parent, ast.Return) or (
        isinstance(parent, ast.Tuple) and isinstance(parent.ctx, ast.Load)
    )
    if returned and isinstance(node, ast.expr):
        known = (*site.scope.parameters, *site.scope.variables)
        for other in known:
            if not (isinstance(node, ast.Name) and node.id == other):
                yield "other result", name(other)


def early_return(site: Site) -> Iterator[Change]:
    """Yield a loop's last statement with the function's result returned after it: too early."""
    node = site.node
    if isinstance(node, ast.FunctionDef) and isinstance(node.body[-1], ast.Return):
        for place, statement in enumerate(node.body):
            if isinstance(statement, ast.For | ast.While):
                body = [*statement.body, node.body[-1]]
                loop = _with_body(statement, body)
                whole = [*node.body[:place], loop, *node.body[place + 1 :]]
                yield "early return", _function(node, whole)


def _assign(node: ast.stmt, target: ast.expr, value: ast.expr) -> ast.Assign:
    return ast.Assign([target], value, lineno=node.lineno)


def _with_body(loop: ast.For | ast.While, body: list[ast.stmt]) -> ast.stmt:
    if isinstance(loop, ast.While):
        return ast.While(loop.test, body, loop.orelse)
    return ast.For(loop.target, loop.iter, body, loop.orelse, lineno=loop.lineno)


def _function(node: ast.FunctionDef, body: list[ast.stmt]) -> ast.FunctionDef:
    fields = {field: value for field, value in ast.iter_fields(node) if field != "body"}
    return ast.FunctionDef(**fields, body=body, lineno=node.lineno)


RULES = (statement_dropped, other_error, else_dropped, in_place, other_result, early_return)
