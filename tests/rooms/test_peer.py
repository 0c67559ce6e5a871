"""What a test sees when it calls a function of the other room: as if both were in one process."""

from __future__ import annotations

import inspect
import io
import socket
import traceback
import warnings
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any

import numpy as np
import pytest

from autograder.rooms.errors import Ended
from autograder.rooms.peer import Peer
from autograder.rooms.wire import LONGEST, Wire

Room = Callable[..., Peer]


def test_function_is_called_with_arguments_by_value(room: Room) -> None:
    double = room(f=lambda x, *, k=2: k * x).get(["f"])["f"]
    assert double(3) == 6
    assert double(np.array([1.0, 2.0]), k=3).tolist() == [3.0, 6.0]
    assert str(inspect.signature(double)) == "(x, *, k=Ellipsis)"
    assert double.__name__ == "<lambda>"


def test_array_without_elements_can_come_back_again_and_again(room: Room) -> None:
    kept = np.zeros((0, 3))
    give = room(f=lambda _: kept).get(["f"])["f"]
    first, second = give(1), give(np.ones(2))
    assert first.shape == second.shape == give(first).shape == (0, 3)


def test_object_shown_as_a_number_does_not_look_like_one_here(room: Room) -> None:
    class Fake(float):
        def __repr__(self) -> str:
            return "2"

    assert repr(room(f=lambda: Fake(1)).get(["f"])["f"]()) == "<Fake: 2>"


def test_name_that_is_not_there_is_missing(room: Room) -> None:
    assert room(f=1).get(["f", "g"]) == {"f": 1}


@pytest.mark.parametrize("large", [[0] * 3_000_000, bytes(LONGEST + 1)], ids=["items", "bytes"])
def test_value_too_large_to_travel_does_not_keep_others_from_it(room: Room, large: Any) -> None:
    peer = room(f=large, g=lambda: 2)
    found = peer.get(["f", "g"])
    assert type(found["f"]).__name__ == type(large).__name__
    assert not isinstance(found["f"], (list, bytes))
    assert found["g"]() == 2


def test_names_that_were_not_asked_for_end_the_conversation() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        Wire(theirs).send({"result": ["t", "print", 1], "changes": []})
        with pytest.raises(Ended):
            Peer(Wire(ours), trusted=True).get(["f"])


def test_argument_changed_in_place_is_changed_here(room: Room) -> None:
    def spoil(array: Any, values: list[Any], table: dict[str, Any]) -> None:
        array[0] = 9
        values.append([values.pop()])
        table["new"] = array

    array, values, table = np.zeros(4)[::2], [1, 2], {"a": 1}
    room(f=spoil).get(["f"])["f"](array, values, table)
    assert array.tolist() == [9, 0]
    assert values == [1, [2]]
    assert table["a"] == 1
    assert table["new"] is not None
    assert np.shares_memory(table["new"], array)


def test_locked_argument_that_was_unlocked_is_changed_here(room: Room) -> None:
    def force(array: Any) -> None:
        array.flags.writeable = True
        array[0] = 9

    array = np.zeros(2)
    array.flags.writeable = False
    room(f=force).get(["f"])["f"](array)
    assert array.tolist() == [9, 0]
    assert not array.flags.writeable


def test_what_lies_beside_an_array_stays_here(room: Room) -> None:
    def peek(array: Any) -> Any:
        root = array
        while isinstance(root.base, np.ndarray):
            root = root.base
        return bytes(root.tobytes())

    secret = np.array([[1.0, 2.0], [77.0, 78.0]])
    seen = room(f=peek).get(["f"])["f"](secret[0])
    assert np.float64(77.0).tobytes() not in seen
    gaps = np.array([1.0, 77.0, 2.0])[::2]
    assert np.float64(77.0).tobytes() not in room(f=peek).get(["f"])["f"](gaps)


def test_result_that_is_a_view_of_an_argument_is_one_here(room: Room) -> None:
    array = np.arange(10.0)[::-2]
    view = room(f=lambda x: x[1:]).get(["f"])["f"](array)
    assert np.shares_memory(view, array)
    assert view.tolist() == [7, 5, 3, 1]
    copy = room(f=lambda x: x[1:].copy()).get(["f"])["f"](array)
    assert not np.shares_memory(copy, array)


def test_rows_that_are_one_array_are_one_here(room: Room) -> None:
    def path(grad: Any, phi: Any) -> list[Any]:
        rows = []
        for _ in range(3):
            phi -= grad(phi)
            rows.append(phi)
        return rows

    phi = np.ones(2)
    rows = room(f=path).get(["f"])["f"](lambda p: p / 2, phi)
    assert rows[0] is not phi
    assert np.shares_memory(rows[0], rows[2])
    assert phi.tolist() == [0.125, 0.125]


def test_result_that_changes_with_the_next_call_changes_here(room: Room) -> None:
    kept = np.zeros(2)

    def cached(x: Any) -> Any:
        kept[:] = x
        return kept

    f = room(f=cached).get(["f"])["f"]
    first = f(1.0)
    assert first.tolist() == [1, 1]
    f(5.0)
    assert first.tolist() == [5, 5]


def test_result_that_is_changed_here_changes_there(room: Room) -> None:
    kept = np.zeros(2)
    peer = room(f=lambda: kept, g=lambda: float(kept[0]))
    peer.get(["f"])["f"]()[0] = 4.0
    assert peer.get(["g"])["g"]() == 0.0  # nobody here held the array any more
    array = peer.get(["f"])["f"]()
    array[0] = 4.0
    assert peer.get(["g"])["g"]() == 4.0


def test_generator_goes_there_and_comes_back_with_its_state(room: Room) -> None:
    ours, alone = np.random.default_rng(0), np.random.default_rng(0)
    drawn = room(f=lambda rng: rng.permutation(9)).get(["f"])["f"](ours)
    assert drawn.tolist() == alone.permutation(9).tolist()
    assert ours.random() == alone.random()


def test_array_goes_to_a_function_of_the_test_twice(room: Room) -> None:
    def twice(g: Any) -> Any:
        at = np.array([1.0, 2.0])
        first = g(at)
        at += 1
        return first, g(at), g(x=at)

    results = room(f=twice).get(["f"])["f"](lambda x: 2 * x)
    assert [result.tolist() for result in results] == [[2, 4], [4, 6], [4, 6]]


def test_array_that_nobody_holds_any_more_is_forgotten(room: Room) -> None:
    peer = room(f=lambda g, x: [g(x) + 1])
    f = peer.get(["f"])["f"]
    held = []
    for number in range(12):
        (result,) = f(lambda x: 2 * x, np.full(3, float(number)))
        assert result.tolist() == [2 * number + 1] * 3
        held.append(len(peer.codec.ledger))
    assert held[2] == held[-1]


def test_functions_call_back_and_forth(room: Room) -> None:
    apply = room(f=lambda g, x: g(x) + 1).get(["f"])["f"]
    assert apply(lambda x: 10 * x, 2) == 21
    assert apply(lambda x: apply(lambda y: y * y, x), 3) == 11


def test_function_of_ours_comes_back_as_itself(room: Room) -> None:
    def mine(x: Any) -> Any:
        return x

    assert room(f=lambda g: g).get(["f"])["f"](mine) is mine


def test_endless_back_and_forth_ends(room: Room) -> None:
    apply = room(f=lambda g, n: g(n)).get(["f"])["f"]

    def again(n: int) -> Any:
        return apply(again, n + 1)

    with pytest.raises(RecursionError):
        again(0)


def test_exception_has_its_type_its_text_and_the_students_line(room: Room) -> None:
    def wrong(values: list[int]) -> int:
        return values[7]

    with pytest.raises(IndexError, match="list index out of range") as caught:
        room(f=wrong).get(["f"])["f"]([1])
    shown = "".join(traceback.format_exception(caught.value))
    assert "return values[7]" in shown
    assert "in wrong" in shown


@pytest.mark.parametrize(
    ("error", "base"),
    [
        (KeyError("a"), KeyError),
        (NotImplementedError(), NotImplementedError),
        (UnicodeDecodeError("utf-8", b"x", 0, 1, "why"), UnicodeDecodeError),
        (np.linalg.LinAlgError("singular"), ValueError),
        (SystemExit(3), SystemExit),
        (KeyboardInterrupt(), KeyboardInterrupt),
    ],
)
def test_exception_keeps_name_and_text(room: Room, error: BaseException, base: type) -> None:
    def wrong() -> None:
        raise error

    with pytest.raises(base) as caught:
        room(f=wrong).get(["f"])["f"]()
    assert type(caught.value).__name__ == type(error).__name__
    assert str(caught.value) == str(error)


def test_exception_whose_text_cannot_be_had_still_crosses(room: Room) -> None:
    class Broken(Exception):  # noqa: N818 - a student's
        def __str__(self) -> str:
            raise RuntimeError("no")

    def wrong() -> None:
        raise Broken

    with pytest.raises(Exception) as caught:  # noqa: PT011 - of a class made here
        room(f=wrong).get(["f"])["f"]()
    assert type(caught.value).__name__ == "Broken"


def test_print_and_warnings_of_the_function_happen_here(room: Room) -> None:
    def loud(x: Any) -> Any:
        print("hello")
        return np.exp(x)

    heard = io.StringIO()
    with redirect_stdout(heard), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        room(f=loud).get(["f"])["f"](np.array([1e6]))
    assert heard.getvalue() == "hello\n"
    assert [(one.category, "overflow" in str(one.message)) for one in caught] == [
        (RuntimeWarning, True)
    ]


def test_error_state_of_the_test_holds_in_the_function(room: Room) -> None:
    f = room(f=lambda x: 1 / x).get(["f"])["f"]
    with np.errstate(divide="raise"), pytest.raises(FloatingPointError):
        f(np.zeros(2))
    with np.errstate(divide="ignore"):
        assert np.isinf(f(np.zeros(2))).all()


def test_room_that_ends_in_a_call_cannot_be_caught_as_an_exception(room: Room) -> None:
    peer = room(f=lambda: None)
    f = peer.get(["f"])["f"]
    peer.wire.connection.shutdown(socket.SHUT_RDWR)
    with pytest.raises(Ended) as caught:
        f()
    assert not isinstance(caught.value, Exception)
    with pytest.raises(Ended):
        f()
