"""From a difference to the sentence: named mistakes first, then what the numbers give away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.check import compare, containers, describe, hints, recognize
from dl4ds_utils.check.arguments import Length
from dl4ds_utils.check.compare import Difference, Tolerance
from dl4ds_utils.check.evidence import Cause, Evidence
from dl4ds_utils.check.sentences import TEMPLATES

__all__ = ["Case", "cause", "detail"]


@dataclass(frozen=True)
class Case:
    """A result that is not right, with all that is known of it.

    Parameters
    ----------
    exercise : str
        Name of the exercise.
    call : str
        The call with its arguments.
    got, expected : object
        The result and the right one.
    found : Difference
        The first difference between them.
    tolerance : Tolerance
        How far numbers may be apart.
    mistakes : mapping of str to object
        Results to which known mistakes lead, by the key of their hint.
    lengths : tuple of Length
        Lengths of the axes of the array arguments.
    twins : Cause or None
        That arrays inside the result share memory, if they do.
    """

    exercise: str
    call: str
    got: Any
    expected: Any
    found: Difference
    tolerance: Tolerance
    mistakes: Mapping[str, object] = field(default_factory=dict)
    lengths: tuple[Length, ...] = ()
    twins: Cause | None = None

    def evidence(self, got: NDArray[Any], expected: NDArray[Any]) -> Evidence:
        """Give two arrays, the result or a part of it, to the recognizers."""
        return Evidence(self.exercise, got, expected, self.lengths, self.tolerance)


def cause(case: Case) -> Cause:
    """Say why a result is not right; the text is the first line of the message."""
    named = _named(case)
    if named:
        return recognize.several(named)
    found = case.found
    if case.twins and found.kind in ("shape", "value"):
        return case.twins
    if found.kind == "value":
        flat = compare.flatten(case.got, case.expected) if found.path else None
        whole = recognize.everywhere(case.evidence(*flat)) if flat else None
        if whole:
            return whole
        local = recognize.value_cause(case.evidence(found.got, found.expected))
    elif found.kind == "shape":
        local = recognize.shape_cause(case.evidence(found.got, found.expected))
    else:
        local = Cause(found.kind, _text(case.exercise, found))
    return Cause(local.key, _at(found.path, local.text))


def detail(case: Case) -> str:
    """Write the call, what it returned and what was expected.

    Returns
    -------
    str
        One line, and a second one with the first wrong entry of an array that is abbreviated.
    """
    found, got, expected, call = case.found, case.got, case.expected, case.call
    numbers = found.kind in ("shape", "value", "not_integer")
    verb = "returned"
    if found.path and numbers:
        got, expected = found.got, found.expected
        call, verb = f"{call}{found.where}", "is"
    elif numbers:
        got = found.got  # a list of numbers is shown like the array that it stands for
    right: Any = expected
    if not isinstance(expected, Mapping) and compare.entries(expected) is None:
        right = np.asarray(expected)
    if isinstance(right, np.ndarray) and right.dtype.kind in "iu" and not case.tolerance.integer:
        whole = isinstance(got, (int, np.ndarray)) and np.asarray(got).dtype.kind in "iu"
        right = right if whole else right.astype(np.float64)
    returned, wanted = describe.pair(got, right)
    lines = [f"{call} {verb} {returned}, expected {wanted}"]
    if found.kind == "value" and found.got.ndim and found.got.size > describe.MANY:
        lines.append(_first_wrong(found.got, found.expected, case.tolerance))
    return "\n".join(lines)


def _named(case: Case) -> list[Cause]:
    plain = replace(case.tolerance, integer=False)
    # Where only the type is wrong, mistakes that lead to the right numbers are not to blame.
    if case.found.kind == "not_integer" and compare.same(case.got, case.expected, plain):
        return []
    return [
        Cause(key, hints.lookup(case.exercise, key))
        for key, wrong in case.mistakes.items()
        if compare.same(case.got, wrong, plain)
    ]


def _text(exercise: str, found: Difference) -> str:
    got, expected = found.got, found.expected
    if found.kind == "keys":
        return TEMPLATES["keys"].format(problem=got)
    if found.kind == "not_integer":
        got = describe.numbers(got)
        expected = describe.wanted(expected, integer=True)
    return TEMPLATES[found.kind].format(
        name=exercise, got=got, expected=expected, remedy=found.remedy
    )


def _at(path: containers.Path, text: str) -> str:
    if not path:
        return text
    words = containers.words(path)
    return f"At {containers.place(path)}{f', {words}' if words else ''}: {text}"


def _first_wrong(got: NDArray[Any], expected: NDArray[Any], tolerance: Tolerance) -> str:
    wrong = ~tolerance.close(got, expected)
    index = tuple(int(i) for i in np.argwhere(wrong)[0])
    one, other = describe.pair(got[index], expected[index])
    return (
        f"{int(wrong.sum())} of {wrong.size} entries differ; "
        f"the first at index {list(index)}: {one}, expected {other}"
    )
