"""What became of each submission that was found in the exchange, on record."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from autograder.course import Course
from autograder.files import write_atomically

FORMAT = 1

COLLECTED = "collected"
SUPERSEDED = "superseded"
REFUSED = "refused"
FAILED = "failed"
STATUSES = {
    COLLECTED: "in submitted/",
    SUPERSEDED: "a later one counts, or one is there already",
    REFUSED: "not taken; the reason says why",
    FAILED: "our own machinery failed; collecting tries again the next time",
}


@dataclass(frozen=True)
class Receipt:
    """What became of one submission.

    Parameters
    ----------
    owner : str
        The user that its folder belongs to.
    claimed : str
        The student in the folder's name.
    folder : str
        The folder's name in ``inbound/``, as printable text.
    received : str
        When it came, by the file system's clock, in UTC.
    status : str
        One of `STATUSES`.
    reason : str
        For one that was refused, one of `refusal.REASONS`; else empty.
    message : str
        In one line, what is wrong and what to do; empty if nothing.
    flags : tuple of str
        What an instructor should know though it was taken.
    told : bool
        Whether a page with the message was left where the student's *Fetch Feedback* looks.
    submitter : str
        The student whom it counts for, where that is not the owner.
    """

    owner: str
    claimed: str
    folder: str
    received: str
    status: str
    reason: str = ""
    message: str = ""
    flags: tuple[str, ...] = ()
    told: bool = False
    submitter: str = ""

    @property
    def student(self) -> str:
        """Whose it is: the owner's, or where one account hands in for all, the claimed one's."""
        return self.submitter or self.owner


def path_of(course: Course, assignment: str, owner: str) -> Path:
    """Return the file that holds a user's receipts for an assignment."""
    return course.state / "exchange" / assignment / f"{owner}.json"


def save(course: Course, assignment: str, owner: str, receipts: Iterable[Receipt]) -> None:
    """Write what became of all that a user has in the exchange; earlier receipts go."""
    content = {"format": FORMAT, "receipts": [asdict(receipt) for receipt in receipts]}
    text = json.dumps(content, indent=1) + "\n"
    write_atomically(path_of(course, assignment, owner), text.encode())


def load_all(course: Course, assignment: str) -> list[Receipt]:
    """Return all receipts of an assignment, by owner and time; damaged files count as none."""
    found = []
    for path in sorted(path_of(course, assignment, "any").parent.glob("*.json")):
        try:
            content = json.loads(path.read_bytes())
            if content["format"] == FORMAT:
                found += [
                    Receipt(**{**one, "flags": tuple(one["flags"])}) for one in content["receipts"]
                ]
        except (ValueError, TypeError, KeyError):
            continue  # collecting writes it again
    return sorted(found, key=lambda receipt: (receipt.owner, receipt.received))


def assignments(course: Course) -> list[str]:
    """Return the assignments that have receipts."""
    return sorted(path.name for path in (course.state / "exchange").glob("*") if path.is_dir())
