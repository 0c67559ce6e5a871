"""Calling a student's function, and turning what happens into a message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from dl4ds_utils.check import arguments, compare, describe, explain, hints, raised
from dl4ds_utils.check.arguments import Arguments
from dl4ds_utils.check.errors import CheckFailed
from dl4ds_utils.check.sentences import TEMPLATES

__all__ = ["Answer", "Trial"]

Function = Callable[..., Any]


class Trial:
    """The checks of one exercise; made by `public` and `hidden`.

    Parameters
    ----------
    exercise : str
        Name of the exercise, used in every message.
    """

    def __init__(self, exercise: str) -> None:
        self.exercise = exercise
        self._last = ""

    def __call__(self, function: Function, /, *args: Any, **kwargs: Any) -> Answer:
        """Call the student's function twice, each time with fresh copies of the arguments.

        The second call shows whether the result depends on the arguments alone.

        Parameters
        ----------
        function : callable
            The student's function.
        *args, **kwargs
            Its arguments; they are copied, so the same ones may be used again.

        Returns
        -------
        Answer
            What the first call returned.

        Raises
        ------
        CheckFailed
            If the function raises, returns None, changes an argument, returns memory of an
            argument, or gives another result the second time.
        NotImplementedError
            If the function is still a stub.
        """
        answer = self.once(function, *args, **kwargs)
        again = self.once(function, *args, **kwargs)
        if not compare.alike(answer.value, again.value):
            first, second = describe.pair(answer.value, again.value)
            detail = f"{answer.call} returned first {first}, then {second}"
            raise self._failure("random", detail)
        return answer

    def once(self, function: Function, /, *args: Any, **kwargs: Any) -> Answer:
        """Call the student's function once only, where a second call would spoil the check.

        That is so if an argument counts its calls, for example. Otherwise as calling the trial.
        """
        call = describe.call(self.exercise, args, kwargs)
        self._last = call
        if not callable(function):
            self._refuse("not_function", call="", got=describe.kind(function))
        given = arguments.copied((args, kwargs))
        try:
            value = function(*given[0], **given[1])
        except NotImplementedError as error:
            raise raised.stub(self.exercise, error) from None
        except Exception as error:  # noqa: BLE001 - whatever student code raises is a result
            frozen = any(not array.flags.writeable for array in arguments.arrays_in(given))
            raise raised.failure(
                self.exercise, error, function, call, frozen_arguments=frozen
            ) from None
        if value is None:
            self._refuse("none", call=call)
        self._look_at_arguments(function, (args, kwargs), given, value, call)
        self._last = f"{call} returned {describe.show(value)}"
        return Answer(self, value, call, arguments.sizes(given))

    def require(self, condition: object, key: str, detail: str = "") -> None:
        """Fail with a hint if a condition does not hold.

        Parameters
        ----------
        condition : bool
            What must be true.
        key : str
            Key of the hint.
        detail : str, optional
            What was got and expected; by default the last call and its result.

        Raises
        ------
        CheckFailed
            If the condition is false.
        UnknownHint
            If the key is not written, whatever the condition.
        """
        hints.lookup(self.exercise, key)
        if not condition:
            raise self._failure(key, detail or self._last)

    def _failure(self, key: str, detail: str) -> CheckFailed:
        return CheckFailed(self.exercise, key, hints.lookup(self.exercise, key), detail)

    def _refuse(self, key: str, *, call: str, **words: object) -> None:
        text = TEMPLATES[key].format(name=self.exercise, **words)
        raise CheckFailed(self.exercise, key, text, call)

    def _look_at_arguments(
        self, function: Function, before: Arguments, after: Arguments, value: Any, call: str
    ) -> None:
        for name, original, given in arguments.named(function, before, after):
            which = f"its argument {name}".strip()
            if not arguments.unchanged(original, given):
                was, now = describe.pair(original, given)
                self._refuse("in_place", call=f"{call} changed {was} to {now}", which=which)
            if arguments.shared(value, given):
                self._refuse("alias", call=call, which=which)


@dataclass(frozen=True)
class Answer:
    """What the student's function returned.

    Parameters
    ----------
    trial : Trial
        The check it belongs to.
    value : object
        The result as it came back.
    call : str
        The call, as shown in messages.
    sizes : frozenset of int
        Lengths of the axes of the array arguments.
    """

    trial: Trial
    value: Any
    call: str
    sizes: frozenset[int] = frozenset()

    def equals(
        self,
        expected: object,
        *,
        rtol: float | None = None,
        atol: float | None = None,
        **mistakes: object,
    ) -> Answer:
        """Compare with the right result and explain a difference.

        Parameters
        ----------
        expected : number, nested list, ndarray, tuple or dict
            The right result; a nested list stands for an array.
        rtol, atol : float, optional
            Tolerances; by default 1e-9 and 1e-12, or 1e-5 and 1e-6 where float32 came back.
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
        exercise = self.trial.exercise
        for key in mistakes:
            hints.lookup(exercise, key)
        tolerance = compare.Tolerance(rtol, atol)
        found = compare.difference(self.value, expected, tolerance)
        if found is None:
            return self
        cause = explain.cause(
            exercise, self.value, expected, found, mistakes, self.sizes, tolerance
        )
        detail = explain.detail(self.call, self.value, expected, found, tolerance)
        raise CheckFailed(exercise, cause.key, cause.text, detail)
