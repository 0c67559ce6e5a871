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
from matplotlib.figure import Figure
from pictures import PICTURES
from PIL import Image

from dl4ds_utils.errors import Dl4dsError
from dl4ds_utils.views import (
    BadPicture,
    Display,
    LinesDisplay,
    RowDisplay,
    style,
)


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


def test_settings_come_back_after_an_error() -> None:
    before = matplotlib.rcParams.copy()
    with pytest.raises(ZeroDivisionError), style.styled():
        raise ZeroDivisionError
    assert matplotlib.rcParams.copy() == before
