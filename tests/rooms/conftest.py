"""Two peers that talk over a socket, and sandboxed rooms."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attackers import Rooms, opened

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


@pytest.fixture(scope="session", params=["root", "user"])
def user(request: pytest.FixtureRequest) -> str:
    """Who grades."""
    return str(request.param)


@pytest.fixture(scope="session")
def rooms(user: str) -> Iterator[Rooms]:
    with opened(user) as rooms:
        yield rooms


@pytest.fixture(scope="session")
def bare_rooms(user: str) -> Iterator[Rooms]:
    """Rooms without seccomp and Landlock: what the namespaces are worth by themselves."""
    with opened(user, ["seccomp", "landlock"]) as rooms:
        yield rooms


@pytest.fixture(scope="session", params=["rooms", "bare_rooms"])
def either(user: str, request: pytest.FixtureRequest) -> Rooms:
    """Both of them, one after the other."""
    return request.getfixturevalue(request.param)
