"""Code that looks for what it should not see, or reaches for what it should not touch.

`COURSE`, `PORT` and `GRADER` stand for the course's folder, a port of this machine on which a test
listens, and the number of the process that grades: the attackers know them all.
"""

from __future__ import annotations

from hostile_class import TOPIC, Case, first, last, says

READ = """\
import os
for path in {paths}:
    try:
        print(open(path, 'rb').read(200_000) if not os.path.isdir(path) else os.listdir(path))
    except OSError as error:
        print(type(error).__name__)"""
WRITE = """\
for path in {paths}:
    try:
        with open(path, 'ab') as file:
            file.write(b'pwned')
    except OSError as error:
        print(type(error).__name__)"""
PARENTS = """\
import glob
for name in ('environ', 'cmdline', 'mem', 'maps', 'root/etc/hostname', 'cwd/gradebook.db', 'fd/3'):
    for path in glob.glob(f'/proc/[0-9]*/{name}') + [f'/proc/GRADER/{name}']:
        try:
            with open(path, 'rb') as file:
                print(file.read(100_000))
        except (OSError, ValueError) as error:
            print(type(error).__name__)"""
HUNT = """\
import gc, sys
plain = (str, bytes, dict, list)
print([one for one in gc.get_objects() if isinstance(one, plain) and len(one) < 9999])
print([frame.f_locals for frame in sys._current_frames().values()])"""
TEXT_OF_THE_CALLER = """\
import inspect, linecache
def double(x):
    for frame in inspect.stack():
        print(frame.code_context, "".join(linecache.getlines(frame.filename)))
        print(frame.frame.f_locals, frame.frame.f_globals)
    return 2 * x"""
SIGNALS = """\
import os, signal
for pid in (os.getppid(), GRADER, -1):
    try:
        os.kill(pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError) as error:
        print(type(error).__name__)"""
GROUP = """\
import os, signal
signal.signal(signal.SIGTERM, signal.SIG_IGN)
for group in range(1, 200):
    if group != os.getpgrp():
        try:
            os.killpg(group, signal.SIGTERM)
        except (ProcessLookupError, PermissionError):
            pass"""
CONNECT = """\
import socket
for address in (('127.0.0.1', PORT), ('localhost', PORT)):
    try:
        with socket.create_connection(address, 1) as line:
            line.sendall(b'pwned')
    except OSError as error:
        print(type(error).__name__)"""
SERVE = """\
import socket
try:
    with socket.socket() as line:
        line.bind(('0.0.0.0', 0))
        line.listen()
except OSError as error:
    print(type(error).__name__)"""
PTRACE = """\
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for pid in (GRADER, 1):
    print(libc.ptrace(16, pid, 0, 0))"""
MOUNT = """\
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
print(libc.mount(b'none', b'/', None, 16384 | 32, None))
print(libc.unshare(0x10000000), libc.chroot(b'..'))"""
LINKS = """\
import os
for target, name in (('COURSE/gradebook.db', 'table.csv'), ('COURSE/source', 'data'), ('/', 'all')):
    os.symlink(target, name)
try:
    os.link('COURSE/gradebook.db', 'hard')
except OSError as error:
    print(type(error).__name__)"""


def looks(*paths: str) -> Case:
    return Case(first(READ.format(paths=paths)))


def writes(*paths: str) -> Case:
    return Case(first(WRITE.format(paths=paths)))


SOURCE = f"COURSE/source/{TOPIC}/{TOPIC}.ipynb"
CASES = {
    "source": looks(SOURCE, f"COURSE/notebooks/{TOPIC}.py", f"source/{TOPIC}/{TOPIC}.ipynb"),
    "source-by-the-shell": Case(first(f"!cat {SOURCE}\n!ls -R COURSE | head -100")),
    "source-by-way-of-proc": looks("/proc/self/root" + SOURCE, "/proc/1/root" + SOURCE),
    "gradebook": looks("COURSE/gradebook.db", "COURSE/gradebook.db-journal"),
    "classmates": looks(
        f"COURSE/submitted/honest-mine/{TOPIC}/{TOPIC}.ipynb",
        "COURSE/submitted",
        "COURSE/autograded",
    ),
    "records": looks("COURSE/.autograder", "COURSE/state", "COURSE"),
    "settings": looks("COURSE/nbgrader_config.py", "/root", "/home", "/etc/shadow"),
    "neighbours": looks("/tmp", "/var/tmp", "/dev/shm", ".."),
    "environment": Case(first("import os\nprint(dict(os.environ))\n!env")),
    "environment-of-parents": Case(first(PARENTS)),
    "objects": Case(first(HUNT)),
    "objects-at-the-end": Case(last(HUNT)),
    "history": Case(last("print(In, Out, dir(), get_ipython().history_manager.input_hist_raw)")),
    "text-of-the-caller": Case(says(double=TEXT_OF_THE_CALLER)),
    "modules-of-the-grader": Case(
        first(
            "import autograder, sys\nfrom autograder import gradebook\nprint(sys.argv, sys.path)"
        ),
        "student_error",
    ),
    "database-by-sqlite": Case(
        first(
            "import sqlite3\nsqlite3.connect('COURSE/gradebook.db').execute('select * from grade')"
        ),
        "student_error",
    ),
    "core-pattern": looks("/proc/sys/kernel/core_pattern", "/proc/kcore", "/dev/mem", "/dev/sda"),
    # ---- writes ----
    "writes-into-the-course": writes("COURSE/pwned", "COURSE/gradebook.db", SOURCE),
    "writes-into-others": writes(
        f"COURSE/submitted/honest-mine/{TOPIC}/{TOPIC}.ipynb", "COURSE/submitted/pwned"
    ),
    "writes-outside": writes("/etc/pwned", "/usr/pwned", "../pwned", "/pwned", "/dev/pwned"),
    "writes-into-the-interpreter": Case(
        first("import numpy, os\nopen(os.path.dirname(numpy.__file__) + '/pwned.py', 'w')"),
        "student_error",
    ),
    "deletes": Case(
        first("import shutil\nshutil.rmtree('COURSE', ignore_errors=True)\n!rm -rf COURSE ../*")
    ),
    "links": Case(first(LINKS)),
    "links-at-the-end": Case(last(LINKS)),
    "names-that-escape": Case(
        lambda _: None, beside={"..ipynb_checkpoints": b"x", "a b;rm -rf": b"x"}
    ),
    # ---- attacks others ----
    "signals": Case(first(SIGNALS), None),
    "signals-to-groups": Case(first(GROUP), None),
    "network": Case(first(CONNECT)),
    "serves": Case(first(SERVE)),
    "downloads": Case(
        first("!curl -s http://127.0.0.1:PORT/pwned || wget -q http://127.0.0.1:PORT/pwned")
    ),
    "ptrace": Case(first(PTRACE)),
    "mounts": Case(first(MOUNT), None),
    "root": Case(first("import os\nos.setuid(0)"), None),
    "priority": Case(first("import os\ntry:\n    os.nice(-20)\nexcept OSError: pass")),
    "terminal": Case(first("!stty -a; tty; sudo -n true; su -c true < /dev/null")),
}
