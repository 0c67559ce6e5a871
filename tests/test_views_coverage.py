"""The table of steps and examples: true to the batches, and strict with indices."""

from __future__ import annotations

import numpy as np
import pytest

from dl4ds_utils.views import BadPicture, CoverageDisplay

FAIR = [[[2, 0], [3, 1]], [[1, 2], [0, 3]]]
DRAWN = [[[0, 0], [3, 1]], [[1, 1], [1, 3]]]


def test_counts_have_one_row_per_step_and_one_column_per_example() -> None:
    display = CoverageDisplay.from_epochs(DRAWN, 4)
    expected = [[2, 0, 0, 0], [0, 1, 0, 1], [0, 2, 0, 0], [0, 1, 0, 1]]
    np.testing.assert_array_equal(display.counts, expected)
    assert display.lengths == [2, 2]


def test_a_square_stands_where_a_step_uses_an_example() -> None:
    artists = CoverageDisplay.from_epochs(FAIR, 4).artists_
    places = {(int(x), int(y)) for x, y in artists["used"].get_xydata()}
    assert places == {(2, 0), (0, 0), (3, 1), (1, 1), (1, 2), (2, 2), (0, 3), (3, 3)}
    assert "more than once" not in artists
    assert artists["unused"] == []


def test_twice_in_one_step_has_a_marker_of_its_own() -> None:
    artists = CoverageDisplay.from_epochs(DRAWN, 4).artists_
    np.testing.assert_array_equal(artists["more than once"].get_xydata(), [[0, 0], [1, 2]])
    assert artists["more than once"].get_marker() != artists["used"].get_marker()


def test_columns_that_an_epoch_never_uses_are_hatched() -> None:
    display = CoverageDisplay.from_epochs(DRAWN, 4)
    np.testing.assert_array_equal(display.unused, [[0, 0, 1, 0], [1, 0, 1, 0]])
    boxes = [area.get_paths()[0].get_extents() for area in display.artists_["unused"]]
    assert [(box.x0, box.x1, box.y0, box.y1) for box in boxes] == [
        (1.5, 2.5, -0.5, 1.5),
        (-0.5, 0.5, 1.5, 3.5),
        (1.5, 2.5, 1.5, 3.5),
    ]
    assert all(area.get_hatch() for area in display.artists_["unused"])


def test_a_line_parts_the_epochs_and_steps_go_down() -> None:
    display = CoverageDisplay.from_epochs(FAIR, 4)
    assert [line.get_ydata()[0] for line in display.artists_["epochs"]] == [1.5]
    bottom, top = display.ax_.get_ylim()
    assert bottom > top


def test_alt_tells_how_often_examples_are_used() -> None:
    alt = CoverageDisplay.from_epochs(DRAWN, 4, title="drawn").alt
    assert alt.startswith("drawn: table of 4 steps and 4 examples.")
    assert "Epoch 0, 2 steps: 2 examples used once, 1 more often, 1 never." in alt
    assert "Epoch 1, 2 steps: 1 examples used once, 1 more often, 2 never." in alt


def test_epochs_may_have_short_batches_and_different_lengths() -> None:
    display = CoverageDisplay.from_epochs([[np.array([0, 1]), np.array([2])], [[0, 1, 2]]], 3)
    assert display.lengths == [2, 1]
    assert display.counts.sum() == 6


def test_picture_is_the_same_bytes_each_time() -> None:
    assert (
        CoverageDisplay.from_epochs(DRAWN, 4).png() == CoverageDisplay.from_epochs(DRAWN, 4).png()
    )


@pytest.mark.parametrize(
    ("epochs", "words"),
    [
        ([], "no batch"),
        ([[[0, 4]]], "from 0 to 3"),
        ([[[-1, 2]]], "from 0 to 3"),
        ([[[0.0, 1.0]]], "a list of indices"),
        ([[[[0], [1]]]], "a list of indices"),
    ],
)
def test_what_is_no_batch_is_refused(epochs: object, words: str) -> None:
    with pytest.raises(BadPicture, match=words):
        CoverageDisplay.from_epochs(epochs, 4)
