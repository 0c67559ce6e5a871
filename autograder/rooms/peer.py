"""One end of a conversation between two rooms: each calls functions of the other."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np

from autograder.rooms import raised
from autograder.rooms.codec import Codec
from autograder.rooms.errors import Ended, Gone, Malformed, TooLarge
from autograder.rooms.heard import Display, listening, repeat
from autograder.rooms.ledger import Ledger
from autograder.rooms.wire import Wire

__all__ = ["Peer"]

NESTED = 60
"""Calls inside calls, back and forth, at the most."""
ERRORS = ("divide", "over", "under", "invalid")

Function = Callable[..., Any]
Lookup = Callable[[str], Any]


class Missing(Exception):  # noqa: N818 - it names the fact
    """The other room has nothing of that name."""


class Peer:
    """One end of a conversation.

    Parameters
    ----------
    wire : Wire
        The connection.
    trusted : bool
        Whether this is the judge's side: only it begins calls of its own accord; the student's
        side calls back while it is being called.
    lookup : callable, optional
        From a name to the value that the other side gets for it; raises ``KeyError``.
    display : Display, optional
        This side's shell: without it, what functions show besides text goes nowhere.
    """

    def __init__(
        self,
        wire: Wire,
        *,
        trusted: bool,
        lookup: Lookup | None = None,
        display: Display | None = None,
    ) -> None:
        self.wire = wire
        self._display = display
        self.trusted = trusted
        self._lookup = lookup
        self._depth = 0
        self._functions: list[Function] = []
        self._proxies: dict[int, Function] = {}
        self._exported: dict[int, list[Any]] = {}
        self._errors: list[BaseException] = []
        self._given: list[Any] = []
        """Arguments of calls back: the other side may send an array again by its number alone."""
        self.ended: Gone | Malformed | None = None
        self.codec = Codec(Ledger(trusted=trusted), self._export, self._import)

    # ---- asking --------------------------------------------------------------------------------

    def get(self, name: str) -> Any:
        """Return the other side's value of a name; its functions become functions that call.

        Raises
        ------
        Missing
            If it has no such name.
        Gone, Malformed
            If the conversation is over.
        """
        return self._ask({"get": name})

    def call(self, number: int, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Call a function of the other side; what it raises is raised here."""
        if self._depth >= NESTED:
            raise RecursionError(f"more than {NESTED} calls inside calls")
        begun = self._begin()
        state = np.geterr()
        try:
            request = {
                "call": number,
                # Tuples: a list or dict would be watched for changes, and nobody else has these.
                "args": self.codec.encode(args),
                "kwargs": self.codec.encode(tuple(itertools.chain.from_iterable(kwargs.items()))),
                "errors": [state[kind] for kind in ERRORS],  # type: ignore[literal-required]
            }
            return self._ask({**begun, **request})
        except TooLarge:
            self.codec.ledger.unsure = True
            raise

    def _begin(self) -> dict[str, Any]:
        # Only the judge's side, and only where it is not being called back, starts afresh.
        if self._depth or not self.trusted:
            return {}
        self._given.clear()
        dead, kept = self.codec.ledger.fresh()
        return {"fresh": dead, "kept": kept}

    def _ask(self, request: dict[str, Any]) -> Any:
        if self.ended is not None:
            raise Ended(str(self.ended))
        self._depth += 1
        try:
            self.wire.send({**request, "changes": self.codec.changes()})
            while True:
                message = self.wire.receive()
                if "call" in message or "get" in message:
                    self.serve(message)
                    continue
                return self._answered(message)
        except (Gone, Malformed) as error:
            self.ended = error
            raise Ended(str(error)) from error
        finally:
            self._depth -= 1

    def _answered(self, message: dict[str, Any]) -> Any:
        self.codec.apply(message.get("changes"))
        repeat(message, self._display)
        if "result" in message:
            return self.codec.decode(message["result"])
        if "missing" in message:
            raise Missing
        origin = message.get("origin")
        if type(origin) is int and 0 <= origin < len(self._errors):
            raise self._errors[origin]
        raise raised.raised_from(message.get("raised"))

    # ---- answering -----------------------------------------------------------------------------

    def serve(self, message: dict[str, Any]) -> None:
        """Answer one request of the other side."""
        if "fresh" in message and not self.trusted:
            self.codec.ledger.fresh(message["kept"])
            self.codec.ledger.forget(message["fresh"])
        self.codec.apply(message.get("changes"))
        self._depth += 1
        try:
            with listening(self._display) as noted:
                reply = self._result(message)
            reply.update(noted)
            reply["changes"] = self.codec.changes()
            self.wire.send(reply)
        except TooLarge as error:
            self.codec.ledger.unsure = True
            self.wire.send({"raised": raised.written(error), "changes": []})
        finally:
            self._depth -= 1

    def _result(self, message: dict[str, Any]) -> dict[str, Any]:
        try:
            if "get" in message:
                return {"result": self.codec.encode(self._named(message["get"]))}
            function, args, kwargs, state = self._read_call(message)
            with np.errstate(**state):
                return {"result": self.codec.encode(function(*args, **kwargs))}
        except (Malformed, TooLarge):
            raise
        except Missing:
            return {"missing": True}
        except BaseException as error:  # noqa: BLE001 - whatever it is, the caller gets it
            reply: dict[str, Any] = {"raised": raised.written(error)}
            origin = getattr(error, "_origin", None)
            if self.trusted:
                self._errors.append(error)
                reply["number"] = len(self._errors) - 1
            elif type(origin) is int:
                reply["origin"] = origin
            return reply

    def _named(self, name: object) -> Any:
        if self._lookup is None or type(name) is not str:
            raise Missing
        try:
            return self._lookup(name)
        except KeyError:
            raise Missing from None

    def _read_call(
        self, message: dict[str, Any]
    ) -> tuple[Function, tuple[Any, ...], dict[str, Any], dict[str, Any]]:
        number, errors = message["call"], message.get("errors")
        if type(number) is not int or not 0 <= number < len(self._functions):
            raise Malformed("a call of an unknown function")
        if self._depth > NESTED:
            raise RecursionError(f"more than {NESTED} calls inside calls")
        args = self.codec.decode(message.get("args"))
        pairs = self.codec.decode(message.get("kwargs"))
        if type(args) is not tuple or type(pairs) is not tuple or len(pairs) % 2:
            raise Malformed("the arguments of a call")
        if any(type(key) is not str for key in pairs[::2]):
            raise Malformed("the arguments of a call")
        kwargs = dict(zip(pairs[::2], pairs[1::2], strict=True))
        if self.trusted:
            self._given.append((args, pairs))
        known = ("ignore", "warn", "raise", "print")
        state = {
            kind: how
            for kind, how in zip(ERRORS, errors or (), strict=False)
            if how in known and not self.trusted
        }
        return self._functions[number], args, kwargs, state

    # ---- functions -----------------------------------------------------------------------------

    def _export(self, function: Function) -> list[Any]:
        theirs = getattr(function, "_number", None)
        if type(theirs) is int and self._proxies.get(theirs) is function:
            return [True, theirs]
        known = self._exported.get(id(function))
        if known is None:
            number = len(self._functions)
            self._functions.append(function)
            name = str(getattr(function, "__name__", type(function).__name__))
            code = getattr(function, "__code__", None)
            file = getattr(code, "co_filename", "")
            known = [False, number, name[:100], _parameters(function), file]
            self._exported[id(function)] = known
        return known

    def _import(self, tree: list[Any]) -> Function:
        if len(tree) == 2 and tree[0] is True and type(tree[1]) is int:
            if not 0 <= tree[1] < len(self._functions):
                raise Malformed("an unknown function")
            return self._functions[tree[1]]
        if len(tree) != 5 or tree[0] is not False or type(tree[1]) is not int:
            raise Malformed("a function")
        number, name, parameters, file = tree[1:]
        if type(name) is not str or type(file) is not str or number < 0:
            raise Malformed("a function")
        if number not in self._proxies:
            self._proxies[number] = self._proxy(number, name, parameters, file)
        return self._proxies[number]

    def _proxy(self, number: int, name: str, parameters: object, file: str) -> Function:
        def proxy(*args: Any, **kwargs: Any) -> Any:
            return self.call(number, args, kwargs)

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
