"""Checks of a student's functions, with messages in the student's terms.

A test cell reads like a sentence::

    @check.public("gd_step")
    def public_checks_of_gd_step(test):
        test(gd_step, np.array([1.0]), np.array([2.0]), 2.0).equals([-3.0], plus=[5.0])

`public` and `hidden` open a block for one exercise; calling ``test`` calls the student's function
with copies of the arguments; ``equals`` compares, and where the result is wrong says which
mistake it is, if the numbers prove it. Named mistakes have the keys of `hints.HINTS`.
"""

from __future__ import annotations

from dl4ds_utils.check.answer import Answer
from dl4ds_utils.check.block import Block, hidden, public
from dl4ds_utils.check.errors import CheckFailed, UnknownHint
from dl4ds_utils.check.trial import Trial

__all__ = ["Answer", "Block", "CheckFailed", "Trial", "UnknownHint", "hidden", "public"]
