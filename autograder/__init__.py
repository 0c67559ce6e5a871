"""Build, verify and grade the dl4ds course on top of nbgrader.

The package never imports ``dl4ds_utils``: it treats a lecture as notebooks, whatever they teach.
`grade` grades one notebook, without any course directory; importing it takes what nbgrader takes.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.single import grade

__all__ = ["__version__", "grade"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # Not imported above: most of what begins with `import autograder` does not need nbgrader.
    if name == "grade":
        from autograder.single import grade

        return grade
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
