"""What the queue says of our jobs, in words."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Sequence

from autograder.cluster import SGE

__all__ = ["states"]

SECONDS = 20
# The letters of Grid Engine's qstat that matter to who waits; the first that fits.
_LETTERS = {
    "E": "could not be started",
    "h": "is held",
    "qw": "waits for free slots",
    "s": "is suspended",
    "S": "is suspended",
    "T": "is suspended",
    "d": "is being deleted",
    "t": "is about to start",
    "r": "runs, but its worker has not reported",
}


def states(kind: str, numbers: Sequence[str]) -> str:
    """Return what became of jobs, for people: ``job 7 waits for free slots (qw)``.

    Parameters
    ----------
    kind : str
        Which queue.
    numbers : sequence of str
        Its numbers of the jobs.
    """
    if not numbers:
        return "it has no job of ours"
    if kind != SGE:
        words = ("--noheader", "--format=job %i is %T (%R)", f"--jobs={','.join(numbers)}")
        return "; ".join(_said("squeue", *words).splitlines())
    listed = _said("qstat").splitlines()
    if listed and not listed[0].lstrip().startswith("job-ID"):
        return " ".join(listed)
    rows = {words[0]: words[4] for words in map(str.split, listed[2:]) if len(words) > 4}
    told = [_state(number, rows.get(number, "")) for number in numbers]
    return "; ".join(told)


def _state(number: str, letters: str) -> str:
    if not letters:
        return f"job {number} has ended"
    told = next((text for key, text in _LETTERS.items() if key in letters), "is there")
    about = _said("qstat", "-j", number).splitlines() if "E" in letters else []
    why = [line.partition(":")[2].strip() for line in about if line.startswith("error reason")]
    return f"job {number} {told} ({': '.join([letters, *why[:1]])})"


def _said(*words: str) -> str:
    """Return what a command of the queue printed, or why it could not."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        try:
            done = subprocess.run(
                words, capture_output=True, text=True, check=False, timeout=SECONDS
            )
        except OSError as error:
            return f"{words[0]}: {error.strerror}"
        return done.stdout.strip() or " ".join(done.stderr.split())
    return f"{words[0]} does not answer"
