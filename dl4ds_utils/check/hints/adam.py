"""The sentences for the mistakes of the lecture on Adam."""

from __future__ import annotations

__all__ = ["HINTS"]

HINTS: dict[str, dict[str, str]] = {}
