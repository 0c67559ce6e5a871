"""Which submissions to an assignment lie in the exchange, whose they are and when they came."""

from __future__ import annotations

import logging
import os
import pwd
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from autograder.exchange.intake import Rules, note, opened, survey
from autograder.exchange.refusal import RefusedError, failure, shown

log = logging.getLogger(__name__)

# What nbgrader's submit draws, and nothing that could be part of a path.
_SECRET = re.compile(r"[0-9A-Za-z_-]{16,512}")
_STUDENT = re.compile(r"(?!\.)[^/\\]+")


@dataclass(frozen=True)
class Candidate:
    """A submission in the exchange, judged by what the file system says.

    Parameters
    ----------
    name, claimed, stamp : str
        The folder's name, and the student and the time in it.
    owner : str
        The user it belongs to.
    received : datetime
        When it came: the latest ctime of anything in it, in UTC.
    refused : RefusedError or None
        Why it is not taken.
    secret : str
        What its student's feedback is filed under; empty if it has none.
    """

    name: str
    claimed: str
    stamp: str
    owner: str
    received: datetime
    refused: RefusedError | None
    secret: str


@dataclass(frozen=True)
class Search:
    """What to look for.

    Parameters
    ----------
    assignment, student : str
        Whose submissions to what; everybody's if the student is empty or ``*``.
    rules : Rules
        What a submission may hold.
    check_owner : bool
        Whether it must belong to the student in its name.
    most : int
        How many of one user are looked at, newest first.
    unfinished : int
        Seconds for which one without a secret may be on its way still.
    """

    assignment: str
    student: str
    rules: Rules
    check_owner: bool
    most: int
    unfinished: int

    def run(self, inbound: int) -> Iterator[Candidate]:
        """Yield the candidates in an open folder."""
        name = re.escape(self.assignment)
        pattern = re.compile(rf"(?s)(?P<student>.+)\+{name}\+(?P<stamp>[^+]+)(\+[^+]*)?")
        found: dict[tuple[int, str], list[tuple[int, re.Match[str]]]] = {}
        with os.scandir(inbound) as entries:
            for entry in entries:
                match = pattern.fullmatch(entry.name)
                if match and self.student in ("", "*", match["student"]):
                    about = entry.stat(follow_symlinks=False)
                    # Where one account hands in for all, each student has as many as others do.
                    whose = (about.st_uid, "" if self.check_owner else match["student"])
                    found.setdefault(whose, []).append((about.st_ctime_ns, match))
        for (uid, _), matches in found.items():
            matches.sort(key=lambda item: item[0], reverse=True)
            for came, match in matches[: self.most]:
                yield self._judge(inbound, user(uid), came, match)

    def _judge(self, inbound: int, owner: str, came: int, match: re.Match[str]) -> Candidate:
        name, claimed = match.string, match["student"]
        secret, refused = "", None
        try:
            with opened(inbound, name) as folder:
                # The secret says where the student looks for an answer, so it comes first.
                secret = note(folder, "submission_secret.txt")
                self.require_owner(claimed, folder)
                came = survey(folder, self.rules).newest
                if not secret and time.time() - came / 1e9 < self.unfinished:
                    raise RefusedError("changed", "it was still being handed in", "collect again")
        except RefusedError as error:
            refused = error
        except Exception as error:
            # One submission, whatever is in it, must not keep the others from being found.
            log.exception("%s could not be read", shown(name))
            refused = failure(error)
        known = secret if _SECRET.fullmatch(secret) else ""
        return Candidate(name, claimed, match["stamp"], owner, moment(came), refused, known)

    def require_owner(self, claimed: str, folder: int) -> None:
        """Refuse a submission under another student's name, or under none that can be used."""
        owner = user(os.fstat(folder).st_uid)
        if self.check_owner and claimed != owner:
            problem = f"it is handed in as {shown(claimed)}, but belongs to {owner}"
            raise RefusedError("owner", problem, "submit as yourself")
        if not _STUDENT.fullmatch(claimed) or not claimed.isprintable():
            raise RefusedError(
                "name", f"{shown(claimed)} is no student's name", "submit as yourself"
            )


def user(uid: int) -> str:
    """Return a user's name; ``uid-1234`` for one that has none."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid-{uid}"


def moment(ns: int) -> datetime:
    """Return a file's time, to the microsecond, in UTC."""
    return datetime.fromtimestamp(ns // 10**9, UTC).replace(microsecond=ns % 10**9 // 1000)
