"""Reading a folder that somebody hostile may be changing while we read.

Every step goes from an open folder to a name in it (``dir_fd``) and never through a link; what is
judged is what was opened, and what is copied is read from the same descriptor.
"""

from __future__ import annotations

import errno
import os
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import NoReturn

from autograder.exchange.refusal import RefusedError, shown

NOTES = ("timestamp.txt", "submission_secret.txt")
"""What nbgrader adds to a submission; collecting reads these, and writes its own."""

_SAFELY = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY
_CHUNK = 1 << 20
_AGAIN = "submit again with nbgrader"
_PLAIN = "submit the file itself"
_LESS = "submit only what the assignment asks for"


@dataclass(frozen=True)
class Rules:
    """What a submission may hold.

    Parameters
    ----------
    file_bytes, total_bytes : int
        Size of one file and of all together.
    files : int
        How many files and folders.
    depth : int
        How many folders inside each other.
    ignore, include : tuple of str
        Patterns: names that are passed over, and those of files that are not.
    """

    file_bytes: int
    total_bytes: int
    files: int
    depth: int = 8
    ignore: tuple[str, ...] = ()
    include: tuple[str, ...] = ("*",)

    def skips(self, name: str, *, folder: bool) -> bool:
        """Return whether a name is passed over, as nbgrader would."""
        if any(fnmatch(name, pattern) for pattern in self.ignore):
            return True
        return not folder and not any(fnmatch(name, pattern) for pattern in self.include)


@dataclass
class Tally:
    """What has been met in a submission so far; `newest` is the latest ctime, in ns."""

    newest: int
    files: int = 0
    bytes: int = 0


@contextmanager
def opened(parent: int, name: str) -> Iterator[int]:
    """Open a folder by its name in another open folder, never through a link.

    Raises
    ------
    RefusedError
        If it is none, or may not be read.
    """
    folder = _open(parent, name, os.O_DIRECTORY)
    try:
        yield folder
    finally:
        os.close(folder)


def survey(folder: int, rules: Rules) -> Tally:
    """Judge an open submission by what the file system says, without reading its files.

    Raises
    ------
    RefusedError
        If it breaks the rules.
    """
    return _walk(folder, rules, None)


def copy(folder: int, rules: Rules, target: Path) -> Tally:
    """Copy an open submission into a new folder, judging each file once more as it is read.

    Modes, owners and times are not copied, nor are the `NOTES`.

    Raises
    ------
    RefusedError
        If it breaks the rules.
    """
    return _walk(folder, rules, target)


def note(folder: int, name: str, limit: int = 4096) -> str:
    """Return what a small text file in an open submission says; empty if it has no such file."""
    owner = os.fstat(folder).st_uid
    try:
        handle = _open_file(folder, name, name, owner, limit)
    except RefusedError:
        return ""
    with os.fdopen(handle, "rb") as stream:
        content = stream.read(limit)
    try:
        return content.decode("ascii").strip()
    except UnicodeDecodeError:
        return ""


def _walk(folder: int, rules: Rules, target: Path | None) -> Tally:
    about = os.fstat(folder)
    walk = _Walk(about.st_uid, rules, Tally(newest=about.st_ctime_ns))
    walk.folder(folder, target, ())
    return walk.tally


@dataclass
class _Walk:
    """One way through a submission; without a target, nothing is read or copied."""

    owner: int
    rules: Rules
    tally: Tally

    def folder(self, folder: int, target: Path | None, inside: tuple[str, ...]) -> None:
        if len(inside) > self.rules.depth:
            self._too_many(f"its folders lie more than {self.rules.depth} deep")
        if target is not None:
            target.mkdir()
        with os.scandir(folder) as entries:
            for entry in entries:
                self._entry(folder, entry.name, target, inside)

    def _entry(self, folder: int, name: str, target: Path | None, inside: tuple[str, ...]) -> None:
        place = "/".join((*inside, name))
        self.tally.files += 1
        if self.tally.files > self.rules.files:
            self._too_many(f"it holds more than {self.rules.files} files and folders")
        about = _look(folder, name, place)
        is_folder = stat.S_ISDIR(about.st_mode)
        if self.rules.skips(name, folder=is_folder):
            return
        _require_name(name, place)
        _require_kind(about, place, self.owner)
        is_note = not inside and name in NOTES
        kept = None if target is None else target / name
        if is_folder:
            if is_note:
                raise RefusedError("special", f"{name} is a folder", _AGAIN)
            with opened(folder, name) as inner:
                about = os.fstat(inner)
                _require_kind(about, place, self.owner)
                self.folder(inner, kept, (*inside, name))
        elif kept is None:
            _require_size(about.st_size, self.rules.file_bytes, place)
            self._add(about.st_size)
        else:
            about = self._file(folder, name, place, None if is_note else kept)
        self.tally.newest = max(self.tally.newest, about.st_ctime_ns)

    def _file(self, folder: int, name: str, place: str, target: Path | None) -> os.stat_result:
        """Judge a file as it is opened, and copy it if there is a target."""
        handle = _open_file(folder, name, place, self.owner, self.rules.file_bytes)
        try:
            before = os.fstat(handle)
            if target is not None:
                self._add(_copy(handle, target, self.rules.file_bytes, place))
            about = os.fstat(handle)
        finally:
            os.close(handle)
        if (about.st_ctime_ns, about.st_size) != (before.st_ctime_ns, before.st_size):
            raise RefusedError("changed", f"{shown(place)} changed while it was collected", _AGAIN)
        return about

    def _add(self, size: int) -> None:
        self.tally.bytes += size
        if self.tally.bytes > self.rules.total_bytes:
            problem = f"it holds more than {_size(self.rules.total_bytes)}"
            raise RefusedError("size", problem, _LESS)

    def _too_many(self, problem: str) -> NoReturn:
        raise RefusedError("count", problem, _LESS)


def _copy(handle: int, target: Path, limit: int, place: str) -> int:
    size = 0
    with target.open("xb") as stream:
        while chunk := os.read(handle, _CHUNK):
            size += len(chunk)
            _require_size(size, limit, place)  # it may grow while we read
            stream.write(chunk)
        stream.flush()
        os.fsync(stream.fileno())
    return size


def _open_file(folder: int, name: str, place: str, owner: int, limit: int) -> int:
    """Open a file that keeps the rules; what was opened is judged, not what had the name before."""
    _require_kind(_look(folder, name, place), place, owner)  # opening a device may act on it
    handle = _open(folder, name, 0, place)
    try:
        about = os.fstat(handle)
        _require_kind(about, place, owner)
        if stat.S_ISDIR(about.st_mode):
            raise RefusedError("special", f"{shown(place)} is a folder", _AGAIN)
        _require_size(about.st_size, limit, place)
    except BaseException:
        os.close(handle)
        raise
    return handle


def _open(folder: int, name: str, flags: int, place: str = "") -> int:
    try:
        return os.open(name, _SAFELY | flags, dir_fd=folder)
    except OSError as error:
        told = shown(place or name)
        if error.errno in (errno.ELOOP, errno.ENOTDIR):
            raise RefusedError("link", f"{told} is a link or not a folder", _PLAIN) from None
        if error.errno == errno.ENXIO:
            raise RefusedError(
                "special", f"{told} is neither a file nor a folder", _PLAIN
            ) from None
        if error.errno in (errno.EACCES, errno.EPERM):
            raise RefusedError("unreadable", f"graders may not read {told}", _AGAIN) from None
        if error.errno == errno.ENOENT:
            raise RefusedError(
                "changed", f"{told} went away while it was collected", _AGAIN
            ) from None
        raise


def _look(folder: int, name: str, place: str) -> os.stat_result:
    try:
        return os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        problem = f"{shown(place)} went away while it was collected"
        raise RefusedError("changed", problem, _AGAIN) from None
    except PermissionError:
        raise RefusedError("unreadable", f"graders may not read {shown(place)}", _AGAIN) from None


def _require_kind(about: os.stat_result, place: str, owner: int) -> None:
    told = shown(place)
    if stat.S_ISLNK(about.st_mode):
        raise RefusedError("link", f"{told} is a symbolic link", _PLAIN)
    if not (stat.S_ISREG(about.st_mode) or stat.S_ISDIR(about.st_mode)):
        raise RefusedError("special", f"{told} is neither a file nor a folder", _PLAIN)
    if about.st_uid != owner:
        raise RefusedError(
            "foreign", f"{told} belongs to somebody else", "submit your own files only"
        )
    if stat.S_ISREG(about.st_mode) and about.st_nlink != 1:
        raise RefusedError("hard_link", f"{told} is a hard link to another file", _AGAIN)


def _require_name(name: str, place: str) -> None:
    # os.fsdecode shows bytes that are not UTF-8 as lone surrogates: category Cs.
    if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in name):
        problem = f"the name {shown(place)} holds control characters, or is not UTF-8"
        raise RefusedError("name", problem, "give the file a plain name")


def _require_size(size: int, limit: int, place: str) -> None:
    if size > limit:
        problem = f"{shown(place)} is larger than {_size(limit)}"
        raise RefusedError(
            "size", problem, "leave it out, or clear large outputs from the notebook"
        )


def _size(number: int) -> str:
    return f"{number / 1e6:g} MB"
