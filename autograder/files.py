"""Writing files so that a reader never sees half of one."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

RANDOM = "?" * 8
"""A pattern for what `tempfile` puts between prefix and suffix."""


def write_atomically(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file beside its place, then move it there in one step.

    Parameters
    ----------
    path : Path
        The file; its folder is made if need be.
    content : bytes
        What it will hold.
    mode : int
        Permission bits, before the umask takes its part.

    Raises
    ------
    OSError
        If the folder cannot be written to; then nothing has changed.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.chmod(mode & ~umask())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def umask() -> int:
    """Return which permissions new files do without."""
    # There is no way to read the mask but to set it.
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
