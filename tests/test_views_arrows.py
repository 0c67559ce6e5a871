"""The picture of batch gradients: arrows from 0 to each, at true angles."""

from __future__ import annotations

import numpy as np
import pytest

from dl4ds_utils.views import ArrowsDisplay, BadPicture, style

FULL = [3.0, -1.0]
CLOUDS = {"B = 2": [[5.0, 0.0], [1.0, -2.0], [-1.0, 1.0]], "B = 10": [[3.0, -1.5], [2.5, -1.0]]}


def picture(**texts: str) -> ArrowsDisplay:
    return ArrowsDisplay.from_gradients(FULL, CLOUDS, **texts)


def test_each_gradient_is_a_shaft_from_zero_to_its_tip() -> None:
    artists = picture().artists_
    for label, cloud in CLOUDS.items():
        np.testing.assert_array_equal(artists[label].get_xydata(), cloud)
        shafts = artists[f"{label} shafts"].get_xydata().reshape(-1, 3, 2)
        np.testing.assert_array_equal(shafts[:, 0], np.zeros((len(cloud), 2)))
        np.testing.assert_array_equal(shafts[:, 1], cloud)
        assert np.isnan(shafts[:, 2]).all()


def test_full_gradient_starts_at_zero_where_a_hollow_mark_stands() -> None:
    artists = picture().artists_
    np.testing.assert_array_equal(artists["full"].get_xydata(), [[0.0, 0.0], FULL])
    assert artists["origin"].get_markerfacecolor() == style.BACKGROUND


def test_angles_are_true() -> None:
    assert picture().ax_.get_aspect() == 1.0


def test_clouds_differ_in_color_and_marker() -> None:
    artists = picture().artists_
    looks = {(artists[k].get_color(), artists[k].get_marker()) for k in (*CLOUDS, "full")}
    assert len({color for color, _ in looks}) == len({marker for _, marker in looks}) == 3


def test_alt_tells_mean_spread_and_agreement() -> None:
    alt = picture(title="far").alt
    assert alt.startswith("far: arrows of gradients; the full gradient is (3, −1).")
    assert "B = 2: 3 arrows, mean (1.67, −0.333)" in alt
    assert "67% make less than a right angle with it." in alt
    assert "B = 10: 2 arrows, mean (2.75, −1.25), on average 0.5 away" in alt


def test_gradients_are_copied() -> None:
    cloud = np.ones((2, 2))
    display = ArrowsDisplay.from_gradients(FULL, {"B": cloud})
    cloud[:] = 7.0
    assert (display.clouds["B"] == 1.0).all()


def test_picture_is_the_same_bytes_each_time() -> None:
    assert picture().png() == picture().png()


@pytest.mark.parametrize(
    ("full", "clouds", "words"),
    [
        (FULL, {}, "Name each of them"),
        (FULL, {"B": [1.0, 2.0]}, "one gradient per row"),
        (FULL, {"B": np.zeros((0, 2))}, "one gradient per row"),
        (FULL, {"B": [[1.0, np.nan]]}, "finite numbers"),
        ([1.0, 2.0, 3.0], CLOUDS, "one gradient per row"),
    ],
)
def test_what_is_no_gradient_is_refused(full: object, clouds: object, words: str) -> None:
    with pytest.raises(BadPicture, match=words):
        ArrowsDisplay.from_gradients(full, clouds)
