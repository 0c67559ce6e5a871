"""The command line: it parses, calls one function and chooses the exit code."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.syntax import Syntax

from autograder import __version__
from autograder.course import Course
from autograder.errors import AutograderError, EditedSourceError

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="autograder")
@click.option(
    "--root",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="The course's folder; by default the one we are in, or the nearest above it.",
)
@click.pass_context
def cli(context: click.Context, root: Path | None) -> None:
    """Build, verify and grade a course of notebooks on top of nbgrader."""
    context.obj = root


def _course(context: click.Context) -> Course:
    return Course.find(context.find_root().obj)


# ---- the course's own files --------------------------------------------------------------------


@cli.command()
@click.argument("topics", nargs=-1)
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 if out of step.")
@click.option("--pull", metavar="TOPIC", help="Take an edit made in source/ back into the master.")
@click.pass_context
def build(context: click.Context, topics: tuple[str, ...], check: bool, pull: str | None) -> None:
    """Build source/ and release/ from the masters of TOPICS (all by default)."""
    from autograder import build as building
    from autograder import edits

    if check and pull:
        raise click.UsageError("--check changes nothing and --pull changes the master: choose one")
    if pull and topics:
        raise click.UsageError("--pull takes one topic, and no others beside it")
    course = _course(context)
    if check:
        differences = building.compare(course, course.topics(topics))
        for difference in differences:
            out.print(f"{difference.path}: {difference.kind}")
        if differences:
            remedy = "run 'autograder build', and remove what is foreign"
            raise AutograderError(f"{len(differences)} files are out of step", remedy)
        out.print("source/ and release/ are in step with the masters")
        return
    wanted = course.topics((pull,) if pull else topics)
    if pull:
        pulled = edits.pull(course, pull)
        master = course.relative(course.master(pull))
        out.print(
            f"{master}: edit taken in" if pulled else f"no edit in source/{pull} to take back"
        )
    changed = building.build(course, wanted)
    for path in changed:
        out.print(f"wrote {course.relative(path)}")
    if not changed:
        out.print(f"{len(wanted)} lectures up to date")


@cli.command()
@click.argument("topics", nargs=-1)
@click.pass_context
def verify(context: click.Context, topics: tuple[str, ...]) -> None:
    """Prove that the built TOPICS can be handed out (all by default)."""
    from autograder.verify import verify as verify_topic

    course = _course(context)
    bad = 0
    for topic in course.topics(topics):
        verdict = verify_topic(course, topic)
        for finding in verdict.findings:
            out.print(str(finding), markup=False)
        bad += len(verdict.findings)
        if not verdict.findings:
            extra = f", {verdict.extra:g} of them extra credit" if verdict.extra else ""
            out.print(
                f"{topic}: {verdict.exercises} exercises, {verdict.points:g} points{extra}: fine"
            )
    if bad:
        raise AutograderError(f"{bad} findings", "mend the masters, build, and verify again")


# ---- grading -----------------------------------------------------------------------------------


def main() -> None:
    """Run the command line; errors of ours become one line on stderr and an exit code."""
    try:
        cli(standalone_mode=True)
    except EditedSourceError as error:
        err.print(Syntax(error.diff, "diff", background_color="default"))
        err.print(f"error: {error}", markup=False)
        sys.exit(error.exit_code)
    except AutograderError as error:
        err.print(f"error: {error}", markup=False)
        sys.exit(error.exit_code)
    except OSError as error:  # a full disk, a folder taken away: the system's words say it best
        err.print(f"error: {error.filename or 'the system'}: {error.strerror}", markup=False)
        sys.exit(1)
