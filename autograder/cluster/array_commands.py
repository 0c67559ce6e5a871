"""The commands about array jobs: they parse, call one function and choose the exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from autograder.errors import AutograderError
from autograder.terminal import (
    course_of,
    force_option,
    out,
    student_option,
    timeout_option,
    unsafe_option,
)

if TYPE_CHECKING:
    from autograder.course import Course
    from autograder.records import Record


@click.command()
@click.argument("assignment")
@student_option
@force_option
@timeout_option
@click.option("--tasks", type=click.IntRange(min=1), metavar="N", help="Of how many tasks.")
@click.option("--dry-run", is_flag=True, help="Only print the script.")
@unsafe_option
@click.pass_context
def submit_array(
    context: click.Context,
    assignment: str,
    students: tuple[str, ...],
    force: bool,
    timeout: int | None,
    tasks: int | None,
    dry_run: bool,
    unsafe: bool,
) -> None:
    """Submit one array job to Grid Engine that runs what needs grading of ASSIGNMENT.

    When it has ended, or before, 'autograder grade ASSIGNMENT --collect' writes the grades.
    """
    from autograder.cluster.array import submit

    done = submit(
        course_of(context),
        assignment,
        students=students,
        force=force,
        timeout=timeout,
        tasks=tasks,
        unsafe=unsafe,
        dry_run=dry_run,
    )
    if dry_run and done.script:
        click.echo(done.script, nl=False)
        return
    there = f"{done.waiting} results are there: run 'autograder grade {assignment} --collect'"
    if not done.script:
        out.print(there if done.waiting else "there is nothing to run", markup=False)
        return
    count, of = len(done.order.students), done.order.tasks
    out.print(f"job {done.job}: {count} submissions in {of} tasks", markup=False)
    if done.waiting:
        out.print(there, markup=False)


@click.command(hidden=True)
@click.argument("assignment")
@click.option("--order", required=True, help="What the job was submitted for.")
@click.option("--task", type=int, envvar="SGE_TASK_ID", required=True, help="Which task this is.")
@click.pass_context
def array_task(context: click.Context, assignment: str, order: str, task: int) -> None:
    """Run one task of an array job; the job's script calls this."""
    from autograder.cluster.array_task import run_share

    def told(record: Record) -> None:
        out.print(f"{record.student}: {record.status}, {record.seconds:g} s", markup=False)

    count = run_share(course_of(context), assignment, task, order, told)
    out.print(f"task {task}: {count} results", markup=False)


def collect(course: Course, assignment: str) -> None:
    """Write the grades of ASSIGNMENT's results; say who has none."""
    from autograder import report
    from autograder.cluster.array_collect import collect as collect_results
    from autograder.cluster.settings import Cluster

    with report.Bar(out) as bar:
        done = collect_results(course, assignment, bar)
    report.outcome(out, course, done.grading, bar)
    for name in done.missing:
        why = "no result yet"
        if name in done.stale:
            why = "its result does not hold any more: what it was made with has changed since"
        out.print(f"{name}: {why}", markup=False)
    if done.missing:
        again = f"'autograder submit-array {assignment}' submits what is missing"
        where = course.relative(Cluster.of(course).logs(course))
        remedy = f"look with qstat; once the job has ended, {again}; logs are in {where}"
        raise AutograderError(f"{len(done.missing)} submissions have no result", remedy)
    if done.grading.without_grade:
        count, of = len(done.grading.without_grade), len(done.grading.records)
        problem = f"{count} of {of} submissions have no grade"
        raise AutograderError(problem, "the lines above say why")
