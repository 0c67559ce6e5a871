"""Slips in values: constants, indices, and one name for another."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from autograder.mutation.scope import Change, Site, name, number, swapped, without

# Below this a number is there to keep another one off zero.
TINY = 1e-3
# A name of NumPy or Python, and what is easily taken for it.
NAMES = {
    "float": ("int",),
    "int": ("float",),
    "inf": ("nan",),
    "pi": ("e",),
}


def constant(site: Site) -> Iterator[Change]:
    """Yield another number, truth value or text."""
    node = site.node
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    if isinstance(value, bool):
        yield "constant", ast.Constant(not value)
    elif isinstance(value, int):
        for other in (value + 1, value - 1, 2 * value):
            yield "constant", number(other)
    elif isinstance(value, float):
        tiny = 0 < abs(value) < TINY
        others = (0.0, 10 * value) if tiny else (value + 1, value - 1, 2 * value, value / 2)
        for scaled in others:
            yield "constant", number(scaled)
    elif isinstance(value, str) and not isinstance(site.parent, ast.JoinedStr):
        yield "constant", ast.Constant(f"{value}_")


def index_off_by_one(site: Site) -> Iterator[Change]:
    """Yield an index, or an end of a slice, one too high or too low; constants are `constant`."""
    node, parent = site.node, site.parent
    index = isinstance(parent, ast.Subscript) and site.field == "slice"
    bound = isinstance(parent, ast.Slice) and site.field in ("lower", "upper")
    if (index or bound) and isinstance(node, ast.Name | ast.BinOp | ast.Call | ast.Subscript):
        yield "off by one", ast.BinOp(node, ast.Add(), ast.Constant(1))
        yield "off by one", ast.BinOp(node, ast.Sub(), ast.Constant(1))
    if isinstance(node, ast.Slice):
        if node.lower:
            yield "slice", ast.Slice(None, node.upper, node.step)
        if node.upper:
            yield "slice", ast.Slice(node.lower, None, node.step)
        if node.step:
            yield "slice", ast.Slice(node.lower, node.upper, None)


def subscript_dropped(site: Site) -> Iterator[Change]:
    """Yield ``x`` for ``x[i]``, ``x`` for ``x.T``."""
    node = site.node
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        yield "index dropped", node.value
    if isinstance(node, ast.Attribute) and node.attr == "T":
        yield "transpose dropped", node.value


def other_name(site: Site) -> Iterator[Change]:
    """Yield another parameter of the function in a name's place, or a name often mistaken."""
    node = site.node
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        known = (*site.scope.parameters, *site.scope.variables)
        if node.id in known:
            for parameter in site.scope.parameters:
                if parameter != node.id:
                    yield "other name", name(parameter)
        for other in NAMES.get(node.id, ()):
            if node.id not in known:
                yield "other name", name(other)
    if isinstance(node, ast.Attribute):
        for other in NAMES.get(node.attr, ()):
            yield "other name", ast.Attribute(node.value, other, node.ctx)


def part_dropped_or_swapped(site: Site) -> Iterator[Change]:
    """Yield a tuple, list or dict with one part less, or with two of them exchanged."""
    node = site.node
    if isinstance(node, ast.Tuple | ast.List):
        for elements in swapped(node.elts):
            yield "swapped", type(node)(elements, node.ctx)
        if isinstance(node.ctx, ast.Load) and len(node.elts) > 1:
            for place in range(len(node.elts)):
                yield "part dropped", type(node)(without(node.elts, place), node.ctx)
    if isinstance(node, ast.Dict):
        for values in swapped(node.values):
            yield "swapped", ast.Dict(node.keys, values)
        for place in range(len(node.keys)):
            keys, values = without(node.keys, place), without(node.values, place)
            yield "part dropped", ast.Dict(keys, values)


RULES = (constant, index_off_by_one, subscript_dropped, other_name, part_dropped_or_swapped)
