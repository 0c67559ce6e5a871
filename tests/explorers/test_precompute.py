"""A student's functions over a grid: all of it, or less in time; what they do wrong, in words."""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from dl4ds_utils.explorers import grids
from dl4ds_utils.explorers.demo import NotYet, explorer
from dl4ds_utils.explorers.explorer import Explorer
from dl4ds_utils.explorers.layers import Line
from dl4ds_utils.explorers.precompute import Budget, precompute, shorter
from dl4ds_utils.explorers.scene import Array, Axis, BadScene, Panel, Scene
from dl4ds_utils.explorers.student import BadReturn, Student

ALPHA = grids.rates("alpha", "learning rate α", (0.01, 1.0), 0.1, per_decade=20, also=(0.5,))
STEP = grids.numbers("k", "k", range(9), 4.0)


class Clock:
    """Time that passes only where a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def costly(clock: Clock, seconds: float, calls: list[Any] | None = None) -> Callable[..., Any]:
    """Give a function that takes its time."""

    def cost(*values: float) -> dict[str, Any]:
        clock.now += seconds
        if calls is not None:
            calls.append(values)
        return {"sum": sum(values)}

    return cost


def test_fast_function_gets_the_whole_grid() -> None:
    clock = Clock()
    found = precompute(costly(clock, 1e-4), ALPHA, STEP, budget=Budget(2.0, clock))
    assert found.controls[0].values == ALPHA.values
    assert found.note == ""
    expected = np.add.outer(np.array(ALPHA.values), np.array(STEP.values))
    np.testing.assert_array_equal(found.arrays["sum"], expected)


@pytest.mark.parametrize("seconds", [0.01, 0.05, 0.15])
def test_slow_function_gets_a_coarser_slider_in_time(seconds: float) -> None:
    clock, calls = Clock(), list[Any]()
    found = precompute(costly(clock, seconds, calls), ALPHA, STEP, budget=Budget(2.0, clock))
    lengths = [len(control) for control in found.controls]
    assert clock.now <= 2.0 + seconds
    assert all(length >= 2 for length in lengths)
    assert np.prod(lengths) == len(calls) < len(ALPHA) * len(STEP)
    assert (found.controls[0].value, found.controls[1].value) == (0.1, 4.0)
    assert found.note == "A coarser slider: your function takes long."


def test_time_that_is_left_is_used() -> None:
    clock, calls = Clock(), list[Any]()
    precompute(costly(clock, 0.01, calls), ALPHA, budget=Budget(0.3, clock))
    assert 10 <= len(calls) <= 31


def test_note_names_the_slowest_function_and_its_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock()
    monkeypatch.setattr("dl4ds_utils.explorers.student.now", clock)

    def gd_step(alpha: float) -> float:
        clock.now += 0.048
        return alpha

    slow, quick = Student(gd_step), Student(lambda: 1.0)
    quick()
    found = precompute(
        lambda a: {"a": slow(a)}, ALPHA, budget=Budget(0.5, clock), slow=[quick, slow]
    )
    assert found.note == "A coarser slider: gd_step takes 48 ms per call."


def test_function_that_gets_slower_on_the_way_keeps_the_last_complete_grid() -> None:
    clock, calls = Clock(), list[Any]()

    def late(k: float) -> dict[str, float]:
        calls.append(k)
        clock.now += 0.001 if len(calls) <= 9 else 1.0
        return {"k": k}

    control = grids.numbers("k", "k", range(33), 0.0)
    found = precompute(late, control, budget=Budget(2.0, clock))
    (kept,) = found.controls
    assert clock.now <= 3.1
    assert kept.values == tuple(np.arange(0.0, 33.0, 4.0))
    np.testing.assert_array_equal(found.arrays["k"], kept.values)


def test_nan_and_infinity_are_kept() -> None:
    found = precompute(lambda k: {"v": [np.nan, np.inf, -np.inf, k]}, STEP)
    assert np.isnan(found.arrays["v"][:, 0]).all()
    assert found.arrays["v"][:, 1:3].tolist() == [[np.inf, -np.inf]] * 9


def test_results_of_different_shapes_are_refused() -> None:
    with pytest.raises(BadScene, match="not the same shape"):
        precompute(lambda k: {"v": np.zeros(int(k))}, STEP)


def test_descent_is_shorter_where_steps_are_slow() -> None:
    clock = Clock()

    def run(n: int) -> None:
        clock.now += 0.01 * n

    assert shorter(run, 100, 10, Budget(2.0, clock)) in (18, 19)
    assert shorter(run, 100, 1000, Budget(2.0, clock)) == 5
    assert shorter(lambda _: None, 100, 10, Budget(2.0, clock)) == 100


def test_slow_first_call_does_not_shorten_the_descent() -> None:
    clock, costs = Clock(), iter([0.035, 1e-5, 1e-5])

    def run(n: int) -> None:
        clock.now += next(costs)

    assert shorter(run, 100, 10, Budget(2.0, clock)) == 100


def test_grading_gets_next_to_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Budget().seconds == 2.0
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert Budget().seconds == 0.03


def a_scene(loss: Callable[[np.ndarray], Any], phi: np.ndarray | None = None) -> Scene:
    """Draw a student's loss along a line."""
    student = Student(loss)
    start = np.ones(2) if phi is None else phi
    found = precompute(lambda k: {"y": [student(k * start)] * 2}, STEP)
    layers = (Line(x=[0.0, 1.0], y="y"),)
    panel = Panel("", Axis("x", 0.0, 1.0), Axis("y", 0.0, 1.0), layers)
    arrays = {"y": Array(found.arrays["y"], ("k",))}
    return Scene(found.controls, (panel,), arrays, alt="A line.", note=found.note)


explore = explorer(a_scene)


def test_explorer_is_what_a_function_that_makes_a_scene_becomes() -> None:
    made = explore(lambda phi: phi[0])
    assert isinstance(made, Explorer)
    assert made.k == 4.0


def test_exception_of_a_student_goes_through_as_it_is() -> None:
    mistake = ZeroDivisionError("division by zero")

    def my_loss(phi: np.ndarray) -> float:
        raise mistake

    with pytest.raises(ZeroDivisionError) as caught:
        explore(my_loss)
    assert caught.value is mistake
    assert mistake.__cause__ is mistake.__context__ is None
    assert traceback.extract_tb(mistake.__traceback__)[-1].name == "my_loss"


def test_traceback_shows_frames_of_the_student_only() -> None:
    def my_loss(phi: np.ndarray) -> float:
        return float(phi[2])

    with pytest.raises(IndexError) as caught:
        explore(my_loss)
    frames = [frame for frame, _ in traceback.walk_tb(caught.value.__traceback__)]
    ours = [
        f
        for f in frames
        if "/explorers/" in f.f_code.co_filename and "tests" not in f.f_code.co_filename
    ]
    assert len(ours) >= 3
    assert [f.f_code.co_name for f in ours if not f.f_locals.get("__tracebackhide__")] == []


@pytest.mark.parametrize(
    ("loss", "words"),
    [
        (lambda _: None, "returned None; the picture needs a number. Is a `return` missing?"),
        (lambda phi: phi, r"returned an array of shape \(2,\); the picture needs a number"),
        (lambda _: "3", "returned a str; the picture needs a number"),
        (lambda _: 1j, "returned a complex number; .* `.real`"),
    ],
)
def test_return_that_cannot_be_drawn_is_refused_in_words(
    loss: Callable[[np.ndarray], Any], words: str
) -> None:
    loss.__name__ = "my_loss"
    with pytest.raises(BadReturn, match=f"my_loss {words}") as caught:
        explore(loss)
    assert caught.value._render_traceback_()[0].count("my_loss") == 1


def test_bad_return_survives_pickle() -> None:
    error = BadReturn("sse", "None", "a number", "Is a `return` missing?")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_number_is_no_function() -> None:
    with pytest.raises(BadReturn, match="a float; the picture needs a function"):
        Student(3.0, "loss")  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [2, 2.0, np.float32(2.0), np.array(2), np.array([2.0]), [2]])
def test_whatever_stands_for_a_number_is_read_as_one(value: Any) -> None:
    assert Student(lambda: value)().tolist() == 2.0


def test_function_that_changes_its_argument_changes_nothing_else() -> None:
    def greedy(phi: np.ndarray) -> float:
        phi += 1.0
        return float(phi[0])

    phi = np.zeros(2)
    student = Student(greedy)
    assert [student(phi).item(), student(phi).item(), phi[0]] == [1.0, 1.0, 0.0]


def test_result_that_the_student_keeps_is_copied() -> None:
    kept = np.zeros(2)
    found = Student(lambda: kept, shape=(2,))()
    kept[0] = 1.0
    assert found[0] == 0.0


def test_overflow_in_a_student_function_warns_nobody() -> None:
    assert Student(lambda: np.float64(1e200) * 1e200)().item() == np.inf


def test_what_functions_print_is_told_once_in_the_note(capsys: pytest.CaptureFixture[str]) -> None:
    def chatty(phi: np.ndarray) -> float:
        print("phi is", phi)
        return 0.0

    made = explore(chatty)
    assert capsys.readouterr().out == ""
    assert (
        made.scene.note == "Your functions printed 9 lines meanwhile; the first: “phi is [0. 0.]”."
    )


def test_what_a_function_printed_before_it_raised_is_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def chatty(phi: np.ndarray) -> float:
        print("phi is", phi)
        return 1.0 / float(phi[0] - 8.0)

    with pytest.raises(ZeroDivisionError):
        explore(chatty)
    shown = capsys.readouterr().out.splitlines()
    assert (shown[0], shown[-1]) == ("phi is [0. 0.]", "phi is [8. 8.]")


def test_long_line_is_cut_in_the_note() -> None:
    made = explore(lambda _: print("x" * 10_000) or 0.0)
    assert len(made.scene.note) < 140


def test_stub_is_named_and_nothing_raised() -> None:
    def my_grad(phi: np.ndarray) -> Any:
        raise NotImplementedError()

    def my_loss(phi: np.ndarray) -> Any:
        return my_grad(phi)

    made = explore(my_loss)
    assert made == NotYet("my_grad")
    bundle = made._repr_mimebundle_()
    assert bundle["text/plain"] == "Write `my_grad` above first; then this picture moves."
    assert "<code>my_grad</code>" in bundle["text/html"]


def test_rounds_are_finer_and_finer() -> None:
    clock, calls = Clock(), list[Any]()
    precompute(costly(clock, 0.0, calls), STEP, budget=Budget(1.0, clock))
    order = [k for (k,) in calls]
    assert sorted(order) == list(range(9))
    rounds = [set(order[:n]) for n in (2, 3, 5, 9)]
    assert all(a < b for a, b in pairwise(rounds))
    assert rounds[2] == {0.0, 2.0, 4.0, 6.0, 8.0}
