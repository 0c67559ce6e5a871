"""The picture of a classifier's regions: true to the classifier, and strict with shapes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from dl4ds_utils.views import BadPicture, RegionsDisplay, style

POINTS = np.array([[0.0, 0.0], [1.0, 1.0], [3.0, 1.0], [4.0, 0.0], [4.0, 2.0]])
LABELS = np.array([0, 0, 1, 1, 0])


def half(inputs: np.ndarray) -> np.ndarray:
    return (inputs[:, 0] > 2.0).astype(int)


def picture(**changes: Any) -> RegionsDisplay:
    given = {"points": POINTS, "labels": LABELS, "classify": half, "names": ["left", "right"]}
    return RegionsDisplay.from_classifier(**(given | changes))


def test_classifier_is_asked_once_for_the_grid_and_once_for_the_points() -> None:
    shapes = []

    def counting(inputs: np.ndarray) -> np.ndarray:
        shapes.append(inputs.shape)
        return half(inputs)

    picture(classify=counting, grid=11)
    assert shapes == [(121, 2), (5, 2)]


def test_regions_are_the_classifiers_answers_row_by_row_upwards() -> None:
    display = picture(classify=lambda z: (z[:, 1] > 1.5).astype(int), span=((0, 4), (0, 2)), grid=5)
    np.testing.assert_array_equal(display.y, [0.0, 0.5, 1.0, 1.5, 2.0])
    np.testing.assert_array_equal(display.regions, np.repeat([[0], [0], [0], [0], [1]], 5, axis=1))
    assert display.ax_.get_xlim() == (0.0, 4.0)
    assert display.ax_.get_ylim() == (0.0, 2.0)


def test_border_lies_where_the_class_changes() -> None:
    display = picture(span=((0.0, 4.0), (0.0, 2.0)), grid=41)
    for name in ("left", "right"):
        border = display.artists_[f"{name} border"].get_paths()[0].vertices
        # Between the places 2.0 and 2.1 of the grid.
        np.testing.assert_allclose(border[:, 0], 2.05, atol=1e-9)


def test_every_point_is_in_view_by_default() -> None:
    display = picture()
    assert display.x[0] < 0.0 < 4.0 < display.x[-1]
    assert display.y[0] < 0.0 < 2.0 < display.y[-1]
    single = picture(points=[[1.0, 1.0]], labels=[0])
    assert single.x[0] < 1.0 < single.x[-1]


def test_misclassified_points_are_ringed_and_no_others() -> None:
    ring = picture().artists_["wrong"]
    np.testing.assert_array_equal(ring.get_xydata(), [[4.0, 2.0]])
    assert ring.get_markerfacecolor() == "none"
    assert "wrong" not in picture(labels=[0, 0, 1, 1, 1]).artists_


def test_points_have_the_color_and_marker_of_their_true_class() -> None:
    artists = picture().artists_
    for index, name in enumerate(("left", "right")):
        look = style.cue(index)
        np.testing.assert_array_equal(artists[name].get_xydata(), POINTS[index == LABELS])
        assert artists[name].get_marker() == look.marker
        assert to_rgb(artists[name].get_color()) == to_rgb(look.color)


def test_regions_are_pale_and_differ_in_hatch() -> None:
    artists = picture().artists_
    fills = [artists[f"{name} region"] for name in ("left", "right")]
    assert len({tuple(fill.hatches) for fill in fills}) == 2
    for fill in fills:
        assert fill.get_facecolor()[0, :3].max() > 0.9
        assert fill.get_facecolor()[0, :3].min() > 0.7


def test_alt_tells_regions_counts_and_how_many_are_right() -> None:
    alt = picture(span=((0, 4), (0, 2)), grid=5).alt
    assert "x₁ from 0 to 4 and x₂ from 0 to 2" in alt
    assert "left: 60% of the picture, 3 points, 2 of them in their own region." in alt
    assert "right: 40% of the picture, 2 points, 2 of them in their own region." in alt
    assert "In all 4 of 5 points are classified right." in alt


def test_classes_may_be_any_whole_numbers_and_one_may_have_no_region() -> None:
    display = picture(labels=[-1, -1, 1, 1, 1], classify=lambda z: np.sign(z[:, 0] - 9), names=None)
    assert list(display.names.values()) == ["class −1", "class 1"]
    assert "class −1 border" not in display.artists_
    assert "class 1 region" not in display.artists_
    display.png()
    named = picture(labels=[-1, -1, 1, 1, 1], classify=lambda z: 2 * half(z) - 1)
    assert named.names == {-1: "left", 1: "right"}


def test_class_without_points_keeps_its_name_and_look() -> None:
    display = picture(names=["left", "right", "nowhere"])
    assert display.names[2] == "nowhere"
    assert "nowhere: 0% of the picture, 0 points" in display.alt
    display.png()


def test_classifier_that_writes_into_its_inputs_moves_nothing() -> None:
    def spoiling(inputs: np.ndarray) -> np.ndarray:
        found = half(inputs)
        inputs[:] = 0.0
        return found

    np.testing.assert_array_equal(picture(classify=spoiling).points, POINTS)
    assert POINTS[2, 0] == 3.0


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"points": POINTS.T}, r"points: got shape \(2, 5\)"),
        ({"points": np.zeros((0, 2)), "labels": []}, r"points: got shape \(0, 2\)"),
        ({"points": np.where(POINTS == 4.0, np.nan, POINTS)}, "finite"),
        ({"labels": LABELS[:4]}, r"labels: got shape \(4,\), expected shape \(5,\)"),
        ({"labels": LABELS + 0.5}, "labels: got .* expected whole numbers"),
        ({"labels": list("abcde")}, "labels: got .* expected whole numbers"),
        ({"classify": lambda z: half(z)[:, None]}, r"result of classify: got shape \(25921, 1\)"),
        ({"classify": lambda z: np.full(len(z), np.nan)}, "result of classify: .* whole numbers"),
        ({"classify": lambda _: 1}, r"result of classify: got shape \(\)"),
        ({"names": ["left"]}, r"names: got 1 names, expected one for each of the classes \[0, 1\]"),
    ],
)
def test_what_cannot_be_drawn_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(BadPicture, match=words):
        picture(**changes)
