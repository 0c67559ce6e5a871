"""What a room may take is set in the course's settings, and both ways of grading keep to it."""

from __future__ import annotations

import pytest
from nbformat.v4 import new_code_cell, new_notebook
from traitlets import TraitError
from traitlets.config import Config

from autograder.cells import RunCells
from autograder.limits import RoomLimits
from autograder.rooms.sandbox.limits import MIB, Limits


def test_without_settings_the_limits_are_the_sandboxs_own() -> None:
    assert RoomLimits().room_limits() == Limits()


def test_each_setting_bounds_what_its_name_says() -> None:
    config = Config()
    names = ("memory", "total_memory", "process", "file_size", "open_files", "cpu", "scratch")
    for number, name in enumerate(names, start=1):
        config.RunCells[f"{name}_limit"] = number
    assert RunCells(config=config).room_limits() == Limits(
        memory=1 * MIB,
        memory_together=2 * MIB,
        processes=3,
        file_size=4 * MIB,
        files=5,
        cpu=6,
        scratch=7 * MIB,
    )


@pytest.mark.parametrize("value", [0, -1, "many", 1.5])
def test_a_limit_that_is_no_number_of_at_least_one_is_refused(value: object) -> None:
    config = Config()
    config.RunCells.memory_limit = value
    with pytest.raises(TraitError, match="memory_limit"):
        RunCells(config=config)


def test_nbgraders_step_keeps_to_a_limit() -> None:
    config = Config()
    config.RunCells.file_size_limit = 1
    notebook = new_notebook(cells=[new_code_cell("open('big', 'wb').write(bytes(2**21))")])
    done, _ = RunCells(config=config).preprocess(notebook, {})
    assert [output.evalue for output in done.cells[0].outputs] == ["[Errno 27] File too large"]
