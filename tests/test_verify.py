"""`verify` finds every way in which a lecture could hurt a student or give the answers away."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from autograder.build import build
from autograder.course import Course
from autograder.verify import Verdict, leaks, verify

TOPIC = "01_tiny"


def problems(verdict: Verdict) -> list[str]:
    return [str(finding) for finding in verdict.findings]


def test_a_good_lecture_has_no_findings_and_its_points_add_up(tiny: Course) -> None:
    build(tiny, [TOPIC])
    verdict = verify(tiny, TOPIC)
    assert problems(verdict) == []
    assert (verdict.exercises, verdict.points, verdict.extra) == (1, 3, 0)


def test_a_lecture_that_is_not_built_is_named(tiny: Course) -> None:
    assert problems(verify(tiny, TOPIC)) == [
        f"{TOPIC}: source/{TOPIC}/{TOPIC}.ipynb is missing; run 'autograder build'",
        f"{TOPIC}: release/{TOPIC}/{TOPIC}.ipynb is missing; run 'autograder build'",
    ]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (
            "points=2",
            "points=5",
            "double-hidden: is worth 5 points, where a hidden test is worth 2",
        ),
        (
            '"double-public"',
            '"public-double"',
            "public-double: a test cell's grade id is the function's",
        ),
        ('"double-public"', '"double-visible"', "double: has no public test cell double-public"),
        ('"double-public"', '"triple-public"', "tests triple, which has no solution cell"),
        ("def double(x)", "def twice(x)", "double: does not define the function double"),
        (
            ', f"double(21) is 42, yours gave {secret_result}"',
            "",
            "a bare assert tells the student nothing",
        ),
        ("return doubled_value", "return (doubled_value", "double: is not Python: '(' was never"),
        ("shown = double(3)", "shown = twin(3)", "reads the name twin, which no locked cell sets"),
        ("### END HIDDEN", "error = 3\n### END HIDDEN", "double-hidden: sets the name error"),
        ("points=2\n", "points=2 extra=true\n", "is extra credit where its exercise is not"),
    ],
)
def test_a_breach_of_the_contract_is_found_by_reading(
    tiny: Course, edit_master: Callable[..., Path], old: str, new: str, found: str
) -> None:
    edit_master(old, new)
    build(tiny, [TOPIC])
    assert any(found in problem for problem in problems(verify(tiny, TOPIC)))


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("2 * x", "3 * x", "double-public: fails in the instructor's notebook: AssertionError"),
        ("import math", "import math, sys\nsys.stderr.write('hm')", "setup: writes to stderr"),
        ("import math", "import maths", "fails in an untouched release with ModuleNotFoundError"),
        (
            '    assert isinstance(secret_result, (int, float)), "double gave no number back"\n',
            "    secret_result + 0\n",
            "double-hidden: has no message for an answer that returns nothing: TypeError",
        ),
        (
            '    assert secret_result == 42, f"double(21) is 42, yours gave {secret_result}"\n',
            "",
            "double-hidden: passes an answer that returns NaN",
        ),
        (
            "### END HIDDEN TESTS",
            "2.0\n### END HIDDEN TESTS",
            "double-hidden: ends with a value, which nbgrader takes for partial credit",
        ),
    ],
)
def test_a_fault_is_found_by_running(
    tiny: Course, edit_master: Callable[..., Path], old: str, new: str, found: str
) -> None:
    edit_master(old, new)
    build(tiny, [TOPIC])
    assert any(found in problem for problem in problems(verify(tiny, TOPIC)))


def test_leaks_are_found_in_a_release_that_was_tampered_with(tiny: Course) -> None:
    build(tiny, [TOPIC])
    source = nbformat.read(tiny.source(TOPIC), as_version=4)
    release = nbformat.read(tiny.release(TOPIC), as_version=4)
    assert list(leaks(source, release)) == []

    solution, hidden = copy.deepcopy(release), copy.deepcopy(release)
    solution.cells[0].source += "\n    doubled_value = 2 * x"
    hidden.cells[0].source += "\nsecret_result = double(21)\n### BEGIN HIDDEN TESTS"

    assert list(leaks(source, solution)) == [
        (release.cells[0].id, "holds a line of the solution of double: doubled_value = 2 * x")
    ]
    assert [problem for _, problem in leaks(source, hidden)] == [
        "still holds ### BEGIN HIDDEN TESTS",
        "holds a line of the hidden test of double-hidden: secret_result = double(21)",
    ]


def test_a_hidden_test_repeated_in_the_open_is_a_leak(
    tiny: Course, edit_master: Callable[..., Path]
) -> None:
    build(tiny, [TOPIC])
    source = nbformat.read(tiny.source(TOPIC), as_version=4)
    release = nbformat.read(tiny.release(TOPIC), as_version=4)
    release.cells[
        -1
    ].source = 'assert secret_result == 42, f"double(21) is 42, yours gave {secret_result}"'
    assert "hidden test of double-hidden" in next(leaks(source, release))[1]
