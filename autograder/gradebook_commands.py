"""The commands about the gradebook: they parse, call one function and choose the exit code."""

from __future__ import annotations

import click

from autograder.terminal import course_of, out


@click.group()
def gradebook() -> None:
    """Move the gradebook between a file and a server."""


@gradebook.command()
@click.argument("from_url")
@click.argument("to_url")
@click.pass_context
def copy(context: click.Context, from_url: str, to_url: str) -> None:
    """Copy the gradebook FROM_URL, whole, into the empty database TO_URL.

    Both are written as in nbgrader_config.py: sqlite:////PATH, postgresql+psycopg://USER@HOST/NAME.
    """
    from autograder import transfer
    from autograder.database import shown
    from autograder.gradebook_state import is_shared
    from autograder.locks import alone

    course = course_of(context)
    with alone(course):
        rows = transfer.copy(from_url, to_url, shared=is_shared(course))
    for table, count in rows.items():
        out.print(f"{table}: {count}", markup=False)
    out.print(f"{sum(rows.values())} rows are in {shown(to_url)}", markup=False)
    out.print("it is used once nbgrader_config.py sets c.CourseDirectory.db_url to that address")
