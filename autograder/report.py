"""Tables and progress for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from autograder.errors import CourseError
from autograder.exchange.turned_away import told, turned_away
from autograder.printable import one_line, printable
from autograder.records import INFRASTRUCTURE_ERROR, OVER_LIMIT, STATUSES, Record
from autograder.submissions import without_name

if TYPE_CHECKING:  # nbgrader takes seconds to load
    from autograder.course import Course
    from autograder.feedback import Page
    from autograder.grading import Grading
    from autograder.rubric import Rubric

# Characters of a message in the table; grades.csv and the feedback pages have all of it.
LONGEST = 90


class Bar:
    """A progress bar on a terminal; elsewhere one line per submission.

    Parameters
    ----------
    console : Console
        Where to draw.
    """

    def __init__(self, console: Console) -> None:
        self.console = console
        self.finished = 0
        self.start = monotonic()
        self.slowest: Record | None = None
        self.progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(bar_width=12),  # all columns fit a terminal of 80
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[slowest]}", markup=False),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self.task = self.progress.add_task("grading", total=None, rate="", slowest="")

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

    @property
    def seconds(self) -> float:
        """Seconds since grading began."""
        return monotonic() - self.start

    @property
    def rate(self) -> float:
        """Submissions a minute."""
        return 60 * self.finished / max(self.seconds, 0.1)

    def note(self, text: str) -> None:
        """Print a line above the bar."""
        print_line(self.console, text)

    def begin(self, to_do: int, up_to_date: int) -> None:
        """Set the length, and say what need not be done."""
        self.start = monotonic()
        self.progress.update(self.task, total=to_do)
        if up_to_date:
            self.console.print(f"{up_to_date} up to date, {to_do} to grade")

    def retried(self, record: Record) -> None:
        """Say that something of ours failed."""
        print_line(self.console, f"{record.student}: tried once more: {record.message}")

    def graded(self, record: Record) -> None:
        """Move on by one."""
        self.finished += 1
        if self.slowest is None or record.seconds > self.slowest.seconds:
            self.slowest = record
        self.progress.update(
            self.task,
            completed=self.finished,
            rate=f"{self.rate:.0f} a minute",
            slowest=f"slowest {one_line(self.slowest.student)} {self.slowest.seconds:g} s",
        )
        if not self.console.is_terminal:
            print_line(self.console, f"{record.student}: {record.status}, {record.seconds:g} s")


def outcome(
    console: Console,
    course: Course,
    grading: Grading,
    bar: Bar,
    students: Collection[str] = (),
) -> None:
    """Print all there is to say of a run: scores, summary, and who did not come as far.

    Raises
    ------
    CourseError
        As `not_graded`.
    """
    grades(console, grading.rubric, grading.records)
    summary(console, grading, bar)
    not_graded(console, course, grading.rubric.assignment, students)


def summary(console: Console, grading: Grading, bar: Bar) -> None:
    """Print what a run came to: counts by status, who has no grade and why, times."""
    without_grade(console, grading.without_grade)
    counts = Counter(record.status for record in grading.records)
    by_status = ", ".join(f"{counts[status]} {status}" for status in STATUSES if counts[status])
    print_line(console, f"{len(grading.records)} submissions: {by_status}")
    if bar.slowest is not None:
        told = f"{bar.finished} of them now, in {bar.seconds:.1f} s, {bar.rate:.0f} a minute"
        slowest = f"slowest: {bar.slowest.student}, {bar.slowest.seconds:g} s"
        print_line(console, f"{told}; {slowest}")
    if grading.rooms == 1:
        seen = "the tests ran in one room with students' code, which can read them"
        print_line(console, f"{seen} (docs/conformance.md)")


def print_line(console: Console, text: str) -> None:
    """Print text as it is: brackets in it are no markup, and nothing in it is an order."""
    console.print(printable(text), markup=False)


def page(console: Console, written: Page) -> None:
    """Print that a feedback page is missing; say nothing of one that is there."""
    if written.path is None:
        print_line(console, f"{written.student}: no page: {written.problem}")


def without_grade(console: Console, records: Iterable[Record]) -> None:
    """Print one line for each submission without a grade: why, and what to do."""
    for record in records:
        remedy = ""
        if record.status == INFRASTRUCTURE_ERROR:
            logs = f".autograder/logs/{record.assignment}/"
            remedy = f" (see {logs}, and run the same command again)"
        elif record.status == OVER_LIMIT:
            remedy = " (look at it, or give it longer with --timeout)"
        print_line(console, f"{record.student}: {record.status}: {record.message}{remedy}")


def not_graded(
    console: Console, course: Course, assignment: str, students: Collection[str] = ()
) -> None:
    """Print who has handed in what could not come as far as grading: why, and what to do.

    Raises
    ------
    CourseError
        If there are folders whose names can be no student's.
    """
    away = turned_away(course, assignment)
    away = {name: away[name] for name in away if not students or name in students}
    for student, receipt in away.items():
        print_line(console, f"{student}: {told(receipt)}")
    if away:
        remedy = "these students have not been graded on it: have them hand in again"
        print_line(console, f"{len(away)} more were not taken from the exchange; {remedy}")
    nameless = without_name(course, assignment)
    if nameless:
        problem = f"submitted/ has folders whose names can be no student's: {', '.join(nameless)}"
        raise CourseError(problem, "give them plain ones, and grade again")


def grades(console: Console, rubric: Rubric, records: Iterable[Record]) -> None:
    """Print a table of scores and of what went wrong; it fits a terminal of 80 columns."""
    rows = [(record, [_points(record, item.name) for item in rubric.items]) for record in records]
    numbers = [str(number) for number, _ in enumerate(rubric.items, start=1)]
    width = max(len(text) for texts in (numbers, *(p for _, p in rows)) for text in texts)
    table = Table(header_style="bold", pad_edge=False)
    table.add_column("student", no_wrap=True)
    table.add_column(_aligned(numbers, width), no_wrap=True)
    table.add_column("total", justify="right", no_wrap=True)
    table.add_column("what went wrong", ratio=1)
    table.add_column("s", justify="right", no_wrap=True)
    for record, points in rows:
        total = f"{total_of(record):g}/{rubric.core_max:g}" if record.has_grade else "–"
        wrong = Text(printable("\n".join(_wrong(record, rubric))))
        table.add_row(
            Text(one_line(record.student)),
            _aligned(points, width),
            total,
            wrong,
            f"{record.seconds:.0f}",
        )
    console.print(table, soft_wrap=False)
    names = [
        f"{number} {item.name}{' (extra credit)' if item.extra else ''}"
        for number, item in zip(numbers, rubric.items, strict=True)
    ]
    print_line(console, f"exercises: {', '.join(names)}")


def _aligned(texts: Iterable[str], width: int) -> str:
    return " ".join(text.rjust(width) for text in texts)


def total_of(record: Record) -> float:
    """Return a submission's points, extra credit included."""
    return sum(result.points or 0.0 for result in record.results.values())


def _points(record: Record, exercise: str) -> str:
    result = record.results.get(exercise)
    if result is None:
        return "–"
    return "?" if result.points is None else f"{result.points:g}"


def _wrong(record: Record, rubric: Rubric) -> list[str]:
    """Return what went wrong, shortened; the exercises that share a cause in one line."""
    shared: dict[str, list[int]] = {}
    for number, item in enumerate(rubric.items, start=1):
        result = record.results.get(item.name)
        if result is not None and result.message:
            # The same cause is told of each exercise under its own name.
            cause = result.message.replace(item.name, "it")
            shared.setdefault(cause, []).append(number)
    if not record.results or (record.message and not shared):
        return [_short(record.message)]
    lines = []
    for cause, numbers in shared.items():
        only = rubric.items[numbers[0] - 1].name
        text = cause if len(numbers) > 1 else record.results[only].message
        lines.append(f"{_ranges(numbers)}: {_short(text)}")
    return lines


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1].rstrip()}…"


def _ranges(numbers: list[int]) -> str:
    whole = len(numbers) > 2 and numbers == list(range(numbers[0], numbers[-1] + 1))
    return f"{numbers[0]}–{numbers[-1]}" if whole else ", ".join(map(str, numbers))
