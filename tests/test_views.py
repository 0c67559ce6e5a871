"""The pictures: drawn from data, complete, described in words, and shown once."""

from __future__ import annotations

import base64
import io
import subprocess
import sys
from collections.abc import Callable

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from PIL import Image

from dl4ds_utils import data, models
from dl4ds_utils.errors import Dl4dsError
from dl4ds_utils.trajectory import Trajectory
from dl4ds_utils.views import (
    BadPicture,
    BarsDisplay,
    ContourDisplay,
    Display,
    FitDisplay,
    LinesDisplay,
    LossCurveDisplay,
    MapDisplay,
    PathOnCurveDisplay,
    RowDisplay,
    style,
)
from dl4ds_utils.views.contour import lowest


def parabola(phi: np.ndarray) -> float:
    return float(phi[0] ** 2)


def bowl(phi: np.ndarray) -> float:
    return float((phi[0] - 1.0) ** 2 + phi[0] * phi[1] + 3.0 * (phi[1] - 2.0) ** 2)


def geometric(factor: float, steps: int = 5) -> Trajectory:
    return Trajectory.of(factor ** np.arange(steps + 1.0)[:, np.newaxis], parabola)


PATHS = {"α = 0.2": geometric(0.6), "α = 1.1": geometric(-1.2)}
FLAT_PATHS = {"slow": Trajectory.of(np.linspace([0.0, 0.0], [1.0, 1.5], 7), bowl)}
X = np.linspace(0.0, 1.0, 11)

PICTURES: dict[str, Callable[..., Display]] = {
    "path": lambda **ax: PathOnCurveDisplay.from_trajectories(parabola, PATHS, span=(-2, 2), **ax),
    "contour": lambda **ax: ContourDisplay.from_function(
        bowl, (-2, 2), (-1, 3), trajectories=FLAT_PATHS, grid=21,
        stationary=[data.Stationary((-1.5, 2.5), "saddle")], **ax,
    ),
    "losses": lambda **ax: LossCurveDisplay.from_trajectories(PATHS, yscale="log", **ax),
    "fit": lambda **ax: FitDisplay.from_models(
        *data.three_points(), {"line": lambda x: models.line([1.0, 2.0], x)}, **ax
    ),
    "lines": lambda **ax: LinesDisplay.from_lines(
        X, {"square": X**2, "cube": X**3}, xlabel="x", ylabel="y",
        points={"here": (0.5, 0.25)}, **ax,
    ),
    "bars": lambda **ax: BarsDisplay.from_values(
        {"all 0": {"a1": 0.0, "b1": -6.0}, "all 100": {"a1": 8.1e14, "b1": np.inf}}, **ax
    ),
    "map": lambda **ax: MapDisplay.from_function(
        lambda a, b: a + b, X, 2.0 * X, limit=2.0, crosses={"A": (0.2, 1.0), "B": (0.5, 0.5)},
        curves={"best": (X, X)}, xlabel="rate", ylabel="share", zlabel="factor", **ax,
    ),
}  # fmt: skip


@pytest.fixture(params=PICTURES)
def make(request: pytest.FixtureRequest) -> Callable[..., Display]:
    return PICTURES[request.param]


def pixels(display: Display) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(display.png())).convert("RGB"))


# --- every picture --------------------------------------------------------------------------------


def test_axes_are_labeled(make: Callable[..., Display]) -> None:
    ax = make().ax_
    assert ax.get_xlabel()
    assert ax.get_ylabel()


def test_ground_is_light_and_opaque_whatever_the_notebook_has_set(
    make: Callable[..., Display],
) -> None:
    with matplotlib.rc_context({"figure.facecolor": "black", "axes.facecolor": "none"}):
        image = pixels(make())
    assert (image[[0, 0, -1, -1], [0, -1, 0, -1]] > 250).all()


def test_picture_has_one_and_a_half_pixels_for_each_of_its_size(
    make: Callable[..., Display],
) -> None:
    display = make()
    width, height = display.size
    assert pixels(display).shape == (round(150 * height), round(150 * width), 3)


def test_no_label_is_cut_off(make: Callable[..., Display]) -> None:
    display = make()
    figure = display.figure_.figure
    for scale in (1, 2):
        figure.set_dpi(100 * scale)
        canvas = figure.canvas
        assert isinstance(canvas, FigureCanvasAgg)
        drawn = figure.get_tightbbox(canvas.get_renderer())
        width, height = figure.get_size_inches()
        assert 0 <= drawn.x0 < drawn.x1 <= width
        assert 0 <= drawn.y0 < drawn.y1 <= height
        legend = display.ax_.get_legend()
        if legend:
            box = legend.get_window_extent()
            assert 0 <= box.x0 < box.x1 <= width * 100 * scale
            assert 0 <= box.y0 < box.y1 <= height * 100 * scale


def test_curves_differ_in_color_and_in_a_second_cue(make: Callable[..., Display]) -> None:
    legend = make().ax_.get_legend()
    assert legend is not None
    looks = set()
    for handle in legend.legend_handles:
        if hasattr(handle, "get_linestyle") and hasattr(handle, "get_marker"):
            hollow = str(handle.get_markerfacecolor()) == "none"
            looks.add((str(handle.get_marker()), str(handle.get_linestyle()), hollow))
        else:
            looks.add((str(handle.get_hatch()), "", False))
    assert len(looks) == len(legend.legend_handles)


def test_plot_again_draws_into_given_axes_and_keeps_the_artists(
    make: Callable[..., Display],
) -> None:
    display = make()
    first = set(display.artists_)
    figure = Figure()
    FigureCanvasAgg(figure)
    ax = figure.add_subplot()
    assert display.plot(ax) is display
    assert display.ax_ is ax
    assert display.figure_ is figure
    assert set(display.artists_) == first
    figure.canvas.draw()


def test_picture_in_axes_of_the_student_is_not_shown_a_second_time(
    make: Callable[..., Display],
) -> None:
    ax = Figure().add_subplot()
    bundle, metadata = make(ax=ax)._repr_mimebundle_()
    assert list(bundle) == ["text/plain"]
    assert metadata == {}


def test_screen_readers_get_the_text_in_every_format(make: Callable[..., Display]) -> None:
    display = make()
    bundle, metadata = display._repr_mimebundle_()
    assert bundle["text/plain"] == f"{type(display).__name__}: {display.alt}"
    assert f'alt="{display.alt}"' in bundle["text/html"]
    assert metadata["image/png"]["alt"] == display.alt
    assert len(display.alt) > 40
    png = base64.b64decode(bundle["image/png"])
    assert png.startswith(b"\x89PNG")
    assert bundle["image/png"] in bundle["text/html"]


def test_pictures_are_the_same_bytes_each_time(make: Callable[..., Display]) -> None:
    assert make().png() == make().png()


def test_pyplot_is_not_imported_and_settings_are_left_alone() -> None:
    code = (
        "import sys, matplotlib; before = matplotlib.rcParams.copy()\n"
        "from dl4ds_utils.views import LinesDisplay\n"
        "LinesDisplay.from_lines([1, 2], {'a': [1, 2]}, xlabel='x', ylabel='y').png()\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
        "assert matplotlib.rcParams.copy() == before\n"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


def test_caption_and_alt_are_escaped_in_html() -> None:
    display = LinesDisplay.from_lines(
        [1, 2], {'"<b>"': [1, 2]}, xlabel="x", ylabel="y", caption="a < b & c"
    )
    page = display._repr_mimebundle_()[0]["text/html"]
    assert "<figcaption>a &lt; b &amp; c</figcaption>" in page
    assert "<b>" not in page


# --- single ones ----------------------------------------------------------------------------------


def test_start_is_hollow_and_minimum_starred() -> None:
    for name, star in (("path", "minimum"), ("contour", "star")):
        artists = PICTURES[name]().artists_
        assert artists[star].get_marker() == "*"
        starts = [artist for key, artist in artists.items() if key.endswith(" start")]
        assert starts
        for artist in starts:
            assert to_rgb(artist.get_markerfacecolor()) == to_rgb(style.BACKGROUND)


def test_path_on_curve_draws_every_iterate() -> None:
    line = PICTURES["path"]().artists_["α = 0.2"]
    np.testing.assert_array_equal(line.get_xdata(), PATHS["α = 0.2"].params[:, 0])
    np.testing.assert_array_equal(line.get_ydata(), PATHS["α = 0.2"].losses)


def test_path_of_two_dimensions_is_refused_on_a_curve() -> None:
    with pytest.raises(BadPicture, match="ContourDisplay"):
        PathOnCurveDisplay.from_trajectories(parabola, FLAT_PATHS, span=(-1, 1))
    with pytest.raises(BadPicture, match="D = 1"):
        ContourDisplay.from_function(bowl, (-1, 1), (-1, 1), trajectories=PATHS)


def test_contour_calls_the_loss_with_one_pair_at_a_time() -> None:
    shapes = set()

    def loss(phi: np.ndarray) -> float:
        shapes.add(phi.shape)
        return bowl(phi)

    display = ContourDisplay.from_function(loss, (-2, 2), (0, 3), grid=5)
    assert shapes == {(2,)}
    assert isinstance(display, ContourDisplay)
    assert display.losses[4, 0] == bowl(np.array([-2.0, 3.0]))


def test_star_of_a_quadratic_loss_is_exact_between_the_grid_points() -> None:
    # The gradient (2(a-1) + b, a + 6(b-2)) is zero at a = 0, b = 2.
    display = ContourDisplay.from_function(bowl, (-2.3, 2), (-1, 3.1), grid=20)
    assert isinstance(display, ContourDisplay)
    assert display.minimum == pytest.approx((0.0, 2.0), abs=1e-9)


def test_star_is_the_given_minimum_where_the_valley_is_flat() -> None:
    x, y = data.gabor_points()
    known = data.gabor_stationary()
    display = ContourDisplay.from_function(
        lambda phi: models.gabor_loss(phi, x, y), (-10, 10), (2.5, 22.5), stationary=known, grid=41
    )
    assert isinstance(display, ContourDisplay)
    assert display.minimum == known[0].phi
    assert len(display.artists_["minimum"].get_xdata()) == 4  # the other ones


def test_no_star_where_the_lowest_loss_lies_on_the_border() -> None:
    display = ContourDisplay.from_function(bowl, (1, 2), (-1, 1), grid=9)
    assert "star" not in display.artists_
    assert "on the border" in display.alt


def test_star_stays_on_the_grid_beside_holes_and_saddles() -> None:
    grid = np.arange(5.0)
    losses = np.add.outer((grid - 2) ** 2, (grid - 2) ** 2)
    losses[1, 1] = np.nan
    assert lowest(grid, grid, losses) == (2.0, 2.0)


def test_loss_that_is_nowhere_finite_is_refused() -> None:
    with pytest.raises(BadPicture, match="finite"):
        ContourDisplay.from_function(lambda _: np.nan, (0, 1), (0, 1), grid=3)


def test_flat_loss_and_holes_are_drawn() -> None:
    ContourDisplay.from_function(lambda _: 1.0, (0, 1), (0, 1), grid=5).png()
    ContourDisplay.from_function(
        lambda phi: np.inf if phi[0] > 0.5 else bowl(phi), (0, 1), (0, 1), grid=9
    ).png()


@pytest.mark.parametrize("factor", [-1e60, -50.0, 1e200])
def test_paths_that_run_away_are_cut_and_never_warn(factor: float) -> None:
    with np.errstate(over="ignore"):
        params = factor ** np.arange(12.0)[:, np.newaxis]
    away = {"away": Trajectory.of(params, parabola)}
    for picture in (
        PathOnCurveDisplay.from_trajectories(parabola, away, span=(-2, 2)),
        LossCurveDisplay.from_trajectories(away, yscale="log"),
        LossCurveDisplay.from_trajectories(away),
        ContourDisplay.from_function(
            bowl, (-2, 2), (-1, 3), grid=9,
            trajectories={"away": Trajectory.of(np.hstack([params, params]), bowl)},
        ),
    ):  # fmt: skip
        picture.png()
        assert "it diverges" in picture.alt


def test_path_of_no_steps_and_of_nan_are_drawn() -> None:
    single = {"start only": Trajectory.of([[1.0]], parabola)}
    LossCurveDisplay.from_trajectories(single).png()
    PathOnCurveDisplay.from_trajectories(parabola, single, span=(-1, 1)).png()
    lost = {"lost": Trajectory(np.full((3, 1), np.nan), np.full(3, np.nan))}
    LossCurveDisplay.from_trajectories(lost).png()


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


def test_row_shows_pictures_side_by_side_with_both_texts() -> None:
    left, right = PICTURES["path"](), PICTURES["contour"]()
    row = RowDisplay.of(left, right, caption="Both.")
    assert left.alt in row.alt
    assert right.alt in row.alt
    assert len(row.figure_.figure.axes) >= 2
    assert "Both." in row._repr_mimebundle_()[0]["text/html"]
    assert pixels(row).shape[1] > pixels(left).shape[1]


def test_first_looks_differ_in_every_cue() -> None:
    looks = [style.cue(k) for k in range(7)]
    for part in range(4):
        assert len({str(look[part]) for look in looks}) == 7
    assert len({str(style.cue(k)) for k in range(14)}) == 14


def test_error_is_of_the_packages_tree() -> None:
    error = BadPicture("loss", "text", "numbers", "Call it.")
    assert isinstance(error, Dl4dsError)
    assert isinstance(error, ValueError)
    assert str(error) == "loss: got text, expected numbers. Call it."
