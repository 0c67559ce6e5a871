"""What a recognizer may look at, and when the numbers leave no doubt.

The rule of proof. A recognizer names a transformation of the right result, say minus it. It may
claim it only if

1. every entry of the result agrees with the transformed right result, within the tolerance of
   the check, and never a coarser one than 1e-5: "exactly twice" is not said of 2.05;
2. a result that has nothing to do with the right one would agree by chance in less than one of
   10,000 checks. An entry that is not zero agrees by chance with the probability of its tolerance
   band (2e-9 for float64). Entries of equal size count once, at most three count, and the chance
   is multiplied by the number of transformations that were tried.

So a single float64 proves a sign or a factor, a single float32 proves a sign but no factor out of
sixty, and a result of zeros proves nothing. Numbers of one or two digits, as in checks computed
by hand, agree more easily than their tolerance says. Of them only the simplest factors are said
(`Evidence.proves` with ``digits``), and every text states what is true of the numbers, then asks
for the cause or tells where to look.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dl4ds_utils.check import hints
from dl4ds_utils.check.arguments import Length
from dl4ds_utils.check.compare import Tolerance
from dl4ds_utils.check.sentences import TEMPLATES

__all__ = ["Cause", "Evidence", "Recognizer"]

Array = NDArray[Any]

DOUBT = 1e-4
"""The probability of a chance hit above which nothing is claimed."""
COARSEST = 1e-5
"""The relative tolerance above which a transformation is not called exact."""
ENOUGH = 3
"""Entries that count as evidence."""
SAMPLE = 10_000
"""Entries of a large array among which they are looked for."""


@dataclass(frozen=True)
class Cause:
    """What is wrong: the key of a hint and the sentence."""

    key: str
    text: str


@dataclass(frozen=True)
class Evidence:
    """What a recognizer may look at.

    Parameters
    ----------
    exercise : str
        Name of the exercise, for its own wording of a hint.
    got, expected : ndarray
        The result and the right one.
    lengths : tuple of Length
        Lengths of the axes of the array arguments: the N that a sum or mean may have run over.
    tolerance : Tolerance
        How far numbers may be apart.
    """

    exercise: str
    got: Array
    expected: Array
    lengths: tuple[Length, ...] = ()
    tolerance: Tolerance = field(default_factory=Tolerance)

    def is_(self, other: Array) -> bool:
        """Tell whether the result equals this instead of the right one, in every entry."""
        if self.got.shape != other.shape:
            return False
        return bool(self._sharp(other).close(self.got, other).all())

    def proves(self, other: Array, *, tries: int = 1, digits: bool = False) -> bool:
        """Tell whether the result equals this, and not by chance.

        Parameters
        ----------
        other : ndarray
            A transformation of the right result.
        tries : int
            How many transformations were tried before.
        digits : bool
            Whether numbers of few digits count for as little as they have digits.
        """
        return self.is_(other) and tries * self._chance(other, digits=digits) < DOUBT

    def says(self, key: str) -> Cause:
        """Blame a mistake that has a fixed text."""
        return Cause(key, hints.lookup(self.exercise, key))

    def fills(self, key: str, **numbers: object) -> Cause:
        """Blame a mistake whose text takes numbers."""
        return Cause(key, TEMPLATES[key].format(**numbers))

    def _sharp(self, other: Array) -> Tolerance:
        rtol, atol = self.tolerance.applied(self.got)
        size = np.abs(other[np.isfinite(other)]).max(initial=0.0)
        return Tolerance(min(rtol, COARSEST), min(atol, COARSEST * float(size)))

    def _chance(self, other: Array, *, digits: bool) -> float:
        """Give the probability that an unrelated result agrees with this."""
        tolerance = self._sharp(other)
        flat = other.ravel()[:SAMPLE].astype(np.float64)
        size = np.abs(flat)
        usable = np.flatnonzero(np.isfinite(size) & (size > 0.0))
        _, first = np.unique(np.round(np.log(size[usable]), 6), return_index=True)
        chosen = sorted(usable[first], key=lambda i: size[i])[-ENOUGH:]
        chance = 1.0
        for i in chosen:
            band = 2 * ((tolerance.rtol or 0.0) + (tolerance.atol or 0.0) / size[i])
            if digits:
                shortest = _digits(flat[i])
                if other.shape == self.expected.shape:  # a quotient has as many as its parts
                    shortest = min(shortest, _digits(float(self.expected.flat[i])))
                band = max(band, 10.0 ** (1 - shortest))
            chance *= min(float(band), 1.0)
        return chance


Recognizer = Callable[[Evidence], Cause | None]


def _digits(value: float) -> int:
    """Count significant digits.

    Examples
    --------
    >>> _digits(14.0), _digits(0.25), _digits(1 / 3)
    (2, 2, 16)
    """
    mantissa = f"{value:.15e}".split("e")[0]
    return len(mantissa.replace(".", "").rstrip("0"))
