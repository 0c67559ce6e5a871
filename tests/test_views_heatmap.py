"""The map of a number over two settings: true to the numbers, and strict with shapes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from dl4ds_utils.views import BadPicture, MapDisplay, RowDisplay, style
from dl4ds_utils.views.contour import finer

X, Y = np.linspace(0.0, 4.0, 9), np.linspace(0.0, 1.0, 5)
TEXTS = {"xlabel": "rate", "ylabel": "share", "zlabel": "factor"}


def slope(a: float, b: float) -> float:
    return a / 2.0 + b


def picture(**changes: Any) -> MapDisplay:
    given: dict[str, Any] = {"function": slope, "x": X, "y": Y, "limit": 1.5, **TEXTS}
    return MapDisplay.from_function(**(given | changes))


def test_function_is_called_once_for_each_pair_with_plain_floats_and_once_for_each_cross() -> None:
    calls = []

    def counting(a: float, b: float) -> float:
        calls.append((type(a), type(b)))
        return slope(a, b)

    picture(function=counting, crosses={"A": (1, 0)})
    assert calls == [(float, float)] * (9 * 5 + 1)


def test_values_have_one_row_for_each_y() -> None:
    display = picture()
    np.testing.assert_allclose(display.values, X / 2.0 + Y[:, np.newaxis])
    assert display.ax_.get_xlim() == (0.0, 4.0)
    assert display.ax_.get_ylim() == (0.0, 1.0)


def test_line_lies_where_the_number_reaches_the_limit() -> None:
    line = picture().artists_["limit"].get_paths()[0].vertices
    np.testing.assert_allclose(line[:, 0] / 2.0 + line[:, 1], 1.5, atol=1e-9)


def test_part_above_the_limit_is_hatched_and_named() -> None:
    display = picture(beyond="runs away")
    assert display.artists_["beyond"].hatches == ["///"]
    legend = display.ax_.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["runs away"]


def test_map_without_limit_or_below_it_has_no_line() -> None:
    for display in (picture(limit=None), picture(limit=9.0)):
        assert "limit" not in display.artists_
        assert "beyond" not in display.artists_
        display.png()


def test_map_that_is_above_the_limit_everywhere_is_hatched_without_a_line() -> None:
    display = picture(limit=-1.0)
    assert "beyond" in display.artists_
    assert "limit" not in display.artists_
    assert "100% of the map is above −1" in display.alt
    display.png()


def test_limit_line_beside_a_jump_runs_between_the_places_of_the_grid() -> None:
    def jump(a: float, _: float) -> float:
        return 0.5 if a < 2.2 else 1e9

    line = picture(function=jump, limit=1.0).artists_["limit"].get_paths()[0].vertices
    assert ((line[:, 0] > 2.1) & (line[:, 0] < 2.4)).all()


@pytest.mark.parametrize("wrong", [np.inf, np.nan])
def test_what_is_not_finite_counts_as_above_the_limit(wrong: float) -> None:
    display = picture(function=lambda a, b: wrong if a > 3.9 else slope(a, b) / 9.0)
    assert "11% of the map is above 1.5" in display.alt
    assert "beyond" in display.artists_
    display.png()


def test_function_may_overflow_without_a_warning() -> None:
    display = picture(function=lambda a, _: np.float64(10.0) ** (200.0 * a))
    assert not np.isfinite(display.values).all()


def test_cross_has_two_hairs_through_its_place_in_its_own_look() -> None:
    artists = picture(crosses={"A": (1.0, 0.25), "B": (3.0, 0.5)}).artists_
    for index, (label, place) in enumerate({"A": (1.0, 0.25), "B": (3.0, 0.5)}.items()):
        look = style.cue(index)
        np.testing.assert_array_equal(artists[label].get_xydata(), [place])
        assert artists[label].get_marker() == look.marker
        upright, level = artists[f"{label} hairs"]
        assert upright.get_xdata()[0] == place[0]
        assert level.get_ydata()[0] == place[1]


def test_curves_have_looks_that_no_cross_has() -> None:
    display = picture(crosses={"A": (1.0, 0.25)}, curves={"best": (X, X / 4.0)})
    line = display.artists_["best"]
    np.testing.assert_array_equal(line.get_xydata(), np.column_stack([X, X / 4.0]))
    assert line.get_color() == style.cue(1).color
    assert display.artists_["A"].get_color() == style.cue(0).color


def test_alt_tells_ranges_lowest_place_limit_crosses_and_curves() -> None:
    display = picture(
        beyond="runs away", crosses={"A": (1.1, 0.3)}, curves={"best": ([0, 2], [1, 0])}
    )
    assert display.alt == (
        "Map of factor for rate from 0 to 4 and share from 0 to 1. Lowest 0 near (0, 0). "
        "44% of the map is above 1.5: runs away. Cross A at (1.1, 0.3), 0.85 there. "
        "Curve best from (0, 1) to (2, 0)."
    )


def test_numbers_computed_already_need_no_function() -> None:
    display = MapDisplay.from_values(X, Y, X + Y[:, np.newaxis], crosses={"A": (1, 0.5)}, **TEXTS)
    assert "Cross A at (1, 0.5)." in display.alt
    display.png()


def test_axes_may_be_logarithmic_and_the_map_part_of_a_row() -> None:
    display = picture(x=np.geomspace(0.01, 4.0, 9), xscale="log")
    row = RowDisplay.of(display, picture())
    assert row.ax_.get_xscale() == "log"
    row.png()


def test_constant_map_can_be_drawn() -> None:
    for limit in (None, 2.0, 7.0):
        picture(function=lambda _a, _b: 2.0, limit=limit).png()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"x": X[::-1]}, "x: got values that do not rise"),
        ({"y": [1.0]}, r"y: got shape \(1,\)"),
        ({"y": [0.0, np.nan]}, "y: got values that do not rise"),
        ({"function": lambda _a, _b: [1.0, 2.0]}, r"result of the function: got shape \(2,\)"),
        ({"function": lambda _a, _b: np.nan}, "values: got no finite number"),
        ({"curves": {"best": (X, Y)}}, r"curve 'best': got shapes \(9,\) and \(5,\)"),
    ],
)
def test_what_cannot_be_drawn_is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(BadPicture, match=words):
        picture(**changes)


def test_table_with_rows_and_columns_exchanged_is_refused() -> None:
    with pytest.raises(BadPicture, match=r"values: got shape \(9, 5\), expected shape \(5, 9\)"):
        MapDisplay.from_values(X, Y, np.zeros((9, 5)), **TEXTS)


def test_interpolated_map_is_exact_for_cubics_inside_and_keeps_its_values() -> None:
    x = np.linspace(-1.0, 2.0, 7)
    fine = np.linspace(-1.0, 2.0, 13)
    np.testing.assert_allclose(finer(x**3 - x)[2:-2], (fine**3 - fine)[2:-2], atol=1e-12)
    np.testing.assert_allclose(finer(x**2), fine**2, atol=1e-12)
    table = np.random.default_rng(1).normal(size=(5, 4))
    np.testing.assert_array_equal(finer(finer(table).T).T[::2, ::2], table)
    np.testing.assert_array_equal(finer(np.array([1.0, 2.0])), [1.0, 2.0])
