"""Pictures of curves and bars: scales, gaps, labels, and what is refused."""

from __future__ import annotations

import numpy as np
import pytest
from pictures import PICTURES, geometric

from dl4ds_utils.views import (
    BadPicture,
    BarsDisplay,
    FitDisplay,
    LinesDisplay,
    LossCurveDisplay,
    RowDisplay,
)


def test_loss_that_reaches_zero_is_drawn_on_a_log_axis() -> None:
    LossCurveDisplay.from_trajectories({"α = 0.5": geometric(0.0)}, yscale="log").png()


def test_loss_curve_says_which_path_diverges() -> None:
    display = PICTURES["losses"]()
    assert "α = 1.1: 5 steps from φ = 1 with loss 1 to φ = −2.49" in display.alt
    legend = display.ax_.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["α = 0.2", "α = 1.1 (diverges)"]


def test_small_bar_beside_a_huge_one_is_in_view_and_zero_is_written() -> None:
    display = PICTURES["bars"]()
    low, high = display.ax_.get_ylim()
    assert low < -6.0
    assert high > 8.1e14
    assert [mark.get_text() for mark in display.artists_["all 0 marks"]] == ["0"]
    (mark,) = display.artists_["all 100 marks"]
    assert mark.get_text() == "inf"
    left, right = display.ax_.get_xlim()
    assert left < mark.xy[0] < right


@pytest.mark.parametrize("yscale", ["linear", "log", "symlog"])
def test_bars_are_drawn_on_every_scale(yscale: str) -> None:
    for values in ({"a": 3.0, "b": 0.0}, {"a": -3.0, "b": -0.5}, {"a": 0.0, "b": 0.0}):
        BarsDisplay.from_values({"case": values}, yscale=yscale).png()


def test_curve_without_positive_values_leaves_a_log_axis_empty() -> None:
    LinesDisplay.from_lines([1, 2], {"a": [0, -1]}, xlabel="x", ylabel="y", yscale="log").png()


def test_bars_need_the_same_names() -> None:
    with pytest.raises(BadPicture, match="same names"):
        BarsDisplay.from_values({"one": {"a": 1.0}, "two": {"b": 1.0}})


def test_curve_that_does_not_fit_its_inputs_is_refused_by_its_label() -> None:
    with pytest.raises(BadPicture, match="cube"):
        LinesDisplay.from_lines([1, 2], {"cube": [1, 2, 3]}, xlabel="x", ylabel="y")
    with pytest.raises(BadPicture, match="constant"):
        FitDisplay.from_models([0, 1], [0, 1], {"constant": lambda _: 3.0})


def test_lines_may_have_gaps_and_log_axes() -> None:
    h = 10.0 ** np.arange(-12, 0)
    display = LinesDisplay.from_lines(
        h, {"error": np.where(h < 1e-8, np.nan, h**2), "none": np.full(12, np.nan)},
        xlabel="h", ylabel="error", xscale="log", yscale="log",
    )  # fmt: skip
    display.png()
    assert "none: nothing to draw." in display.alt
    assert "10⁻⁸" in {label.get_text() for label in display.ax_.get_xticklabels()}


def test_nothing_to_draw_is_refused() -> None:
    for draw in (
        lambda: LossCurveDisplay.from_trajectories({}),
        lambda: LinesDisplay.from_lines([1], {}, xlabel="x", ylabel="y"),
        lambda: RowDisplay.of(),
    ):
        with pytest.raises(BadPicture):
            draw()
