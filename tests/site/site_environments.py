"""Environments for tests, made of the packages that the tests themselves run with."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata as metadata
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

from packaging.utils import canonicalize_name

HERE = Path(sysconfig.get_path("purelib"))


def files_of(name: str) -> set[Path]:
    """Return a package's files, as whole paths."""
    listed = metadata.distribution(name).files or []
    return {Path(str(file.locate())).resolve() for file in listed}


def module_environment(folder: Path, without: tuple[str, ...]) -> Path:
    """Make a virtual environment that has all packages of this one but some, as links to them."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    left_out = {path for name in without for path in files_of(name)}
    opened = left_out | {parent for path in left_out for parent in path.parents}
    for top in (HERE, *(Path(sys.prefix, name) for name in ("share", "etc"))):
        link(top.resolve(), folder / top.relative_to(sys.prefix), opened)
    return folder


def link(there: Path, here: Path, opened: set[Path]) -> None:
    """Link what a folder holds, going no deeper than what is left out makes necessary.

    That is opened: the folders that hold some of it, and the files themselves, which go missing.
    """
    if there not in opened:
        here.parent.mkdir(parents=True, exist_ok=True)
        here.symlink_to(there)
    elif there.is_dir():
        for entry in there.iterdir():
            link(entry, here / entry.name, opened)


def wheel_of(name: str, folder: Path) -> None:
    """Pack an installed package as a wheel again."""
    about = metadata.distribution(name)
    folder.mkdir(exist_ok=True)
    stem = f"{canonicalize_name(name).replace('-', '_')}-{about.version}"
    record, rows = f"{stem}.dist-info/RECORD", []
    with zipfile.ZipFile(folder / f"{stem}-py3-none-any.whl", "w") as wheel:
        for path in sorted(files_of(name)):
            if path.suffix == ".pyc" or path.name in ("RECORD", "INSTALLER", "direct_url.json"):
                continue
            if path.is_relative_to(HERE.resolve()):
                inside = path.relative_to(HERE.resolve()).as_posix()
            elif path.parent == Path(sys.prefix, "bin").resolve():
                continue  # made again from the entry points
            else:
                data = path.relative_to(Path(sys.prefix).resolve()).as_posix()
                inside = f"{stem}.data/data/{data}"
            content = path.read_bytes()
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=")
            rows.append(f"{inside},sha256={digest.decode()},{len(content)}")
            wheel.writestr(inside, content)
        wheel.writestr(record, "\n".join((*rows, f"{record},,", "")))
