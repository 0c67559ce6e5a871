"""From a difference to the sentence: named mistakes first, then what the numbers give away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.check import describe, hints, recognize
from dl4ds_utils.check.compare import Difference, Tolerance, flatten, same
from dl4ds_utils.check.recognize import Cause, Evidence
from dl4ds_utils.check.sentences import TEMPLATES

__all__ = ["cause", "detail"]


def cause(
    exercise: str,
    got: object,
    expected: object,
    found: Difference,
    mistakes: Mapping[str, object],
    sizes: frozenset[int],
    tolerance: Tolerance,
) -> Cause:
    """Say why a result is not right.

    Parameters
    ----------
    exercise : str
        Name of the exercise.
    got, expected : object
        The result and the right one.
    found : Difference
        The first difference between them.
    mistakes : mapping of str to object
        Results to which known mistakes lead, by the key of their hint.
    sizes : frozenset of int
        Lengths of the axes of the array arguments.
    tolerance : Tolerance
        How far numbers may be apart.

    Returns
    -------
    Cause
        Its text is the first line of the message.
    """
    named = [
        Cause(key, hints.lookup(exercise, key))
        for key, wrong in mistakes.items()
        if same(got, wrong, tolerance)
    ]
    if named:
        return recognize.several(named)
    words = {"name": exercise, "got": found.got, "expected": found.expected}
    if found.kind in ("type", "ragged", "count"):
        text = TEMPLATES[found.kind].format(**words, remedy=found.remedy)
        return Cause(found.kind, _at(found.where, text))
    if found.kind == "keys":
        return Cause("keys", _at(found.where, TEMPLATES["keys"].format(problem=found.got)))
    evidence = Evidence(exercise, found.got, found.expected, sizes, tolerance)
    if found.kind == "shape":
        local = recognize.shape_cause(evidence)
    else:
        whole = _whole(exercise, got, expected, sizes, tolerance) if found.where else None
        if whole:
            return whole
        local = recognize.value_cause(evidence)
    return Cause(local.key, _at(found.where, local.text))


def detail(
    call: str, got: object, expected: object, found: Difference, tolerance: Tolerance
) -> str:
    """Write the call, what it returned and what was expected.

    Parameters
    ----------
    call : str
        The call with its arguments.
    got, expected : object
        The result and the right one.
    found : Difference
        The first difference between them.
    tolerance : Tolerance
        How far numbers may be apart.

    Returns
    -------
    str
        One line, and a second one with the first wrong entry of an array that is abbreviated.
    """
    if found.where and found.kind in ("shape", "value"):
        got, expected = found.got, found.expected
        call = f"{call}{found.where}"
        verb = "is"
    else:
        verb = "returned"
        if found.kind in ("shape", "value"):
            got = found.got  # a list of numbers is shown like the array that it stands for
    right: Any = expected if isinstance(expected, (Mapping, tuple)) else np.asarray(expected)
    if isinstance(right, np.ndarray) and right.dtype.kind in "iu":
        whole = isinstance(got, (int, np.ndarray)) and np.asarray(got).dtype.kind in "iu"
        right = right if whole else right.astype(np.float64)
    returned, wanted = describe.pair(got, right)
    lines = [f"{call} {verb} {returned}, expected {wanted}"]
    if found.kind == "value" and found.got.ndim and found.got.size > describe.MANY:
        lines.append(_first_wrong(found.got, found.expected, tolerance))
    return "\n".join(lines)


def _whole(
    exercise: str, got: object, expected: object, sizes: frozenset[int], tolerance: Tolerance
) -> Cause | None:
    # A sign or a factor shows in all entries of a dict or tuple at once.
    flat = flatten(got, expected)
    if flat is None:
        return None
    evidence = Evidence(exercise, *flat, sizes=sizes, tolerance=tolerance)
    return recognize.sign(evidence) or recognize.factor(evidence)


def _at(where: str, text: str) -> str:
    return f"At {where}: {text}" if where else text


def _first_wrong(got: NDArray[Any], expected: NDArray[Any], tolerance: Tolerance) -> str:
    wrong = ~tolerance.close(got, expected)
    index = tuple(int(i) for i in np.argwhere(wrong)[0])
    one, other = describe.pair(got[index], expected[index])
    return (
        f"{int(wrong.sum())} of {wrong.size} entries differ; "
        f"the first at index {list(index)}: {one}, expected {other}"
    )
