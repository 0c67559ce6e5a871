"""Constant factors between a result and the right one: 2, N, 1/N, B/N, ln 10 and their like."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from dl4ds_utils.check.evidence import Cause, Evidence

__all__ = ["factor"]

MANY = 8
"""Lengths that are looked at; more would make chance hits likely."""


@dataclass(frozen=True)
class Factor:
    """A factor that has a meaning.

    Parameters
    ----------
    value : float
        Result divided by right result.
    name : str
        How it is written, such as ``1/5``.
    simple : bool
        Whether it is one of those that numbers of few digits may prove.
    cause : Cause
        What is said of it.
    reason : str
        Where it may come from, for a sentence about the sign as well.
    """

    value: float
    name: str
    simple: bool
    cause: Cause
    reason: str = ""


def factor(evidence: Evidence) -> list[Cause]:
    """Recognize a constant factor with either sign.

    Returns
    -------
    list of Cause
        Several where different factors have the same value here, such as 2 and N = 2.
    """
    expected = evidence.expected
    if not expected.any() or not np.isfinite(expected).all():
        return []
    largest = np.unravel_index(np.argmax(np.abs(expected)), expected.shape)
    ratio = float(evidence.got[largest]) / float(expected[largest])
    # A ratio of two equal lengths is no factor: the sign alone is another recognizer's business.
    factors = [known for known in _factors(evidence) if not math.isclose(known.value, 1.0)]
    fitting = [
        known
        for known in factors
        if math.isclose(abs(ratio), known.value, rel_tol=1e-3)
        and evidence.proves(
            math.copysign(known.value, ratio) * expected,
            tries=2 * len(factors),
            digits=not known.simple,
        )
    ]
    # A simple factor explains more than one that is put together from two numbers.
    fitting = [known for known in fitting if known.simple] or fitting
    if not fitting:
        return []
    if ratio > 0:
        return [known.cause for known in fitting]
    reasons = [known.reason for known in fitting if known.reason]
    words = {
        "factor": f"-{fitting[0].name} times",
        "reason": f" ({'; or '.join(reasons)})" if reasons else "",
    }
    return [evidence.fills("minus_factor", **words)]


def _factors(evidence: Evidence) -> Iterator[Factor]:
    yield Factor(2.0, "2", True, evidence.says("twice"))
    yield Factor(0.5, "1/2", True, evidence.says("half"))
    for base in (10, 2):
        log = math.log(base)
        yield Factor(
            1 / log,
            f"1/ln {base}",
            True,
            evidence.says(f"log{base}"),
            f"as with a logarithm to base {base}",
        )
        yield Factor(
            log, f"ln {base}", True, evidence.fills("times_ln", base=base, value=f"{log:.6g}")
        )
    lengths = [length for length in evidence.lengths if length.n > 1][:MANY]
    for length in lengths:
        n, words = length.n, length.words
        reason = f"{n} is {words}"
        numbers = {"n": n, "length": words}
        yield Factor(n, f"{n}", True, evidence.fills("times_n", **numbers), reason)
        yield Factor(1 / n, f"1/{n}", True, evidence.fills("over_n", **numbers), reason)
        for value, name, key in (
            (2 * n, f"2·{n}", "times_2n"),
            (1 / (2 * n), f"1/(2·{n})", "over_2n"),
            (2 / n, f"2/{n}", "two_over_n"),
            (n / 2, f"{n}/2", "n_over_two"),
        ):
            yield Factor(value, name, False, evidence.fills(key, **numbers), reason)
    for one, other in itertools.combinations(lengths, 2):
        reason = f"{one.n} is {one.words}, {other.n} is {other.words}"
        for value, name, key in (
            (one.n / other.n, f"{one.n}/{other.n}", "ratio"),
            (other.n / one.n, f"{other.n}/{one.n}", "ratio"),
            (one.n * other.n, f"{one.n}·{other.n}", "product"),
            (1 / (one.n * other.n), f"1/({one.n}·{other.n})", "product"),
        ):
            cause = evidence.fills(key, factor=name, reason=reason)
            yield Factor(value, name, False, cause, reason)
