"""Whether a notebook runs in two rooms or in one: the course says so, never a submission."""

from __future__ import annotations

from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
from nbformat import NotebookNode

from autograder.errors import CourseError

__all__ = ["ONE_ROOM", "SETTINGS", "TWO_ROOMS", "recorded_in", "require_python", "rooms_of"]

ONE_ROOM, TWO_ROOMS = 1, 2
SETTINGS = {"one": ONE_ROOM, "two": TWO_ROOMS}
"""What ``c.RunCells.rooms`` may be, besides ``"auto"``."""
# Names of the kernel that Jupyter takes to be its own Python.
NATIVE = ("python", "python3")


def rooms_of(source: NotebookNode | None, setting: str = "auto") -> int:
    """Return in how many rooms an assignment's notebook runs.

    Two rooms ask something of a notebook: its tests must get all that they need from locked cells
    and from the student's functions. Ours are written so, and `autograder.build` records it in
    their metadata; any other notebook runs in one room, as in a kernel.

    Parameters
    ----------
    source : NotebookNode or None
        The instructor's notebook. A submission's own metadata is the student's to change.
    setting : {"auto", "one", "two"}
        What the course's settings say; ``"auto"`` leaves it to the notebook.

    Returns
    -------
    int
        1 or 2.

    Raises
    ------
    CourseError
        If the setting, or what is recorded, is none of these.
    """
    if setting in SETTINGS:
        return SETTINGS[setting]
    if setting != "auto":
        choice = ", ".join(repr(word) for word in ("auto", *SETTINGS))
        raise CourseError(f"c.RunCells.rooms is {setting!r}", f"set it to one of {choice}")
    recorded = source.metadata.get("dl4ds", {}).get("rooms", ONE_ROOM) if source else ONE_ROOM
    if recorded not in SETTINGS.values():
        problem = f"the instructor's notebook says metadata.dl4ds.rooms = {recorded!r}"
        raise CourseError(problem, "run 'autograder build', or set c.RunCells.rooms")
    return int(recorded)


def recorded_in(path: Path | None) -> NotebookNode | None:
    """Return the instructor's notebook in a file; None if there is no such file."""
    if path is None or not path.is_file():
        return None
    try:
        found: NotebookNode = nbformat.read(path, as_version=4)
    except (OSError, ValueError) as error:
        raise CourseError(f"{path} cannot be read: {error}", "build or write it again") from error
    return found


def require_python(notebook: NotebookNode) -> None:
    """Raise if a notebook is not for Python: rooms run cells in the grader's own Python.

    Raises
    ------
    CourseError
        If its kernel is not installed, or is one of another language.
    """
    name = notebook.metadata.get("kernelspec", {}).get("name") or NATIVE[0]
    if name in NATIVE:
        return
    try:
        language = KernelSpecManager().get_kernel_spec(name).language
    except NoSuchKernel:
        problem = f"the notebook asks for the kernel {name!r}, which is not installed"
        raise CourseError(problem, "install it, or name python3 in the source notebook") from None
    if language.lower() != "python":
        problem = f"the notebook asks for the kernel {name!r}, which runs {language}"
        remedy = "list nbgrader.preprocessors.Execute in c.Autograde.autograde_preprocessors"
        raise CourseError(problem, f"rooms run Python only; {remedy}")
