"""Opens sandboxed student rooms for tests: a program that answers requests, a line of JSON each.

It is a program of its own because it also has to run as an ordinary user, as tests may not be.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sys
from pathlib import Path
from typing import Any

from autograder.rooms.errors import Gone
from autograder.rooms.sandbox import Limits, Sandbox, usage
from autograder.rooms.warm import Room, Warm
from autograder.rooms.wire import Wire

COLORS = re.compile(r"\x1b\[[0-9;]*m")


class Rooms:
    """Rooms by their numbers."""

    def __init__(self, settings: dict[str, Any]) -> None:
        limits = Limits(**settings["limits"])
        self.sandbox = Sandbox.probe(limits).without(settings["without"])
        if settings.get("unsafe"):
            self.sandbox = self.sandbox.unsafe()
        self.log = Path.home() / "log"
        self.warm = Warm("student", settings["modules"], self.log, self.sandbox)
        self.rooms: dict[int, tuple[Room, socket.socket]] = {}

    def layers(self) -> dict[str, str]:
        return {layer.name: layer.why_not for layer in self.sandbox.layers if not layer.present}

    def open(self, folder: str) -> int:
        ours, theirs = socket.socketpair()
        with theirs:
            room = self.warm.fork(theirs, folder=Path(folder))
        self.rooms[room.pid] = room, ours
        return room.pid

    def run(self, pid: int, code: str) -> dict[str, Any]:
        self.start(pid, code)
        return self.wait(pid)

    def start(self, pid: int, code: str) -> None:
        Wire(self.rooms[pid][1]).send({"run": code, "id": "cell", "count": 1})

    def wait(self, pid: int) -> dict[str, Any]:
        try:
            messages = Wire(self.rooms[pid][1]).receive()["ran"]
        except Gone:
            return {"gone": True, "text": "", "error": "", "pictures": 0}
        text, error, pictures = "", "", 0
        for message in messages:
            content = message["content"]
            if message["type"] == "stream":
                text += "".join(content["text"])
            elif message["type"] == "error":
                error = COLORS.sub("", f"{content['ename']}: {content['evalue']}")
            pictures += "image/png" in content.get("data", {})
        return {"gone": False, "text": text, "error": error, "pictures": pictures}

    def interrupt(self, pid: int) -> None:
        os.kill(pid, signal.SIGINT)

    def exceeds(self, pid: int, most: int) -> bool:
        return usage.exceeds(pid, most)

    def parent(self) -> list[int]:
        return [os.getpid(), self.warm.pid]

    def kill(self, pid: int) -> None:
        os.kill(pid, signal.SIGKILL)

    def end(self, pid: int) -> int:
        room, ours = self.rooms.pop(pid)
        status = self.warm.end(room)
        ours.close()
        return status

    def said(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")


def main() -> None:
    rooms: Rooms | None = None
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        try:
            if rooms is None:
                rooms = Rooms(arguments[0])
                answer: Any = rooms.layers()
            else:
                answer = getattr(rooms, name)(*arguments)
            print(json.dumps({"answer": answer}), flush=True)
        except Exception as error:  # noqa: BLE001 - the test is told, whatever it is
            print(json.dumps({"failed": f"{type(error).__name__}: {error}"}), flush=True)
    if rooms is not None:
        rooms.warm.close()


if __name__ == "__main__":
    main()
