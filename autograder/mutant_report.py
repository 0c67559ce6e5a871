"""What mutants did, as tables and progress for people."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from autograder.mutants import share
from autograder.report import print_line

if TYPE_CHECKING:
    from autograder.mutants import Mutation, Trial

COLUMNS = (
    "mutants",
    "refused\npublic",
    "refused\nhidden",
    "timed\nout",
    "explained",
    "unex-\nplained",
)


class Bar:
    """A progress bar on a terminal; elsewhere nothing.

    Parameters
    ----------
    console : Console
        Where to draw.
    topic : str
        The lecture, shown before the bar.
    """

    def __init__(self, console: Console, topic: str) -> None:
        self.progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self.task = self.progress.add_task(topic, total=None)

    def __enter__(self) -> Bar:
        self.progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.progress.stop()

    def begin(self, mutants: int) -> None:
        """Set the length."""
        self.progress.update(self.task, total=mutants)

    def done(self) -> None:
        """Move on by one."""
        self.progress.advance(self.task)


def mutation(console: Console, done: Mutation) -> None:
    """Print a lecture's table, its unexplained survivors and its stale explanations."""
    # Padded on one side only: the longest name has to fit 80 columns.
    table = Table(header_style="bold", padding=(0, 0, 0, 1), title=done.topic, title_justify="left")
    table.add_column("exercise", no_wrap=True)
    for column in COLUMNS:
        table.add_column(column, justify="right")
    by_exercise: dict[str, list[Trial]] = {}
    for trial in done.trials:
        by_exercise.setdefault(trial.mutant.exercise, []).append(trial)
    for exercise, trials in by_exercise.items():
        table.add_row(exercise, *map(str, _counts(trials)))
    console.print(table, soft_wrap=False)
    for trial in done.unexplained:
        mutant = trial.mutant
        slip = f"{mutant.before} → {mutant.after}"
        print_line(console, f"{mutant.exercise}, line {mutant.line}: {slip}")
    for explanation in done.stale:
        print_line(console, f"stale explanation of {explanation}")


def total(console: Console, done: Sequence[Mutation]) -> None:
    """Print how many mutants of all lectures were killed."""
    made = sum(len(mutation.trials) for mutation in done)
    killed = sum(mutation.killed for mutation in done)
    explained = sum(mutation.explained for mutation in done)
    unexplained = sum(len(mutation.unexplained) for mutation in done)
    others = share(killed, made - explained)
    print_line(
        console,
        f"{killed} of {made} mutants killed ({share(killed, made):.1%}); {explained} explained as "
        f"equivalent, {unexplained} unexplained: {others:.1%} of the others killed",
    )
    stopped = sum(trial.outcome == "crashed" for one in done for trial in one.trials)
    if stopped:
        print_line(console, f"{stopped} of those counted as timed out ended Python itself")


def _counts(trials: Sequence[Trial]) -> list[int]:
    ends = [trial.outcome for trial in trials]
    return [
        len(trials),
        ends.count("public") + ends.count("both"),
        ends.count("hidden") + ends.count("both"),
        ends.count("timed out") + ends.count("crashed"),
        sum(bool(trial.reason) for trial in trials),
        sum(trial.survived and not trial.reason for trial in trials),
    ]
