"""A test cell's block is quiet, keeps its names to itself, and fails without a stack."""

from __future__ import annotations

import pickle
import sys
import warnings

import numpy as np
import pytest

from dl4ds_utils import check
from dl4ds_utils.check import CheckFailed, UnknownHint


def test_checks_as_a_decorator_run_at_once_and_keep_their_names_to_themselves(
    capsys: pytest.CaptureFixture[str],
) -> None:
    cell = """
def helper(x):
    return 2 * x

def double(x):
    return helper(x)

@check.public("double")
def public_checks_of_double(test):
    helper = "a name that the student has as well"
    test(double, 3.0).equals(6.0)
"""
    names = {"check": check}
    exec(cell, names)
    assert capsys.readouterr().out == "double: public checks passed\n"
    assert callable(names["helper"])


def test_warnings_and_stderr_reach_neither_the_grader_nor_the_student(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def noisy(phi: np.ndarray) -> float:
        print("a word", file=sys.stderr)
        warnings.warn("careful")
        phi / 0.0
        return 0.0

    with check.public("ex") as test:
        test(noisy, np.array([1.0])).equals(0.0)
    printed = capsys.readouterr()
    assert printed.err == ""
    assert "a word" in printed.out
    with pytest.warns(RuntimeWarning):  # outside the block, all is as before
        np.array([1.0]) / 0.0


def test_failure_survives_pickle_with_its_fields() -> None:
    error = CheckFailed("gd_step", "plus", "You added.", "gd_step(1) returned 2")
    twin = pickle.loads(pickle.dumps(error))
    assert (twin.exercise, twin.key, twin.cause, twin.detail) == error.args
    assert str(twin) == "You added.\ngd_step(1) returned 2"
    assert isinstance(twin, AssertionError)
    unknown = pickle.loads(pickle.dumps(UnknownHint("sse", "meen", ("mean",))))
    assert unknown.known == ("mean",)
    assert "'meen'" in str(unknown)


def test_jupyter_shows_the_message_and_no_stack() -> None:
    error = CheckFailed("gd_step", "plus", "You added.", "gd_step(1) returned 2")
    assert error._render_traceback_() == ["\x1b[31mYou added.\x1b[0m", "gd_step(1) returned 2"]
