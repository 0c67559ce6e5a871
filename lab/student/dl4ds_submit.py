"""nbgrader's *submit*, so that classmates cannot read what is handed in."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from nbgrader.exchange.default import ExchangeSubmit
from nbgrader.utils import get_username


class PrivateSubmit(ExchangeSubmit):  # type: ignore[misc]  # nbgrader is untyped
    """Hands in under the user's own name, readable for the user and the graders only.

    What collecting would refuse anyway is refused here already, before anything is copied. That is
    for convenience: it is collecting that keeps the rules.
    """

    def init_src(self) -> None:
        """Find the folder to hand in, and look through it."""
        super().init_src()
        for path in self._files():
            place = path.relative_to(self.src_path)
            if not path.exists():
                self.fail(f"{place} is a link to nothing: delete it, then submit again")
            if not stat.S_ISREG(path.stat().st_mode):
                self.fail(f"{place} is not a file: move it elsewhere, then submit again")
            limit = self.coursedir.max_file_size
            if path.stat().st_size > 1000 * limit:
                self.fail(
                    f"{place} is larger than {limit / 1000:g} MB: move it elsewhere, or clear the "
                    "notebook's large outputs, then submit again"
                )

    def init_dest(self) -> None:
        """Find the exchange; refuse another student's name."""
        me, student = get_username(), self.coursedir.student_id
        if student not in ("*", me):
            self.fail(f"you are {me} and cannot submit as {student}: leave the name out")
        super().init_dest()

    def copy_files(self) -> None:
        """Copy, then shut everybody out but the user and the folder's group, the graders."""
        try:
            super().copy_files()
        finally:
            # nbgrader opens the folder for everybody, so that graders can delete it; they are its
            # group. The copy that it keeps at home holds what feedback is fetched with.
            name = Path(self.assignment_filename).name
            _shut(Path(self.inbound_path, name), 0o770)
            _shut(Path(self.cache_path, name.rsplit("+", 1)[0]), 0o700)

    def _files(self) -> Iterator[Path]:
        """Yield what would be copied, but for folders."""
        ignored = self.coursedir.ignore
        for folder, folders, files in os.walk(self.src_path):
            folders[:] = [name for name in folders if not _matches(name, ignored)]
            yield from (Path(folder, name) for name in files if not _matches(name, ignored))


def _shut(folder: Path, mode: int) -> None:
    for place, _, _ in os.walk(folder):
        Path(place).chmod(mode)


def _matches(name: str, patterns: list[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)
