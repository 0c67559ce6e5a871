"""How much a student's code can take, that all of it ends, and what still works in a room."""

from __future__ import annotations

import json
import os
import signal
import time
from pathlib import Path

import psutil
import pytest
from attackers import LIMITS, MIB, Rooms, opened, running, started

pytestmark = pytest.mark.skipif(not Path("/proc/self/ns").is_dir(), reason="Linux only")


def test_daemon_is_dead_when_its_room_has_ended(rooms: Rooms) -> None:
    mark = f"31536000.{os.getpid()}"
    room = rooms.open()
    ran = rooms.run(
        room,
        f"""
        import os
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                os.execvp("sleep", ["sleep", "{mark}"])
            os._exit(0)
        while not any("sleep" in open(f"/proc/{{p}}/cmdline").read()
                      for p in os.listdir("/proc") if p.isdigit()):
            pass
        """,
    )
    assert ran.error == ""
    assert len(started(mark)) == 1
    rooms.ask("end", room)
    assert running(mark) == []


def test_kill_of_the_room_ends_all_of_it(rooms: Rooms) -> None:
    mark = f"31536001.{os.getpid()}"
    room = rooms.open()
    start = f"import subprocess; subprocess.Popen(['sleep', '{mark}'], start_new_session=True).pid"
    assert rooms.run(room, start).error == ""
    rooms.ask("kill", room)
    assert rooms.ask("end", room) == 9
    assert running(mark) == []


def test_interrupt_stops_the_cell_and_not_the_room(rooms: Rooms) -> None:
    mark = f"31536002.{os.getpid()}"
    room = rooms.open()
    try:
        begin = f"import subprocess\nkept = 1\nsubprocess.Popen(['sleep', '{mark}'])\n"
        rooms.ask("start", room, begin + "while True: pass")
        while not running(mark):
            time.sleep(0.01)
        rooms.ask("interrupt", room)
        assert rooms.ask("wait", room)["error"].startswith("KeyboardInterrupt")
        assert rooms.run(room, "print(kept)").text == "1\n"
    finally:
        rooms.ask("end", room)


def test_rooms_end_when_whoever_grades_is_killed(user: str) -> None:
    mark = f"31536003.{os.getpid()}"
    for victim in (0, 1):  # the grader, and the process that waits for the warm parent
        with opened(user) as rooms:
            room = rooms.open()
            rooms.run(room, f"import subprocess; subprocess.Popen(['sleep', '{mark}'])")
            while not running(mark):  # a process has no command line for a moment
                time.sleep(0.01)
            left = [psutil.Process(pid) for pid in (room, *running(mark))]
            assert len(left) == 2
            os.kill(rooms.ask("parent")[victim], signal.SIGKILL)
            assert psutil.wait_procs(left, timeout=60)[1] == []
            rooms.process.kill()


def test_memory_of_all_processes_together_is_told(rooms: Rooms) -> None:
    room = rooms.open()
    try:
        assert not rooms.ask("exceeds", room, 400 * MIB)
        started = rooms.run(
            room,
            """
            import os, signal
            for _ in range(3):
                heard, said = os.pipe()
                if os.fork() == 0:
                    if os.fork() == 0:
                        held = bytearray(200 * 2**20)
                        os.write(said, b"!")
                        signal.pause()
                    os._exit(0)
                os.read(heard, 1)
            """,
        )
        assert started.error == ""
        assert rooms.ask("exceeds", room, 400 * MIB)
        assert not rooms.ask("exceeds", room, 1000 * MIB)
    finally:
        rooms.ask("end", room)


def test_large_file_and_full_disk_are_errors_of_the_cell(rooms: Rooms) -> None:
    told = rooms.alone(
        """
        import os
        block, sizes = bytes(2**20), []
        try:
            for number in range(100):
                with open(f"{number}", "wb", buffering=0) as file:
                    try:
                        while file.write(block) == len(block):
                            pass
                    except OSError as error:
                        sizes.append((os.path.getsize(f"{number}") >> 20, error.strerror))
                        if error.errno != 27:
                            raise
        except OSError as error:
            pass
        print(sizes[0], sizes[-1][1], sum(size for size, _ in sizes) <= 32)
        """
    )
    assert told == "(8, 'File too large') No space left on device True"


def test_memory_is_bounded_and_the_room_lives_on(rooms: Rooms) -> None:
    room = rooms.open()
    try:
        assert rooms.run(room, "x = bytearray(2**30)").error.startswith("MemoryError")
        small = "x = bytearray(2**28); import numpy as np; print(np.ones(10**6).sum())"
        assert rooms.run(room, small).text == "1000000.0\n"
    finally:
        rooms.ask("end", room)


def test_fork_bomb_is_bounded(rooms: Rooms) -> None:
    started = rooms.alone(
        """
        import os, signal
        count = 0
        try:
            while count < 200:
                if os.fork() == 0:
                    signal.pause()
                count += 1
        except BlockingIOError:
            print(count)
        """
    )
    assert 1 <= int(started) < LIMITS["processes"]
    assert rooms.alone("print('fine')") == "fine"


ASK_FOR_LIMITS = """
import json, resource
names = "NPROC", "FSIZE", "NOFILE", "CPU", "CORE"
print(json.dumps([resource.getrlimit(getattr(resource, "RLIMIT_" + name)) for name in names]))
"""


def test_limits_hold_for_what_a_room_starts(rooms: Rooms) -> None:
    told = rooms.alone(
        f"""
        import subprocess, sys
        ask = [sys.executable, "-c", {ASK_FOR_LIMITS!r}]
        print(subprocess.run(ask, capture_output=True, text=True).stdout)
        """
    )
    names = ("processes", "file_size", "files", "cpu")
    assert json.loads(told) == [[LIMITS[name]] * 2 for name in names] + [[1, 1]]


def test_shell_commands_work(rooms: Rooms) -> None:
    rooms.need("terminal")
    assert rooms.alone("!echo hi; whoami").splitlines() == ["hi", "student"]


def test_figures_and_late_imports_work(rooms: Rooms) -> None:
    room = rooms.open()
    try:
        ran = rooms.run(room, "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()")
        assert (ran.error, ran.pictures) == ("", 1)
        late = (
            "import sys; assert 'scipy' not in sys.modules\nimport scipy.optimize, wave, numpy.ma"
        )
        assert rooms.run(room, late).error == ""
        assert rooms.run(room, "import dl4ds_utils.models").error == ""
    finally:
        rooms.ask("end", room)


def test_processes_of_python_work(rooms: Rooms) -> None:
    told = rooms.alone(
        """
        import multiprocessing, subprocess, sys, tempfile
        with multiprocessing.get_context("fork").Pool(2) as pool:
            print(pool.map(abs, [-1, -2]))
        code = "import matplotlib.pyplot, dl4ds_utils; print('fine')"
        print(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True))
        print(tempfile.gettempdir())
        """
    ).splitlines()
    assert told[0] == "[1, 2]"
    assert "stdout='fine\\n', stderr=''" in told[1]
    assert told[2] == "/room/tmp"


def test_what_a_room_writes_to_its_stderr_is_kept_within_bounds(rooms: Rooms) -> None:
    rooms.alone("import os\nfor _ in range(64):\n    os.write(2, b'mark ' * 200)")
    said = rooms.ask("said")
    assert "| mark mark" in said
    assert said.count("mark ") < 3000
