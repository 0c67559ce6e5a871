"""What the checks say to the student: a sentence for every mistake that has a name.

``HINTS[exercise][key]`` are the mistakes that a test names, a module or two for each lecture;
``GENERAL[key]`` those that any test may name or that the engine finds by itself. A text says what
is wrong, then what to do, in one or two short sentences, without blame, and never more than the
numbers prove.
"""

from __future__ import annotations

from dl4ds_utils.check.errors import UnknownHint
from dl4ds_utils.check.hints import (
    adam,
    batches,
    descent,
    losses,
    momentum,
    scores,
    scores_grad,
)
from dl4ds_utils.check.hints.general import GENERAL

__all__ = ["GENERAL", "HINTS", "known", "lookup"]

HINTS: dict[str, dict[str, str]] = {
    exercise: texts
    for lecture in (losses, descent, batches, momentum, adam, scores, scores_grad)
    for exercise, texts in lecture.HINTS.items()
}


def known(exercise: str) -> tuple[str, ...]:
    """List the keys that a test of this exercise may name."""
    return tuple(sorted({*HINTS.get(exercise, {}), *GENERAL}))


def lookup(exercise: str, key: str) -> str:
    """Find the text of a hint: the exercise's own before the general one.

    Parameters
    ----------
    exercise : str
        Name of the exercise.
    key : str
        Key of the hint.

    Returns
    -------
    str
        The sentence for the student.

    Raises
    ------
    UnknownHint
        If neither the exercise nor `GENERAL` has the key.

    Examples
    --------
    >>> lookup("gd_step", "plus")
    'You added α·g, but descent moves against the gradient: subtract it.'
    """
    for texts in (HINTS.get(exercise, {}), GENERAL):
        if key in texts:
            return texts[key]
    raise UnknownHint(exercise, key, known(exercise))
