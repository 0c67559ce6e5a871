"""Functions that cross from one room to the other: by number, and as proxies that call back."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import FunctionType
from typing import Any

from autograder.rooms import raised
from autograder.rooms.errors import Malformed

__all__ = ["Functions"]

Function = Callable[..., Any]
Call = Callable[[int, tuple[Any, ...], dict[str, Any]], Any]


class Functions:
    """The functions that two rooms know of each other, for one side of a conversation.

    Parameters
    ----------
    call : callable
        Calls the other side's function of a number with positional and named arguments.
    """

    def __init__(self, call: Call) -> None:
        self._call = call
        self._own: list[Function] = []
        self._proxies: dict[int, Function] = {}
        self._exported: dict[int, list[Any]] = {}

    def own(self, number: object) -> Function:
        """Return this side's function of a number.

        Raises
        ------
        Malformed
            If there is none.
        """
        if type(number) is not int or not 0 <= number < len(self._own):
            raise Malformed("an unknown function")
        return self._own[number]

    def export(self, function: Function) -> list[Any]:
        """Return the tree of a function of this side, or of a proxy that comes home."""
        theirs = getattr(function, "_number", None)
        if type(theirs) is int and self._proxies.get(theirs) is function:
            return [True, theirs]
        known = self._exported.get(id(function))
        if known is None:
            number = len(self._own)
            self._own.append(function)
            name = str(getattr(function, "__name__", type(function).__name__))
            code = getattr(function, "__code__", None)
            file = getattr(code, "co_filename", "")
            known = [False, number, name[:100], _parameters(function), file]
            self._exported[id(function)] = known
        return known

    def import_(self, tree: list[Any]) -> Function:
        """Return the function that a tree stands for: one of this side's own, or a proxy.

        Raises
        ------
        Malformed
            If it stands for none.
        """
        if len(tree) == 2 and tree[0] is True and type(tree[1]) is int:
            return self.own(tree[1])
        if len(tree) != 5 or tree[0] is not False or type(tree[1]) is not int:
            raise Malformed("a function")
        number, name, parameters, file = tree[1:]
        if type(name) is not str or type(file) is not str or number < 0:
            raise Malformed("a function")
        if number not in self._proxies:
            self._proxies[number] = self._proxy(number, name, parameters, file)
        return self._proxies[number]

    def _proxy(self, number: int, name: str, parameters: object, file: str) -> Function:
        call = self._call

        def proxy(*args: Any, **kwargs: Any) -> Any:
            return call(number, args, kwargs)

        # In a traceback it looks like the function that it stands for.
        code = proxy.__code__.replace(co_filename=raised.ELSEWHERE + file, co_name=name)
        made = FunctionType(code, proxy.__globals__, name, closure=proxy.__closure__)
        made.__qualname__ = name
        made.__dict__["_number"] = number
        if parameters is not None:
            made.__dict__["__signature__"] = _signature(parameters)
        return made


def _parameters(function: Function) -> list[list[Any]] | None:
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return None
    empty = inspect.Parameter.empty
    return [[one.name, int(one.kind), one.default is not empty] for one in found][:100]


def _signature(parameters: object) -> inspect.Signature:
    try:
        return inspect.Signature(
            [
                inspect.Parameter(
                    name,
                    inspect._ParameterKind(kind),
                    default=... if optional else inspect.Parameter.empty,
                )
                for name, kind, optional in parameters  # type: ignore[attr-defined]
            ]
        )
    except (TypeError, ValueError) as error:
        raise Malformed(f"the parameters of a function: {error}") from error
