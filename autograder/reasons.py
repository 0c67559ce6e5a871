"""Why nbgrader gave up: it logs a traceback, and then raises an error that does not say."""

from __future__ import annotations

import logging
from typing import Any

from nbgrader.converters.base import NbGraderException


class Reasons(logging.Handler):
    """Remembers the last line of the last traceback that was logged."""

    last = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Look at one message."""
        text = record.getMessage().strip()
        if text.startswith("Traceback"):
            self.last = text.splitlines()[-1]


def convert(converter: Any) -> str:
    """Let one of nbgrader's converters do its work, without its log on the terminal.

    Parameters
    ----------
    converter : nbgrader.converters.base.BaseConverter
        What is there already is made again.

    Returns
    -------
    str
        Why it gave up; empty if it did not.
    """
    converter.force = True
    converter.log = logging.getLogger("autograder.converter")
    converter.log.propagate = False
    reasons = Reasons()
    converter.log.addHandler(reasons)
    try:
        converter.start()
    except NbGraderException:
        return reasons.last or "nbgrader gave no reason"
    finally:
        converter.log.removeHandler(reasons)
    return ""
