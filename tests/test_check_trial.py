"""A student's function is called with care, and whatever it does gets a message."""

from __future__ import annotations

import pickle
import sys
import warnings
from collections.abc import Callable

import numpy as np
import pytest

from dl4ds_utils import check
from dl4ds_utils.check import CheckFailed, UnknownHint
from dl4ds_utils.check.arguments import copied

PHI, G = np.array([1.0, 2.0]), np.array([0.5, -1.0])


def failure(
    function: object, *args: object, name: str = "gd_step", **kwargs: object
) -> CheckFailed:
    """Run a function on some arguments and return how its check fails."""
    with pytest.raises(CheckFailed) as caught, check.public(name) as test:
        test(function, *args, **kwargs).equals(0.0)  # type: ignore[arg-type]
    return caught.value


# --- what students read ---------------------------------------------------------------------------


def test_right_answer_prints_that_the_checks_passed(capsys: pytest.CaptureFixture[str]) -> None:
    with check.public("gd_step") as test:
        test(lambda phi, g, alpha: phi - alpha * g, PHI, G, 2.0).equals([0.0, 4.0], plus=[2.0, 0.0])
    with check.hidden("gd_step") as test:
        test(lambda phi, g, alpha: phi - alpha * g, phi=PHI, g=G, alpha=2.0).equals([0.0, 4.0])
    printed = capsys.readouterr()
    assert printed.out == "gd_step: public checks passed\ngd_step: hidden checks passed\n"
    assert printed.err == ""


def plus(phi: np.ndarray, g: np.ndarray, alpha: float) -> np.ndarray:
    return phi + alpha * g


def test_named_mistake_is_told_first_then_the_call_the_result_and_the_right_one() -> None:
    with pytest.raises(CheckFailed) as caught, check.public("gd_step") as test:
        test(plus, np.array([1.0]), np.array([2.0]), 2.0).equals(
            [-3.0], plus=[5.0], alpha_ignored=[-1.0]
        )
    error = caught.value
    assert str(error).splitlines() == [
        "You added α·g, but descent moves against the gradient: subtract it.",
        "gd_step([1.], [2.], 2.0) returned [5.], expected [-3.]",
    ]
    assert (error.exercise, error.key) == ("gd_step", "plus")


def test_two_named_mistakes_that_coincide_are_both_told() -> None:
    with pytest.raises(CheckFailed) as caught, check.hidden("sse") as test:
        test(lambda: 7.0).equals(14.0, mean=7.0, half=7.0)
    assert caught.value.key == "mean|half"
    assert "more than one mistake" in caught.value.cause


def test_named_mistake_comes_before_what_the_numbers_give_away() -> None:
    with pytest.raises(CheckFailed) as caught, check.hidden("gradient_descent") as test:
        test(lambda: [[1.0], [0.5]]).equals([[1.0], [0.5], [0.25]], one_short=[[1.0], [0.5]])
    assert caught.value.key == "one_short"


def test_mistake_that_leads_to_the_right_result_here_is_no_mistake() -> None:
    with check.hidden("sse") as test:  # the mean of one example is its sum
        test(lambda: 14.0).equals(14.0, mean=14.0)


def test_sign_of_a_whole_dict_is_told_once_and_a_wrong_entry_with_its_key() -> None:
    right = {"a1": 1.0, "b1": -6.0}
    with pytest.raises(CheckFailed) as caught, check.public("ex") as test:
        test(lambda: {"a1": -1.0, "b1": 6.0}).equals(right)
    assert caught.value.key == "sign"
    assert not caught.value.cause.startswith("At ")
    with pytest.raises(CheckFailed) as caught, check.public("ex") as test:
        test(lambda: {"a1": 1.0, "b1": 6.0}).equals(right)
    assert caught.value.cause.startswith("At ['b1']: The sign")
    assert caught.value.detail == "ex()['b1'] is 6.0, expected -6.0"


def test_wrong_keys_count_and_type_are_told_with_what_is_expected() -> None:
    for value, expected, key, said in (
        ({"a": 1.0}, {"a": 1.0, "b": 2.0}, "keys", "missing: b"),
        ((1.0,), (1.0, 2.0), "count", "returned 1 values, expected 2"),
        ("x", 1.0, "type", "returned a str, expected a number"),
        ([[1], [1, 2]], np.zeros((2, 2)), "ragged", "rows of different lengths"),
        (np.sum, 1.0, "type", "parentheses"),
    ):
        with pytest.raises(CheckFailed, match=said) as caught, check.public("ex") as test:
            test(lambda value=value: value).equals(expected)
        assert caught.value.key == key


def test_first_wrong_entry_of_a_long_array_is_pointed_out() -> None:
    x = np.arange(30.0)
    error = None
    with pytest.raises(CheckFailed) as caught, check.public("ex") as test:
        test(lambda v: np.where(v > 20, 0.0, v), x).equals(x)
    error = caught.value
    assert "9 of 30 entries differ; the first at index [21]: 0.0, expected 21.0" in error.detail


def test_constant_factor_of_the_number_of_examples_is_recognized_from_the_arguments() -> None:
    x = np.arange(5.0)
    with pytest.raises(CheckFailed, match="divided by 5") as caught, check.public("ex") as test:
        test(lambda v: float(np.mean(v)), x).equals(10.0)
    assert caught.value.key == "over_n"


# --- refusals -------------------------------------------------------------------------------------


def test_nothing_returned_is_refused() -> None:
    error = failure(lambda phi: None, PHI)  # noqa: ARG005
    assert error.key == "none"
    assert "`return`" in error.cause
    assert error.detail == "gd_step([1., 2.])"


def in_place(phi: np.ndarray, g: np.ndarray, alpha: float) -> np.ndarray:
    phi -= alpha * g
    return phi.copy()


def test_argument_changed_in_place_is_refused_and_named() -> None:
    error = failure(in_place, PHI, G, 2.0)
    assert error.key == "in_place"
    assert "changes its argument `phi` in place" in error.cause
    assert error.detail.endswith("changed [1., 2.] to [0., 4.]")


def test_attempt_on_a_read_only_argument_is_refused_alike() -> None:
    frozen = PHI.copy()
    frozen.flags.writeable = False
    error = failure(in_place, frozen, G, 2.0)
    assert error.key == "in_place"
    assert "in place" in error.cause
    assert "`phi -= alpha * g`" in error.detail


def test_read_only_arrays_of_the_students_own_are_not_blamed_on_arguments() -> None:
    def broadcast(phi: np.ndarray) -> np.ndarray:
        rows = np.broadcast_to(phi, (3, 2))
        rows[0] = 1.0
        return rows

    error = failure(broadcast, PHI)
    assert error.key == "raised"
    assert "ValueError" in error.cause


def test_integer_array_that_cannot_take_decimals_is_explained() -> None:
    error = failure(in_place, np.array([1, 2]), G, 0.3)
    assert error.key == "integer_array"
    assert "floats" in error.cause


def test_change_inside_a_container_is_seen() -> None:
    def spoil(state: tuple[np.ndarray, dict[str, np.ndarray]]) -> float:
        state[1]["v"][0] = 9.0
        return 0.0

    assert failure(spoil, (PHI, {"v": G})).key == "in_place"


@pytest.mark.parametrize(
    "function",
    [
        lambda phi: phi,
        lambda phi: phi[:1],
        lambda phi: phi.reshape(2, 1),
        lambda phi: [phi, 1.0],
        lambda phi: {"phi": phi.T},
    ],
)
def test_result_in_the_memory_of_an_argument_is_refused(function: Callable[..., object]) -> None:
    assert failure(function, PHI).key == "alias"
    assert failure(function, np.arange(4.0)[::2]).key == "alias"


def test_different_results_for_the_same_arguments_are_refused() -> None:
    calls: list[int] = []

    def forgetful(phi: np.ndarray) -> np.ndarray:
        calls.append(1)
        return phi + len(calls)

    error = failure(forgetful, PHI)
    assert error.key == "random"
    assert "returned first [2., 3.], then [3., 4.]" in error.detail


def test_once_calls_once() -> None:
    calls: list[int] = []
    with check.hidden("ex") as test:
        test.once(lambda: float(calls.append(1) or len(calls))).equals(1.0)
    assert calls == [1]


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


def test_name_used_for_something_else_is_refused() -> None:
    error = failure(3.0, 1.0)
    assert error.key == "not_function"
    assert "gd_step is a float, not a function" in error.cause


# --- stubs and names ------------------------------------------------------------------------------


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


@pytest.mark.parametrize("argument", [[1.0, 2.0], {0: 1.0}])
def test_list_or_dict_changed_in_place_is_refused(argument: object) -> None:
    def double_first(values: list[float]) -> float:
        values[0] *= 2
        return 0.0

    assert failure(double_first, argument).key == "in_place"


def test_integer_too_large_for_a_float_is_called_infinite() -> None:
    assert failure(lambda: 10**400).key == "inf"
    assert failure(lambda: -(10**400)).key == "inf"


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


# --- quiet, and careful with arguments ------------------------------------------------------------


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


ARRAYS = {
    "contiguous": np.arange(6.0),
    "strided": np.arange(12.0)[::2],
    "reversed": np.arange(6.0)[::-1],
    "transposed": np.arange(6).reshape(2, 3).T,
    "fortran": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "column": np.arange(6.0).reshape(3, 2)[:, 1],
    "repeated": np.broadcast_to(np.float32(3.0), (4,)),
    "scalar": np.array(3.0),
    "empty": np.zeros((0, 2)),
    "bytes": np.arange(6, dtype=np.int8)[1::2],
}


@pytest.mark.parametrize("name", ARRAYS)
@pytest.mark.parametrize("writeable", [True, False])
def test_copies_of_arrays_keep_dtype_layout_and_flags(name: str, writeable: bool) -> None:
    array = ARRAYS[name].view()
    if not writeable:
        array.flags.writeable = False
    twin = copied(array)
    np.testing.assert_array_equal(twin, array)
    assert twin.dtype == array.dtype
    assert twin.strides == array.strides
    assert twin.flags.writeable == array.flags.writeable
    assert not np.shares_memory(twin, array)


def test_arguments_of_the_test_are_never_changed() -> None:
    phi, state = PHI.copy(), {"m": G.copy()}

    def spoil(phi: np.ndarray, state: dict[str, np.ndarray]) -> float:
        phi[:] = 0.0
        state.clear()
        return 0.0

    failure(spoil, phi, state)
    np.testing.assert_array_equal(phi, PHI)
    np.testing.assert_array_equal(state["m"], G)


def test_callables_are_passed_as_they_are_and_generators_as_copies() -> None:
    class Counter:
        calls = 0

        def __call__(self, phi: float) -> float:
            self.calls += 1
            return phi

    counter, rng = Counter(), np.random.default_rng(0)
    with check.hidden("ex") as test:
        test.once(lambda f: f(2.0), counter).equals(2.0)
        draw = np.random.default_rng(0).random()
        test(lambda generator: generator.random(), rng).equals(draw)
    assert counter.calls == 1
    assert rng.random() == draw


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
