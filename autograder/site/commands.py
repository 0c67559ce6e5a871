"""The commands about a term on a cluster: they parse, call one function, choose the exit code."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from autograder.errors import AutograderError
from autograder.terminal import out

SETTINGS = click.Path(dir_okay=False, path_type=Path)


@click.group()
def site() -> None:
    """Set a term up on a cluster, from one settings file, and audit it."""


@site.command()
@click.argument("settings", type=SETTINGS)
@click.option("--replace", is_flag=True, help="Write also what was changed by hand; keep that.")
def init(settings: Path, replace: bool) -> None:
    """Write what a term needs: exchange, Jupyter's settings, job scripts, students' first page."""
    from autograder.site.settings import read
    from autograder.site.texts import package
    from autograder.site.write import KEPT, REPLACED, write

    term = read(settings)
    outcomes = write(term, replace=replace)
    modules = package(term)
    for outcome in outcomes:
        if outcome.what in (KEPT, REPLACED) or not outcome.path.is_relative_to(modules):
            out.print(f"{outcome.what} {outcome.path}", markup=False)
    # Of students' packages the numbers say enough, but for what needs a look.
    inside = Counter(one.what for one in outcomes if one.path.is_relative_to(modules))
    for what in sorted(set(inside) - {KEPT, REPLACED}):
        out.print(f"{what} {inside[what]} files and folders in {modules}", markup=False)
    kept = sum(outcome.what == KEPT for outcome in outcomes)
    if kept:
        problem = f"{kept} files were changed by hand and stay as they are"
        remedy = "take what is good in them into the settings, then run this again with --replace"
        raise AutograderError(problem, remedy)
    if not outcomes:
        out.print("everything is there already")
    start = term.directories.shared / "start.sh"
    out.print(f"pre-launch command for students: source {start}", markup=False)
    out.print(f"next: {term.staff / 'make-environments.sh'}", markup=False)
    out.print(f"then: autograder site check {settings}", markup=False)


@site.command()
@click.argument("settings", type=SETTINGS)
def check(settings: Path) -> None:
    """Say what is wrong about a term and how to mend it; exit with 1 if anything is."""
    from autograder.site.audit import of_everything
    from autograder.site.settings import read

    term = read(settings)
    count = 0
    for finding in of_everything(term):
        out.print(f"{finding.problem}\n    {finding.remedy}", markup=False)
        count += 1
    if count:
        raise AutograderError(f"{count} things are wrong", "the lines above mend them")
    out.print(f"{term.course_id}, {term.term}: all is as it should be", markup=False)
