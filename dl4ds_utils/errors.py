"""The errors of this package, one tree with one root.

::

    Dl4dsError
    ├── check.errors.CheckFailed      (also AssertionError)  the student's answer is not right
    ├── check.errors.UnknownHint      (also LookupError)     a test names a hint that is not written
    ├── check.numeric.NotNumbers     inside the engine only: a result that is no number
    ├── explorers.look.BadScene       (also ValueError)      a scene whose parts do not fit
    ├── explorers.student.BadReturn   (also ValueError)      a result that an explorer cannot draw
    ├── trajectory.BadTrajectory      (also ValueError)      iterates or losses of the wrong shape
    └── views.base.BadPicture         (also ValueError)      data that cannot be drawn
"""

from __future__ import annotations

__all__ = ["Dl4dsError"]


class Dl4dsError(Exception):
    """Root of every error that this package raises on purpose."""
