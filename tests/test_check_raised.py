"""Exceptions, stubs and missing names reach the student in words."""

from __future__ import annotations

import numpy as np
import pytest
from failing_check import PHI, failure

from dl4ds_utils import check
from dl4ds_utils.check import CheckFailed


def test_exception_is_told_with_type_message_and_line() -> None:
    def divide(a: float) -> float:
        scale = 0
        return a / scale

    error = failure(divide, 1.0)
    assert error.key == "raised"
    assert error.cause == (
        "Your gd_step raised ZeroDivisionError: float division by zero, "
        "in the line `return a / scale`."
    )
    assert error.__suppress_context__


def test_line_is_the_students_own_even_where_numpy_raised() -> None:
    def multiply(a: np.ndarray) -> np.ndarray:
        return np.linalg.inv(a)

    assert "`return np.linalg.inv(a)`" in failure(multiply, np.zeros((2, 2))).cause


def test_functions_without_source_or_signature_are_called_as_well() -> None:
    class Proxy:
        def __call__(self, *_: object) -> object:
            raise ValueError("far away\nsecond line")

    error = failure(Proxy(), PHI)
    assert error.cause == "Your gd_step raised ValueError: far away."
    assert failure(np.negative, 1.0).key == "value"


def test_exception_with_a_broken_text_is_told_by_its_type() -> None:
    class BrokenError(Exception):
        def __str__(self) -> str:
            raise RuntimeError

    def broken() -> None:
        raise BrokenError

    assert failure(broken).cause.startswith("Your gd_step raised BrokenError, in the line")


@pytest.mark.parametrize("signal", [KeyboardInterrupt, SystemExit])
def test_interrupts_go_through(signal: type[BaseException]) -> None:
    def stop() -> None:
        raise signal

    with pytest.raises(signal), check.public("ex") as test:
        test(stop)


def test_stub_raises_exactly_the_builtin_with_a_friendly_text() -> None:
    def sse() -> None:
        raise NotImplementedError

    with pytest.raises(NotImplementedError) as caught, check.public("sse") as test:
        test(sse)
    assert type(caught.value) is NotImplementedError
    assert str(caught.value).startswith("sse is not written yet: replace")
    lines = caught.value._render_traceback_()  # type: ignore[attr-defined]
    assert len(lines) == 1
    assert "sse is not written yet" in lines[0]


def test_stub_behind_the_function_is_named() -> None:
    def gd_step() -> None:
        raise NotImplementedError

    def gradient_descent() -> None:
        gd_step()

    said = "calls gd_step, which is not written yet"
    exercise = check.public("gradient_descent")
    with pytest.raises(NotImplementedError, match=said), exercise as test:
        test(gradient_descent)


def test_undefined_function_is_told_by_its_name() -> None:
    with pytest.raises(CheckFailed) as caught, check.public("gd_step") as test:
        test(gd_step, 1.0)  # type: ignore[name-defined]  # noqa: F821
    assert caught.value.key == "not_defined"
    assert "gd_step is not defined: run the cell" in str(caught.value)


def test_other_errors_of_the_test_itself_propagate_untouched() -> None:
    with pytest.raises(NameError, match="other"), check.public("gd_step"):
        other  # type: ignore[name-defined]  # noqa: B018, F821
    with pytest.raises(ZeroDivisionError), check.hidden("gd_step"):
        1 / 0  # noqa: B018
