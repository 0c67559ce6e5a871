"""Short texts for values: what a student reads as "returned …, expected …"."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Mapping
from types import ModuleType
from typing import Any

import numpy as np

__all__ = [
    "MANY",
    "Later",
    "call",
    "kind",
    "numbers",
    "pair",
    "shape",
    "show",
    "structure",
    "wanted",
]

MANY = 12
"""An array with more entries is abbreviated, and its shape and dtype are given."""
LONGEST = 90
"""Characters after which any other text is cut; that of an array at three times as many."""
DEEPEST = 4
"""Containers inside containers further than this are shown as dots."""


class Later:
    """A text that is written when it is asked for: most checks pass and need none.

    Parameters
    ----------
    write : callable
        Returns the text.
    *of : object
        Its arguments, which must not change any more.

    Examples
    --------
    >>> f"{Later(shape, (2, 3))}"
    '(2, 3)'
    """

    __slots__ = ("_of", "_write")

    def __init__(self, write: Callable[..., str], *of: object) -> None:
        self._write, self._of = write, of

    def __str__(self) -> str:
        return self._write(*self._of)


def kind(value: object) -> str:
    """Name a type for a student: "a str", "an array of shape (3,)", "None".

    Examples
    --------
    >>> kind("2"), kind([1, 2]), kind(np.zeros((2, 3))), kind(None)
    ('a str', 'a list', 'an array of shape (2, 3)', 'None')
    """
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        return f"an array of shape {shape(value.shape)}"
    if isinstance(value, type):
        return f"the type {value.__name__}"
    if isinstance(value, ModuleType):
        return f"the module {value.__name__}"
    if isinstance(value, complex):
        return "a complex number"
    if callable(value) and not hasattr(value, "__array__"):
        return "a function"
    return _a(type(value).__name__)


def wanted(right: np.ndarray[Any, Any], *, integer: bool = False) -> str:
    """Name what is expected: "a number", "an array of shape (3,) of integers".

    Examples
    --------
    >>> wanted(np.array(1.0)), wanted(np.zeros(3)), wanted(np.array(6), integer=True)
    ('a number', 'an array of shape (3,)', 'an integer')
    """
    if right.ndim == 0:
        return "an integer" if integer else "a number"
    return kind(right) + (" of integers" if integer else "")


def numbers(got: np.ndarray[Any, Any]) -> str:
    """Name the type of numbers that came back.

    Examples
    --------
    >>> numbers(np.array(6.0)), numbers(np.zeros(2))
    ('a float', 'an array of shape (2,) of float64')
    """
    return f"{kind(got)} of {got.dtype}" if got.ndim else "a float"


def structure(expected: tuple[Any, ...]) -> str:
    """Tell how a tuple is nested; nothing if it is not.

    Examples
    --------
    >>> structure((np.zeros(2), (np.zeros(2), 1))), structure((1, 2))
    (', in this order: (array, (array, number))', '')
    """
    nested = any(isinstance(entry, (tuple, Mapping)) for entry in expected)
    return f", in this order: {_sketch(expected)}" if nested else ""


def shape(dimensions: Iterable[int]) -> str:
    """Write a shape as Python does; a plain number has shape ``()``."""
    return str(tuple(int(n) for n in dimensions))


def show(value: object, digits: int = 6) -> str:
    """Write a value on one line, short enough to read at a glance.

    Parameters
    ----------
    value : object
        Anything; arrays, numbers and containers of them are written best.
    digits : int
        Significant digits.

    Returns
    -------
    str
        One line.

    Examples
    --------
    >>> show(np.array([0.0, 1.0])), show(np.float64(2)), show(1 / 3)
    ('[0., 1.]', '2.0', '0.333333')
    >>> show(np.arange(30.0))
    '[0., 1., 2., ..., 27., 28., 29.] (shape (30,), float64)'
    """
    return _show(value, digits, DEEPEST)


def pair(got: object, expected: object) -> tuple[str, str]:
    """Write two values so that they look different if they are.

    Examples
    --------
    >>> pair(1.0, 1.000000001)
    ('1.0', '1.000000001')
    """
    for digits in (6, 17):
        texts = show(got, digits), show(expected, digits)
        if texts[0] != texts[1]:
            break
    return texts


def call(name: str, args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> str:
    """Write a call with its arguments.

    Examples
    --------
    >>> call("gd_step", (np.array([1.0]), np.array([2.0])), {"alpha": 2.0})
    'gd_step([1.], [2.], alpha=2.0)'
    """
    shown = [show(value) for value in args]
    shown += [f"{key}={show(value)}" for key, value in kwargs.items()]
    return f"{name}({', '.join(shown)})"


def _show(value: object, digits: int, deeper: int) -> str:
    if isinstance(value, np.ndarray):
        return _show_array(value, digits, deeper)
    if isinstance(value, (float, np.floating)):
        return _show_float(float(value), digits)
    if isinstance(value, np.generic):
        return _cut(str(value.item()))
    if isinstance(value, int):
        return _show_integer(value)
    if isinstance(value, (Mapping, list, tuple)):
        return _cut(_show_container(value, digits, deeper))
    if callable(value):
        name = str(getattr(value, "__name__", type(value).__name__))
        return _cut(name.replace("<lambda>", "lambda"))
    text = _text(value)
    return _cut(re.sub(r" at 0x[0-9a-fA-F]+", "", text[: 10 * LONGEST]).replace("\n", " "))


def _show_container(
    value: Mapping[Any, Any] | list[Any] | tuple[Any, ...], digits: int, deeper: int
) -> str:
    left, right = "{}" if isinstance(value, Mapping) else "[]" if isinstance(value, list) else "()"
    if deeper == 0:
        return f"{left}…{right}"
    # No more entries than fit: those of a list of millions would take minutes.
    first = itertools.islice(value, LONGEST // 2)
    if isinstance(value, Mapping):
        shown = [f"{key}: {_show(value[key], digits, deeper - 1)}" for key in first]
    else:
        shown = [_show(entry, digits, deeper - 1) for entry in first]
    comma = "," if isinstance(value, tuple) and len(value) == 1 else ""
    return f"{left}{', '.join(shown)}{comma}{right}"


def _show_float(number: float, digits: int) -> str:
    exact = repr(number)
    return exact if digits > 16 or len(exact) <= 12 else f"{number:.{digits}g}"


def _show_integer(number: int) -> str:
    if number.bit_length() < 4 * LONGEST:
        return _cut(str(number))
    digits = int(number.bit_length() * np.log10(2.0)) + 1  # Python refuses to write very long ones
    return f"an integer of about {digits} digits"


def _show_array(array: np.ndarray[Any, Any], digits: int, deeper: int) -> str:
    if array.ndim == 0:
        return _show(array.item(), digits, deeper)
    if array.dtype.hasobject:
        text = _show(array.ravel()[: LONGEST // 2].tolist(), digits, deeper)
        return f"{text} (shape {shape(array.shape)}, {array.dtype})"
    text = np.array2string(
        array,
        precision=digits,
        separator=", ",
        threshold=MANY,
        edgeitems={1: 3, 2: 2}.get(array.ndim, 1),
        max_line_width=10**6,
    )
    text = re.sub(r"\s+(?=[,\]])|(?<=\[)\s+", "", re.sub(r"\s+", " ", text))
    long = len(text) > 3 * LONGEST
    if array.size > MANY or array.size == 0 or long:
        text = text[: 3 * LONGEST - 1] + "…" if long else text
        return f"{text} (shape {shape(array.shape)}, {array.dtype})"
    return text


def _text(value: object) -> str:
    if isinstance(value, (str, bytes)):
        return repr(value[:LONGEST])
    try:
        return repr(value)
    except Exception:  # noqa: BLE001 - a class of the student's own may be broken
        return f"<{type(value).__name__}>"


def _sketch(expected: object) -> str:
    if isinstance(expected, tuple):
        return f"({', '.join(map(_sketch, expected))})"
    if isinstance(expected, Mapping):
        return f"a dict of {', '.join(map(str, expected))}"
    array = isinstance(expected, list) or (isinstance(expected, np.ndarray) and expected.ndim)
    return "array" if array else "number"


def _a(name: str) -> str:
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
