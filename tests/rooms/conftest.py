"""Two peers that talk over a socket, the student's in a thread of its own."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from autograder.rooms.errors import Gone
from autograder.rooms.peer import Peer
from autograder.rooms.wire import Wire

Room = Callable[..., Peer]


@pytest.fixture
def room() -> Iterator[Room]:
    """Return a function that opens a student room with some names, and gives the judge's peer."""
    opened: list[tuple[socket.socket, socket.socket, threading.Thread]] = []

    def open_room(**names: Any) -> Peer:
        ours, theirs = socket.socketpair()
        student = Peer(Wire(theirs), trusted=False, lookup=names.__getitem__)

        def serve() -> None:
            try:
                while True:
                    student.serve(student.wire.receive())
            except Gone:
                return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        opened.append((ours, theirs, thread))
        return Peer(Wire(ours), trusted=True)

    yield open_room
    for ours, theirs, thread in opened:
        ours.close()
        thread.join(10)
        theirs.close()
