"""Release, fetch, submit, collect, feedback, fetch feedback: each by the user whose part it is."""

from __future__ import annotations

import json
import re
from pathlib import Path

import nbformat
from people import World
from small_class import RIGHT, TOPIC, WRONG, answer

from autograder.course import Course


def work(world: World, code: str) -> str:
    return str(nbformat.writes(answer(Course(world.course), code)))


def test_the_whole_loop_by_real_users(world: World) -> None:
    people = world.people
    handed = world.submit(people.alice, work(world, RIGHT))
    world.submit(people.bob, work(world, WRONG))
    assert handed.stat().st_mode & 0o7777 == 0o770

    # The teaching assistant collects, too: what the one has made, the other can replace.
    world.nbgrader(people.instructor, "collect", TOPIC)
    assert (world.submitted(people.alice) / f"{TOPIC}.ipynb").is_file()
    later = world.submit(people.alice, work(world, RIGHT + "\n# better"))
    world.nbgrader(people.assistant, "collect", TOPIC, "--update")
    assert "# better" in (world.submitted(people.alice) / f"{TOPIC}.ipynb").read_text()
    statuses = {name: one["status"] for name, one in world.receipts().items()}
    assert (statuses[handed.name], statuses[later.name]) == ("superseded", "collected")

    world.as_root("grade", TOPIC, "--unsafe-no-sandbox")
    world.as_root("feedback", TOPIC)
    by_hand = world.course / "feedback" / "dave" / TOPIC / f"{TOPIC}.html"
    by_hand.parent.mkdir(parents=True)
    by_hand.write_text("did not come through the exchange")
    said = world.nbgrader(people.instructor, "release_feedback", TOPIC)
    assert "dave" in said
    assert "did not come through the exchange" in said

    world.nbgrader(people.alice, "fetch_feedback", TOPIC)
    (page,) = (world.desk(people.alice) / TOPIC / "feedback").rglob("*.html")
    assert "# better" in page.read_text()
    assert not list((world.desk(people.carol) / TOPIC).rglob("*.html"))


def test_a_refused_student_is_told_by_fetch_feedback(world: World) -> None:
    carol = world.people.carol
    good = world.submit(carol, work(world, RIGHT))
    world.nbgrader(world.people.instructor, "collect", TOPIC, "--update")
    bad = world.submit(carol, work(world, WRONG))
    world.act(carol, link, str(bad / "solution.ipynb"))
    world.nbgrader(world.people.instructor, "collect", TOPIC, "--update")
    told = world.receipts()
    assert told[good.name]["status"] == "superseded"
    assert (told[bad.name]["status"], told[bad.name]["reason"]) == ("refused", "link")
    assert json.loads((world.submitted(carol) / f"{TOPIC}.ipynb").read_text()) == json.loads(
        work(world, RIGHT)
    )

    world.nbgrader(carol, "fetch_feedback", TOPIC)
    (page,) = (world.desk(carol) / TOPIC / "feedback").rglob("*.html")
    text = page.read_text()
    assert "solution.ipynb is a symbolic link: submit the file itself" in text
    assert re.search(r"What you handed in at [-0-9]+ [0-9:]+ \(UTC\) counts", text)

    said = world.autograder(world.people.assistant, "exchange", "refused", TOPIC)
    assert "refused (link): solution.ipynb is a symbolic link" in said.text
    assert "the student is told by Fetch Feedback" in said.text


def test_submitting_under_another_name_is_refused_at_once(world: World) -> None:
    world.submit(world.people.bob, work(world, WRONG))
    said = world.nbgrader(
        world.people.bob, "submit", TOPIC, "--student", world.people.alice.name, fails=True
    )
    assert f"cannot submit as {world.people.alice.name}" in said


def test_a_large_file_is_refused_before_it_is_copied(world: World) -> None:
    bob = world.people.bob
    world.submit(bob, work(world, WRONG))
    path = world.desk(bob) / TOPIC / "data.bin"
    world.act(bob, sparse, str(path), 21_000_000)
    before = set(world.inbound.iterdir())
    said = world.nbgrader(bob, "submit", TOPIC, fails=True)
    path.unlink()
    assert "data.bin is larger than 20 MB" in said
    assert set(world.inbound.iterdir()) == before


def link(path: str) -> None:
    Path(path).symlink_to("/etc/passwd")


def sparse(path: str, size: int) -> None:
    with Path(path).open("wb") as stream:
        stream.truncate(size)
