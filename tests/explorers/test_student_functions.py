"""A student's function in an explorer: what it does wrong, prints or has not written, in words."""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from dl4ds_utils.explorers import grids
from dl4ds_utils.explorers.demo import NotYet, explorer
from dl4ds_utils.explorers.explorer import Explorer
from dl4ds_utils.explorers.layers import Line
from dl4ds_utils.explorers.precompute import precompute
from dl4ds_utils.explorers.scene import Array, Axis, Panel, Scene
from dl4ds_utils.explorers.student import BadReturn, Student

STEP = grids.numbers("k", "k", range(9), 4.0)


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
        made.scene.note == "Your functions printed 9 lines meanwhile; the first: “phi is [4. 4.]”."
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
    assert (shown[0], shown[-1]) == ("phi is [4. 4.]", "phi is [8. 8.]")


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
