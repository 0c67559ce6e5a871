"""The exchange test table: who can list, read, write, add to and rename what, by the recipe."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import nbformat
import pytest
from nbgrader.utils import notebook_hash
from people import World
from small_class import RIGHT, TOPIC, answer
from unix_users import Person

from autograder.course import Course

# Alice has handed in and has feedback; bob is a classmate. A submission's and a page's names hold
# secrets: the table says what somebody can do who has learned them.
TABLE = """
                                     instructor  assistant  alice  bob  outsider
    exchange             list        yes         yes        yes    yes  yes
    exchange             add         yes         yes        -      -    -
    exchange             rename      -           -          -      -    -
    course               list        yes         yes        yes    yes  yes
    course               add         yes         yes        -      -    -
    course               rename      yes         yes        -      -    -
    outbound             list        yes         yes        yes    yes  yes
    outbound             add         yes         yes        -      -    -
    outbound             rename      yes         yes        -      -    -
    released lecture     list        yes         yes        yes    yes  yes
    released lecture     rename      yes         yes        -      -    -
    released notebook    read        yes         yes        yes    yes  yes
    released notebook    write       yes         yes        -      -    -
    inbound              list        yes         yes        -      -    -
    inbound              add         yes         yes        yes    yes  yes
    inbound              rename      yes         yes        -      -    -
    alice's submission   list        yes         yes        yes    -    -
    alice's submission   add         yes         yes        yes    -    -
    alice's submission   rename      yes         -          yes    -    -
    alice's notebook     read        yes         yes        yes    -    -
    alice's notebook     write       -           -          yes    -    -
    alice's secret       read        yes         yes        yes    -    -
    feedback             list        yes         yes        -      -    -
    feedback             add         yes         yes        -      -    -
    feedback             rename      yes         yes        -      -    -
    alice's page         read        yes         yes        yes    yes  yes
    alice's page         write       yes         yes        -      -    -
    alice's page         rename      yes         yes        -      -    -
    alice's cache        list        -           -          yes    -    -
    course directory     list        yes         yes        -      -    -
    course directory     add         yes         yes        -      -    -
    hidden tests         read        yes         yes        -      -    -
    collected notebook   read        yes         yes        -      -    -
    collected notebook   write       yes         yes        -      -    -
"""
HEADER, *ROWS = [line for line in TABLE.splitlines() if line.strip()]
ROLES = HEADER.split()


def rows() -> list[tuple[str, str, dict[str, bool]]]:
    found = []
    for row in ROWS:
        what, (action, *cells) = row[4:25].strip(), row[25:].split()
        marks = dict(zip(ROLES, cells, strict=True))
        found.append((what, action, {role: mark == "yes" for role, mark in marks.items()}))
    return found


def attempt(action: str, path: str) -> bool:
    """Try something, undo it, and say whether it could be done."""
    place = Path(path)
    try:
        if action == "list":
            list(place.iterdir())
        elif action == "read":
            place.read_bytes()
        elif action == "write":
            place.open("ab").close()
        elif action == "add":
            new = place / f"added-by-{os.getuid()}"
            new.touch()
            new.unlink()
        elif action == "rename":
            moved = place.with_name(f"moved-{place.name}")
            place.rename(moved)
            moved.rename(place)
        else:
            raise ValueError(action)
    except PermissionError:
        return False
    return True


@pytest.fixture(scope="module")
def used(world: World) -> dict[str, Path]:
    """An exchange in use: alice's work is collected, her feedback released."""
    people = world.people
    work = nbformat.writes(answer(Course(world.course), RIGHT))
    handed = world.submit(people.alice, work)
    world.nbgrader(people.instructor, "collect", TOPIC)
    collected = world.submitted(people.alice)
    page = world.course / "feedback" / people.alice.name / TOPIC / f"{TOPIC}.html"
    world.act(people.instructor, pretend_feedback, str(collected), str(page))
    world.nbgrader(people.instructor, "release_feedback", TOPIC)
    secret = (collected / "submission_secret.txt").read_text()
    secret_name = notebook_hash(secret=secret, notebook_id=TOPIC)
    (cache,) = world.desk(people.alice).rglob(f"nbgrader_cache/dl4ds/{people.alice.name}+*")
    # A home that classmates can enter, as homes often are, must not give the secret away.
    for folder in (cache.parents[5], *list(cache.parents)[:5]):
        folder.chmod(0o755)
    return {
        "exchange": world.exchange,
        "course": world.shared,
        "outbound": world.shared / "outbound",
        "released lecture": world.shared / "outbound" / TOPIC,
        "released notebook": world.shared / "outbound" / TOPIC / f"{TOPIC}.ipynb",
        "inbound": world.inbound,
        "alice's submission": handed,
        "alice's notebook": handed / f"{TOPIC}.ipynb",
        "alice's secret": handed / "submission_secret.txt",
        "feedback": world.shared / "feedback",
        "alice's page": world.shared / "feedback" / f"{secret_name}.html",
        "alice's cache": cache,
        "course directory": world.course,
        "hidden tests": world.course / "source" / TOPIC / f"{TOPIC}.ipynb",
        "collected notebook": collected / f"{TOPIC}.ipynb",
    }


def pretend_feedback(collected: str, page: str) -> None:
    """Put a page where nbgrader's *generate feedback* does, with its mode and its notes."""
    Path(page).parent.mkdir(parents=True)
    Path(page).write_text("<p>well done</p>")
    Path(page).chmod(0o664)
    for note in ("timestamp.txt", "submission_secret.txt"):
        shutil.copy(Path(collected, note), Path(page).parent)


@pytest.fixture(scope="module")
def answers(world: World, used: dict[str, Path]) -> dict[str, list[bool]]:
    """What each person can do, row by row."""
    tries = [(action, str(used[what])) for what, action, _ in rows()]
    people = world.people
    who: dict[str, Person] = {
        "instructor": people.instructor,
        "assistant": people.assistant,
        "alice": people.alice,
        "bob": people.bob,
        "outsider": people.outsider,
    }
    return {role: world.act(person, attempts, tries) for role, person in who.items()}


def attempts(tries: list[tuple[str, str]]) -> list[bool]:
    return [attempt(action, path) for action, path in tries]


@pytest.mark.parametrize(
    "number", range(len(ROWS)), ids=[f"{what}-{action}" for what, action, _ in rows()]
)
def test_who_can_do_what(answers: dict[str, list[bool]], number: int) -> None:
    assert {role: answers[role][number] for role in ROLES} == rows()[number][2]
