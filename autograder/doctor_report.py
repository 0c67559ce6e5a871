"""What `autograder.doctor` found, for people: a table on a terminal, lines elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from autograder.doctor import BAD, NOTE, OK, Finding

__all__ = ["findings"]

_STYLES = {OK: "green", NOTE: "yellow", BAD: "bold red"}


def findings(console: Console, found: Sequence[Finding]) -> None:
    """Print all findings.

    Parameters
    ----------
    console : Console
        Where to.
    found : sequence of Finding
        What to print, in its order.
    """
    if not console.is_terminal:
        for one in found:
            console.print(f"{one.state:7}  {one.part}: {one.name}: {one.told}", markup=False)
            if one.remedy:
                console.print(f"         remedy: {one.remedy}", markup=False)
        return
    table = Table(box=None, pad_edge=False, header_style="")
    for heading in ("part", "what", "", "found"):
        table.add_column(heading, no_wrap=heading != "found", overflow="fold")
    before = ""
    for one in found:
        told = Text(one.told)
        if one.remedy:
            told.append(f"\n→ {one.remedy}", "bold")
        part = one.part if one.part != before else ""
        before = one.part
        table.add_row(part, Text(one.name), Text(one.state, _STYLES[one.state]), told)
    console.print(table, soft_wrap=False)
