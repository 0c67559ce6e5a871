"""Messages on their way: nothing is lost, and nothing is waited for that is there."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from autograder.rooms.errors import Gone
from autograder.rooms.wire import Wire

Pair = tuple[Wire, Wire]


@pytest.fixture
def pair() -> Iterator[Pair]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Wire(ours), Wire(theirs)


def test_messages_that_come_together_are_received_one_by_one(pair: Pair) -> None:
    ours, theirs = pair
    for number in range(3):
        theirs.send({"number": number})
    assert [ours.receive() for _ in range(3)] == [{"number": number} for number in range(3)]


def test_message_that_came_with_another_is_ready(pair: Pair) -> None:
    ours, theirs = pair
    assert not ours.ready(0)
    theirs.send({"number": 1})
    theirs.send({"number": 2})
    ours.receive()
    assert ours.ready(0)
    ours.receive()
    assert not ours.ready(0)


def test_message_that_is_cut_off_is_the_end(pair: Pair) -> None:
    ours, theirs = pair
    theirs.send({"text": "x" * 1000})
    whole = ours.connection.recv(4096)
    theirs.connection.sendall(whole[:500])
    theirs.connection.shutdown(socket.SHUT_WR)
    with pytest.raises(Gone):
        ours.receive()
