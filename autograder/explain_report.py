"""An explanation of one exercise's score, for people."""

from __future__ import annotations

from rich.console import Console
from rich.syntax import Syntax
from rich.text import Text

from autograder.explain import Explanation, Tested
from autograder.printable import printable
from autograder.report import print_line

__all__ = ["explanation"]

LONGEST = 60
"""Lines of one output; the graded notebook has all of it."""


def explanation(console: Console, why: Explanation) -> None:
    """Print what was run for an exercise, what it showed and what it earned."""
    record = why.record
    result = record.results.get(why.exercise)
    console.print(Text(f"{record.student}, {record.assignment}: {why.exercise}", style="bold"))
    print_line(console, f"status:  {record.status}, {record.seconds:g} s")
    if record.message:
        print_line(console, f"message: {record.message}")
    if result is not None:
        print_line(console, f"tests:   {_points(result.points)} of {result.max_points:g} points")
        if result.message:
            print_line(console, f"reason:  {result.message}")
    state = "up to date" if not why.holds else why.holds
    print_line(console, f"record:  {state} ({record.digest[:19]}…)")
    print_line(console, f"limits:  {why.limits}")
    print_line(console, f"sandbox: {', '.join(why.layers) or 'none'}")
    for note in why.notes:
        print_line(console, f"note:    {note}")
    if why.tests:
        _cell(console, f"the answer ({why.exercise})", why.answer, why.answer_shown, why.comment)
    for test in why.tests:
        title = f"{test.name}: {_earned(test)}"
        _cell(console, title, test.code, test.shown, test.comment)


def _earned(test: Tested) -> str:
    auto = f"{_points(test.auto)} of {test.max_points:g} by the tests"
    return auto if test.points == test.auto else f"{_points(test.points)} by a grader, {auto}"


def _points(points: float | None) -> str:
    return "none yet" if points is None else f"{points:g}"


def _cell(console: Console, title: str, code: str, shown: tuple[str, ...], comment: str) -> None:
    console.rule(Text(title), align="left")
    if not code:
        print_line(console, "there is no such cell in the graded notebook")
        return
    console.print(Syntax(printable(code), "python", background_color="default", word_wrap=True))
    print_line(console, "--- it showed" if shown else "--- it showed nothing")
    for text in shown:
        # Colours are read from it, and nothing else that begins with an escape is passed on.
        lines = printable(text.rstrip(), keep="\n\t\x1b").splitlines()
        console.print(Text.from_ansi("\n".join(lines[:LONGEST])))
        if len(lines) > LONGEST:
            print_line(console, f"[{len(lines) - LONGEST} more lines]")
    if comment:
        print_line(console, f"--- a grader wrote: {comment}")
