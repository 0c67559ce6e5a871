"""What a student's function returned, and its comparison with what is right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dl4ds_utils.check import aliasing, compare, containers, explain, hints
from dl4ds_utils.check.arguments import Length
from dl4ds_utils.check.compare import Difference, Tolerance
from dl4ds_utils.check.describe import Later
from dl4ds_utils.check.errors import CheckFailed
from dl4ds_utils.check.evidence import Cause
from dl4ds_utils.check.sentences import TEMPLATES

if TYPE_CHECKING:
    from dl4ds_utils.check.trial import Trial

__all__ = ["Answer", "twins"]


@dataclass(frozen=True)
class Answer:
    """What the student's function returned.

    Parameters
    ----------
    trial : Trial
        The check it belongs to.
    value : object
        The result as it came back.
    call : Later
        The call, as shown in messages.
    lengths : callable
        Returns the lengths of the axes of the array arguments.
    """

    trial: Trial
    value: Any
    call: Later
    lengths: Callable[[], tuple[Length, ...]] = tuple

    def equals(
        self,
        expected: object,
        *,
        rtol: float | None = None,
        atol: float | None = None,
        integer: bool = False,
        **mistakes: object,
    ) -> Answer:
        """Compare with the right result and explain a difference.

        Parameters
        ----------
        expected : number, nested list, ndarray, tuple or dict
            The right result; a nested list stands for an array, or for a tuple if its entries
            have different lengths.
        rtol, atol : float, optional
            Tolerances; by default 1e-9 and 1e-12, or 1e-5 and 1e-6 where float32 came back.
        integer : bool
            Whether all numbers must be of an integer type. Then 6.0 is refused in place of 6, and
            integers are compared exactly.
        **mistakes
            For each key of a hint, the result to which that mistake leads here.

        Returns
        -------
        Answer
            This answer, so that checks can be chained.

        Raises
        ------
        CheckFailed
            If the result is not right.
        UnknownHint
            If the key of a mistake is not written, even where the result is right.
        """
        for key in mistakes:
            hints.lookup(self.trial.exercise, key)
        tolerance = Tolerance(rtol, atol, integer)
        found = compare.difference(self.value, expected, tolerance)
        shared = twins(self.value)
        if found:
            raise self._failure(expected, found, tolerance, mistakes, shared)
        if shared:
            raise CheckFailed(self.trial.exercise, shared.key, shared.text, str(self.call))
        return self

    def integers(self) -> Answer:
        """Refuse numbers of another type than integers, where no single result is right.

        Returns
        -------
        Answer
            This answer, so that checks can be chained.

        Raises
        ------
        CheckFailed
            If there is anything but integers in the result: an array of them, a list of such
            arrays, or a single one.
        """
        found = compare.not_integers(self.value)
        if found:
            raise self._failure(found.expected, found, Tolerance(integer=True), {}, None)
        return self

    def _failure(
        self,
        expected: object,
        found: Difference,
        tolerance: Tolerance,
        mistakes: dict[str, object],
        shared: Cause | None,
    ) -> CheckFailed:
        exercise = self.trial.exercise
        case = explain.Case(
            exercise,
            str(self.call),
            self.value,
            expected,
            found,
            tolerance,
            mistakes,
            self.lengths(),
            shared,
        )
        cause = explain.cause(case)
        return CheckFailed(exercise, cause.key, cause.text, explain.detail(case))


def twins(value: object) -> Cause | None:
    """Say which two arrays inside a result share memory with each other, if any do."""
    paths = aliasing.twins(value)
    if not paths:
        return None
    first, second = map(containers.place, paths)
    text = TEMPLATES["alias_inside"].format(first=first, second=second)
    return Cause("alias_inside", text)
