"""Values cross from room to room unchanged, and what no honest room sends is refused."""

from __future__ import annotations

import fractions
import math
from collections import OrderedDict, namedtuple
from typing import Any

import msgpack
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from autograder.rooms.codec import DEPTH, Codec
from autograder.rooms.errors import Malformed, TooLarge
from autograder.rooms.ledger import Ledger

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**40), 10**40)
    | st.floats(allow_nan=False)
    | st.complex_numbers(allow_nan=False)
    | st.text()
    | st.binary()
    | st.fractions()
    | st.builds(slice, st.none() | st.integers(), st.none() | st.integers())
    | st.builds(range, st.integers(-9, 9), st.integers(-9, 9), st.integers(1, 3))
    | st.just(...)
)
KEYS = st.text() | st.integers() | st.tuples(st.integers(), st.text())
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=4)
        | st.sets(st.integers(), max_size=4)
        | st.frozensets(st.text(), max_size=4)
    ),
    max_leaves=12,
)
DTYPES = (
    npst.boolean_dtypes()
    | npst.integer_dtypes()
    | npst.unsigned_integer_dtypes()
    | npst.floating_dtypes()
    | npst.complex_number_dtypes()
    | npst.unicode_string_dtypes(max_len=5)
)
ARRAYS = npst.arrays(DTYPES, npst.array_shapes(min_dims=0, min_side=0, max_dims=3, max_side=4))


# How long an example takes depends on what else the machine does.
calm = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def sides() -> tuple[Codec, Codec]:
    def no_functions(_: Any) -> Any:
        raise AssertionError("no function was meant to cross")

    return tuple(
        Codec(Ledger(trusted=trusted), no_functions, no_functions) for trusted in (True, False)
    )  # type: ignore[return-value]


def carried(value: Any, *, back: bool = False) -> Any:
    """Send a value to the student's side, or back from it."""
    judge, student = sides()
    here, there = (student, judge) if back else (judge, student)
    packed = msgpack.packb(here.encode(value), unicode_errors="surrogatepass")
    tree = msgpack.unpackb(packed, unicode_errors="surrogatepass")
    return there.decode(tree)


def exactly(a: Any, b: Any) -> bool:
    if type(a) is not type(b):
        return False
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(exactly, a, b))
    if isinstance(a, dict):
        return [*a] == [*b] and all(exactly(a[key], b[key]) for key in a)
    if isinstance(a, float):
        return a == b and math.copysign(1, a) == math.copysign(1, b)
    return bool(a == b)


@given(VALUES, st.booleans())
@calm
def test_plain_values_arrive_as_they_were(value: Any, back: bool) -> None:
    assert exactly(carried(value, back=back), value)


@given(ARRAYS, st.booleans(), st.booleans(), st.integers(-2, 2).filter(bool))
@calm
def test_arrays_arrive_with_dtype_layout_and_lock(
    array: np.ndarray, back: bool, locked: bool, step: int
) -> None:
    array = array[::step] if array.ndim else array
    array.flags.writeable = not locked
    arrived = carried(array, back=back)
    assert type(arrived) is np.ndarray
    assert arrived.dtype == array.dtype
    assert arrived.shape == array.shape
    assert arrived.flags.writeable is not locked
    assert array.size == 0 or arrived.strides == array.strides
    assert arrived.tobytes() == array.tobytes()


@given(npst.arrays(DTYPES, ()).map(lambda array: array[()]), st.booleans())
@calm
def test_numpy_scalars_arrive_with_their_type(value: np.generic, back: bool) -> None:
    arrived = carried(value, back=back)
    assert type(arrived) is type(value)
    assert arrived.tobytes() == value.tobytes()


@pytest.mark.parametrize(
    "make",
    [
        lambda: np.random.RandomState(3),
        lambda: np.random.default_rng(3),
        lambda: np.random.Generator(np.random.MT19937(3)),
        lambda: np.random.Generator(np.random.Philox(3)),
        lambda: np.random.Generator(np.random.SFC64(3)),
    ],
)
def test_random_generators_arrive_with_their_state(make: Any) -> None:
    generator = make()
    generator.standard_normal(7)
    arrived = carried(generator)
    assert type(arrived) is type(generator)
    assert (arrived.permutation(50) == generator.permutation(50)).all()


def test_subclass_arrives_as_what_it_is_underneath() -> None:
    point = namedtuple("point", "x y")(1, 2)
    assert exactly(carried(point, back=True), (1, 2))
    assert exactly(carried(OrderedDict(a=1), back=True), {"a": 1})
    assert type(carried(np.zeros(2).view(np.recarray), back=True)) is np.ndarray


class Sly:
    def __eq__(self, other: object) -> bool:
        return True

    def __hash__(self) -> int:
        return 0

    def __array__(self, *_: Any) -> Any:
        return np.zeros(2)

    def __float__(self) -> float:
        return 1.0


@pytest.mark.parametrize(
    "value", [Sly(), object(), int, np.ma.ones(2), np.array([None]), iter([1]), b"".join]
)
def test_other_objects_arrive_as_a_name_that_equals_nothing(value: Any) -> None:
    if callable(value) and not isinstance(value, type):
        return  # functions travel by number
    arrived = carried(value, back=True)
    assert type(arrived).__name__ == type(value).__name__
    assert arrived != 1
    assert not hasattr(arrived, "__array__")
    assert not hasattr(arrived, "__float__")


def test_object_whose_repr_raises_arrives_all_the_same() -> None:
    class Broken:
        def __repr__(self) -> str:
            raise RuntimeError("no")

    assert "RuntimeError" in repr(carried(Broken(), back=True))


def test_list_that_holds_itself_arrives_so() -> None:
    ring: list[Any] = [1]
    ring.append(ring)
    arrived = carried(ring, back=True)
    assert arrived[1] is arrived


def test_too_deep_and_too_long_are_refused_where_they_are() -> None:
    deep: list[Any] = []
    for _ in range(DEPTH + 2):
        deep = [deep]
    for value in (deep, 1 << 300_000, [0] * 2_000_001):
        with pytest.raises(TooLarge):
            carried(value)


def array_tree(**changes: Any) -> list[Any]:
    parts = {"dtype": "<f8", "shape": [2], "strides": [8], "offset": 0, "writeable": True}
    return ["a", 2, [*{**parts, **changes}.values()], bytes(16)]


@pytest.mark.parametrize(
    "tree",
    [
        {},
        [],
        ["?"],
        [1, 2],
        ["i", "zz"],
        ["i", 5],
        ["i", "f" * 100_000],
        ["c", 1.0],
        ["c", 1, 2],
        ["q", 1, 0],
        ["q", 1.0, 2],
        ["x", 1],
        ["R", 1, 2, 0],
        ["R", 1, 2, "3"],
        ["g", "<f8", b"123"],
        ["g", "|O", b"12345678"],
        ["g", "M8[s]", b"12345678"],
        ["r", 99],
        ["r", "x"],
        ["l"],
        ["l", 1],
        ["l", 2, ["l", 2]],
        ["d", 2, 1],
        ["d", 2, ["l", 4], 1],
        ["d", 2, ["t", ["l", 4]], 1],
        ["s", ["d", 2]],
        ["o", "name"],
        ["o", 1, 2],
        ["G", 2, ["Generator", []]],
        ["G", 2, ["os.system", [["bit_generator", "PCG64"]]]],
        ["G", 2, ["Generator", [["bit_generator", "system"]]]],
        ["G", 2, ["Generator", [["bit_generator", "PCG64"], ["state", [["pos", {"hex": "fff"}]]]]]],
        ["a", 2],
        ["a", 99, [1]],
        array_tree(dtype="|O"),
        array_tree(dtype="object"),
        array_tree(shape=[3]),
        array_tree(shape=[-1]),
        array_tree(shape=[2.0]),
        array_tree(strides=[-8]),
        array_tree(strides=[16]),
        array_tree(offset=8),
        array_tree(offset=-8),
        array_tree(shape=[2**40], strides=[0]),
        array_tree(shape=[1] * 70, strides=[0] * 70),
        array_tree(writeable=1),
    ],
    ids=repr,
)
def test_what_no_honest_room_sends_is_malformed(tree: Any) -> None:
    judge, _ = sides()
    with pytest.raises(Malformed):
        judge.decode(tree)


TREES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 99) | st.text(max_size=3) | st.binary(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.builds(
            lambda tag, rest: [tag, *rest],
            st.sampled_from("icqtldszxRegaGrfo"),
            st.lists(inner, max_size=4),
        )
    ),
    max_leaves=10,
)


@given(TREES)
@settings(calm, max_examples=300)
def test_any_tree_is_read_or_malformed(tree: Any) -> None:
    judge = Codec(Ledger(trusted=True), lambda _: [], lambda _: print)
    try:
        value = judge.decode(tree)
    except (Malformed, TooLarge):
        return
    exact = (*(int, float, str, bytes, bool, complex, list, tuple, dict, set, frozenset, slice),)
    assert (
        value is None
        or value is ...
        or value is print
        or type(value) in (*exact, range, np.ndarray, fractions.Fraction)
        or isinstance(value, np.generic)
        or type(value).__slots__ == ()
    )
