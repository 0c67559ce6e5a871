"""The block that a test cell opens: quiet, and with a message for a function that is missing."""

from __future__ import annotations

import contextlib
import sys
import warnings
from collections.abc import Callable
from types import TracebackType

import numpy as np

from dl4ds_utils.check.errors import CheckFailed
from dl4ds_utils.check.sentences import TEMPLATES
from dl4ds_utils.check.trial import Trial

__all__ = ["Block", "hidden", "public"]


class Block(contextlib.AbstractContextManager[Trial, None]):
    """Checks of one exercise, as a decorator or in a ``with`` statement.

    A test cell uses the decorator, which runs the function below it at once. The function keeps
    its names to itself: a test cell runs among the student's own functions, and a variable of the
    test must not take the place of a helper that has the same name.

    Parameters
    ----------
    exercise : str
        Name of the exercise: the student's function.
    kind : {"public", "hidden"}
        Which checks these are.
    """

    def __init__(self, exercise: str, kind: str) -> None:
        self.exercise = exercise
        self.kind = kind
        self._quiet = contextlib.ExitStack()
        self._trial = Trial(exercise)

    def __call__(self, body: Callable[[Trial], object]) -> None:
        """Run the checks."""
        with self as test:
            body(test)

    def __enter__(self) -> Trial:
        # Graders take any word on stderr for a failure, and a NumPy warning is one.
        self._quiet.enter_context(warnings.catch_warnings())
        self._quiet.enter_context(np.errstate(all="ignore"))
        self._quiet.enter_context(contextlib.redirect_stderr(sys.stdout))
        warnings.simplefilter("ignore")
        self._trial = Trial(self.exercise)
        return self._trial

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._quiet.close()
        if isinstance(error, NameError) and error.name == self.exercise:
            text = TEMPLATES["not_defined"].format(name=self.exercise)
            raise CheckFailed(self.exercise, "not_defined", text) from None
        if error is None:
            self._trial.finish()
            print(f"{self.exercise}: {self.kind} checks passed")


def public(exercise: str) -> Block:
    """Open the public checks of an exercise, which students see.

    Parameters
    ----------
    exercise : str
        Name of the exercise: the student's function.

    Returns
    -------
    Block
        It gives the checks a `Trial` to be called with the function and its arguments.

    Raises
    ------
    CheckFailed
        If the answer is not right.
    NotImplementedError
        If the exercise is still a stub.

    Examples
    --------
    >>> def gd_step(phi, g, alpha):
    ...     return phi - alpha * g
    >>> @public("gd_step")
    ... def public_checks_of_gd_step(test):
    ...     test(gd_step, 1.0, 2.0, 0.5).equals(0.0, plus=2.0)
    gd_step: public checks passed
    """
    return Block(exercise, "public")


def hidden(exercise: str) -> Block:
    """Open the hidden checks of an exercise, which run when work is graded; see `public`."""
    return Block(exercise, "hidden")
