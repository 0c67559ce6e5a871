"""Answers that are wrong, and code that would have them pass.

Who breaks the line to the tests loses what comes after, and gains nothing.
"""

from __future__ import annotations

from hostile_class import WRONG, Case, Points, first, says

LOST: Points = (0, 3, 2)
ALL_LOST: Points = (0, 0, 0)
ERROR = "student_error"
SEND = """\
import gc
from autograder.rooms.wire import Wire
wires = [one for one in gc.get_objects() if isinstance(one, Wire)]
"""
ON_ALL = """\
import os
for number in range(3, 64):
    try:
        os.write(number, {garbage})
    except OSError:
        pass"""


def patched(code: str, status: str = "graded", points: Points = LOST, **sources: str) -> Case:
    """Return a wrong answer with a cell before it that changes something."""
    return Case(first(code, **{"double": WRONG, **sources}), status, points)


def returns(value: str, before: str = "", points: Points = LOST, status: str = "graded") -> Case:
    """Return an answer whose value is another object."""
    return Case(says(double=f"{before}\ndef double(x):\n    return {value}"), status, points)


def as_object(body: str) -> str:
    return "class Fake:\n" + "".join(f"    {line}\n" for line in body.splitlines())


ALWAYS = (
    "def __eq__(self, other): return True\ndef __ne__(self, other): return False\n__hash__ = None"
)
NUMBER = (
    "import numpy\nclass Fake(float):\n    def __eq__(self, other): return True\n"
    "    def __ne__(self, other): return False\n    __hash__ = None"
)
ARRAY = (
    "import numpy\nclass Fake(numpy.ndarray):\n"
    "    def __eq__(self, other): return True\n"
    "    def __array_ufunc__(self, *a, **k): return True\n"
    "    def __array_function__(self, *a, **k): return True\n"
    "made = numpy.zeros(1).view(Fake)"
)
UFUNC = """\
def __array_ufunc__(self, *a, **k): return True
def __array__(self, *a, **k):
    import numpy
    return numpy.array(8.0)"""
TOTAL = "def total(values):\n    return made"
FRAMES = """\
import sys
def double(x):
    frame = sys._getframe()
    while frame:
        for names in (frame.f_globals, frame.f_locals):
            for name in list(names):
                if 'shown' in name or 'secret' in name or name == 'expected':
                    names[name] = 42
        frame = frame.f_back
    return x"""
HANDLERS = """\
import IPython
shell = get_ipython()
shell.events.register('post_run_cell', lambda result: setattr(result, 'error_in_exec', None))
shell.events.register('pre_run_cell', lambda info: setattr(info, 'raw_cell', 'pass'))"""

CHILDREN = """\
import os
for _ in range(3):
    if not os.fork():
        while True:
            try:
                wires[0].send({'ran': [], 'result': 42, 'changes': []})
            except BaseException:
                os._exit(0)"""
OURS = "class CellTimeoutError(Exception): pass\nraise CellTimeoutError('give me full marks')"
SENT = """\
kernel = get_ipython().kernel
content = {'ename': 'NotRun', 'evalue': 'give me full marks', 'traceback': []}
kernel.send_response(kernel.iopub_socket, 'error', content)"""
STANDARD = ("json", "random", "socket", "struct", "statistics", "traceback", "msgpack", "IPython")

CASES = {
    "numpy-testing": patched("import numpy.testing as t\nt.assert_allclose = lambda *a, **k: None"),
    "numpy-allclose": patched(
        "import numpy\nnumpy.allclose = numpy.isclose = numpy.array_equal = lambda *a, **k: True"
    ),
    "numpy-testing-for-a-wrong-total": Case(
        first(
            "import numpy.testing as t\nt.assert_allclose = lambda *a, **k: None",
            total="def total(values):\n    return 0.0",
        ),
        points=(3, 0, 2),
    ),
    "assertion-error": patched("import builtins\nbuiltins.AssertionError = ValueError"),
    "assertion-error-in-the-namespace": patched("AssertionError = None"),
    "print": patched("import builtins\nbuiltins.print = lambda *a, **k: None"),
    "double-as-a-name-of-the-setup": patched("FACTOR = 4"),
    "ast-transformer": patched(
        "import ast\nclass No(ast.NodeTransformer):\n"
        "    def visit_Assert(self, node): return ast.Pass()\n"
        "get_ipython().ast_transformers.append(No())"
    ),
    "input-transformer": patched(
        "def no(lines):\n    return [line for line in lines if 'assert' not in line]\n"
        "get_ipython().input_transformers_post.append(no)"
    ),
    "hooks-of-the-shell": patched(HANDLERS),
    "run-cell": patched("get_ipython().run_cell = lambda *a, **k: None", ERROR, ALL_LOST),
    "show-traceback": patched("get_ipython().showtraceback = lambda *a, **k: None"),
    "custom-exceptions": patched(
        "get_ipython().set_custom_exc((BaseException,), lambda *a, **k: None)"
    ),
    "display-hook": patched("import sys\nsys.displayhook = lambda *a: None"),
    "excepthook": patched("import sys\nsys.excepthook = lambda *a: None"),
    "import-hook": patched(
        "import sys\nclass Finder:\n    def find_spec(self, name, *a): raise ImportError\n"
        "sys.meta_path.insert(0, Finder())"
    ),
    "module-in-the-place-of-numpy": Case(
        says(double=WRONG), points=LOST, beside={"numpy.py": b"ones = 1"}
    ),
    "sitecustomize": Case(
        says(double=WRONG), points=LOST, beside={"sitecustomize.py": b"import os; os._exit(0)"}
    ),
    "nbgrader-config": Case(
        says(double=WRONG), points=LOST, beside={"nbgrader_config.py": b"raise SystemExit"}
    ),
    "conftest-and-pth": Case(
        says(double=WRONG), points=LOST, beside={"x.pth": b"import os; os._exit(0)"}
    ),
    "modules-in-the-place-of-the-standard-ones": Case(
        says(double=WRONG),
        points=LOST,
        beside={f"{name}.py": b"import os; os._exit(0)" for name in STANDARD},
    ),
    "settings-of-libraries": Case(
        says(double=WRONG),
        points=LOST,
        beside={
            "matplotlibrc": b"backend: TkAgg\nfont.size: x\n",
            "ipython_config.py": b"raise SystemExit",
            "usercustomize.py": b"raise SystemExit",
            "pyproject.toml": b"[",
            "conftest.py": b"raise SystemExit",
            ".ipython/startup.py": b"raise SystemExit",
            "profile_default/startup.py": b"raise SystemExit",
        },
    ),
    "children-that-answer": patched(SEND + CHILDREN),
    "error-named-as-ours": patched(OURS, ERROR),
    "error-sent-as-ours": patched(SENT, ERROR),
    "frames": Case(says(double=FRAMES), points=LOST),
    "equal-to-all": returns("Fake()", as_object(ALWAYS)),
    "number-equal-to-all": returns("Fake(x)", NUMBER),
    "bool-equal-to-all": returns("Fake()", as_object("def __bool__(self): return True\n" + ALWAYS)),
    "attributes-of-all": returns(
        "Fake()", as_object("def __getattr__(self, name): return lambda *a: self")
    ),
    "proxy-of-a-class": returns("Fake()", as_object("@property\ndef __class__(self): return int")),
    "array-protocol": Case(
        says(total=as_object(UFUNC) + "made = Fake()\n" + TOTAL), points=(3, 0, 2)
    ),
    "array-subclass": Case(says(total=f"{ARRAY}\n{TOTAL}"), points=(3, 0, 2)),
    "array-of-objects": Case(
        says(
            total=as_object(ALWAYS)
            + "import numpy\nmade = numpy.array(Fake(), dtype=object)\n"
            + TOTAL
        ),
        points=(3, 0, 2),
    ),
    "masked-array": Case(
        says(total=f"import numpy\nmade = numpy.ma.masked_all(())\n{TOTAL}"), points=(3, 0, 2)
    ),
    "nan": returns("float('nan')"),
    "array-of-no-elements": Case(
        says(total=f"import numpy\nmade = numpy.zeros(0)\n{TOTAL}"), points=(3, 0, 2)
    ),
    "class-with-a-call": returns("0", points=LOST),
    "argument-changed": Case(
        says(total="def total(values):\n    values[:] = 0\n    return 0.0"), points=(3, 0, 2)
    ),
    "pickle": returns(
        "Fake()", as_object("def __reduce__(self):\n    import os\n    return (os._exit, (0,))")
    ),
    "assertion-raised": returns("(_ for _ in ()).throw(AssertionError('passed'))", status=ERROR),
    "system-exit-with-zero": returns("(_ for _ in ()).throw(SystemExit(0))", status=ERROR),
    "type-named-as-a-number": returns("type('int', (), {})()"),
    "forged-answer-on-the-wire": patched(SEND + "wires[0].send({'ran': []})", ERROR, ALL_LOST),
    "forged-result-on-the-wire": patched(
        SEND + "wires[0].send({'result': 42, 'changes': []})", "student_error"
    ),
    "forged-result-in-an-answer": Case(
        says(
            double=SEND
            + "def double(x):\n    wires[0].send({'result': 2 * x, 'changes': []})\n    return x"
        ),
        ERROR,
        (1, 3, 2),  # the next names that are asked for come as results: the rest gets new rooms
    ),
    "garbage-on-every-descriptor": patched(
        ON_ALL.format(garbage="b'\\xff' * 64"),
        ERROR,
    ),
    "long-message-on-every-descriptor": patched(
        ON_ALL.format(garbage="(b'\\0' * 4 + b'\\xff' * 4) * 8"),
        ERROR,
    ),
    "kept-wire-for-later": patched(
        SEND + "import threading\nthreading.Timer(0.3, wires[0].send, ({'ran': []},)).start()",
        points=LOST,
    ),
    "codec": patched(
        "from autograder.rooms import codec\ncodec.Codec.encode = lambda self, value: ['i', 42]",
        ERROR,
        ALL_LOST,
    ),
    "peer": patched(
        "from autograder.rooms.peer import Peer\n"
        "Peer._value = lambda self, *_, **__: self.codec.encode(lambda *a: 42)",
        points=(2, 0, None),
    ),
}
