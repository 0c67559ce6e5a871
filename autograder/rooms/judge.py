"""The judge room: it runs locked cells and tests, and asks the student room for names.

A notebook that is not written for two rooms runs in the student room, tests and all: then this one
only passes on what there is to run and what it showed.
"""

from __future__ import annotations

import builtins
import contextlib
import functools
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from autograder.names import names_read_by, plain
from autograder.rooms.errors import Ended, Gone, Malformed
from autograder.rooms.peer import Peer
from autograder.rooms.shell import Shell
from autograder.rooms.wire import Wire

__all__ = ["main", "prepare"]

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
    peer = Peer(Wire(lines[1]), trusted=True, display=shell)
    plan = supervisor.receive()
    alone = plan["rooms"] == 1
    _offer(plan["course"])
    for index, cell in enumerate(plan["cells"]):
        if index in plan["skip"]:
            continue
        supervisor.send({"begin": index})
        try:
            if alone:
                messages = _run_there(cell, index + 1, peer)
            else:
                messages = _run(cell, index + 1, peer, shell)
        except (Gone, Malformed, Ended) as error:
            supervisor.send({"over": index, "why": str(error)})
            return
        supervisor.send({"end": index, "messages": messages})
    supervisor.send({"finished": True, "files": _files(peer) if plan["files"] else {}})


def prepare(code: str, shell: Shell) -> None:
    """Do, in the warm parent, what comes before a test that all its rooms will run."""
    with contextlib.suppress(SyntaxError):  # it says so when it is run
        shell.prepare(code)
        _names(code)


def _offer(course: str | None) -> None:
    """Let tests import the course's own files; the student's lie where this room works."""
    if course is not None:
        sys.path.insert(0, course)
        sys.dont_write_bytecode = True


def _run(cell: Cell, count: int, peer: Peer, shell: Shell) -> Messages:
    facts = cell["metadata"].get("nbgrader", {})
    name, code = _name(cell), cell["source"]
    if facts.get("grade") and not facts.get("solution"):
        with _borrowed(code, peer, shell):
            messages = shell.run(code, name, count)
        if peer.ended is not None:
            raise peer.ended
        return messages
    answer = _run_there(cell, count, peer)
    if facts.get("locked") and not facts.get("solution"):
        shell.run(code, name, count)
    return answer


def _run_there(cell: Cell, count: int, peer: Peer) -> Messages:
    """Run a cell in the student room."""
    peer.wire.send({"run": cell["source"], "id": _name(cell), "count": count})
    answer = peer.wire.receive().get("ran")
    if type(answer) is not list:
        raise Malformed("the outputs of a cell")
    return answer


def _files(peer: Peer) -> object:
    """Ask for what the student's cells wrote beside the notebook."""
    try:
        peer.wire.send({"files": True})
        return peer.wire.receive().get("files")
    except (Gone, Malformed):  # it ended after its last cell: that is no cell's fault
        return {}


def _name(cell: Cell) -> str:
    return str(cell.get("id", ""))


@functools.cache
def _names(code: str) -> list[str]:
    return sorted(names_read_by(plain(code)))


@contextmanager
def _borrowed(code: str, peer: Peer, shell: Shell) -> Iterator[None]:
    """Give a test cell the names that only the student room knows, for as long as it runs."""
    names = [n for n in _names(code) if n not in shell.names and not hasattr(builtins, n)]
    lent = peer.get(names) if names else {}
    shell.names.update(lent)
    try:
        yield
    finally:
        for name in lent:
            shell.names.pop(name, None)
