"""What makes pictures fast keeps them as Matplotlib would have drawn them."""

from __future__ import annotations

import io
from typing import Any

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont
from matplotlib.legend import Legend
from PIL import Image

from dl4ds_utils.views import LinesDisplay, style
from dl4ds_utils.views.colorbar import color_bar
from dl4ds_utils.views.contour import GROUND
from dl4ds_utils.views.key import Key
from dl4ds_utils.views.lettering import Canvas, font, letters
from dl4ds_utils.views.ruler import RuledAxes
from dl4ds_utils.views.sheet import Sheet


def drawn(figure: Figure, canvas: type[FigureCanvasAgg] = Canvas) -> np.ndarray:
    canvas(figure).draw()
    return np.asarray(figure.canvas.buffer_rgba())[..., :3].astype(int)


def ink(image: np.ndarray) -> tuple[int, ...]:
    """Give the box of all that is not white: top, bottom, left, right."""
    rows, columns = (np.flatnonzero((image < 200).any(axis=(2, axis))) for axis in (1, 0))
    return tuple(int(edge) for edge in (rows[0], rows[-1], columns[0], columns[-1]))


def made(axes_class: Any, **limits: tuple[float, float]) -> tuple[Figure, Any]:
    with style.styled():
        figure = Figure(figsize=(5, 4), dpi=200)
        ax = figure.add_axes((0.2, 0.2, 0.7, 0.7), axes_class=axes_class)
        ax.set(xlabel="input x", ylabel="output y", **limits)
    return figure, ax


# --- lettering ------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["Tx", "gyp φ₀", "−10²", "."])
@pytest.mark.parametrize("rotation", [0, 90])
def test_text_covers_the_pixels_that_matplotlib_gives_it(text: str, rotation: int) -> None:
    boxes = []
    for canvas in (FigureCanvasAgg, Canvas):
        figure = Figure(figsize=(3, 3), dpi=200)
        figure.text(0.3, 0.4, text, fontsize=20, rotation=rotation)
        boxes.append(ink(drawn(figure, canvas)))
    # Its letters are hinted, ours are not: they stay within 2 pixels in 100.
    np.testing.assert_allclose(*boxes, atol=4)


def test_text_keeps_its_color_and_transparency() -> None:
    figure = Figure(figsize=(2, 1), dpi=200)
    figure.text(0.1, 0.3, "███", fontsize=20, color="#ff0000", alpha=0.5)
    np.testing.assert_allclose(drawn(figure).reshape(-1, 3).min(axis=0), [255, 128, 128], atol=1)


@pytest.mark.parametrize("text", ["slanted", "$x^2$", "two\nlines"])
def test_special_texts_are_drawn_as_always(text: str) -> None:
    figure = Figure(figsize=(2, 2), dpi=100)
    figure.text(0.2, 0.2, text, rotation=30 if text == "slanted" else 0)
    top, bottom, left, right = ink(drawn(figure))
    assert bottom - top > 5
    assert right - left > 5


def test_text_is_set_once_for_many_pictures() -> None:
    before = letters.cache_info().misses
    for _ in range(3):
        LinesDisplay.from_lines(
            [1, 2], {"just once": [1, 2]}, xlabel="x once", ylabel="y once"
        ).png()
    assert letters.cache_info().misses - before <= 3 + 16  # the words, and the axes' numbers
    before = letters.cache_info().misses
    LinesDisplay.from_lines([1, 2], {"just once": [1, 2]}, xlabel="x once", ylabel="y once").png()
    assert letters.cache_info().misses == before


def test_letters_in_memory_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="read-only"):
        letters("a", findfont(font(10.0)), 10.0, 100.0).cover[0, 0] = 1


def test_renderer_follows_the_size_of_the_figure() -> None:
    figure = Figure(figsize=(2, 1), dpi=100)
    canvas = Canvas(figure)
    first = canvas.get_renderer()
    assert canvas.get_renderer() is first
    figure.set_dpi(200)
    assert canvas.get_renderer() is not first
    assert canvas.get_renderer().width == 400


# --- rulers ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", ["linear", "log", "symlog"])
def test_ruled_axes_look_like_matplotlibs(scale: str) -> None:
    images = []
    for axes_class in (matplotlib.axes.Axes, RuledAxes):
        figure, ax = made(axes_class, xlim=(-1.3, 2.1))
        with style.styled():
            ax.plot([-1, 0, 2], [0.02, 30.0, 5.0])
            style.scales(ax, y=scale)
            images.append(drawn(figure))
    np.testing.assert_allclose(ink(images[0]), ink(images[1]), atol=2)
    different = (np.abs(images[0] - images[1]) > 100).any(axis=2)
    assert different.mean() < 2e-3  # edges of letters and lines


def test_ruled_axes_make_no_ticks() -> None:
    figure, ax = made(RuledAxes)
    ax.grid(False)
    ax.tick_params(length=2)
    drawn(figure)
    for axis in (ax.xaxis, ax.yaxis):
        assert not {"majorTicks", "minorTicks"} & set(vars(axis))


def test_ticks_that_somebody_asks_for_are_there() -> None:
    figure, ax = made(RuledAxes, xlim=(0, 4))
    ax.set_xticks([1, 3], ["one", "three"])
    drawn(figure)
    assert [label.get_text() for label in ax.get_xticklabels()] == ["one", "three"]


@pytest.mark.parametrize(
    "change",
    [
        lambda ax: ax.tick_params(rotation=45),
        lambda ax: ax.set_xlabel("$x^2$"),
        lambda ax: ax.set_xticks([0.5], ["two\nlines"]),
    ],
)
def test_what_rulers_do_not_know_is_left_to_matplotlib(change: Any) -> None:
    images = []
    for axes_class in (matplotlib.axes.Axes, RuledAxes):
        figure, ax = made(axes_class)
        with style.styled():
            change(ax)
            images.append(drawn(figure, FigureCanvasAgg))
    assert (np.abs(images[0] - images[1]) > 100).any(axis=2).mean() < 2e-3


def test_common_factor_of_the_labels_is_written() -> None:
    figure, ax = made(RuledAxes, xlim=(0, 3e9), ylim=(0, 2e-7))
    canvas = Canvas(figure)
    canvas.draw()
    words, _ = ax.xaxis._layout(canvas.get_renderer())
    assert "1e9" in [word.text for word in words]
    words, _ = ax.yaxis._layout(canvas.get_renderer())
    assert "1e−7" in [word.text for word in words]


def test_axes_without_axis_draw_no_ruler() -> None:
    figure, ax = made(RuledAxes)
    ax.set_axis_off()
    assert (drawn(figure) > 250).all()


def test_cleared_axes_keep_their_frame() -> None:
    figure, ax = made(RuledAxes, xlim=(-1, 1), ylim=(-1, 1))
    with style.styled():
        ax.clear()
        ax.set(xlim=(-1, 1), ylim=(-1, 1))
        drawn(figure)
    box = ax.spines["left"].get_window_extent()
    assert box.x0 == pytest.approx(ax.bbox.x0, abs=1)


# --- keys -----------------------------------------------------------------------------------------


def keyed(axes: Any = RuledAxes, **line: Any) -> tuple[Figure, Any]:
    figure, ax = made(axes, xlim=(0, 1), ylim=(0, 1))
    with style.styled():
        ax.plot([0.0, 1.0], [1.0, 0.0], label="falls", marker="s", **line)
        ax.plot([0.6, 0.9], [0.9, 0.9], label="above", linestyle="--")
    return figure, ax


def test_key_is_the_legend_of_its_axes() -> None:
    figure, ax = keyed()
    with style.styled():
        style.legend(ax)
        drawn(figure)
    key = ax.get_legend()
    assert isinstance(key, Key)
    assert [text.get_text() for text in key.get_texts()] == ["falls", "above"]
    assert [sample.get_linestyle() for sample in key.legend_handles] == ["-", "--"]
    assert key.legend_handles[0].get_marker() == "s"


def test_key_lies_where_it_hides_least_inside_the_axes() -> None:
    figure, ax = keyed()
    with style.styled():
        style.legend(ax)
        drawn(figure)
    box, area = ax.get_legend().get_window_extent(), ax.bbox
    # The falling line leaves two corners; the other line is in the upper one.
    assert box.x1 < area.x0 + area.width / 2
    assert box.y1 < area.y0 + area.height / 2
    assert area.x0 < box.x0
    assert area.y0 < box.y0


def test_key_has_the_size_of_matplotlibs_legend() -> None:
    figure, ax = keyed()
    with style.styled():
        style.legend(ax)
        drawn(figure)
        ours = ax.get_legend().get_window_extent()
        legend = ax.legend()
        drawn(figure)
        theirs = legend.get_window_extent()
    assert ours.width == pytest.approx(theirs.width, rel=0.03)
    assert ours.height == pytest.approx(theirs.height, rel=0.03)


def test_key_below_starts_under_the_name_of_the_axis() -> None:
    sheet = Sheet(1, (5, 4))
    with style.styled():
        ax = sheet.axes[0]
        ax.set(xlabel="input x", ylabel="y")
        ax.plot([0, 1], [0, 1], label="a")
        style.legend(ax, below=True)
        sheet.settle()
        sheet.png()
    renderer = sheet.canvas.get_renderer()
    axis = ax.xaxis.get_tightbbox(renderer)
    assert axis is not None
    box = ax.get_legend().get_window_extent(renderer)
    assert 0 < box.y0 < box.y1 < axis.y0 + 2


@pytest.mark.parametrize("label", ["$x^2$", "two\nlines"])
def test_labels_that_a_key_cannot_write_get_matplotlibs_legend(label: str) -> None:
    figure, ax = made(RuledAxes)
    ax.plot([0, 1], label=label)
    style.legend(ax)
    assert isinstance(ax.get_legend(), Legend)
    figure, ax = made(RuledAxes)
    ax.fill_between([0, 1], [1, 2], label="area")
    style.legend(ax, below=True)
    assert isinstance(ax.get_legend(), Legend)
    drawn(figure)


def test_key_serves_axes_of_the_student_and_every_file_format() -> None:
    figure, ax = keyed(matplotlib.axes.Axes)
    style.legend(ax)
    for kind in ("png", "svg"):
        target = io.BytesIO()
        figure.savefig(target, format=kind)
        assert target.getvalue()


# --- colors, settings -----------------------------------------------------------------------------


def test_white_stays_white_and_each_color_nearly_itself_in_the_file() -> None:
    sheet = Sheet(1, (5, 4))
    with style.styled():
        ax = sheet.axes[0]
        for k in range(7):
            look = style.cue(k)
            ax.bar([k], [k + 1.0], color=look.color)
        sheet.settle()
        file = sheet.png()
    image = Image.open(io.BytesIO(file))
    assert image.mode == "P"
    got = np.asarray(image.convert("RGB")).astype(int)
    want = np.asarray(sheet.canvas.buffer_rgba())[..., :3].astype(int)
    assert (got[0, 0] == 255).all()
    assert np.abs(got - want).mean() < 0.5
    assert (np.abs(got - want).max(axis=2) > 12).mean() < 1e-3


def test_color_bar_has_one_band_for_each_pair_of_levels() -> None:
    figure, ax = made(RuledAxes)
    norm = matplotlib.colors.Normalize(0, 8)
    with style.styled():
        image = color_bar(ax, [0.0, 1.0, 2.0, 4.0, 8.0], GROUND, norm, "loss", every=2)
        drawn(figure)
    np.testing.assert_array_equal(np.ravel(image.get_array()), [0.5, 1.5, 3.0, 6.0])
    assert [text.get_text() for text in image.axes.get_yticklabels()] == ["0", "2", "8"]
    assert image.axes.get_ylabel() == "loss"
