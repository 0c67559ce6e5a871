"""Who has handed in something that was not taken, and that nothing later of theirs replaces."""

from __future__ import annotations

from autograder.course import Course
from autograder.exchange import receipts
from autograder.exchange.receipts import FAILED, REFUSED, Receipt

__all__ = ["told", "turned_away"]


def turned_away(course: Course, assignment: str) -> dict[str, Receipt]:
    """Return the latest submission that was not taken, by student.

    Left out is who has handed in later what was taken, or could have been.
    """
    latest: dict[str, Receipt] = {}
    for receipt in receipts.load_all(course, assignment):
        before = latest.get(receipt.student)
        # Of those that came in the same second, collecting has put the latest first.
        if before is None or receipt.received > before.received:
            latest[receipt.student] = receipt
    return {name: one for name, one in latest.items() if one.status in (REFUSED, FAILED)}


def told(receipt: Receipt) -> str:
    """Return, in one line, what was handed in and why it was not taken."""
    return f"handed in at {receipt.received} (UTC), and not taken: {receipt.message}"
