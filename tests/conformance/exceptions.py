"""Which of nbgrader's tests our engine does not pass, and why.

The same table stands in docs/conformance.md; a test compares the two.
"""

from __future__ import annotations

__all__ = ["EXCEPTIONS", "SKIPPED"]

FOREIGN = (
    "a cell that the assignment does not have loses nbgrader's metadata and costs nothing; "
    "nbgrader gives the whole submission no grade"
)
COPY = (
    "a copied cell loses nbgrader's metadata altogether; nbgrader leaves `{}`, "
    "its own next step refuses that, and the submission has no grade"
)

EXCEPTIONS = {
    "test_autograde": {
        "test_handle_failure": FOREIGN,
        "test_handle_failure_single_notebook": FOREIGN,
        "test_infinite_loop_with_output": (
            "the loop ends with a MemoryError that costs its own cell; "
            "nbgrader's test expects a submission without a grade"
        ),
    },
    "test_overwritecells": {
        "test_nonexistent_grade_id": FOREIGN,
        "test_add_missing_cells": (
            "a test that was deleted comes back as late as the order of the cells allows, so that "
            "it finds an answer that was written elsewhere; nbgrader puts it early"
        ),
    },
    "test_deduplicateids": {
        "test_duplicate_grade_cell": COPY,
        "test_duplicate_solution_cell": COPY,
        "test_duplicate_locked_cell": COPY,
    },
    "test_saveautogrades": {
        "test_grade_existing_manual_grade": (
            "points given by hand ask for another look only if the answer or what the tests came "
            "to has changed; nbgrader asks after every run"
        ),
    },
}
"""By module and test: what ours does instead."""

SKIPPED = {
    "test_autograde": {
        "test_many_students": (
            "it needs a PostgreSQL server that was set up by hand; `tests/postgres/` starts one"
        )
    }
}
"""What nbgrader skips itself, and we with it."""
