"""Last values of a test that are no points, and what does not cost any."""

from __future__ import annotations

from hostile_class import Case, Points, first, says

LOOK = "a grader has to look: the test came to"


def share(value: str, points: float | None, told: str = "") -> Case:
    """Return an answer that decides on the last value of a test worth 2 points."""
    code = f"import numpy\ndef share():\n    return {value}"
    wanted: Points = (3.0, 3.0, points)
    return Case(says(share=code), points=wanted, says=told)


def quiet(code: str, **more: object) -> Case:
    return Case(says(double=code), **more)  # type: ignore[arg-type]


CASES = {
    "half": share("0.5", 0.5),
    "whole": share("1", 1),
    "numpy-number": share("numpy.float64(0.5)", 0.5),
    "numpy-integer": share("numpy.int64(1)", 1),
    "numpy-float32": share("numpy.float32(0.25)", 0.25),
    "zero": share("0", 0),
    "negative-zero": share("-0.0", 0),
    "nothing": share("None", 2),
    "true": share("True", 2),
    "false": share("False", 0),
    "numpy-false": share("numpy.False_", 0),
    "nan": share("float('nan')", None, f"{LOOK} nan, which is no number from 0 to 2"),
    "numpy-nan": share("numpy.float64('nan')", None, LOOK),
    "infinity": share("float('inf')", None, LOOK),
    "minus-infinity": share("float('-inf')", None, LOOK),
    "negative": share("-1", None, f"{LOOK} -1"),
    "too-large": share("1e300", None, LOOK),
    "a-little-too-large": share("2.0000001", None, LOOK),
    "text": share("'2'", None, f"{LOOK} '2'"),
    "words": share("'all of them'", None, LOOK),
    "list": share("[2]", None, LOOK),
    "array": share("numpy.array([2.0])", None, LOOK),
    "array-of-no-dimension": share("numpy.array(2.0)", None, LOOK),
    "complex": share("2j", None, LOOK),
    "huge-integer": share("10**400", None, LOOK),
    "empty-text": share("''", None, LOOK),
    "object": share("object()", None, LOOK),
    "number-of-its-own-kind": share(
        "type('N', (float,), {'__repr__': lambda s: '2'})(1)", None, LOOK
    ),
    "object-shown-as-two": share(
        "type('N', (), {'__repr__': lambda s: '2', '_repr_html_': lambda s: '2'})()", None, LOOK
    ),
    "underscores": share("'1_0'", None, LOOK),
    # ---- costs nothing ----
    "stderr": quiet(
        "import sys\ndef double(x):\n    print('hm', file=sys.stderr)\n    return 2 * x"
    ),
    "warning": quiet("import warnings\ndef double(x):\n    warnings.warn('hm')\n    return 2 * x"),
    "numpy-warning": quiet(
        "import numpy\ndef double(x):\n    numpy.float64(1) / numpy.float64(0)\n    return 2 * x"
    ),
    "logging": quiet("import logging\ndef double(x):\n    logging.error('hm')\n    return 2 * x"),
    "warnings-as-errors-of-ones-own": Case(
        first("import warnings\nwarnings.simplefilter('error')"),
    ),
    "error-in-an-own-cell": Case(first("1 / 0"), "student_error"),
    "figure-in-an-answer": quiet(
        "import matplotlib.pyplot as plt\ndef double(x):\n    plt.plot([1])\n    return 2 * x"
    ),
    "wrong-answer-and-stderr": Case(
        says(double="import sys\ndef double(x):\n    print('ok', file=sys.stderr)\n    return x"),
        points=(0, 3, 2),
        says="double(3) is 6",
    ),
}
