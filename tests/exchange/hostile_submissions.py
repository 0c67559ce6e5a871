"""What hostile students do to a submission that is fine otherwise: each is given its folder."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

from small_class import TOPIC


def symlink_as_notebook(folder: Path) -> None:
    (folder / f"{TOPIC}.ipynb").unlink()
    (folder / f"{TOPIC}.ipynb").symlink_to(
        folder.parents[3] / f"course/source/{TOPIC}/{TOPIC}.ipynb"
    )


def symlink_to_a_folder(folder: Path) -> None:
    (folder / "data").symlink_to("/etc")


def symlink_as_timestamp(folder: Path) -> None:
    (folder / "timestamp.txt").unlink()
    (folder / "timestamp.txt").symlink_to("/etc/passwd")


def symlink_as_secret(folder: Path) -> None:
    (folder / "submission_secret.txt").unlink()
    (folder / "submission_secret.txt").symlink_to("/etc/passwd")


def symlink_as_submission(folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to("elsewhere")


def file_as_submission(folder: Path) -> None:
    folder.rename(folder.with_name("another"))
    folder.write_text("a file")


def hard_link(folder: Path) -> None:
    (folder / "twice").hardlink_to(folder / f"{TOPIC}.ipynb")


def fifo(folder: Path) -> None:
    os.mkfifo(folder / "pipe")


def fifo_as_notebook(folder: Path) -> None:
    (folder / f"{TOPIC}.ipynb").unlink()
    os.mkfifo(folder / f"{TOPIC}.ipynb")


def fifo_as_secret(folder: Path) -> None:
    (folder / "submission_secret.txt").unlink()
    os.mkfifo(folder / "submission_secret.txt")


def unix_socket(folder: Path) -> None:
    os.chdir(folder)  # a socket's path is short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("door")


def large_file(folder: Path) -> None:
    with (folder / "data.bin").open("wb") as stream:
        stream.truncate(10**12)


def many_middling_files(folder: Path) -> None:
    for number in range(3):
        with (folder / f"{number}.bin").open("wb") as stream:
            stream.truncate(19_000_000)


def many_files(folder: Path) -> None:
    for number in range(250):
        (folder / f"{number}.txt").touch()


def deep_folders(folder: Path) -> None:
    (folder / "/".join(["deep"] * 300)).mkdir(parents=True)


def escape_codes_in_a_name(folder: Path) -> None:
    (folder / "a\x1b[2Jb.txt").touch()


def name_that_is_not_utf8(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.txt")).touch()


def folder_as_timestamp(folder: Path) -> None:
    (folder / "timestamp.txt").unlink()
    (folder / "timestamp.txt").mkdir()


def unreadable_file(folder: Path) -> None:
    (folder / f"{TOPIC}.ipynb").chmod(0)


def unreadable_submission(folder: Path) -> None:
    folder.chmod(0)


ATTACKS: dict[Callable[[Path], None], tuple[str, str]] = {
    symlink_as_notebook: ("link", f"{TOPIC}.ipynb is a symbolic link: submit the file itself"),
    symlink_to_a_folder: ("link", "data is a symbolic link"),
    symlink_as_timestamp: ("link", "timestamp.txt is a symbolic link"),
    symlink_as_secret: ("link", "submission_secret.txt is a symbolic link"),
    symlink_as_submission: ("link", "is a link or not a folder"),
    file_as_submission: ("link", "is a link or not a folder"),
    hard_link: ("hard_link", "is a hard link to another file"),
    fifo: ("special", "pipe is neither a file nor a folder"),
    fifo_as_notebook: ("special", f"{TOPIC}.ipynb is neither a file nor a folder"),
    fifo_as_secret: ("special", "submission_secret.txt is neither a file nor a folder"),
    unix_socket: ("special", "door is neither a file nor a folder"),
    large_file: ("size", "data.bin is larger than 20 MB: leave it out"),
    many_middling_files: ("size", "it holds more than 50 MB"),
    many_files: ("count", "it holds more than 200 files and folders"),
    deep_folders: ("count", "its folders lie more than 8 deep"),
    escape_codes_in_a_name: ("name", "the name a\\x1b[2Jb.txt holds control characters"),
    name_that_is_not_utf8: ("name", "holds control characters, or is not UTF-8"),
    folder_as_timestamp: ("special", "timestamp.txt is a folder"),
    unreadable_file: ("unreadable", f"graders may not read {TOPIC}.ipynb"),
    unreadable_submission: ("unreadable", "graders may not read"),
}

# Names that folders in inbound/ have in place of the student's.
NAMES: dict[str, tuple[str, str]] = {
    "{alice}": ("owner", "it is handed in as {alice}, but belongs to {bob}"),
    "..": ("owner", "it is handed in as .., but belongs to {bob}"),
    "{bob}\n": ("owner", "it is handed in as {bob}\\n, but belongs to {bob}"),
    "root": ("owner", "it is handed in as root, but belongs to {bob}"),
    "{bob}+{alice}": ("owner", "it is handed in as {bob}+{alice}, but belongs to {bob}"),
}
