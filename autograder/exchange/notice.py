"""The page that tells a student why a submission was not taken."""

from __future__ import annotations

import html
import os
from datetime import datetime
from pathlib import Path

from autograder.files import write_atomically

_MARK = b"<!-- not accepted -->"


def page(assignment: str, received: str, message: str, counts: datetime | None) -> bytes:
    """Return the page.

    Parameters
    ----------
    assignment, received : str
        Which submission.
    message : str
        What is wrong and what to do.
    counts : datetime or None
        When the submission came that counts instead, in UTC; None if there is none.
    """
    instead = f"What you handed in at {counts:%Y-%m-%d %H:%M:%S} (UTC) counts." if counts else ""
    lines = (
        _MARK.decode(),
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">',
        f"<title>Not accepted: {html.escape(assignment)}</title></head><body>",
        f"<h1>{html.escape(assignment)}: this submission was not accepted</h1>",
        f"<p>It came at {html.escape(received)} (UTC).</p>",
        f"<p><strong>{html.escape(message)}</strong></p>",
        f"<p>{instead or 'So far, nothing of yours counts for this assignment.'}</p>",
        "</body></html>\n",
    )
    return "\n".join(lines).encode("utf-8", "replace")


def leave(path: Path, content: bytes) -> bool:
    """Write the page into the exchange's feedback folder, readable for everybody.

    The file's name is secret, as those of feedback are. Feedback that is there already stays.

    Returns
    -------
    bool
        Whether the page is there.
    """
    if os.path.lexists(path) and not path.read_bytes().startswith(_MARK):
        return False
    write_atomically(path, content)
    path.chmod(0o644)  # graders' umask takes away what students need
    return True
