"""Arguments are copied, and a function that changes one or returns its memory is refused."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from failing_check import PHI, G, failure

from dl4ds_utils import check
from dl4ds_utils.check.arguments import copied, lengths


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


@pytest.mark.parametrize("argument", [[1.0, 2.0], {0: 1.0}])
def test_list_or_dict_changed_in_place_is_refused(argument: object) -> None:
    def double_first(values: list[float]) -> float:
        values[0] *= 2
        return 0.0

    assert failure(double_first, argument).key == "in_place"


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


GENERATORS = {
    "Generator": lambda: np.random.default_rng(3),
    "RandomState": lambda: np.random.RandomState(3),
    "Philox": lambda: np.random.Generator(np.random.Philox(3)),
    "legacy state": lambda: np.random.RandomState(np.random.MT19937(3)),
    "standard library": lambda: random.Random(3),
}


@pytest.mark.parametrize("name", GENERATORS)
def test_both_calls_draw_the_same_numbers_and_an_advanced_generator_is_no_change(name: str) -> None:
    rng, drawn = GENERATORS[name](), []

    def draw(n: int, state: tuple[Any]) -> float:
        drawn.append((state[0].gauss if name == "standard library" else state[0].normal)(0.0, 1.0))
        return float(n)

    with check.hidden("ex") as test:
        for _ in range(2):
            test(draw, 3, (rng,)).equals(3)
    assert len(drawn) == 4
    assert all(numbers == drawn[0] for numbers in drawn)


def test_generator_that_is_used_makes_no_result_random() -> None:
    with check.hidden("ex") as test:
        drawn = test(lambda rng: rng.permutation(30), np.random.RandomState(42)).value
    assert drawn[:5].tolist() == [27, 15, 23, 17, 8]


def test_generator_of_the_students_own_is_random() -> None:
    assert failure(lambda rng: np.random.default_rng().normal(), 1).key == "random"  # noqa: ARG005


def test_modules_are_passed_as_they_are() -> None:
    assert copied((np, {"random": np.random})) == (np, {"random": np.random})


def test_lengths_of_arguments_are_named_once_each() -> None:
    def batch_loss(X: np.ndarray, y: np.ndarray, state: tuple[np.ndarray]) -> None: ...

    given = ((np.zeros((5, 2)), np.zeros(5)), {"state": (np.zeros((5, 2, 4)),)})
    found = {length.n: length.words for length in lengths(batch_loss, given)}
    assert found == {
        5: "the number of rows of the argument `X`",
        2: "the number of columns of the argument `X`",
        4: "the length of axis 2 of the argument `state[0]`",
    }
    assert lengths(np.sum, ((np.zeros(3),), {}))[0].words == "the length of the argument `a`"
