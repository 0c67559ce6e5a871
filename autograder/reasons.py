"""Why nbgrader gave up: it logs a traceback, and then raises an error that does not say."""

from __future__ import annotations

import logging


class Reasons(logging.Handler):
    """Remembers the last line of the last traceback that was logged."""

    last = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Look at one message."""
        text = record.getMessage().strip()
        if text.startswith("Traceback"):
            self.last = text.splitlines()[-1]
