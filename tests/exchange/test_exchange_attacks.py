"""What hostile students put into the exchange, and what becomes of it and of everybody else's."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat
import pytest
from hostile_submissions import ATTACKS, NAMES
from people import World, write
from small_class import RIGHT, TOPIC, answer
from unix_users import Person

from autograder.course import Course

AGAIN = ("--update", "--CheckedCollect.unfinished=0")
SECRET = "0123456789abcdef" * 8


def lay(inbound: str, name: str, work: str, stamp: str = "") -> Path:
    """Put a submission into the exchange by hand."""
    folder = Path(inbound, name)
    folder.mkdir(mode=0o770)
    (folder / f"{TOPIC}.ipynb").write_text(work)
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f} UTC"
    (folder / "timestamp.txt").write_text(stamp or now)
    (folder / "submission_secret.txt").write_text(SECRET)
    return folder


def attack_all(inbound: str, me: str, other: str, work: str) -> None:
    os.umask(0)  # what is beside is no excuse
    now = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f} UTC"
    for number, attack in enumerate(ATTACKS):
        attack(lay(inbound, f"{me}+{TOPIC}+{now}+{number}", work))
    for number, name in enumerate(NAMES):
        lay(inbound, f"{name.format(alice=other, bob=me)}+{TOPIC}+{now}+name{number}", work)


def plant(folder: str) -> None:
    (Path(folder) / "planted.ipynb").write_text("somebody else's")


@dataclass
class Class:
    """What collecting came to, and what was handed in honestly."""

    world: World
    honest: dict[Person, str]
    forged: Path
    planted: Path
    log: str


@pytest.fixture(scope="module")
def collected(world: World) -> Class:
    """A class in which bob tries everything; all of it is collected in one go."""
    people = world.people
    honest = {
        person: nbformat.writes(answer(Course(world.course), f"{RIGHT}\n# {person.name}"))
        for person in (people.alice, people.carol, people.outsider, people.bob)
    }
    for person in (people.alice, people.bob):
        world.submit(person, honest[person])
    inbound = str(world.inbound)
    world.act(people.bob, attack_all, inbound, people.bob.name, people.alice.name, "bob's")

    # Carol says that it is 2001; the outsider takes part by hand, without a secret or a time.
    old = "2001-01-01 00:00:00.000000 UTC"
    name = f"{people.carol.name}+{TOPIC}+{old}+forged"
    forged = world.act(people.carol, lay, inbound, name, honest[people.carol], old)
    plain = world.inbound / f"{people.outsider.name}+{TOPIC}+now"
    world.act(people.outsider, plain.mkdir)
    world.act(people.outsider, write, str(plain / f"{TOPIC}.ipynb"), honest[people.outsider])

    # A newer one of Alice's that everybody could write to, and somebody did.
    planted = world.inbound / f"{people.alice.name}+{TOPIC}+{old}+planted"
    world.act(people.alice, lay, inbound, planted.name, "alice's")
    world.act(people.alice, planted.chmod, 0o777)
    world.act(people.outsider, plant, str(planted))
    log = world.nbgrader(people.assistant, "collect", TOPIC, "--CheckedCollect.unfinished=0")
    return Class(world, honest, forged, planted, log)


def test_every_honest_submission_is_collected(collected: Class) -> None:
    for person, work in collected.honest.items():
        path = collected.world.submitted(person) / f"{TOPIC}.ipynb"
        assert path.read_text() == work, person
    students = {path.name for path in (collected.world.course / "submitted").iterdir()}
    assert students == {person.name for person in collected.honest}


def test_nothing_but_the_submission_and_notes_is_in_submitted(collected: Class) -> None:
    for person in collected.honest:
        folder = collected.world.submitted(person)
        files = {path.name for path in folder.rglob("*")}
        assert files == {f"{TOPIC}.ipynb", "timestamp.txt", "submission_secret.txt"}
        assert [path.name for path in folder.parent.iterdir()] == [TOPIC]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_attack_is_refused_with_its_reason(
    collected: Class, attack: Callable[[Path], None]
) -> None:
    number = list(ATTACKS).index(attack)
    (receipt,) = (
        one for name, one in collected.world.receipts().items() if name.endswith(f"UTC+{number}")
    )
    reason, words = ATTACKS[attack]
    assert (receipt["status"], receipt["reason"]) == ("refused", reason)
    assert words in receipt["message"]
    assert receipt["owner"] == collected.world.people.bob.name
    assert re.search(re.escape(words.partition(":")[0]), collected.log)


@pytest.mark.parametrize("name", NAMES)
def test_submission_under_a_name_that_is_not_the_owners_is_refused(
    collected: Class, name: str
) -> None:
    people = collected.world.people
    names = {"alice": people.alice.name, "bob": people.bob.name}
    number = list(NAMES).index(name)
    (receipt,) = (
        one
        for folder, one in collected.world.receipts().items()
        if folder.endswith(f"name{number}")
    )
    reason, words = NAMES[name]
    assert (receipt["status"], receipt["reason"]) == ("refused", reason)
    assert words.format(**names) in receipt["message"]
    # It is on record as bob's doing, not as alice's.
    assert receipt["owner"] == people.bob.name


def test_forged_time_is_replaced_by_when_it_came_and_flagged(collected: Class) -> None:
    world, carol = collected.world, collected.world.people.carol
    receipt = world.receipts()[collected.forged.name]
    assert receipt["status"] == "collected"
    assert "2001-01-01" in receipt["flags"][0]
    assert "is not when it came; the latter counts" in receipt["flags"][0]
    stamp = (world.submitted(carol) / "timestamp.txt").read_text()
    came = datetime.strptime(stamp, "%Y-%m-%d %H:%M:%S.%f %Z").replace(tzinfo=UTC)
    newest = max(path.stat().st_ctime for path in (collected.forged, *collected.forged.iterdir()))
    assert abs(came.timestamp() - newest) < 1e-5
    assert datetime.now(UTC) - came < timedelta(hours=1)


def test_submission_without_a_secret_gets_one_and_is_flagged(collected: Class) -> None:
    world, outsider = collected.world, collected.world.people.outsider
    receipt = world.receipts()[f"{outsider.name}+{TOPIC}+now"]
    assert "it has no secret: the student cannot fetch feedback" in receipt["flags"]
    secret = (world.submitted(outsider) / "submission_secret.txt").read_text()
    assert re.fullmatch("[0-9a-f]{128}", secret)


def test_file_of_somebody_else_is_refused_and_the_older_submission_counts(collected: Class) -> None:
    receipt = collected.world.receipts()[collected.planted.name]
    assert (receipt["status"], receipt["reason"]) == ("refused", "foreign")
    assert receipt["message"].startswith("planted.ipynb belongs to somebody else")


def test_all_of_it_is_listed_for_the_instructor(collected: Class) -> None:
    said = collected.world.autograder(collected.world.people.instructor, "exchange", "refused")
    assert said.text.count("refused (") == len(ATTACKS) + len(NAMES) + 1
    assert said.text.count("is not when it came") == 2
    assert "\x1b" not in said.text


def test_collecting_again_takes_nothing_new(collected: Class) -> None:
    before = {path: path.stat() for path in (collected.world.course / "submitted").rglob("*")}
    collected.world.nbgrader(collected.world.people.instructor, "collect", TOPIC, *AGAIN)
    after = {path: path.stat() for path in before}
    assert [stat.st_ino for stat in after.values()] == [stat.st_ino for stat in before.values()]
