"""Short texts for values: what a student reads as "returned …, expected …"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

__all__ = ["call", "kind", "pair", "shape", "show"]

MANY = 12
"""An array with more entries is abbreviated, and its shape and dtype are given."""
LONGEST = 90
"""Characters after which any other text is cut."""


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
    if callable(value) and not isinstance(value, type):
        return "a function"
    name = type(value).__name__
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


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
    if isinstance(value, np.ndarray):
        return _show_array(value, digits)
    if isinstance(value, (float, np.floating)) and not isinstance(value, bool):
        return _show_float(float(value), digits)
    if isinstance(value, np.generic):
        return str(value.item())
    if isinstance(value, Mapping):
        inside = ", ".join(f"{key}: {show(entry, digits)}" for key, entry in value.items())
        return _cut("{" + inside + "}")
    if isinstance(value, (list, tuple)):
        inside = ", ".join(show(entry, digits) for entry in value)
        if isinstance(value, list):
            return _cut(f"[{inside}]")
        return _cut(f"({inside},)" if len(value) == 1 else f"({inside})")
    if callable(value):
        return str(getattr(value, "__name__", type(value).__name__)).replace("<lambda>", "lambda")
    return _cut(re.sub(r" at 0x[0-9a-f]+", "", repr(value)).replace("\n", " "))


def pair(got: object, expected: object) -> tuple[str, str]:
    """Write two values so that they look different if they are.

    Examples
    --------
    >>> pair(1.0, 1.000000001)
    ('1.0', '1.000000001')
    """
    texts = show(got), show(expected)
    return texts if texts[0] != texts[1] else (show(got, digits=17), show(expected, digits=17))


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


def _show_float(number: float, digits: int) -> str:
    exact = repr(number)
    return exact if digits > 16 or len(exact) <= 12 else f"{number:.{digits}g}"


def _show_array(array: np.ndarray[Any, Any], digits: int) -> str:
    if array.ndim == 0:
        return show(array.item(), digits)
    text = np.array2string(
        array,
        precision=digits,
        separator=", ",
        threshold=MANY,
        edgeitems=3 if array.ndim == 1 else 2,
        max_line_width=10**6,
    )
    text = re.sub(r"\s+(?=[,\]])|(?<=\[)\s+", "", re.sub(r"\s+", " ", text))
    if array.size > MANY or array.size == 0 or len(text) > 3 * LONGEST:
        return f"{text} (shape {shape(array.shape)}, {array.dtype})"
    return text


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
