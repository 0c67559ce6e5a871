"""One end of a conversation between two rooms: each calls functions of the other."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from autograder.rooms import foreign, raised
from autograder.rooms.codec import Codec
from autograder.rooms.errors import Ended, Gone, Malformed, TooLarge
from autograder.rooms.functions import Functions
from autograder.rooms.heard import Display, listening, repeat
from autograder.rooms.ledger import Ledger
from autograder.rooms.wire import Wire

__all__ = ["Peer"]

NESTED = 60
"""Calls inside calls, back and forth, at the most."""
ERRORS = ("divide", "over", "under", "invalid")

Function = Callable[..., Any]
Tree = Any
Lookup = Callable[[str], Any]


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
        self._errors: list[BaseException] = []
        self._given: list[Any] = []
        """Arguments of calls back: the other side may send an array again by its number alone."""
        self.ended: Gone | Malformed | None = None
        self._functions = Functions(self.call)
        self.codec = Codec(Ledger(trusted=trusted), self._functions.export, self._functions.import_)

    # ---- asking --------------------------------------------------------------------------------

    def get(self, names: Sequence[str]) -> dict[str, Any]:
        """Return the other side's values of those names that it has, all with one message.

        Its functions become functions that call. Instead of a value that is too large to travel
        comes what stands for an object that does not.

        Raises
        ------
        Ended
            If the conversation is over.
        """
        found = self._ask({"get": list(names)})
        honest = type(found) is tuple and len(found) % 2 == 0
        if not honest or any(type(name) is not str or name not in names for name in found[::2]):
            self.ended = Malformed("values of other names")
            raise Ended(str(self.ended))
        return dict(zip(found[::2], found[1::2], strict=True))

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
            if "get" in message:
                reply = {"result": self._values(message["get"], large=True)}
            else:
                reply = {"raised": raised.written(error)}
            self.wire.send({**reply, "changes": []})
        finally:
            self._depth -= 1

    def _result(self, message: dict[str, Any]) -> dict[str, Any]:
        try:
            if "get" in message:
                return {"result": self._values(message["get"])}
            function, args, kwargs, state = self._read_call(message)
            with np.errstate(**state):
                return {"result": self.codec.encode(function(*args, **kwargs))}
        except (Malformed, TooLarge):
            raise
        except BaseException as error:  # noqa: BLE001 - whatever it is, the caller gets it
            reply: dict[str, Any] = {"raised": raised.written(error)}
            origin = getattr(error, "_origin", None)
            if self.trusted:
                self._errors.append(error)
                reply["number"] = len(self._errors) - 1
            elif type(origin) is int:
                reply["origin"] = origin
            return reply

    def _values(self, names: Any, *, large: bool = False) -> Tree:
        """Return the tree of names and their values; of large ones, only functions travel."""
        found: list[Tree] = []
        if self._lookup is not None and type(names) is list:
            for name in names:
                try:
                    value = self._lookup(name)
                except KeyError:
                    continue
                found += [name, self._value(value, large=large)]
        return ["t", *found]

    def _value(self, value: Any, *, large: bool) -> Tree:
        if large and not callable(value):
            return foreign.written(value)
        try:
            return self.codec.encode(value)
        except TooLarge:
            self.codec.ledger.unsure = True
            return foreign.written(value)

    def _read_call(
        self, message: dict[str, Any]
    ) -> tuple[Function, tuple[Any, ...], dict[str, Any], dict[str, Any]]:
        number, errors = message["call"], message.get("errors")
        function = self._functions.own(number)
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
        return function, args, kwargs, state
