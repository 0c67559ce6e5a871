"""Users of this machine that tests make, and remove."""

from __future__ import annotations

import grp
import os
import pwd
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Person:
    """A user."""

    name: str
    uid: int
    gid: int


class People:
    """An instructor, a teaching assistant, three students and an outsider; made by root."""

    def __init__(self, mark: str = "") -> None:
        _remove_left_over()
        self.mark = f"dlx{os.getpid()}{mark}"
        self.graders = f"{self.mark}g"
        self.students = f"{self.mark}s"
        made = self._groups() | self._users()
        if made != {0}:
            raise OSError("users could not be made")
        self.instructor, self.assistant = self._person("prof"), self._person("ta")
        self.alice, self.bob, self.carol = (self._person(n) for n in ("alice", "bob", "carol"))
        self.outsider = self._person("out")

    def remove(self) -> None:
        for person in self.everybody:
            subprocess.run(["userdel", person.name], check=True, capture_output=True)
        for group in (self.graders, self.students):
            subprocess.run(["groupdel", group], check=True, capture_output=True)

    @property
    def everybody(self) -> tuple[Person, ...]:
        return (self.instructor, self.assistant, self.alice, self.bob, self.carol, self.outsider)

    def _groups(self) -> set[int]:
        return {subprocess.call(["groupadd", name]) for name in (self.graders, self.students)}

    def _users(self) -> set[int]:
        codes = set()
        for role in ("prof", "ta", "alice", "bob", "carol", "out"):
            options = ["--no-create-home", "--no-log-init", "--shell", "/bin/false"]
            if role in ("prof", "ta"):
                options += ["--user-group", "--groups", self.graders]
            elif role == "out":
                options += ["--user-group"]
            else:
                options += ["--no-user-group", "--gid", self.students]
            codes.add(subprocess.call(["useradd", *options, f"{self.mark}{role}"]))
        return codes

    def _person(self, role: str) -> Person:
        entry = pwd.getpwnam(f"{self.mark}{role}")
        return Person(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _remove_left_over() -> None:
    """Remove the users of tests that were killed."""
    made = [(group.gr_name, "groupdel") for group in grp.getgrall()]
    made = [(user.pw_name, "userdel") for user in pwd.getpwall()] + made
    for name, command in made:
        match = re.fullmatch(r"dlx(\d+)[a-z]+", name)
        if match and not Path("/proc", match[1]).exists():
            subprocess.run([command, name], check=False, capture_output=True)
