"""Whom a student's code can reach and what it may do: tried from inside a room."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from attackers import SECRET, Rooms

pytestmark = pytest.mark.skipif(not Path("/proc/self/ns").is_dir(), reason="Linux only")


def test_abstract_socket_of_another_room_cannot_be_reached(either: Rooms) -> None:
    rooms = either
    one, two = rooms.open(), rooms.open()
    try:
        listen = "import socket; s = socket.socket(socket.AF_UNIX); s.bind('\\0me'); s.listen()"
        assert rooms.run(one, listen).error == ""
        connect = "import socket; s = socket.socket(socket.AF_UNIX); s.connect('\\0me')"
        assert rooms.run(two, connect).error.startswith(("ConnectionRefused", "PermissionError"))
    finally:
        rooms.ask("end", one)
        rooms.ask("end", two)


def test_network_is_out_of_reach(either: Rooms) -> None:
    rooms = either
    with socket.create_server(("127.0.0.1", 0)) as server:
        told = rooms.alone(
            f"""
            import socket
            for where in (("127.0.0.1", {server.getsockname()[1]}), ("192.0.2.1", 80)):
                try:
                    socket.create_connection(where, timeout=5)
                    print("CONNECTED", where)
                except OSError as error:
                    assert not isinstance(error, TimeoutError)
            """
        )
    assert told == ""


def test_processes_of_the_machine_are_neither_seen_nor_signalled(rooms: Rooms) -> None:
    rooms.need("proc")
    told = rooms.alone(
        """
        import os
        print(os.getpid(), os.getppid(), *(name for name in os.listdir("/proc") if name.isdigit()))
        reached = []
        for pid in range(2, 40000):
            try:
                os.kill(pid, 0)
                reached.append(pid)
            except ProcessLookupError:
                pass
        print(reached)
        """
    )
    assert told == "1 0 1\n[]"


ATTACK = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def tried(name, *arguments):
    return f"{name} {getattr(libc, name)(*arguments)}"
print(
    tried("mount", b"none", b"/tmp", b"tmpfs", 0, None),
    tried("mount", None, b"/usr", None, 0x1000 | 0x20, None),
    tried("umount2", b"/usr", 2),
    tried("chroot", b"/usr"),
    tried("sethostname", b"x", 1),
    tried("setns", os.open("/proc/self/ns/mnt", 0), 0),
    sep="\\n",
)
"""


def test_mounts_and_names_cannot_be_changed(either: Rooms) -> None:
    rooms = either
    rooms.need("proc")
    told = rooms.alone(ATTACK).splitlines()
    assert len(told) == 6
    assert [line for line in told if not line.endswith(" -1")] == []


def test_namespaces_and_tracing_are_refused(rooms: Rooms) -> None:
    rooms.need("seccomp")
    told = rooms.alone(
        """
        import ctypes, os, subprocess, sys
        libc = ctypes.CDLL(None, use_errno=True)
        def tried(name, *arguments):
            result = getattr(libc, name)(*map(ctypes.c_ulong, arguments))
            print(name, result, os.strerror(ctypes.get_errno()))
        tried("unshare", 0x10000000)
        tried("ptrace", 0, 0, 0, 0)
        tried("personality", 0x0008)
        tried("process_vm_readv", 1, 0, 0, 0, 0, 0)
        tried("syscall", 56 if os.uname().machine == "x86_64" else 220, 0x10000011, 0, 0, 0, 0)
        tried("memfd_create", 0, 0)
        """
    ).splitlines()
    refused, absent = "Operation not permitted", "Function not implemented"
    assert [line.split(" ", 2)[1:] for line in told] == [*[["-1", refused]] * 5, ["-1", absent]]


def test_student_is_nobody_in_particular_and_stays_so(rooms: Rooms) -> None:
    told = rooms.alone(
        """
        import getpass, os, resource
        print(os.getresuid(), os.getresgid(), getpass.getuser())
        for path in ("/proc/self/status",):
            for line in open(path) if os.path.exists(path) else ():
                if line.startswith(("CapEff", "CapPrm", "CapBnd", "NoNewPrivs")):
                    print(*line.split())
        """
    ).splitlines()
    assert told[0].endswith("student")
    if "user" not in rooms.absent:
        assert told[0] == "(1000, 1000, 1000) (1000, 1000, 1000) student"
    none = "0" * 16
    if "proc" not in rooms.absent:
        assert told[1:] == [
            f"CapPrm: {none}",
            f"CapEff: {none}",
            f"CapBnd: {none}",
            "NoNewPrivs: 1",
        ]


def test_environment_holds_no_secret(rooms: Rooms) -> None:
    told = rooms.alone(
        f"""
        import os
        held = " ".join(os.environ.values())
        if os.path.exists("/proc/self/environ"):
            held += open("/proc/self/environ").read()
        print({SECRET!r} in held, "SECRET" in held, os.environ["HOME"])
        """
    )
    assert told == "False False /room/home"
