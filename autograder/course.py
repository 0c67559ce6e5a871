"""Where a course keeps its files."""

from __future__ import annotations

import os
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.errors import CourseError, UsageError

CONFIG_NAME = "nbgrader_config.py"


@dataclass(frozen=True)
class Course:
    """A course directory: the folder that holds ``nbgrader_config.py``.

    Parameters
    ----------
    root : Path
        The folder, absolute.
    """

    root: Path

    @classmethod
    def find(cls, start: Path | None = None) -> Course:
        """Find the course that a folder lies in.

        Parameters
        ----------
        start : Path, optional
            Where to look first; its parents follow. The current directory by default.

        Raises
        ------
        CourseError
            If neither the folder nor one of its parents holds ``nbgrader_config.py``.
        """
        here = (start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if (folder / CONFIG_NAME).is_file():
                return cls(folder)
        raise CourseError(
            f"no {CONFIG_NAME} in {here} or above it",
            "go to the course's folder, or name it by --root",
        )

    @property
    def masters(self) -> Path:
        """Folder of the masters, the only text that authors edit."""
        return self.root / "notebooks"

    @property
    def state(self) -> Path:
        """Folder of the records and logs that grading leaves; never in git."""
        return self.root / ".autograder"

    def master(self, topic: str) -> Path:
        """Return the path of a lecture's master."""
        return self.masters / f"{topic}.py"

    def source(self, topic: str) -> Path:
        """Return the path of a lecture's instructor version."""
        return self.root / "source" / topic / f"{topic}.ipynb"

    def release(self, topic: str) -> Path:
        """Return the path of a lecture's student version."""
        return self.root / "release" / topic / f"{topic}.ipynb"

    def explanations(self, topic: str) -> Path:
        """Return the path of what explains a lecture's surviving mutants."""
        return self.root / "tests" / "mutants" / f"{topic}.toml"

    def relative(self, path: Path) -> Path:
        """Return a path as people name it: from the course's root where it lies below it."""
        return path.relative_to(self.root) if path.is_relative_to(self.root) else path

    def topics(self, names: tuple[str, ...] = ()) -> list[str]:
        """Return the lectures that have a master, in the order of their numbers.

        Parameters
        ----------
        names : tuple of str
            The lectures that are wanted; all of them if empty.

        Raises
        ------
        UsageError
            If a name has no master.
        CourseError
            If there are no masters at all.
        """
        known = sorted(path.stem for path in self.masters.glob("*.py"))
        if not known:
            raise CourseError(f"no masters in {self.masters}", "a course has notebooks/NN_topic.py")
        for name in names:
            if name not in known:
                near = get_close_matches(name, known, n=1)
                hint = f"did you mean {near[0]}?" if near else f"there is {', '.join(known)}"
                raise UsageError(f"unknown topic {name!r}", hint)
        return [topic for topic in known if not names or topic in names]

    def built(self) -> list[str]:
        """Return the lectures that have an instructor version; other notebooks do not count."""
        found = (self.root / "source").glob("*/*.ipynb")
        return sorted(path.stem for path in found if path.stem == path.parent.name)

    def read_source(self, topic: str) -> NotebookNode:
        """Read a lecture's instructor version.

        Raises
        ------
        CourseError
            If the file is not a notebook.
        """
        path = self.source(topic)
        try:
            notebook = nbformat.read(path, as_version=4)
            nbformat.validate(notebook)
        except (nbformat.ValidationError, ValueError, TypeError, AttributeError, KeyError):
            # nbformat meets a file that is not JSON, or JSON of another shape, with any of these.
            raise CourseError(
                f"{self.relative(path)} is not a notebook",
                f"delete it, then run 'autograder build {topic}'",
            ) from None
        return NotebookNode(notebook)

    def config(self) -> Config:
        """Return nbgrader's configuration of this course, as its own commands would read it."""
        config = PyFileConfigLoader(CONFIG_NAME, path=str(self.root)).load_config()
        config.CourseDirectory.root = str(self.root)
        return config

    def require_writable(self, *folders: Path) -> None:
        """Refuse to start where the result could not be written.

        Parameters
        ----------
        *folders : Path
            Folders that will be written to; those that do not exist yet are judged by the
            nearest folder above them that does.

        Raises
        ------
        CourseError
            If one of them is read-only.
        """
        for folder in folders:
            nearest = next(path for path in (folder, *folder.parents) if path.exists())
            if not os.access(nearest, os.W_OK | os.X_OK):
                raise CourseError(f"{nearest} cannot be written to", "check its owner and mode")
