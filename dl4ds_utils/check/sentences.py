"""What the checks say to the student: sentences that the engine fills with what it saw."""

from __future__ import annotations

__all__ = ["TEMPLATES"]

TEMPLATES: dict[str, str] = {
    "close": (
        "The value is close to the right one but not equal (relative error {error}): "
        "look for a rounded number or an approximation."
    ),
    "minus_factor": "Your result is {factor} the right one: check the sign and the factor.",
    "times_n": (
        "Your result is {n} times the right one, and {n} is the length of an argument: "
        "is a sum taken where a mean is asked for, or one sum too many?"
    ),
    "over_n": (
        "Your result is the right one divided by {n}, and {n} is the length of an argument: "
        "is a mean taken where a sum is asked for?"
    ),
    "integers": (
        "Your result holds whole numbers only ({dtype}), so the decimals are lost: "
        "work with floats, for example `np.zeros(...)` or `.astype(float)`."
    ),
    "truncated": (
        "The decimals are lost: your result is the right one made a whole number. "
        "Look for `int(...)`, `//` or an array of integers."
    ),
    "nan": "Your result holds NaN (not a number){where}: look for 0/0, inf - inf or log(-1).",
    "inf": "Your result holds infinity{where}: look for a division by 0 or an overflow.",
    "same_rows": (
        "All {n} rows of your result are the same. If one array is stored again and again and "
        "changed in place, every row shows its last state: store a copy of it each time."
    ),
    "broadcast_shape": (
        "Your result has shape {got}, expected {expected}. NumPy makes that shape when it "
        "broadcasts {column} with {row}: give both the same shape before you combine them."
    ),
    "extra_axis": "Your result has shape {got}, expected {expected}: there is an axis too many.",
    "missing_axis": "Your result has shape {got}, expected {expected}: an axis is missing.",
    "not_scalar": "Your result is an array of shape {got}, expected a single number.",
    "not_array": "Your result is a single number, expected an array of shape {expected}.",
    "rows": "Your result has {got} rows, expected {expected}.",
    "length": "Your result has {got} entries, expected {expected}.",
    "shape": "Your result has shape {got}, expected {expected}.",
    "none": "Your {name} returned nothing (None): end it with `return` and the result.",
    "type": "Your {name} returned {got}, expected {expected}.{remedy}",
    "ragged": "Your {name} returned rows of different lengths, expected {expected}.",
    "count": "Your {name} returned {got} values, expected {expected}.",
    "keys": "The keys are not right: {problem}.",
    "in_place": (
        "Your {name} changes {which} in place: "
        "make a new array (or work on a copy) and leave the arguments as they are."
    ),
    "alias": (
        "Your {name} returns {which} itself or a view of it, so a change of one changes the "
        "other. Return a new array, for example with `.copy()`."
    ),
    "raised": "Your {name} raised {error}{line}.",
    "integer_array": (
        "Your {name} raised {error}{line}. An array of integers cannot take decimals: "
        "make a new array of floats instead."
    ),
    "not_defined": (
        "{name} is not defined: run the cell that defines it, and keep the function's name."
    ),
    "not_function": (
        "{name} is {got}, not a function: run the cell that defines it, "
        "and use its name for nothing else."
    ),
    "not_written": (
        "{name} is not written yet: replace `raise NotImplementedError()` in its cell, run it, "
        "then run this cell again."
    ),
    "calls_not_written": (
        "{name} calls {other}, which is not written yet: write {other} first, run its cell, "
        "then run this cell again."
    ),
    "several": "Your result fits more than one mistake: {all}",
}
