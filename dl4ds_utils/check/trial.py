"""Calling a student's function, and turning what happens into a message."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from dl4ds_utils.check import aliasing, arguments, compare, containers, describe, hints, raised
from dl4ds_utils.check.answer import Answer, twins
from dl4ds_utils.check.arguments import Arguments
from dl4ds_utils.check.errors import CheckFailed
from dl4ds_utils.check.sentences import TEMPLATES

__all__ = ["Trial"]

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
        self._last: str | describe.Later = ""
        self._doubt: CheckFailed | None = None

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
            argument or memory that it keeps, or gives another result the second time.
        NotImplementedError
            If the function is still a stub.
        """
        answer = self.once(function, *args, **kwargs)
        first = containers.snapshot(answer.value)
        again = self.once(function, *args, **kwargs)
        change = containers.changed(first, answer.value)
        if change:
            path, was, now = change
            was, now = describe.pair(was, now)
            place = f" at {containers.place(path)}" if path else ""
            said = f"{answer.call} returned {was}{place}; after the second call it is {now}"
            self._refuse("changed_later", call=said)
        if aliasing.shared(answer.value, again.value):
            self._refuse("alias_kept", call=str(answer.call))
        if not compare.alike(answer.value, again.value):
            one, two = describe.pair(answer.value, again.value)
            detail = f"{answer.call} returned first {one}, then {two}"
            raise self._failure("random", detail)
        return answer

    def once(self, function: Function, /, *args: Any, **kwargs: Any) -> Answer:
        """Call the student's function once only, where a second call would spoil the check.

        That is so if an argument counts its calls, for example. Otherwise as calling the trial.
        """
        frozen = containers.snapshot((args, kwargs))
        call = describe.Later(describe.call, self.exercise, *frozen)
        self._last = call
        self._refuse_no_function(function)
        given = arguments.copied((args, kwargs))
        try:
            value = function(*given[0], **given[1])
        except NotImplementedError as error:
            raise raised.stub(self.exercise, error) from None
        except Exception as error:  # noqa: BLE001 - whatever student code raises is a result
            raise self._raised(error, function, given, call) from None
        if value is None:
            self._refuse("none", call=str(call))
        self._look_at_arguments(function, (args, kwargs), given, value, call)
        self._last = describe.Later(_returned, call, containers.snapshot(value))
        shared = twins(value)
        if shared and not self._doubt:  # a named mistake may tell more: said when all else passed
            self._doubt = CheckFailed(self.exercise, shared.key, shared.text, str(call))
        return Answer(self, value, call, partial(arguments.lengths, function, frozen))

    def raises(
        self, kind: type[Exception], function: Function, /, *args: Any, **kwargs: Any
    ) -> None:
        """Call the student's function where it must raise, and refuse whatever else it does.

        Parameters
        ----------
        kind : type of Exception
            What it must raise, such as ValueError; a subclass is as good.
        function : callable
            The student's function.
        *args, **kwargs
            Its arguments; they are copied.

        Raises
        ------
        CheckFailed
            If the function returns, raises something else or changes an argument.
        NotImplementedError
            If the function is still a stub.
        """
        frozen = containers.snapshot((args, kwargs))
        call = describe.Later(describe.call, self.exercise, *frozen)
        self._refuse_no_function(function)
        given = arguments.copied((args, kwargs))
        try:
            value = function(*given[0], **given[1])
        except NotImplementedError as error:
            raise raised.stub(self.exercise, error) from None
        except kind:
            self._look_at_arguments(function, (args, kwargs), given, None, call)
            return
        except Exception as error:  # noqa: BLE001 - whatever student code raises is a result
            failed = self._raised(error, function, given, call)
            text = f"{failed.cause} Expected is {kind.__name__}."
            raise CheckFailed(self.exercise, failed.key, text, failed.detail) from None
        got = describe.show(value)
        self._refuse("not_raised", call=str(call), got=got, expected=kind.__name__)

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
            raise self._failure(key, detail or str(self._last))

    def finish(self) -> None:
        """Refuse what is wrong with a result that otherwise passed.

        Raises
        ------
        CheckFailed
            If arrays inside a result share memory with each other.
        """
        if self._doubt:
            raise self._doubt

    def _refuse_no_function(self, function: object) -> None:
        if not callable(function):
            self._refuse("not_function", call="", got=describe.kind(function))

    def _raised(
        self, error: Exception, function: Function, given: Arguments, call: describe.Later
    ) -> CheckFailed:
        frozen = any(not array.flags.writeable for array in containers.arrays_in(given))
        return raised.failure(self.exercise, error, function, str(call), frozen_arguments=frozen)

    def _failure(self, key: str, detail: str) -> CheckFailed:
        return CheckFailed(self.exercise, key, hints.lookup(self.exercise, key), detail)

    def _refuse(self, key: str, *, call: str, **words: object) -> None:
        text = TEMPLATES[key].format(name=self.exercise, **words)
        raise CheckFailed(self.exercise, key, text, call)

    def _look_at_arguments(
        self,
        function: Function,
        before: Arguments,
        after: Arguments,
        value: Any,
        call: describe.Later,
    ) -> None:
        for which, original, given in arguments.pairs(before, after):
            change = containers.changed(original, given)
            if change:
                was, now = describe.pair(*change[1:])
                place = arguments.inside(arguments.name(function, before, which), change[0])
                said = f"{call} changed {was} to {now}"
                self._refuse("in_place", call=said, which=f"its {place}")
            common = aliasing.shared(value, given)
            if common:
                place = arguments.inside(arguments.name(function, before, which), common[1])
                self._refuse("alias", call=str(call), which=f"its {place}")


def _returned(call: describe.Later, value: object) -> str:
    return f"{call} returned {describe.show(value)}"
