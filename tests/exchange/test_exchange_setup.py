"""Making an exchange, and finding out what is unsafe about one."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import struct
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import RunCli
from people import World
from unix_users import People

from autograder.course import Course


@pytest.fixture
def fresh(people: People, built: Path) -> Iterator[World]:
    """A course whose exchange is not made yet."""
    made = World(people, lambda folder: shutil.copytree(built, folder))
    try:
        yield made
    finally:
        made.remove()


def states(folder: Path) -> dict[Path, tuple[int, ...]]:
    """Return mode, owner, group and time of change of all that is in a folder; not of looking."""
    found = {path: path.stat() for path in folder.rglob("*")}
    return {
        path: (one.st_mode, one.st_uid, one.st_gid, one.st_ctime_ns) for path, one in found.items()
    }


def test_init_twice_changes_nothing_and_check_finds_it_safe(fresh: World) -> None:
    people = fresh.people
    first = fresh.autograder(people.instructor, "exchange", "init", "--group", people.graders)
    assert first.code == 0, first.text
    assert "inbound: 3773" in first.text
    before = states(fresh.exchange)
    second = fresh.autograder(people.instructor, "exchange", "init")
    assert second.code == 0, second.text
    assert "3773" not in second.text
    assert states(fresh.exchange) == before
    for grader in (people.instructor, people.assistant):
        said = fresh.autograder(grader, "exchange", "check")
        assert said.code == 0, said.text
        assert f"graders ({people.graders}): {people.instructor.name}, " in said.text


def test_root_makes_an_exchange_for_the_instructor(fresh: World) -> None:
    people = fresh.people
    shutil.rmtree(fresh.exchange)
    names = ("--owner", people.instructor.name, "--group", people.graders)
    said = fresh.as_root("exchange", "init", *names)
    assert f"is {people.instructor.name}'s, graders are {people.graders}" in said
    check = fresh.autograder(people.assistant, "exchange", "check")
    assert check.code == 0, check.text


def test_init_leaves_what_is_there_and_says_how_to_mend_it(fresh: World) -> None:
    people = fresh.people
    fresh.exchange.chmod(0o777)
    (fresh.exchange / "old").mkdir()
    said = fresh.autograder(people.instructor, "exchange", "init", "--group", people.graders)
    assert said.code == 1
    assert f"chmod 2775 {fresh.exchange}" in said.text
    assert fresh.exchange.stat().st_mode & 0o7777 == 0o777


def test_init_refuses_a_group_that_nobody_named(fresh: World) -> None:
    fresh.exchange.rmdir()
    said = fresh.autograder(fresh.people.alice, "exchange", "init")
    assert said.code != 0
    assert not fresh.exchange.exists()


SPOILED = {
    "mode": ("chmod 777 {shared}", "chmod 2775 {shared}"),
    "inbound can be listed": ("chmod 3777 {shared}/inbound", "chmod 3773 {shared}/inbound"),
    "group": ("chgrp {students} {shared}", "chown {prof}:{graders} {shared}"),
    "owner": ("chown {bob} {shared}/feedback", "chown {prof}:{graders} {shared}/feedback"),
    "parent": ("chmod 777 {base}", "chmod o-w {base}"),
    "parent's owner": ("chown {bob} {base}", "chown root {base}, or move the exchange"),
    "parent's group": ("chgrp {students} {base}; chmod g+w {base}", "chmod g-w {base}"),
    "student with a submission in the group": (
        "usermod -aG {graders} {bob}",
        "gpasswd -d {bob} {graders}",
    ),
    "student of the gradebook in the group": (
        "usermod -aG {graders} {alice}",
        "gpasswd -d {alice} {graders}",
    ),
    "course directory": ("chmod 2775 {course}", "chmod o-rwx {course}"),
    "course directory's group": ("chgrp {students} {course}", "chgrp -R {graders} {course}"),
    "gradebook": ("chmod 644 {course}/gradebook.db", "chmod 660 {course}/gradebook.db"),
    "missing": ("rmdir {shared}/feedback", "autograder exchange init"),
    "link": (
        "mv {shared}/feedback {base}/f; ln -s {base}/f {shared}/feedback",
        "rm {shared}/feedback; autograder exchange init",
    ),
    "groupshared": (
        "echo 'c.CourseDirectory.groupshared = False' >> {course}/nbgrader_config.py",
        "set DL4DS_EXCHANGE in every grader's environment, or c.CourseDirectory.groupshared = True",
    ),
    "unchecked": (
        "echo 'c.ExchangeFactory.collect = \"nbgrader.exchange.default.ExchangeCollect\"'"
        " >> {course}/nbgrader_config.py",
        "c.ExchangeFactory.collect = 'autograder.exchange.collect.CheckedCollect'",
    ),
}


def spoil(command: str, names: dict[str, object]) -> str:
    """Run a shell command with names filled in."""
    filled = command.format(**names)
    subprocess.run(["sh", "-ec", filled], check=True, capture_output=True)
    return filled


@pytest.fixture
def safe(fresh: World, monkeypatch: pytest.MonkeyPatch, run_cli: RunCli) -> Iterator[World]:
    """A course and its exchange, used and safe, looked at by root in this process."""
    people = fresh.people
    monkeypatch.setenv("DL4DS_EXCHANGE", str(fresh.exchange))
    before = os.umask(0o007)
    who = ("--owner", people.instructor.name, "--group", people.graders)
    try:
        assert run_cli(Course(fresh.course), "exchange", "init", *who)[0] == 0
        fresh.submitted(people.bob).mkdir(parents=True)
        with contextlib.closing(sqlite3.connect(fresh.course / "gradebook.db")) as book:
            book.execute("CREATE TABLE student (id TEXT)")
            book.execute("INSERT INTO student VALUES (?)", (people.alice.name,))
            book.commit()
        fresh.give_course()
        (fresh.course / "gradebook.db").chmod(0o660)
        yield fresh
    finally:
        os.umask(before)


@pytest.mark.parametrize("what", SPOILED)
def test_check_finds_what_is_unsafe_and_how_to_mend_it(
    safe: World, run_cli: RunCli, what: str
) -> None:
    people = safe.people
    names: dict[str, object] = {
        "base": safe.base,
        "shared": safe.shared,
        "course": safe.course,
        "students": people.students,
        "graders": people.graders,
        "prof": people.instructor.name,
        "alice": people.alice.name,
        "bob": people.bob.name,
    }
    assert run_cli(Course(safe.course), "exchange", "check")[0] == 0
    command, remedy = SPOILED[what]
    try:
        spoil(command, names)
        code, said, problem = run_cli(Course(safe.course), "exchange", "check")
    finally:
        if "gpasswd" in remedy:
            spoil(remedy, names)
    assert f"    {remedy.format(**names)}" in said
    assert "1 things are not safe" in problem
    assert code == 1


def test_check_finds_a_wrong_umask(safe: World, run_cli: RunCli) -> None:
    os.umask(0o022)
    code, said, _ = run_cli(Course(safe.course), "exchange", "check")
    assert (code, "umask 007" in said) == (1, True)


def test_check_finds_an_exchange_inside_the_course(
    safe: World, run_cli: RunCli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DL4DS_EXCHANGE", str(safe.course / "exchange"))
    who = ("--owner", safe.people.instructor.name, "--group", safe.people.graders)
    assert run_cli(Course(safe.course), "exchange", "init", *who)[0] == 0
    code, said, _ = run_cli(Course(safe.course), "exchange", "check")
    assert (code, "set DL4DS_EXCHANGE to a folder elsewhere" in said) == (1, True)


def test_check_finds_an_access_list(safe: World, run_cli: RunCli) -> None:
    # user::rwx, user:nobody:rwx, group::rwx, mask::rwx, other::--x, as the kernel keeps it
    entries = [(1, 7, -1), (2, 7, 65534), (4, 7, -1), (16, 7, -1), (32, 1, -1)]
    content = struct.pack("<I", 2) + b"".join(struct.pack("<HHi", *entry) for entry in entries)
    place = safe.shared / "feedback"
    try:
        os.setxattr(place, "system.posix_acl_access", content)
    except OSError as error:
        pytest.skip(f"a file system without access lists: {error.strerror}")
    code, said, _ = run_cli(Course(safe.course), "exchange", "check")
    assert (code, f"setfacl -b {place}" in said) == (1, True)
