"""The picture of densities: stems as long as the densities, data on the axis, strict with input."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from dl4ds_utils.views import BadPicture, DensityDisplay, RowDisplay

Y = np.array([1.0, 2.0, 4.0])
NORMALS = {"narrow": (2.0, 1.0), "wide": (2.5, 3.0)}


def picture(**changes: Any) -> DensityDisplay:
    given: dict[str, Any] = {"y": Y, "normals": NORMALS}
    return DensityDisplay.from_normals(**(given | changes))


def test_curves_and_heights_are_those_of_scipy() -> None:
    display = picture()
    for label, (mu, sigma) in NORMALS.items():
        np.testing.assert_allclose(display.curves[label], norm.pdf(display.grid, mu, sigma))
        np.testing.assert_allclose(display.heights[label], norm.pdf(Y, mu, sigma))


def test_each_stem_goes_from_the_axis_up_to_the_density_and_ends_in_a_marker_on_the_curve() -> None:
    display = picture()
    for label, (mu, sigma) in NORMALS.items():
        stems = display.artists_[f"{label} stems"].get_segments()
        np.testing.assert_allclose([stem[0][1] for stem in stems], 0.0)
        np.testing.assert_allclose([stem[1][1] for stem in stems], norm.pdf(Y, mu, sigma))
        np.testing.assert_array_equal(display.artists_[f"{label} tips"].get_xdata(), Y)


def test_curves_differ_in_color_dash_and_marker() -> None:
    artists = picture().artists_
    assert artists["narrow"].get_color() != artists["wide"].get_color()
    assert artists["narrow"].get_linestyle() != artists["wide"].get_linestyle()
    assert artists["narrow tips"].get_marker() != artists["wide tips"].get_marker()


def test_data_and_bells_are_in_view() -> None:
    low, high = picture(y=[-20.0, 1.0]).ax_.get_xlim()
    assert low < -20.0
    assert high > 2.5 + 3.0


def test_axes_and_legend_are_there() -> None:
    ax = picture().ax_
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("y", "density")
    legend = ax.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["narrow", "wide", "data"]


def test_text_for_screen_readers_is_made_from_the_data() -> None:
    alt = picture(normals={"narrow": (2.0, 1.0)}).alt
    assert alt.startswith("3 data points on the axis, at 1, 2, 4. Normal curve narrow: highest")
    assert alt.endswith("at the data 0.242, 0.399, 0.054.")
    assert "…" in picture(y=np.arange(30.0)).alt


def test_picture_is_a_png_alone_and_in_a_row() -> None:
    for display in (picture(), RowDisplay.of(picture(), picture())):
        assert display.png().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"y": []}, "Give a row of numbers"),
        ({"y": [[1.0]]}, "Give a row of numbers"),
        ({"normals": {}}, "dict"),
        ({"normals": {"flat": (1.0, 0.0)}}, "above 0"),
        ({"normals": {"none": (1.0, float("nan"))}}, "above 0"),
    ],
)
def test_what_cannot_be_drawn_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(BadPicture, match=words):
        picture(**changes)
