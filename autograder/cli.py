"""The command line: it parses, calls one function and chooses the exit code."""

from __future__ import annotations

import contextlib
import gc
import sys
from pathlib import Path

import click
from rich.syntax import Syntax

from autograder import __version__
from autograder.cluster import KINDS, array_commands
from autograder.errors import AutograderError, EditedSourceError
from autograder.exchange.commands import exchange
from autograder.gradebook_commands import gradebook
from autograder.site.commands import site
from autograder.stopping import stoppable
from autograder.terminal import (
    course_of,
    err,
    force_option,
    out,
    student_option,
    timeout_option,
    unsafe_option,
)


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


for command in (exchange, gradebook, site, array_commands.submit_array, array_commands.array_task):
    cli.add_command(command)


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
    course = course_of(context)
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

    course = course_of(context)
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


@cli.command()
@click.argument("topics", nargs=-1)
@click.pass_context
def mutate(context: click.Context, topics: tuple[str, ...]) -> None:
    """Make wrong answers from the solutions of TOPICS, and list those that pass the tests."""
    from autograder import mutant_report
    from autograder.mutants import complaint
    from autograder.mutants import mutate as mutate_topic

    course = course_of(context)
    done = []
    for topic in course.topics(topics):
        with mutant_report.Bar(out, topic) as bar:
            mutation = mutate_topic(course, topic, bar.begin, bar.done)
        mutant_report.mutation(out, mutation)
        done.append(mutation)
    mutant_report.total(out, done)
    problem, remedy = complaint(done)
    if problem:
        raise AutograderError(problem, remedy)


# ---- grading -----------------------------------------------------------------------------------


@cli.command()
@click.argument("assignment")
@student_option
@force_option
@timeout_option
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="How many at once.")
@click.option("--cluster", type=click.Choice(KINDS), help="Where; else as c.Cluster.kind says.")
@click.option(
    "--log", type=click.Path(dir_okay=False, path_type=Path), help="Add JSON lines to it."
)
@click.option("--collect", is_flag=True, help="Run nothing: take the results of submit-array.")
@click.option("--explain", nargs=2, metavar="STUDENT EXERCISE", help="Grade nothing: say why.")
@unsafe_option
@click.pass_context
def grade(
    context: click.Context,
    assignment: str,
    students: tuple[str, ...],
    force: bool,
    timeout: int | None,
    jobs: int | None,
    cluster: str | None,
    log: Path | None,
    collect: bool,
    explain: tuple[str, str] | None,
    unsafe: bool,
) -> None:
    """Grade the submissions of ASSIGNMENT that have no grade yet, or have changed."""
    from autograder.rooms.sandbox import layers

    if explain is None and not collect:
        context.with_resource(layers.begun())  # while all this is imported
    from autograder import explain_report, report
    from autograder.cluster.choice import workers
    from autograder.explain import explain as explain_why
    from autograder.grading import grade_assignment
    from autograder.journal import Journal

    gc.freeze()  # what was imported stays: to look for garbage in it takes 5 ms a submission
    course = course_of(context)
    if explain is not None:
        explain_report.explanation(out, explain_why(course, assignment, *explain))
        return
    if collect:
        if students or force or timeout or jobs or cluster or log or unsafe:
            raise click.UsageError("--collect takes all that submit-array has left, by its options")
        with stoppable():
            array_commands.collect(course, assignment)
        return
    with stoppable(), contextlib.ExitStack() as open_:
        # The log is opened first: a place that cannot be written to is told before anything begins.
        journal = [open_.enter_context(Journal(log))] if log else []
        bar = open_.enter_context(report.Bar(out))
        grid = open_.enter_context(workers(course, cluster, jobs, bar.note))
        done = grade_assignment(
            course,
            assignment,
            bar,
            *journal,
            students=students,
            force=force,
            timeout=timeout,
            jobs=jobs,
            unsafe=unsafe,
            executor=grid,
        )
    report.outcome(out, course, done, bar, students)
    if done.without_grade:
        problem = f"{len(done.without_grade)} of {len(done.records)} submissions have no grade"
        raise AutograderError(problem, "the lines above say why")


@cli.command()
@click.argument("assignment")
@student_option
@click.pass_context
def feedback(context: click.Context, assignment: str, students: tuple[str, ...]) -> None:
    """Write the feedback pages of ASSIGNMENT into feedback/."""
    from autograder import report
    from autograder.feedback import feedback as write_feedback

    course = course_of(context)
    with stoppable():
        pages = write_feedback(course, assignment, students, lambda page: report.page(out, page))
    bad = [page for page in pages if page.path is None and not page.expected]
    if bad:
        raise AutograderError(f"{len(bad)} graded submissions have no feedback page", "see above")
    written = sum(page.new for page in pages)
    total = sum(page.path is not None for page in pages)
    out.print(f"{total} pages in feedback/, {written} of them new")


@cli.command()
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), help="By default grades.csv")
@click.pass_context
def export(context: click.Context, to: Path | None) -> None:
    """Write all grades into a CSV file."""
    from autograder.export import export as write_grades

    course = course_of(context)
    path = to or course.root / "grades.csv"
    rows = write_grades(course, path)
    out.print(f"{path}: {rows} rows", markup=False)


@cli.command()
@click.pass_context
def doctor(context: click.Context) -> None:
    """Say what this machine and this course give for grading, and what is missing."""
    from autograder import doctor_report
    from autograder.doctor import BAD, examine

    found = list(examine(course_of(context)))
    doctor_report.findings(out, found)
    missing = sum(one.state == BAD for one in found)
    if missing:
        raise AutograderError(f"{missing} necessary things are missing", "see the remedies above")


@cli.command()
@click.option("--fresh", is_flag=True, help="Start over: forget the class of the last run.")
@click.pass_context
def demo(context: click.Context, fresh: bool) -> None:
    """Build the course, let a made-up class hand in its work, and grade it, all in demo/."""
    from autograder.demo import demo as run_demo

    with stoppable():
        surprises = run_demo(course_of(context), out, fresh=fresh)
    if surprises:
        raise AutograderError(f"{surprises} grades are not what they should be", "see above")


# ------------------------------------------------------------------------------------------------


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
