"""What the checks say to the student: sentences that the engine fills with what it saw."""

from __future__ import annotations

__all__ = ["TEMPLATES"]

TEMPLATES: dict[str, str] = {
    "close": (
        "The value is close to the right one but not equal (relative error {error}): "
        "look for a rounded number or an approximation."
    ),
    "minus_factor": (
        "Your result is {factor} the right one{reason}: check the sign and the factor."
    ),
    "times_n": (
        "Your result is {n} times the right one, and {n} is {length}: "
        "is a sum taken where a mean is asked for, or one sum too many?"
    ),
    "over_n": (
        "Your result is the right one divided by {n}, and {n} is {length}: "
        "is a mean taken where a sum is asked for, or divided twice?"
    ),
    "times_2n": (
        "Your result is 2·{n} times the right one, and {n} is {length}: "
        "check the factor 2, and whether a sum or a mean is asked for."
    ),
    "over_2n": (
        "Your result is the right one divided by 2·{n}, and {n} is {length}: "
        "check the factor 2, and whether a sum or a mean is asked for."
    ),
    "two_over_n": (
        "Your result is 2/{n} times the right one, and {n} is {length}: "
        "check the factor 2, and whether a sum or a mean is asked for."
    ),
    "n_over_two": (
        "Your result is {n}/2 times the right one, and {n} is {length}: "
        "check the factor 2, and whether a sum or a mean is asked for."
    ),
    "ratio": (
        "Your result is {factor} times the right one, and {reason}: "
        "is it divided by one of these where the other is asked for?"
    ),
    "product": (
        "Your result is {factor} times the right one, and {reason}: "
        "over which of these is a sum or a mean asked for?"
    ),
    "times_ln": (
        "Your result is ln {base} ({value}) times the right one: "
        "look for a logarithm to the wrong base."
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
    "inf": "Your result holds infinity{where}: look for a division by 0 or an overflow.{later}",
    "finite": "The right result is infinite{where}: yours is finite there, the rest is right.",
    "same_rows": (
        "All {n} rows of your result are the same. If one array is stored again and again and "
        "changed in place, every row shows its last state: store a copy of it each time."
    ),
    "broadcast_shape": (
        "Your result has shape {got}, expected {expected}: its diagonal is right. NumPy "
        "combines every entry with every other when it broadcasts {column} with {row}: "
        "give both the same shape before you combine them."
    ),
    "broadcast_maybe": (
        "Your result has shape {got}, expected {expected}. NumPy makes such a shape when it "
        "broadcasts {column} with {row}: look at the shapes of what you combine."
    ),
    "not_reduced": (
        "Your result has shape {got}, expected {expected}: its {word}{along} is right, "
        "so the {word} is missing."
    ),
    "number_not_reduced": (
        "Your result is an array of shape {got}, expected a single number: its {word} is "
        "right, so the {word} is missing."
    ),
    "reduced": (
        "Your result has shape {got}, expected {expected}: "
        "it is the {word}{along} of the right one, so leave the {word} out."
    ),
    "number_reduced": (
        "Your result is a single number, expected an array of shape {expected}: "
        "it is the {word} of the right one, so leave the {word} out."
    ),
    "reshaped": (
        "Your result has shape {got}, expected {expected}: the numbers are right, and in the "
        "right order, but in another shape."
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
    "not_integer": (
        "Your {name} returned {got}, expected {expected}. Stay with integers, for example "
        "with `//` in place of `/`, or turn whole numbers into integers at the end."
    ),
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
    "alias_inside": (
        "The places {first} and {second} of your result use the same memory, so a change of one "
        "changes the other. Store an array of its own in each, for example with `.copy()`."
    ),
    "alias_kept": (
        "Two calls of your {name} return the same array, or views of one array, so a change of "
        "one result changes the other. Make a new array in each call."
    ),
    "changed_later": (
        "A second call of your {name} changes what the first call returned: what is returned "
        "must not be kept and used again. Make a new one in each call."
    ),
    "raised": "Your {name} raised {error}{line}.",
    "integer_array": (
        "Your {name} raised {error}{line}. An array of integers cannot take decimals: "
        "make a new array of floats instead."
    ),
    "not_raised": "Your {name} returned {got}; here it should raise {expected}.",
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
