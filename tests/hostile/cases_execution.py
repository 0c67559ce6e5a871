"""Cells that do not end, end everything, or take all there is."""

from __future__ import annotations

from hostile_class import Case, Points, first, last, says

ERROR, LONG = "student_error", "over_limit"
STOPPED = "Python itself stopped in this cell"
STILL = "this cell was still running after 3 s and was stopped"


def ends(code: str, **more: object) -> Case:
    """Return a cell that ends Python: it is skipped, and all else is graded."""
    return Case(first(code), ERROR, says=STOPPED, **more)  # type: ignore[arg-type]


def fails(code: str, told: str = "", **more: object) -> Case:
    """Return a cell that shows an error of its own."""
    return Case(first(code), ERROR, says=told, **more)  # type: ignore[arg-type]


def endless(code: str, **more: object) -> Case:
    return Case(first(code), LONG, says=STILL, **more)  # type: ignore[arg-type]


def survives(code: str, **more: object) -> Case:
    return Case(first(code), **more)  # type: ignore[arg-type]


def answers(code: str, points: Points, status: str = "graded", told: str = "") -> Case:
    """Return an exercise's answer that does something else."""
    return Case(says(double=code), status, points, told)


STUBBORN = """\
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
while True:
    pass"""
CATCHING = """\
while True:
    try:
        while True:
            pass
    except BaseException:
        pass"""
IN_DEL = """\
class Long:
    def __del__(self):
        while True:
            pass
long = Long()
del long"""
DEEP = """\
import sys
sys.setrecursionlimit(10**9)
def deep(n):
    return deep(n + 1) + 1
deep(0)"""
SMALL_STACK = "import sys\nsys.setrecursionlimit(40)"
FORKS = """\
import os, time
for _ in range(200):
    if os.fork() == 0:
        time.sleep(1000)"""
MEMORY_OF_MANY = """\
import os, time
for _ in range(8):
    if not os.fork():
        kept = b'1' * 150_000_000
        time.sleep(1)
        os._exit(0)
time.sleep(1.5)"""
THREADS = """\
import threading, time
for _ in range(500):
    threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()"""
LEAVES_A_TIMER = """\
import os, threading
threading.Timer(0.2, os._exit, (3,)).start()
import time
time.sleep(2)"""
DISK = """\
for number in range(40):
    with open(f'big{number}', 'wb') as file:
        file.write(bytes(2**20))"""

ONE_DISPLAY = """\
from IPython.display import display, update_display
for n in range(1000):
    display(n, display_id='a')
for n in range(1000):
    update_display(n, display_id='a')"""
ON_DESCRIPTOR = """\
import contextlib, os
with contextlib.suppress(BlockingIOError):
    for _ in range(100): os.write({number}, b'\\x1b[2J\\x07' * 20_000)"""
READS_ALL = """\
import contextlib, os
for number in range(101):
    with contextlib.suppress(OSError):
        os.set_blocking(number, False)
        os.read(number, 10**6)"""
COMM = """\
from ipykernel.comm import Comm
for _ in range(20):
    Comm(target_name='x', data={'y': 'z' * 100_000})"""
CYCLE = """\
def double(x):
    first, second = ValueError('first'), ValueError('second')
    first.__cause__, second.__cause__ = second, first
    raise first"""
WORDLESS = """\
class Wordless(Exception):
    def __str__(self):
        raise KeyError
    __repr__ = __str__
def double(x):
    raise Wordless"""
CLOCK = """\
import ctypes, time
ctypes.CDLL(None).clock_settime(0, b'0' * 16)
time.time = time.monotonic = lambda: 0.0"""
LOUD = """\
import threading
def loud():
    while True:
        print('z' * 1000)
threading.Thread(target=loud, daemon=True).start()"""
DEEP_FOLDERS = """\
import contextlib, os
with contextlib.suppress(OSError):
    for _ in range(3000):
        os.mkdir('d')
        os.chdir('d')"""

CASES = {
    # ---- never ends ----
    "loop": endless("while True: pass"),
    "loop-that-ignores-interrupts": endless(STUBBORN),
    "loop-that-catches-all": endless(CATCHING),
    "loop-in-c": endless("import itertools\nsum(itertools.repeat(1))"),
    "power": endless("7 ** 7 ** 9"),
    "loop-in-del": endless(IN_DEL),
    "sleep": endless("import time\ntime.sleep(1000)"),
    "waits-for-a-process": endless("!sleep 1000"),
    "loop-in-a-function": answers("def double(x):\n    while True: pass", (0, 3, 2), LONG, STILL),
    "loop-in-a-thread": survives(
        "import threading\ndef loop():\n    while True: pass\n"
        "threading.Thread(target=loop, daemon=True).start()"
    ),
    "loop-at-exit": survives("import atexit\n@atexit.register\ndef _():\n    while True: pass"),
    "regular-expression": endless("import re\nre.match('(a|a)*b', 'a' * 40)"),
    # ---- ends Python ----
    "os-exit": ends("import os\nos._exit(0)"),
    "killed-by-itself": Case(
        first("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"), None
    ),
    "segfault": ends("import ctypes\nctypes.string_at(0)"),
    "abort": ends("import os\nos.abort()"),
    "replaced": ends("import os\nos.execv('/bin/true', ['true'])"),
    "descriptors-closed": ends("import os\nos.closerange(0, 100)"),
    "stack-overflow": Case(first(DEEP), None),
    "exit-later": Case(first(LEAVES_A_TIMER), ERROR, says=STOPPED),
    "os-exit-in-an-answer": answers(
        "import os\ndef double(x):\n    os._exit(0)", (0, 3, 2), ERROR, STOPPED
    ),
    "os-exit-in-the-hidden-test": answers(
        "import os\ndef double(x):\n    return 6 if x == 3 else os._exit(0)",
        (1, 3, 2),
        ERROR,
        STOPPED,
    ),
    "exit-after-the-work": Case(last("import os\nos._exit(0)"), ERROR, says=STOPPED),
    "exit-three-times": Case(
        first(
            "import os\nos._exit(1)", total="import os\nos._exit(1)", share="import os\nos._exit(1)"
        ),
        ERROR,
        (3, 0, 0),
        STOPPED,
    ),
    "sys-exit": fails("import sys\nsys.exit('done')"),
    "exit": Case(first("exit()")),
    "quit-in-an-answer": answers("def double(x):\n    raise SystemExit", (0, 3, 2), ERROR),
    "keyboard-interrupt": fails("raise KeyboardInterrupt"),
    "generator-exit": fails("raise GeneratorExit"),
    "own-base-exception": answers(
        "class Own(BaseException): pass\ndef double(x):\n    raise Own('x')", (0, 3, 2), ERROR
    ),
    # ---- takes all there is ----
    "memory": fails("kept = [bytearray(10**8) for _ in range(100)]", "more memory"),
    "memory-of-many-processes": Case(
        first(MEMORY_OF_MANY),
        ERROR,
        says=STOPPED,
    ),
    "array-too-large": fails("import numpy\nnumpy.ones((10**6, 10**6))"),
    "result-too-large": answers(
        "def double(x):\n    return '1' * 200_000_000", (0, 3, 2), ERROR, STOPPED
    ),
    "forks": fails(FORKS),
    "threads": fails(THREADS),
    "fork-of-the-room": survives("import os\nchild = os.fork()"),
    "large-file": Case(first("open('big', 'wb').write(bytes(2**24))"), ERROR),
    "disk": fails(DISK),
    "many-open-files": fails("kept = [open('/dev/null') for _ in range(1000)]"),
    "much-output": survives("for _ in range(200):\n    print('x' * 100_000)"),
    "much-output-in-an-answer": answers(
        "def double(x):\n    print('x' * 10**7)\n    return 2 * x", (3, 3, 2)
    ),
    "many-displays": survives(
        "from IPython.display import display\nfor n in range(3000): display(n)"
    ),
    "pages-of-many-megabytes": survives(
        "from IPython.display import HTML, display as d\nfor _ in range(4): d(HTML('x' * 10**7))"
    ),
    "one-display-many-times": survives(ONE_DISPLAY),
    "comm-messages": survives(COMM),
    "much-on-descriptor-1": survives(ON_DESCRIPTOR.format(number=1)),
    "much-on-descriptor-2": survives(ON_DESCRIPTOR.format(number=2)),
    "descriptors-read": survives(READS_ALL),
    "descriptors-replaced": ends("import os\nfor n in range(3, 101): os.dup2(1, n)"),
    "long-result": answers(
        "def double(x):\n    return 'y' * 5_000_000", (0, 3, 2), told="yours gave y"
    ),
    "orders-to-a-terminal": answers(
        "def double(x):\n    # \x1b[2J\x9b2J\n    return '\\x1b[2J\\x9b'",
        (0, 3, 2),
        told=r"yours gave \x1b[2J\x9b",
    ),
    "errors-in-a-circle": answers(CYCLE, (0, 3, 2), ERROR, "first"),
    "error-without-words": answers(WORDLESS, (0, 3, 2), ERROR, "Wordless"),
    "loud-thread": survives(LOUD),
    "folders-in-folders": survives(DEEP_FOLDERS),
    "clock": survives(CLOCK),
    "limits-lifted": survives(
        "import contextlib, resource as r\nfor n in range(16):\n    with contextlib.suppress("
        "ValueError, OSError): r.setrlimit(n, (r.RLIM_INFINITY,) * 2)"
    ),
    "audit-hook": survives(
        "import sys\ndef no(event, arguments):\n    if event == 'open': raise RuntimeError\n"
        "sys.addaudithook(no)"
    ),
    "memory-of-none": ends("import ctypes\nctypes.memset(id(None), 0, 64)"),
    "deep-recursion": Case(first("def deep(n):\n    return deep(n + 1)\ndeep(0)"), None),
    "deep-result": answers(
        "def double(x):\n    made = []\n    for _ in range(10**5): made = [made]\n    return made",
        (0, 3, 2),
        ERROR,
        "a value of more than 50 levels",
    ),
    "result-in-itself": answers(
        "def double(x):\n    made = []\n    made.append(made)\n    return made", (0, 3, 2)
    ),
    # ---- asks a person, or another program ----
    "input": fails("name = input('Who are you? ')", "nobody is there when work is graded"),
    "getpass": fails("import getpass\ngetpass.getpass()", "nobody is there when work"),
    "pdb": Case(first("import pdb\npdb.set_trace()\n1"), ERROR),
    "breakpoint": survives("breakpoint()\n1"),
    "stdin": survives("import sys\nsys.stdin.read()"),
    "qt": fails("%matplotlib qt"),
    "backend-of-a-window": fails("import matplotlib\nmatplotlib.use('TkAgg', force=True)"),
    "colab": fails("from google.colab import drive\ndrive.mount('/content/drive')", "Google Colab"),
    "unknown-module": fails("import tensorflow_that_is_not_there", "a library that the"),
    "shell": survives("%%bash\necho hello"),
    "background": fails("!sleep 31337 &"),
    "background-with-nohup": survives(
        "import subprocess\nsubprocess.Popen(['sleep', '31337'], start_new_session=True)",
    ),
    "pip": Case(first("!pip install --no-input nothing-of-that-name"), None),
    # ---- changes the room ----
    "reset": Case(first("%reset -f")),
    "reset-after-the-work": Case(last("%reset -f")),
    "other-folder": Case(first("import os\nos.mkdir('deeper')\nos.chdir('deeper')")),
    "folder-gone": Case(first("import os\nos.mkdir('d')\nos.chdir('d')\nos.rmdir('../d')")),
    "no-builtins": Case(
        first("import builtins\nfor name in ('len', 'type', 'print'): delattr(builtins, name)"),
        ERROR,
    ),
    "no-modules": Case(first("import sys\nsys.modules.clear()"), ERROR, (0, 0, 0)),
    "numpy-gone": Case(first("import sys\nsys.modules['numpy'] = None")),
    "small-stack": survives(SMALL_STACK),
    "streams-closed": Case(first("import sys\nsys.stdout.close()\nsys.stderr.close()")),
    "streams-none": Case(first("import sys\nsys.stdout = sys.stderr = None")),
    "tracing": Case(first("import sys\nsys.settrace(lambda *a: None)")),
    "signal-handlers": Case(first("import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)")),
    "alarm": Case(first("import signal, time\nsignal.alarm(1)\ntime.sleep(1.5)"), None),
    "locale": Case(first("import locale, os\nos.environ.clear()")),
    "null-bytes": Case(first("x = '\0'"), ERROR),
    "half-characters-printed": Case(first("print('\\ud800')")),
    "half-characters-raised": Case(first("raise ValueError('\\udfff')"), ERROR),
    "half-characters-returned": answers("def double(x):\n    return '\\ud800'", (0, 3, 2)),
    "half-characters-raised-in-an-answer": answers(
        "def double(x):\n    raise ValueError('\\ud800')", (0, 3, 2), ERROR
    ),
    "syntax-error": Case(says(double="def double(x:\n    return"), ERROR, (0, 3, 2)),
    "indentation": Case(says(double="  def double(x):\nreturn 2 * x"), ERROR, (0, 3, 2)),
}
