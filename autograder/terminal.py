"""What commands share: where they print, the course they are about, the options of several."""

from __future__ import annotations

import click
from rich.console import Console

from autograder.course import Course

__all__ = [
    "course_of",
    "err",
    "force_option",
    "out",
    "student_option",
    "timeout_option",
    "unsafe_option",
]

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

student_option = click.option(
    "--student", "students", metavar="ID", multiple=True, help="Only this one; repeat."
)
force_option = click.option("--force", is_flag=True, help="Grade also what is up to date.")
timeout_option = click.option(
    "--timeout", type=click.IntRange(min=1), metavar="SECONDS", help="For one cell."
)
unsafe_option = click.option(
    "--unsafe-no-sandbox", "unsafe", is_flag=True, help="Run code that is not shut in."
)


def course_of(context: click.Context) -> Course:
    """Return the course that ``--root`` names, or the one we are in.

    Raises
    ------
    CourseError
        If there is none.
    """
    return Course.find(context.find_root().obj)
