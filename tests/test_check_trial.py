"""A student's function is called with care, and whatever it does gets a message."""

from __future__ import annotations

import numpy as np
import pytest
from failing_check import PHI, failure

from dl4ds_utils import check
from dl4ds_utils.check import CheckFailed, UnknownHint, describe


def test_nothing_returned_is_refused() -> None:
    error = failure(lambda phi: None, PHI)  # noqa: ARG005
    assert error.key == "none"
    assert "`return`" in error.cause
    assert error.detail == "gd_step([1., 2.])"


def test_different_results_for_the_same_arguments_are_refused() -> None:
    calls: list[int] = []

    def forgetful(phi: np.ndarray) -> np.ndarray:
        calls.append(1)
        return phi + len(calls)

    error = failure(forgetful, PHI)
    assert error.key == "random"
    assert "returned first [2., 3.], then [3., 4.]" in error.detail


def test_message_shows_arguments_and_result_as_they_were_after_the_call() -> None:
    phi = np.array([1.0, 2.0])
    trial = check.Trial("ex")
    answer = trial.once(lambda phi: 2 * phi, phi)
    phi[:], answer.value[:] = 7.0, 8.0
    with pytest.raises(CheckFailed) as refused:
        trial.require(False, "sign")
    assert refused.value.detail == "ex([1., 2.]) returned [2., 4.]"


def test_check_that_passes_writes_no_texts(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> str:
        raise AssertionError("a text was written")

    monkeypatch.setattr(describe, "show", refuse)
    with check.hidden("ex") as test:
        test(lambda phi: 2 * phi, PHI).equals(2 * PHI)


def test_once_calls_once() -> None:
    calls: list[int] = []
    with check.hidden("ex") as test:
        test.once(lambda: float(calls.append(1) or len(calls))).equals(1.0)
    assert calls == [1]


def test_name_used_for_something_else_is_refused() -> None:
    error = failure(3.0, 1.0)
    assert error.key == "not_function"
    assert "gd_step is a float, not a function" in error.cause


def test_integer_too_large_for_a_float_is_called_infinite() -> None:
    assert failure(lambda: 10**400).key == "inf"
    assert failure(lambda: -(10**400)).key == "inf"


def test_unknown_hint_is_an_error_even_where_the_result_is_right() -> None:
    with pytest.raises(UnknownHint, match="'pluss'"), check.public("gd_step") as test:
        test(lambda: 1.0).equals(1.0, pluss=2.0)
    with pytest.raises(UnknownHint), check.public("gd_step") as test:
        test.require(True, "pluss")


def test_require_fails_with_its_hint_and_the_last_call() -> None:
    with check.public("gd_step") as test:
        test.require(1 < 2, "plus")
    with pytest.raises(CheckFailed) as caught, check.public("gd_step") as test:
        test.require(test(lambda phi: phi + 1, PHI).value[0] == 0.0, "plus")
    assert caught.value.detail == "gd_step([1., 2.]) returned [2., 3.]"
    with pytest.raises(CheckFailed, match="my words"), check.public("gd_step") as test:
        test.require(False, "plus", "my words")


def test_function_that_must_raise_passes_if_it_does() -> None:
    def refuse(kind: str) -> float:
        raise ValueError(f"unknown kind {kind}")

    with check.hidden("ex") as test:
        test.raises(ValueError, refuse, "linear")
        test.raises(Exception, refuse, "linear")


def test_function_that_must_raise_is_told_what_it_did_instead() -> None:
    def divide(kind: str) -> float:
        return 1 / len(kind)

    with pytest.raises(CheckFailed) as caught, check.hidden("ex") as test:
        test.raises(ValueError, divide, "12")
    assert caught.value.key == "not_raised"
    assert caught.value.cause == "Your ex returned 0.5; here it should raise ValueError."
    assert caught.value.detail == "ex('12')"
    with pytest.raises(CheckFailed, match=r"ZeroDivisionError.*Expected is ValueError") as caught:
        check.hidden("ex")(lambda test: test.raises(ValueError, divide, ""))
    assert caught.value.key == "raised"


def test_stub_is_a_stub_also_where_it_must_raise() -> None:
    def stub(kind: str) -> float:
        raise NotImplementedError

    for kind in (ValueError, Exception, RuntimeError):
        with pytest.raises(NotImplementedError, match="not written"), check.hidden("ex") as test:
            test.raises(kind, stub, "x")


def test_function_that_must_raise_changes_no_argument_either() -> None:
    def spoil(x: np.ndarray) -> None:
        x[0] = 9.0
        raise ValueError

    with pytest.raises(CheckFailed) as caught, check.hidden("ex") as test:
        test.raises(ValueError, spoil, PHI)
    assert caught.value.key == "in_place"


def test_different_results_in_one_entry_of_a_list_of_arrays_are_refused() -> None:
    rng = np.random.default_rng(0)
    error = failure(lambda: [np.arange(3), rng.permutation(50)])
    assert error.key == "random"
