"""Slips in formulas: operators, signs, terms, comparisons, conditions."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.mutation.scope import Change, Site

ARITHMETIC: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div, ast.Add),
    ast.Div: (ast.Mult, ast.FloorDiv),
    ast.FloorDiv: (ast.Div,),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.MatMult: (ast.Mult,),
}
COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.Gt, ast.GtE),
    ast.LtE: (ast.Lt, ast.GtE, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt, ast.LtE),
    ast.GtE: (ast.Gt, ast.LtE, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
# Without its left side these still make sense; a - b becomes -b.
SYMMETRIC = (ast.Add, ast.Mult)
ORDERED = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)
# Functions to which the sign of their argument is nothing.
EVEN = frozenset({"len", "abs", "absolute", "square", "norm", "cos"})
# Minus nothing is nothing, and a container has no sign.
UNSIGNED = frozenset({"zeros", "zeros_like", "range", "arange", "list", "tuple", "dict", "len"})


def other_operator(site: Site) -> Iterator[Change]:
    """Yield a sum, a product, a power … with another operator."""
    node = site.node
    if isinstance(node, ast.BinOp | ast.AugAssign):
        for operator in ARITHMETIC.get(type(node.op), ()):
            if isinstance(node, ast.BinOp):
                yield "operator", ast.BinOp(node.left, operator(), node.right)
            else:
                yield "operator", ast.AugAssign(node.target, operator(), node.value)


def operands_swapped(site: Site) -> Iterator[Change]:
    """Yield b - a for a - b, and so on where the order counts."""
    node = site.node
    if isinstance(node, ast.BinOp) and isinstance(node.op, ORDERED):
        yield "operands swapped", ast.BinOp(node.right, node.op, node.left)


def term_dropped(site: Site) -> Iterator[Change]:
    """Yield a sum without one of its terms, a product without a factor, a power's base."""
    node = site.node
    if isinstance(node, ast.BinOp) and not isinstance(node.op, ast.MatMult):
        yield "term dropped", node.left
        if isinstance(node.op, SYMMETRIC):
            yield "term dropped", node.right
        if isinstance(node.op, ast.Sub):
            yield "term dropped", ast.UnaryOp(ast.USub(), node.right)
    if isinstance(node, ast.BoolOp):
        for value in node.values:
            yield "condition dropped", value


def sign(site: Site) -> Iterator[Change]:
    """Yield an expression with its minus dropped, or a result with one too many."""
    node, parent = site.node, site.parent
    if isinstance(node, ast.UnaryOp):
        if isinstance(node.op, ast.USub):
            yield "sign", node.operand
        if isinstance(node.op, ast.Not):
            yield "condition", node.operand
        return
    result = isinstance(parent, ast.Return | ast.Assign) and site.field == "value"
    call = isinstance(parent, ast.Call) and site.field == "args"
    argument = call and _called(parent) not in EVEN
    part = isinstance(parent, ast.Tuple | ast.List | ast.Dict) and site.field in ("elts", "values")
    if (result or argument or part) and isinstance(node, ast.expr) and _signed(node):
        yield "sign", ast.UnaryOp(ast.USub(), node)


def _signed(node: ast.expr) -> bool:
    if isinstance(node, ast.Call):
        return _called(node) not in UNSIGNED
    return isinstance(node, ast.BinOp | ast.Subscript) or (
        isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    )


def _called(call: ast.AST) -> str:
    function = getattr(call, "func", None)
    return str(getattr(function, "attr", getattr(function, "id", "")))


def comparison(site: Site) -> Iterator[Change]:
    """Yield a comparison the other way round, or with the boundary on the other side."""
    node = site.node
    if isinstance(node, ast.Compare):
        for place, operator in enumerate(node.ops):
            for other in COMPARISONS[type(operator)]:
                ops: list[ast.cmpop] = [*node.ops]
                ops[place] = other()
                yield "comparison", ast.Compare(node.left, ops, node.comparators)


def condition(site: Site) -> Iterator[Change]:
    """Yield a condition negated or ignored, and each branch of a choice."""
    node, parent = site.node, site.parent
    if isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        yield "condition", ast.BoolOp(other, node.values)
    if isinstance(node, ast.IfExp):
        yield "branch", node.body
        yield "branch", node.orelse
    test = site.field == "test" and isinstance(parent, ast.If | ast.While | ast.IfExp)
    if (test or site.field == "ifs") and isinstance(node, ast.expr):
        yield "condition", ast.UnaryOp(ast.Not(), node)
        yield "condition", ast.Constant(True)
        yield "condition", ast.Constant(False)


RULES = (other_operator, operands_swapped, term_dropped, sign, comparison, condition)
