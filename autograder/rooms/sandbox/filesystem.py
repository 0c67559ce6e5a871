"""The root that a room sees: the interpreter and the libraries, and nothing else of the machine."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from autograder.rooms.sandbox import syscalls
from autograder.rooms.sandbox.syscalls import MS_BIND, MS_NODEV, MS_NOSUID, MS_RDONLY, MS_REC

__all__ = ["SCRATCH", "build", "hide", "shown", "stage", "terminals"]

SCRATCH = "/room"
"""Where a room may write; everything else is read-only."""

_SYSTEM = (
    *("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"),
    *("/nix/store", "/gnu/store"),
)
# What an interpreter's folder is made of; a virtual environment may hold other things besides.
_PREFIX = (
    *("bin", "lib", "lib32", "lib64", "libexec", "share", "etc"),
    *("ssl", "openssl", "fonts", "pyvenv.cfg"),
)
_SITE = ("site-packages", "dist-packages")
_ETC = (
    *("ld.so.cache", "localtime", "timezone", "mime.types"),
    *("fonts", "alternatives"),
)
_DEVICES = ("null", "zero", "full", "random", "urandom")
_STAGES = ("/mnt", "/media", "/srv", "/run", "/var/tmp", "/tmp")
_MOST_FONTS = 4 * 2**20

_PASSWD = (
    "root:x:0:0:root:/:/bin/false\n"
    "student:x:1000:1000:student:/room/home:/bin/sh\n"
    "nobody:x:65534:65534:nobody:/:/bin/false\n"
)
_GROUP = "root:x:0:\nstudent:x:1000:\nnogroup:x:65534:\n"


def shown(packages: Iterable[str]) -> list[Path]:
    """List what the root shows of the machine.

    A folder of a checkout on Python's path is not shown, only the packages in it that are named.

    Parameters
    ----------
    packages : iterable of str
        Names to import, of which the first part counts.
    """
    found = [Path(path) for path in _SYSTEM]
    for prefix in (sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix):
        found += [Path(prefix, name) for name in _PREFIX]
    found += [Path(entry) for entry in sys.path if Path(entry).name in _SITE]
    libraries = os.environ.get("LD_LIBRARY_PATH", "").split(":")
    found += [Path(entry) for entry in libraries if Path(entry).is_absolute()]
    for name in sorted({package.partition(".")[0] for package in packages}):
        found += _files(name)
    # What a link leads to is shown under its own name as well.
    names = {name for path in found for name in (path.absolute(), path.resolve())}
    kept: list[Path] = []
    for path in sorted(names, key=lambda path: (len(path.parts), path)):
        if os.access(path, os.F_OK) and not any(path.is_relative_to(other) for other in kept):
            kept.append(path)
    return kept


def _files(package: str) -> list[Path]:
    spec = importlib.util.find_spec(package)
    if spec is None:
        return []
    if spec.submodule_search_locations is not None:
        return [Path(place) for place in spec.submodule_search_locations]
    return [Path(spec.origin)] if spec.has_location and spec.origin else []


def stage(paths: Iterable[Path]) -> str:
    """Choose a folder to build the root on: one that holds nothing that has to be shown.

    Parameters
    ----------
    paths : iterable of Path
        What is shown.
    """
    listed = list(paths)
    for name in _STAGES:
        folder = Path(name)
        if folder.is_dir() and not any(path.is_relative_to(folder) for path in listed):
            return str(folder.resolve())
    raise OSError(f"no folder to build a root on: all of {', '.join(_STAGES)} are shown or absent")


def build(paths: list[Path], place: str, proc: bool) -> None:
    """Build the root in this process's mount namespace, and move into it.

    Parameters
    ----------
    paths : list of Path
        What is shown, from `shown`.
    place : str
        Folder to build it on, from `stage`.
    proc : bool
        Whether to mount ``/proc``.
    """
    syscalls.mount(None, "/", None, MS_REC | syscalls.MS_PRIVATE)
    syscalls.mount("root", place, "tmpfs", MS_NOSUID | MS_NODEV, "mode=755,size=16m")
    for path in paths:
        _show(path, Path(f"{place}{path}"))
    for mount in _mounts_below(place):
        _make_read_only(mount)
    _etc(Path(place, "etc"))
    _devices(Path(place, "dev"))
    _fonts(Path(place, "fonts"))
    Path(place, "proc").mkdir()
    if proc:
        flags = MS_NOSUID | MS_NODEV | syscalls.MS_NOEXEC
        syscalls.mount("proc", f"{place}/proc", "proc", flags)
    Path(place, SCRATCH[1:]).mkdir()
    _temporary(Path(place))
    os.chdir(place)
    syscalls.pivot_root(".", ".")  # the old root is now mounted on top of the new one
    syscalls.unmount(".")
    os.chdir("/")
    _make_read_only("/")


def _show(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink():
        target.symlink_to(path.readlink())
        return
    if path.is_dir():
        target.mkdir(exist_ok=True)
    else:
        target.touch()
    syscalls.mount(str(path), str(target), None, MS_BIND | MS_REC)


def _mounts_below(root: str) -> Iterator[str]:
    """Yield where something is mounted below the newest mount at a place."""
    lines = Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
    mounts = [line.split(" ")[:5] for line in lines]
    inside = {[number for number, *_, point in mounts if point == root][-1]}
    for number, parent, *_, point in mounts:  # a mount is listed after the one that it is on
        if parent in inside:
            inside.add(number)
            yield re.sub(r"\\(\d{3})", lambda code: chr(int(code[1], 8)), point)


def _make_read_only(mount: str) -> None:
    # Inside a user namespace the kernel insists that the restrictions of the original stay.
    now = os.statvfs(mount).f_flag
    kept = now & (MS_NOSUID | MS_NODEV | syscalls.MS_NOEXEC)
    kept |= now & (syscalls.MS_NOATIME | syscalls.MS_NODIRATIME)
    kept |= syscalls.MS_RELATIME if now & os.ST_RELATIME else 0
    flags = syscalls.MS_REMOUNT | MS_BIND | MS_RDONLY | MS_NOSUID | MS_NODEV | kept
    syscalls.mount(None, mount, None, flags)


def _etc(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    for name, text in {
        "passwd": _PASSWD,
        "group": _GROUP,
        "hosts": "127.0.0.1 localhost\n",
        "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
    }.items():
        (folder / name).write_text(text, encoding="ascii")
    for name in _ETC:
        source = Path("/etc", name)
        if source.is_dir():
            shutil.copytree(source, folder / name, symlinks=True)
        elif source.is_file():
            shutil.copyfile(source, folder / name)


def _devices(folder: Path) -> None:
    (folder / "pts").mkdir(parents=True)
    for name in _DEVICES:
        (folder / name).touch()
        syscalls.mount(f"/dev/{name}", str(folder / name), None, MS_BIND)
    links = {"ptmx": "pts/ptmx", "fd": "/proc/self/fd", "shm": f"{SCRATCH}/shm"}
    numbers = {"stdin": "/proc/self/fd/0", "stdout": "/proc/self/fd/1", "stderr": "/proc/self/fd/2"}
    for name, target in {**links, **numbers}.items():
        (folder / name).symlink_to(target)


def _fonts(folder: Path) -> None:
    """Keep Matplotlib's list of fonts, which takes seconds to make."""
    folder.mkdir()
    home = Path("~").expanduser() if "HOME" in os.environ else Path("/")
    places = [os.environ.get("MPLCONFIGDIR"), os.environ.get("XDG_CACHE_HOME"), home / ".cache"]
    for place in (Path(place) for place in places if place):
        if not os.access(place, os.R_OK | os.X_OK):
            continue
        for source in (*place.glob("fontlist-*.json"), *place.glob("matplotlib/fontlist-*.json")):
            if source.stat().st_size <= _MOST_FONTS and not (folder / source.name).exists():
                shutil.copyfile(source, folder / source.name)


def _temporary(root: Path) -> None:
    """Lead the usual folders for temporary files into the scratch directory."""
    for name in ("tmp", "var/tmp"):
        folder = root / name
        folder.parent.mkdir(exist_ok=True)
        # It exists if something inside is shown: then it stays as it is, and TMPDIR names another.
        if not folder.exists():
            folder.symlink_to(f"{SCRATCH}/tmp")


def terminals(folder: str) -> None:
    """Mount terminals that nobody else has.

    Parameters
    ----------
    folder : str
        Where.
    """
    flags = MS_NOSUID | syscalls.MS_NOEXEC
    syscalls.mount("devpts", folder, "devpts", flags, "newinstance,ptmxmode=0666,mode=0600")


def hide(folder: Path) -> None:
    """Take a folder out of sight that the warm parent needed.

    Parameters
    ----------
    folder : Path
        The folder.
    """
    flags = MS_RDONLY | MS_NOSUID | MS_NODEV
    syscalls.mount("hidden", str(folder), "tmpfs", flags, "mode=755,size=4k")
