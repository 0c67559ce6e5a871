"""Every kind of slip is made from a solution: once, in a fixed order, and never the solution."""

from __future__ import annotations

import ast
import doctest
from collections.abc import Iterator

import nbformat
import pytest

from autograder.contract import exercises
from autograder.course import Course
from autograder.mutation import generate, mutants
from autograder.names import python

# What is returned, what may become of it, and what the slip is called.
FORMULAS = [
    ("a + b", "a - b", "operator"),
    ("a - b", "a + b", "operator"),
    ("a * b", "a / b", "operator"),
    ("a / b", "a // b", "operator"),
    ("a ** b", "a * b", "operator"),
    ("a @ b", "b @ a", "operands swapped"),
    ("a - b", "b - a", "operands swapped"),
    ("a - b", "-b", "term dropped"),
    ("a + b * c", "a + c", "term dropped"),
    ("a + b * c", "b * c", "term dropped"),
    ("(a + b) / c", "a + b", "term dropped"),
    ("-a", "a", "sign"),
    ("a + b", "-(a + b)", "sign"),
    ("np.exp(a)", "np.exp(-a)", "sign"),
    ("a < b", "a <= b", "comparison"),
    ("a < b", "a > b", "comparison"),
    ("a == b", "a != b", "comparison"),
    ("a and b", "a or b", "condition"),
    ("a and b", "b", "condition dropped"),
    ("not a", "a", "condition"),
    ("a if b else c", "a", "branch"),
    ("a if b else c", "a if not b else c", "condition"),
    ("[a for a in b if c]", "[a for a in b if not c]", "condition"),
    ("[a for a in b]", "[a for a in list(b)[1:]]", "off by one"),
    ("a * 0", "a * 1", "constant"),
    ("a * 1", "a * 0", "constant"),
    ("a * 3", "a * 2", "constant"),
    ("a * 3", "a * 6", "constant"),
    ("a * 0.5", "a * 0.25", "constant"),
    ("a + 1e-08", "a + 0.0", "constant"),
    ("a + 1e-08", "a + 1e-07", "constant"),
    ("a == 'sum'", "a == 'sum_'", "constant"),
    ("a * True", "a * False", "constant"),
    ("a[b]", "a[b + 1]", "off by one"),
    ("a[:b]", "a[:b - 1]", "off by one"),
    ("a[1:]", "a[2:]", "constant"),
    ("a[1:]", "a[:]", "slice"),
    ("a[b]", "a", "index dropped"),
    ("a.T", "a", "transpose dropped"),
    ("range(a)", "range(a - 1)", "off by one"),
    ("range(a)", "range(1, a)", "off by one"),
    ("range(a, b)", "range(a + 1, b)", "off by one"),
    ("a + a", "a + b", "other name"),
    ("a.astype(float)", "a.astype(int)", "other name"),
    ("a.copy()", "a", "call dropped"),
    ("np.array(a)", "a", "call dropped"),
    ("a.astype(float)", "a", "call dropped"),
    ("float(a)", "a", "call dropped"),
    ("np.linalg.norm(a)", "a", "call dropped"),
    ("np.sum(a)", "np.mean(a)", "other function"),
    ("a.max()", "a.min()", "other function"),
    ("np.argmax(a)", "np.argmin(a)", "other function"),
    ("np.exp(a)", "np.expm1(a)", "other function"),
    ("np.log(a)", "np.log2(a)", "other function"),
    ("np.logaddexp(a, b)", "np.log(np.exp(a) + np.exp(b))", "unstable"),
    ("np.outer(a, b)", "np.outer(b, a)", "swapped"),
    ("np.sum(a, axis=1)", "np.sum(a, axis=0)", "constant"),
    ("np.sum(a, axis=0)", "np.sum(a, axis=-1)", "constant"),
    ("np.sum(a, axis=-1)", "np.sum(a, axis=1)", "sign"),
    ("np.sum(a, axis=1)", "np.sum(a)", "keyword dropped"),
    ("np.sum(a, keepdims=True)", "np.sum(a)", "keyword dropped"),
    ("np.round(a, 3)", "np.round(a)", "argument dropped"),
    ("(a, b)", "(b, a)", "swapped"),
    ("[a, b]", "[a]", "part dropped"),
    ("{'u': a, 'v': b}", "{'u': b, 'v': a}", "swapped"),
    ("{'u': a, 'v': b}", "{'v': b}", "part dropped"),
    ("a + b", "a", "term dropped"),
    ("a * 2", "b", "other result"),
    ("(a * 2, b)", "(b, b)", "other result"),
]
# A whole function, the changed lines before and after, and what the slip is called.
STATEMENTS = [
    ("def f(a):\n    a = a + 1\n    return a", "a = a + 1", "pass", "statement dropped"),
    ("def f(a):\n    a = a + 1\n    return a", "a = a + 1", "a += 1", "in place"),
    ("def f(a, b):\n    a = b * a\n    return a", "a = b * a", "a[...] = b * a", "in place"),
    ("def f(a):\n    b = 0\n    b += a\n    return b", "b += a", "b = a", "statement"),
    ("def f(a):\n    b = 0\n    b += a\n    return b", "b += a", "b -= a", "operator"),
    ("def f(a):\n    b = a * 2\n    return b + 1", "return b + 1", "return b", "term dropped"),
    ("def f(a):\n    b = a * 2\n    return -a", "return -a", "return b", "other result"),
    ("def f(a=1):\n    return a", "def f(a=1):", "def f(a=2):", "constant"),
    ("def f(a, *, b=1e-5):\n    return a * b", "def f(a, *, b=1e-05):", "def f(a, *, b=0.0):", ""),
    ("def f(a):\n    u, v = a\n    return u", "u, v = a", "v, u = a", "swapped"),
    ("def f(a):\n    if a:\n        return 1\n    return 2", "if a:", "if not a:", "condition"),
    ("def f(a):\n    if a:\n        return 1\n    return 2", "if a:", "if False:", "condition"),
    (
        "def f(a):\n    if a < 0:\n        raise ValueError('no')\n    return a",
        "raise ValueError('no')",
        "raise TypeError('no')",
        "other error",
    ),
    ("def f(a):\n    for x in a:\n        g(x)", "", "break", "statement"),
    (
        "def f(a):\n    for x in a:\n        if x:\n            break\n    return x",
        "break",
        "continue",
        "statement",
    ),
    (
        "def f(a):\n    for x in a:\n        g(x)\n    return a",
        "",
        "return a",
        "early return",
    ),
]
# One slip can be made in two ways; then it has the name of the first.
ALSO = {
    "term dropped": ("other result", "call dropped"),
    "condition dropped": ("branch",),
    "branch": ("other result",),
    "sign": ("other result",),
    "condition": ("other result",),
}


@pytest.mark.parametrize(("before", "after", "kind"), FORMULAS)
def test_a_formula_gets_the_slip(before: str, after: str, kind: str) -> None:
    found = mutants("f", f"def f(a, b, c):\n    return {before}")
    wanted = [mutant for mutant in found if mutant.after == f"return {after}"]
    assert len(wanted) == 1, [mutant.after for mutant in found]
    assert wanted[0].before == f"return {before}"
    assert wanted[0].line == 2
    assert kind in {wanted[0].kind, *ALSO.get(wanted[0].kind, ())}


@pytest.mark.parametrize(("source", "before", "after", "kind"), STATEMENTS)
def test_a_statement_gets_the_slip(source: str, before: str, after: str, kind: str) -> None:
    found = {(mutant.before, mutant.after): mutant.kind for mutant in mutants("f", source)}
    assert (before, after) in found
    assert kind in ("", found[before, after])


def test_docstrings_annotations_and_the_words_of_errors_stay() -> None:
    source = (
        'def f(a: int) -> int:\n    """Give 1 + 1."""\n    raise ValueError(f"not {a + 1} but {2}")'
    )
    assert {mutant.after for mutant in mutants("f", source)} == {
        "pass",
        "raise TypeError(f'not {a + 1} but {2}')",
    }


@pytest.mark.parametrize("function", ["len", "abs", "np.linalg.norm"])
def test_no_sign_is_put_where_it_changes_nothing(function: str) -> None:
    found = mutants("f", f"def f(a):\n    return {function}(a)")
    assert f"return {function}(-a)" not in {mutant.after for mutant in found}


def test_helpers_in_the_cell_are_mutated_too_and_the_whole_cell_is_kept() -> None:
    source = "def helper(a):\n    return 2 * a\n\ndef f(a):\n    return helper(a)"
    helped = [mutant for mutant in mutants("f", source) if mutant.after == "return 2 + a"]
    assert [mutant.line for mutant in helped] == [2]
    assert "return helper(a)" in helped[0].code


def solutions(checkout: Course) -> Iterator[tuple[str, str]]:
    for topic in checkout.built():
        for exercise in exercises(nbformat.read(checkout.source(topic), as_version=4)):
            yield exercise.name, python(exercise.solution)


def test_mutants_of_every_solution_are_different_valid_and_always_the_same(
    checkout: Course,
) -> None:
    for name, source in solutions(checkout):
        found = mutants(name, source)
        assert len(found) >= 10, name
        assert found == mutants(name, source)
        assert [mutant.line for mutant in found] == sorted(mutant.line for mutant in found)
        trees = {ast.dump(ast.parse(code)) for code in (source, *(m.code for m in found))}
        assert len(trees) == 1 + len(found), name
        assert all(mutant.before != mutant.after for mutant in found)


def test_the_example_in_the_documentation_is_right() -> None:
    assert doctest.testmod(generate).failed == 0
    assert doctest.testmod(generate).attempted > 0
