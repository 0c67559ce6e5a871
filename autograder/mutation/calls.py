"""Slips in calls: a copy forgotten, arguments swapped, an axis left out, the wrong function."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.mutation.scope import Change, Site, swapped, without

# A function or method, and those that are easily taken for it.
FUNCTIONS = {
    "sum": ("mean",),
    "mean": ("sum",),
    "max": ("min",),
    "min": ("max",),
    "argmax": ("argmin",),
    "argmin": ("argmax",),
    "nanargmin": ("argmin", "nanargmax"),
    "nanmin": ("min", "nanmax"),
    "maximum": ("minimum",),
    "minimum": ("maximum",),
    "any": ("all",),
    "all": ("any",),
    "exp": ("expm1", "exp2"),
    "expm1": ("exp",),
    "log": ("log1p", "log2", "log10"),
    "log1p": ("log",),
    "logaddexp": ("maximum", "logaddexp2"),
    "sin": ("cos",),
    "cos": ("sin",),
    "tanh": ("sinh",),
    "floor": ("ceil",),
    "ceil": ("floor",),
    "zeros": ("ones",),
    "ones": ("zeros",),
    "zeros_like": ("ones_like",),
    "ones_like": ("zeros_like",),
    "isnan": ("isinf",),
    "isfinite": ("isnan",),
    "std": ("var",),
    "var": ("std",),
}
MODULES = frozenset({"np", "math", "linalg", "random"})


def call_dropped(site: Site) -> Iterator[Change]:
    """Yield ``x`` for ``f(x)`` and for ``x.f()``: a copy, a conversion, a root forgotten."""
    node = site.node
    if not isinstance(node, ast.Call):
        return
    if node.args and not isinstance(node.args[0], ast.Starred):
        yield "call dropped", node.args[0]
    if isinstance(node.func, ast.Attribute) and not _module(node.func.value):
        yield "call dropped", node.func.value


def other_function(site: Site) -> Iterator[Change]:
    """Yield a call of another function."""
    node = site.node
    if isinstance(node, ast.Call):
        function = node.func
        if isinstance(function, ast.Attribute):
            for other in FUNCTIONS.get(function.attr, ()):
                called: ast.expr = ast.Attribute(function.value, other, ast.Load())
                yield "other function", ast.Call(called, node.args, node.keywords)
        elif isinstance(function, ast.Name) and function.id not in site.scope.parameters:
            for other in FUNCTIONS.get(function.id, ()):
                called = ast.Name(other, ast.Load())
                yield "other function", ast.Call(called, node.args, node.keywords)


def unstable(site: Site) -> Iterator[Change]:
    """Yield log(exp(a) + exp(b)) for logaddexp(a, b), which is right until exp overflows."""
    node = site.node
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return
    if node.func.attr == "logaddexp" and len(node.args) == 2:
        module = node.func.value
        log, exp = (ast.Attribute(module, function, ast.Load()) for function in ("log", "exp"))
        left, right = (ast.Call(exp, [argument], []) for argument in node.args)
        yield "unstable", ast.Call(log, [ast.BinOp(left, ast.Add(), right)], [])


def arguments(site: Site) -> Iterator[Change]:
    """Yield a call with two arguments exchanged, or without a keyword such as axis."""
    node = site.node
    if isinstance(node, ast.Call):
        for args in swapped(node.args):
            yield "swapped", ast.Call(node.func, args, node.keywords)
        for place in range(len(node.keywords)):
            yield "keyword dropped", ast.Call(node.func, node.args, without(node.keywords, place))
        if len(node.args) > 1:
            for place in range(1, len(node.args)):
                args = without(node.args, place)
                yield "argument dropped", ast.Call(node.func, args, node.keywords)


def range_off_by_one(site: Site) -> Iterator[Change]:
    """Yield a loop's range that starts or ends one too early or too late; or runs backwards."""
    node = site.node
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range":
        for place, end in enumerate(node.args[:2]):
            for operator in (ast.Add(), ast.Sub()):
                args = [*node.args]
                args[place] = ast.BinOp(end, operator, ast.Constant(1))
                yield "off by one", ast.Call(node.func, args, node.keywords)
        if len(node.args) == 1:
            args = [ast.Constant(1), *node.args]
            yield "off by one", ast.Call(node.func, args, node.keywords)


def other_items(site: Site) -> Iterator[Change]:
    """Yield a loop over anything but a range without its first or its last item."""
    node, parent = site.node, site.parent
    if site.field != "iter" or not isinstance(node, ast.expr):
        return
    if not isinstance(parent, ast.For | ast.comprehension):
        return
    items = ast.Call(ast.Name("list", ast.Load()), [node], [])
    first, last = ast.Constant(1), ast.UnaryOp(ast.USub(), ast.Constant(1))
    for part in (ast.Slice(first, None, None), ast.Slice(None, last, None)):
        if not (isinstance(node, ast.Call) and getattr(node.func, "id", "") == "range"):
            yield "off by one", ast.Subscript(items, part, ast.Load())


def _module(node: ast.expr) -> bool:
    called = getattr(node, "attr", getattr(node, "id", ""))
    return called in MODULES


RULES = (call_dropped, other_function, unstable, arguments, range_off_by_one, other_items)
