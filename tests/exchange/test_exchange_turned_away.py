"""Whose submission was not taken: by the file system's word, and as long as nothing replaces it."""

from __future__ import annotations

from small_exchange import ME, NAME, Exchange

from autograder.exchange.turned_away import told, turned_away


def test_a_submission_under_anothers_name_is_its_owners_affair(exchange: Exchange) -> None:
    exchange.hand_in("forged", "a", student="bob")
    (exchange.inbound / f"ann+{NAME}+2026-01-01 00:00:00 UTC+b").symlink_to(exchange.inbound)
    exchange.collect()
    (found,) = turned_away(exchange.course, NAME).items()
    assert found[0] == ME
    assert "not taken: " in told(found[1])


def test_where_one_account_hands_in_for_all_it_is_the_named_students(exchange: Exchange) -> None:
    folder = exchange.hand_in("work", "a", student="ada")
    (folder / "link").symlink_to("/etc/passwd")
    exchange.hand_in("work", "b", student="eve")
    exchange.collect(check_owner=False)
    assert {*turned_away(exchange.course, NAME)} == {"ada"}


def test_later_work_that_is_taken_settles_it_and_earlier_work_does_not(exchange: Exchange) -> None:
    exchange.hand_in("first", "a")
    folder = exchange.hand_in("second", "b")
    (folder / "link").symlink_to("/etc/passwd")
    exchange.collect()
    assert {*turned_away(exchange.course, NAME)} == {ME}
    exchange.hand_in("third", "c")
    exchange.collect(update=True)
    assert turned_away(exchange.course, NAME) == {}
