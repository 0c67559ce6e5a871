"""The commands about the exchange: they parse, call one function and choose the exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from autograder.errors import AutograderError
from autograder.terminal import course_of, out

if TYPE_CHECKING:
    from autograder.exchange.audit import Finding


@click.group()
def exchange() -> None:
    """Make, check and look into the folder that students hand in to."""


@exchange.command()
@click.option("--owner", metavar="USER", help="Whom it belongs to; by default, you.")
@click.option("--group", metavar="GROUP", help="The group of those who grade.")
@click.pass_context
def init(context: click.Context, owner: str | None, group: str | None) -> None:
    """Make the exchange's folders with safe modes; what is there already stays as it is."""
    from autograder.exchange import audit, modes
    from autograder.exchange.init import make
    from autograder.exchange.settings import Settings

    settings = Settings.of(course_of(context))
    keepers = modes.keepers(owner, group, settings.root)
    places = modes.places(settings.root, settings.course_id)
    made = make(places, keepers)
    for place in places:
        if place.path in made:
            out.print(f"{place.path}: {place.mode:o}", markup=False)
    found = [*audit.of_places(places, keepers), *audit.of_parents(settings.root, keepers)]
    _report(found)
    out.print(f"{settings.root} is {keepers.owner}'s, graders are {keepers.group}", markup=False)


@exchange.command()
@click.option("--owner", metavar="USER", help="Whom it must belong to; by default, whom it does.")
@click.option("--group", metavar="GROUP", help="The group it must have; by default, its group.")
@click.pass_context
def check(context: click.Context, owner: str | None, group: str | None) -> None:
    """Say what is unsafe about the exchange and how to mend it; exit with 1 if anything is."""
    from autograder.exchange import audit, modes
    from autograder.exchange.settings import Settings

    course = course_of(context)
    settings = Settings.of(course)
    keepers = modes.keepers(owner, group, settings.root)
    graders = ", ".join(sorted(modes.members(keepers.gid))) or "nobody"
    out.print(f"owner {keepers.owner}, graders ({keepers.group}): {graders}", markup=False)
    found = list(audit.of_everything(course, settings, keepers))
    _report(found)
    out.print(f"{settings.root}: safe", markup=False)


@exchange.command()
@click.argument("assignment", required=False)
@click.pass_context
def refused(context: click.Context, assignment: str | None) -> None:
    """List what was handed in to ASSIGNMENT (all by default) and not taken, or was flagged."""
    from autograder.exchange import receipts

    course = course_of(context)
    names = [assignment] if assignment else receipts.assignments(course)
    shown = 0
    for name in names:
        for one in receipts.load_all(course, name):
            if not (one.message or one.flags):
                continue
            shown += 1
            kind = f"{one.status} ({one.reason})" if one.reason else one.status
            told = "; the student is told by Fetch Feedback" if one.told else ""
            what = "; ".join((one.message, *one.flags) if one.message else one.flags)
            out.print(f"{name} {one.owner} {one.received}: {kind}: {what}{told}", markup=False)
            out.print(f"    inbound/{one.folder}", markup=False)
    if not shown:
        out.print("nothing refused or flagged")


def _report(found: list[Finding]) -> None:
    for finding in found:
        out.print(f"{finding.problem}\n    {finding.remedy}", markup=False)
    if found:
        raise AutograderError(f"{len(found)} things are not safe", "the lines above mend them")
