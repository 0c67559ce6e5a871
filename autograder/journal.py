"""A run of grading as JSON lines, for programs that look on or look back."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from types import TracebackType
from typing import TextIO

from autograder.errors import UsageError
from autograder.records import Record

__all__ = ["Journal"]


class Journal:
    """Appends one line for each event to a file; a line is there as soon as it has happened.

    ``begin`` has the numbers of submissions ``to_do`` and ``up_to_date``; ``graded``, ``failed``
    (no grade) and ``retried`` (our machinery failed, once more) have ``student``, ``assignment``,
    ``status``, ``seconds``, ``digest`` and ``message``; ``end`` has ``seconds``, the number of
    events by status, and in ``error`` what ended the run before its time. All have ``time``, UTC.

    Parameters
    ----------
    path : Path
        The file.

    Raises
    ------
    UsageError
        If it cannot be written to.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._counts: Counter[str] = Counter()
        self._start = monotonic()
        try:
            self._file: TextIO = path.open("a", encoding="utf-8", buffering=1)
        except OSError as error:
            raise UsageError(f"{path}: {error.strerror}", "name a file for --log") from None

    def __enter__(self) -> Journal:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._file:
            why = "" if kind is None else f"{kind.__name__}: {error}".removesuffix(": ")
            seconds = round(monotonic() - self._start, 1)
            self._write("end", seconds=seconds, statuses=dict(self._counts), error=why)

    def begin(self, to_do: int, up_to_date: int) -> None:
        """Write how much there is to do."""
        self._write("begin", to_do=to_do, up_to_date=up_to_date)

    def retried(self, record: Record) -> None:
        """Write that a submission is tried once more."""
        self._about("retried", record)

    def graded(self, record: Record) -> None:
        """Write what a submission came to."""
        self._counts[record.status] += 1
        self._about("graded" if record.has_grade else "failed", record)

    def _about(self, event: str, record: Record) -> None:
        self._write(
            event,
            student=record.student,
            assignment=record.assignment,
            status=record.status,
            seconds=record.seconds,
            digest=record.digest,
            message=record.message,
        )

    def _write(self, event: str, **facts: object) -> None:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        # One write for a whole line: two runs that share a file do not mix their lines.
        self._file.write(json.dumps({"time": now, "event": event, **facts}) + "\n")
        self._file.flush()
