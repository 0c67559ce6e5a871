"""Text that a student may have chosen, fit for a terminal, a table and a log."""

from __future__ import annotations

__all__ = ["one_line", "printable"]

LONGEST = 1000


def printable(text: str, keep: str = "\n\t") -> str:
    """Return a text with everything escaped that a terminal obeys, and does not show.

    Parameters
    ----------
    text : str
        Any text, also one with halves of characters.
    keep : str
        Characters that stay as they are.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in keep else ascii(c)[1:-1] for c in text)


def one_line(text: str, most: int = LONGEST) -> str:
    """Return a text as one line of a bounded length.

    Parameters
    ----------
    text : str
        Any text.
    most : int
        Characters that are kept.
    """
    return printable(text if len(text) <= most else f"{text[: most - 1]}…", keep="")
