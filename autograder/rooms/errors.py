"""What can go wrong between the rooms."""

from __future__ import annotations

from autograder.errors import AutograderError


class RoomError(AutograderError):
    """Something between the two rooms; the room that it comes from is not to be trusted further."""


class Malformed(RoomError):  # noqa: N818 - it names the fact
    """A message that no honest room sends: it ends the conversation."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"malformed message: {problem}")
        self.args = (problem,)


class Gone(RoomError):  # noqa: N818 - it names the fact
    """The other room has ended."""

    def __init__(self, problem: str = "the other room has ended") -> None:
        super().__init__(problem)
        self.args = (problem,)


class TooLarge(RoomError):  # noqa: N818 - it names the fact
    """A value that is too large or too deeply nested to be handed over."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.args = (problem,)


class Ended(BaseException):
    """The conversation is over while a test is running.

    Not an `Exception`: a test that catches what a student's function raises must not catch this.
    """
