"""The judge room: it runs locked cells and tests, and asks the student room for names."""

from __future__ import annotations

import builtins
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from autograder.names import names_read_by, plain
from autograder.rooms.errors import Ended, Gone, Malformed
from autograder.rooms.peer import Missing, Peer
from autograder.rooms.shell import Shell
from autograder.rooms.wire import Wire

__all__ = ["main"]

Cell = dict[str, Any]
Messages = list[dict[str, Any]]


def main(lines: list[socket.socket], shell: Shell) -> None:
    """Run a submission's cells, each in its room, and tell whoever supervises what came of each.

    Parameters
    ----------
    lines : list of socket.socket
        The line to the supervisor, and the one to the student room.
    shell : Shell
        Where locked cells and tests run.
    """
    supervisor = Wire(lines[0])
    peer = Peer(Wire(lines[1]), trusted=True)
    for index, cell in enumerate(supervisor.receive()["cells"]):
        supervisor.send({"begin": index})
        try:
            messages = _run(cell, index + 1, peer, shell)
        except (Gone, Malformed, Ended) as error:
            supervisor.send({"over": index, "why": str(error)})
            return
        supervisor.send({"end": index, "messages": messages})
    supervisor.send({"finished": True})


def _run(cell: Cell, count: int, peer: Peer, shell: Shell) -> Messages:
    facts = cell["metadata"].get("nbgrader", {})
    name, code = str(cell.get("id", "")), cell["source"]
    if facts.get("grade") and not facts.get("solution"):
        with _borrowed(code, peer, shell):
            messages = shell.run(code, name, count)
        if peer.ended is not None:
            raise peer.ended
        return messages
    peer.wire.send({"run": code, "id": name, "count": count})
    answer = peer.wire.receive().get("ran")
    if type(answer) is not list:
        raise Malformed("the outputs of a cell")
    if facts.get("locked") and not facts.get("solution"):
        shell.run(code, name, count)
    return answer


@contextmanager
def _borrowed(code: str, peer: Peer, shell: Shell) -> Iterator[None]:
    """Give a test cell the names that only the student room knows, for as long as it runs."""
    lent = []
    for name in sorted(names_read_by(plain(code))):
        if name in shell.names or hasattr(builtins, name):
            continue
        try:
            shell.names[name] = peer.get(name)
        except Missing:
            continue
        lent.append(name)
    try:
        yield
    finally:
        for name in lent:
            shell.names.pop(name, None)
