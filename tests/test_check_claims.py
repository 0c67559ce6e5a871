"""The engine claims nothing that is not true of the numbers, whatever they are."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from dl4ds_utils.check import recognize
from dl4ds_utils.check.arguments import Length
from dl4ds_utils.check.compare import difference
from dl4ds_utils.check.evidence import Evidence

SIZES = (7, 4, 3)
LENGTHS = tuple(Length(n, f"the length of `{name}`") for n, name in zip(SIZES, "xyz", strict=True))
Array = np.ndarray

hand = st.floats(-1e3, 1e3, allow_subnormal=False).map(lambda v: round(v, 2))
whole = st.integers(-3, 3).map(float)


def keys(got: Array, expected: Array) -> list[str]:
    """Explain a difference without any test's help, and list the keys that are claimed."""
    evidence = Evidence("ex", got, expected, LENGTHS)
    same_shape = got.shape == expected.shape
    cause = recognize.value_cause(evidence) if same_shape else recognize.shape_cause(evidence)
    assert "{" not in cause.text
    assert len(cause.text) < 2000
    return cause.key.split("|")


def close(got: Array, other: object) -> bool:
    return got.shape == np.shape(other) and np.allclose(got, other, rtol=1e-8, atol=1e-11)


def ratios(*values: float) -> Callable[[Array, Array], bool]:
    return lambda got, right: any(close(got, value * right) for value in values)


def factors() -> Iterator[float]:
    yield from (2, 0.5, math.log(10), 1 / math.log(10), math.log(2), 1 / math.log(2))
    for n in SIZES:
        yield from (n, 1 / n, 2 * n, 1 / (2 * n), 2 / n, n / 2)
    for a, b in itertools.permutations(SIZES, 2):
        yield from (a / b, a * b, 1 / (a * b))


ROUNDED = (np.trunc, np.floor, np.rint)
PAIRS = list(itertools.permutations(SIZES, 2))
TRUE: dict[str, Callable[[Array, Array], bool]] = {
    "value": lambda got, right: True,  # noqa: ARG005
    "close": lambda got, right: np.abs(got - right).max() <= 1e-3 * np.abs(right).max(),
    "zeros": lambda got, right: not got.any() and right.any(),
    "sign": lambda got, right: close(got, -right) and right.any(),
    "twice": ratios(2),
    "half": ratios(0.5),
    "minus_factor": ratios(*(-value for value in factors())),
    "log10": ratios(1 / math.log(10)),
    "log2": ratios(1 / math.log(2)),
    "times_ln": ratios(math.log(10), math.log(2)),
    "times_n": ratios(*SIZES),
    "over_n": ratios(*(1 / n for n in SIZES)),
    "times_2n": ratios(*(2 * n for n in SIZES)),
    "over_2n": ratios(*(1 / (2 * n) for n in SIZES)),
    "two_over_n": ratios(*(2 / n for n in SIZES)),
    "n_over_two": ratios(*(n / 2 for n in SIZES)),
    "ratio": ratios(*(a / b for a, b in PAIRS)),
    "product": ratios(*(a * b for a, b in PAIRS), *(1 / (a * b) for a, b in PAIRS)),
    "transposed": lambda got, right: close(got, right.T),
    "reversed": lambda got, right: close(got, right[::-1]),
    "columns_reversed": lambda got, right: close(got, right[..., ::-1]),
    "same_rows": lambda got, right: bool((got == got[0]).all()),  # noqa: ARG005
    "truncated": lambda got, right: any(
        close(got, f(right)) for f in (np.trunc, np.floor, np.rint)
    ),
    "first_row_missing": lambda got, right: close(got, right[1:]),
    "last_row_missing": lambda got, right: close(got, right[:-1]),
    "broadcast_shape": lambda got, right: close(np.diagonal(got), right.ravel()),
    "not_reduced": lambda got, right: reduced(got, right),
    "number_not_reduced": lambda got, right: reduced(got, right),
    "reduced": lambda got, right: reduced(right, got),
    "number_reduced": lambda got, right: reduced(right, got),
    "reshaped": lambda got, right: close(got.ravel(), right.ravel()),
    "rows": lambda got, right: len(got) != len(right),
    "length": lambda got, right: len(got) != len(right),
    "extra_axis": lambda got, right: got.ndim > right.ndim and got.size == right.size,
    "missing_axis": lambda got, right: got.ndim < right.ndim and got.size == right.size,
    "not_scalar": lambda got, right: right.ndim == 0 != got.ndim,
    "not_array": lambda got, right: got.ndim == 0 != right.ndim,
    "broadcast_maybe": lambda got, right: got.size == right.size**2,
    "shape": lambda got, right: got.shape != right.shape,
}


def reduced(large: Array, small: Array) -> bool:
    axes: list[int | None] = [None] if not small.ndim else list(range(large.ndim))
    return any(close(small, f(large, axis=axis)) for f in (np.sum, np.mean) for axis in axes)


shapes = array_shapes(min_dims=0, max_dims=3, max_side=4)


@st.composite
def related(draw: st.DrawFn) -> tuple[Array, Array]:
    """Draw a right result and one that is near a transformation of it, or just that."""
    numbers = draw(st.sampled_from([hand, whole]))
    right = draw(arrays(np.float64, draw(shapes), elements=numbers))
    changes: list[Callable[[Array], Array]] = [
        lambda a: draw(st.sampled_from([*factors()])) * a,
        lambda a: -draw(st.sampled_from([1.0, *factors()])) * a,
        lambda a: a.T,
        lambda a: a[::-1] if a.ndim else a,
        lambda a: a[..., ::-1] if a.ndim else a,
        lambda a: a[1:] if a.ndim else a,
        lambda a: a.sum(axis=0) if a.ndim else a,
        lambda a: a.mean(axis=-1) if a.ndim else a,
        lambda a: np.add.outer(a, a) / 2,
        lambda a: a[..., None],
        lambda a: a.ravel(),
        np.trunc,
        np.zeros_like,
        lambda a: draw(arrays(np.float64, a.shape, elements=numbers)),
        lambda _: draw(arrays(np.float64, draw(shapes), elements=numbers)),
    ]
    got = np.array(draw(st.sampled_from(changes))(right), dtype=np.float64)
    if draw(st.booleans()) and got.size:
        got.flat[draw(st.integers(0, got.size - 1))] += draw(st.sampled_from([1e-7, 0.25, -1.0]))
    return got, right


@given(related())
def test_every_claim_is_true_of_the_numbers(pair: tuple[Array, Array]) -> None:
    got, right = pair
    if difference(got, right) is None:
        return
    for key in keys(got, right):
        assert TRUE[key](got, right), key


@given(st.integers(0, 2**32), shapes)
def test_unrelated_results_are_only_wrong_or_close(seed: int, shape: tuple[int, ...]) -> None:
    rng = np.random.default_rng(seed)
    right = np.asarray(rng.normal(0.0, 5.0, shape))
    got = np.asarray(rng.normal(0.0, 5.0, shape))
    assert keys(got, right) in (["value"], ["close"])


@given(
    st.integers(0, 2**32),
    array_shapes(min_dims=1, max_dims=2, min_side=2, max_side=4),
    st.sampled_from([-1.0, *factors()]),
    st.sampled_from([1e-6, 1e-3, 0.5]),
)
def test_factor_with_one_entry_that_does_not_fit_is_not_claimed(
    seed: int, shape: tuple[int, ...], factor: float, error: float
) -> None:
    rng = np.random.default_rng(seed)
    right = rng.uniform(1.0, 5.0, shape)
    got = factor * right
    got.flat[rng.integers(got.size)] *= 1 + error
    assert keys(got, right) in (["value"], ["close"])


@given(st.integers(0, 2**32), shapes, st.sampled_from([np.float64, np.float32]))
def test_right_results_of_any_shape_and_precision_pass(
    seed: int, shape: tuple[int, ...], dtype: type[np.floating]
) -> None:
    right = np.asarray(np.random.default_rng(seed).normal(0.0, 5.0, shape))
    assert difference(right.astype(dtype), right) is None
    assert difference(right.astype(dtype).tolist(), right, None) is None or dtype is np.float32
