"""Mistakes that the numbers alone give away.

A recognizer is a function of `Evidence` that returns a `Cause` or None. It may claim only what
the numbers prove; the rule of proof stands in `evidence`. To teach the engine a new mistake,
write one and add it to `wrong_shapes.SHAPES` (the shape is wrong) or `wrong_values.VALUES` (the
shape is right), a factor to `factors`, and its text to `hints` or, if it takes numbers, to
`sentences`.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from dl4ds_utils.check import factors, wrong_shapes, wrong_values
from dl4ds_utils.check.evidence import Cause, Evidence
from dl4ds_utils.check.sentences import TEMPLATES

__all__ = ["Cause", "Evidence", "everywhere", "several", "shape_cause", "value_cause"]


def several(causes: Iterable[Cause]) -> Cause:
    """Join causes that the numbers cannot tell apart: none of them is claimed alone."""
    causes = list(causes)
    if len(causes) == 1:
        return causes[0]
    joined = " Or: ".join(dict.fromkeys(cause.text for cause in causes))
    keys = "|".join(dict.fromkeys(cause.key for cause in causes))
    return Cause(keys, TEMPLATES["several"].format(all=joined))


def shape_cause(evidence: Evidence) -> Cause:
    """Explain a wrong shape by the first recognizer that knows it."""
    with np.errstate(all="ignore"):
        for recognizer in wrong_shapes.SHAPES:
            cause = recognizer(evidence)
            if cause:
                return cause
    return wrong_shapes.shape(evidence)


def value_cause(evidence: Evidence) -> Cause:
    """Explain wrong values: what stops the arithmetic first, then all that fits."""
    with np.errstate(all="ignore"):
        for recognizer in wrong_values.BROKEN:
            cause = recognizer(evidence)
            if cause:
                return cause
        causes = [cause for known in wrong_values.VALUES if (cause := known(evidence))]
        causes += factors.factor(evidence)
        return several(causes) if causes else wrong_values.nothing_known(evidence)


def everywhere(evidence: Evidence) -> Cause | None:
    """Explain a sign or a factor that shows in all the numbers of a dict or tuple at once."""
    with np.errstate(all="ignore"):
        sign = wrong_values.sign(evidence)
        causes = [sign] if sign else factors.factor(evidence)
    return several(causes) if causes else None
