"""What both rooms go on sharing from one call to the next, and what they forget."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.rooms.errors import TooLarge
from autograder.rooms.peer import Peer

Room = Callable[..., Peer]


def test_list_that_the_function_keeps_changes_with_a_later_call(room: Room) -> None:
    seen: list[Any] = []
    state: dict[str, Any] = {"steps": 0, "at": np.zeros(2)}

    def log(x: Any) -> list[Any]:
        seen.append([x])
        return seen

    def step() -> dict[str, Any]:
        state["steps"] += 1
        state["at"] = state["at"] + 1
        return state

    peer = room(log=log, step=step)
    first = peer.get(["log"])["log"](1)
    assert first == [[1]]
    assert peer.get(["log"])["log"](2) is first
    assert first == [[1], [2]]
    before = peer.get(["step"])["step"]()
    peer.get(["step"])["step"]()
    assert (before["steps"], before["at"].tolist()) == (2, [2, 2])


def test_argument_that_the_function_keeps_changes_with_a_later_call(room: Room) -> None:
    kept: list[Any] = []
    peer = room(keep=kept.append, spoil=lambda: kept[0].append(9))
    ours = [1, 2]
    peer.get(["keep"])["keep"](ours)
    peer.get(["spoil"])["spoil"]()
    assert ours == [1, 2, 9]


def test_list_of_our_arrays_is_sent_as_it_is_now(room: Room) -> None:
    peer = room(total=lambda rows: float(sum(row.sum() for row in rows)))
    rows = [np.ones(2), np.ones(2)]
    assert peer.get(["total"])["total"](rows) == 4
    rows[0][:] = 5
    assert peer.get(["total"])["total"](rows) == 12


def test_array_in_a_list_that_is_changed_in_a_second_call_is_changed_here(room: Room) -> None:
    def spoil(rows: Any, now: bool) -> None:
        if now:
            rows[0][:] = 7

    peer, rows = room(spoil=spoil), [np.ones(2)]
    peer.get(["spoil"])["spoil"](rows, False)
    peer.get(["spoil"])["spoil"](rows, True)
    assert rows[0].tolist() == [7, 7]


def test_lists_that_no_test_holds_are_forgotten(room: Room) -> None:
    ring: list[Any] = [1]
    ring.append(ring)
    peer = room(nested=lambda: {"a": [[1], [[2]]], "b": [3]}, ring=lambda: ring, nothing=lambda: 0)
    nested, round_, nothing = peer.get(["nested", "ring", "nothing"]).values()
    held = peer.codec.ledger._held
    nested()
    round_()
    nothing()
    assert len(held) == 0
    inner = nested()["a"]
    nothing()
    assert len(held) == 4, "the list, and what is inside it"
    assert inner == [[1], [[2]]]


def test_call_that_was_too_large_leaves_both_sides_agreed(room: Room) -> None:
    peer = room(length=lambda x: len(x), huge=lambda: [[1], 1 << 300_000], part=lambda: [1])
    ours = [1, 2]
    with pytest.raises(TooLarge):
        peer.get(["length"])["length"]([ours, 1 << 300_000])
    assert peer.get(["length"])["length"](ours) == 2
    with pytest.raises(Exception, match="bits"):
        peer.get(["huge"])["huge"]()
    assert peer.get(["part"])["part"]() == [1]
    assert peer.get(["length"])["length"](ours) == 2
