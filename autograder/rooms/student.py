"""The student room: it runs the student's cells and lets the judge call what they define."""

from __future__ import annotations

import os
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from autograder.rooms.byproducts import gathered, listed
from autograder.rooms.errors import Gone
from autograder.rooms.peer import Peer
from autograder.rooms.shell import Shell
from autograder.rooms.wire import Wire

__all__ = ["main"]


def main(lines: list[socket.socket], shell: Shell) -> None:
    """Do what the judge asks for, until it hangs up.

    Parameters
    ----------
    lines : list of socket.socket
        The line to the judge.
    shell : Shell
        Where cells run.
    """
    # A process that the student's code forks must not answer in this one's place.
    os.register_at_fork(after_in_child=lines[0].close)
    peer = Peer(Wire(lines[0]), trusted=False, lookup=shell.names.__getitem__, display=shell)
    sys.path.insert(0, "")  # as in a kernel: files beside the notebook can be imported
    here = Path.cwd()
    before = listed(here)
    try:
        while True:
            # An interrupt that comes late, between two cells, is for nobody.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            message = peer.wire.receive()
            signal.signal(signal.SIGINT, signal.default_int_handler)
            if "run" in message:
                peer.wire.send({"ran": _run(shell, message)})
            elif "files" in message:
                peer.wire.send({"files": gathered(here, before)})
            else:
                peer.serve(message)
    except Gone:
        return


def _run(shell: Shell, message: dict[str, Any]) -> list[dict[str, Any]]:
    return shell.run(message["run"], message["id"], message["count"])
