"""The sentences for mistakes that any test may name, or that the engine finds by itself."""

from __future__ import annotations

__all__ = ["GENERAL"]

GENERAL: dict[str, str] = {
    "value": "The value is not right.",
    "zeros": "Your result is zero everywhere: is it ever filled in?",
    "shown": (
        "This is right only for the numbers of the public check: "
        "compute the result from the arguments."
    ),
    "random": (
        "The function gives different results for the same arguments: "
        "let the result depend on the arguments alone."
    ),
    "sign": "The sign is reversed: your result is minus the right one.",
    "twice": "Your result is exactly 2 times the right one: look for a factor 2 too many.",
    "half": "Your result is exactly half the right one: look for a missing factor 2.",
    "log10": (
        "Your result is the right one divided by ln 10, as with a logarithm to base 10: "
        "take the natural one, `np.log`."
    ),
    "log2": (
        "Your result is the right one divided by ln 2, as with a logarithm to base 2: "
        "take the natural one, `np.log`."
    ),
    "transposed": "Rows and columns are exchanged: your result is the transpose of the right one.",
    "reversed": "The numbers are right but in reverse order.",
    "columns_reversed": "The numbers are right but the columns are in reverse order.",
    "first_row_missing": "The first row is missing; the other rows are right.",
    "last_row_missing": "The last row is missing; the other rows are right.",
}
