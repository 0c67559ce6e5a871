"""What the canvas draws, and when: frames are cranked by hand, so that nothing is timed."""

from __future__ import annotations

import base64
import itertools
import zlib
from dataclasses import replace

import numpy as np
import pytest
from cranked import CRANK, Shown
from scenes import RATES, descent, every_layer

from dl4ds_utils.explorers import captions
from dl4ds_utils.explorers.pack import decode, pack
from dl4ds_utils.explorers.scene import Array, Caption

pytestmark = pytest.mark.browser

READ = """async ([spec, text, places]) => {
  const buffer = await inflate(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)));
  const get = reader(spec, buffer);
  // Text keeps NaN and infinity apart from each other and from nothing.
  return places.map(([name, state]) => [...get(name, state)].join(" "));
}"""


@pytest.mark.parametrize("scene", [descent(), every_layer()], ids=["descent", "every layer"])
def test_the_browser_reads_the_same_numbers_as_python(shown, scene) -> None:
    packed = pack(scene)
    size = {control.name: len(control) for control in scene.controls}
    places = [
        (name, dict(zip(entry["axes"], at, strict=True)))
        for name, entry in packed.spec["arrays"].items()
        for at in itertools.product(*(range(size[axis]) for axis in entry["axes"]))
    ]
    shown.core()
    text = base64.b64encode(packed.data).decode()
    read = shown.page.evaluate(READ, [packed.spec, text, places])
    blob = zlib.decompress(packed.data)
    there = {name: decode(entry, blob) for name, entry in packed.spec["arrays"].items()}
    for (name, state), numbers in zip(places, read, strict=True):
        wanted = np.ravel(there[name][tuple(state.values())])
        found = np.array([float(word) for word in numbers.split()])
        np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-12, err_msg=name)


def test_numbers_are_written_as_in_python(shown) -> None:
    numbers = [0.0, -0.0, 1, -1.5, 0.12345, 999.6, 1234.5, 99999, 123456, -0.00012, 1.5e-7, 2e40]
    numbers += [float("nan"), float("inf"), float("-inf"), 0.1 + 0.2, 1e5, 9.999e4]
    shown.core()
    written = shown.page.evaluate("(numbers) => numbers.map((v) => number(v))", numbers)
    assert written == [captions.number(v) for v in numbers]


def test_many_events_in_one_frame_are_one_draw(shown) -> None:
    shown.show(descent())
    before = shown.get("draws")
    for index in (3, 4, 5, 6, 7):
        shown.set("alpha", index)
        shown.set("step", index)
    assert shown.get("draws") == before
    assert shown.crank() == 1
    assert shown.get("draws") == before + 1
    assert shown.crank() == 0


def test_a_control_set_to_where_it_is_draws_nothing(shown) -> None:
    shown.show(descent())
    shown.set("alpha", 10)
    shown.set("nobody", 1)
    assert shown.crank() == 0


def test_an_index_beyond_the_grid_is_its_end(shown) -> None:
    shown.show(descent())
    shown.set("step", 1000)
    shown.set("alpha", -5)
    assert shown.get("state") == {"alpha": 0, "step": 12, "start": 0}


def test_a_move_paints_only_the_panels_that_depend_on_it(shown) -> None:
    shown.show(every_layer())
    before = shown.get("painted")
    shown.set("k", 4)
    shown.crank()
    # Curves, arrows, bars and the panel with a text for each k; three panels stay as they are.
    assert shown.get("painted") - before == 4


def test_what_does_not_move_is_drawn_once(shown) -> None:
    shown.show(descent())
    shown.page.evaluate("said.length = 0")
    shown.set("alpha", 12)
    shown.crank()
    drawn = set(shown.page.evaluate("said"))
    assert drawn == {"minimum", "descent", "loss"}  # the legend; no tick, no title


def test_a_contour_and_what_lies_below_rest_until_their_own_control_moves(shown) -> None:
    scene = descent()
    field = scene.arrays["field"].values
    fields = Array(np.stack([field, 2 * field, 3 * field]), ("start",), "u1")
    shown.show(replace(scene, arrays={**scene.arrays, "field": fields}))
    title = ["Where", "the", "parameters", "go"]
    for control, index, again in (("alpha", 12, False), ("start", 1, True), ("step", 2, False)):
        shown.page.evaluate("said.length = 0")
        shown.set(control, index)
        shown.crank()
        said = [text.strip() for text in shown.page.evaluate("said")]
        assert (said[: len(title)] == title) is again, control
        assert said[-3:] == ["minimum", "descent", "loss"]


def test_each_state_has_its_own_picture_and_a_state_always_the_same(shown) -> None:
    shown.show(descent())
    first = shown.pixels()
    seen = {first}
    for index in range(1, 6):
        shown.set("alpha", 2 * index - 1)
        shown.crank()
        seen.add(shown.pixels())
    assert len(seen) == 6
    shown.set("alpha", 10)
    shown.crank()
    assert shown.pixels() == first


def test_the_caption_follows_the_state(shown) -> None:
    scene = descent()
    shown.show(scene)
    for alpha, step in ((0, 0), (20, 12), (16, 3)):
        shown.set("alpha", alpha)
        shown.set("step", step)
        shown.crank()
        loss = scene.arrays["loss"].values[alpha, 0, step]
        verdict = "it diverges." if RATES[alpha] > 1 / 3 else "it converges."
        assert shown.caption() == (
            f"α = {RATES[alpha]:.3g}: {verdict} After {step} steps the loss is "
            f"{captions.number(float(loss))}."
        )


def test_captions_read_the_same_as_in_python(shown) -> None:
    scene = descent()
    chosen = Caption(
        texts=("no-one: {step}", "one {loss}", ""), values={"step": "step", "loss": "loss"},
        choose="regime",
    )  # fmt: skip
    regime = Array(np.arange(21.0) % 3, ("alpha",), "u1")
    scene = replace(
        scene,
        captions=(*scene.captions, chosen, Caption("The end.")),
        arrays={**scene.arrays, "regime": regime},
    )
    shown.show(scene)
    for alpha, step in ((0, 0), (7, 5), (20, 12), (5, 1)):
        shown.set("alpha", alpha)
        shown.set("step", step)
        shown.crank()
        assert shown.caption() == captions.caption(scene.at(alpha=alpha, step=step))


def test_arrow_keys_on_the_canvas_move_the_first_control(shown) -> None:
    shown.show(descent())
    canvas = shown.page.locator("canvas")
    canvas.focus()
    for key, index in [("ArrowRight", 11), ("ArrowUp", 12), ("ArrowLeft", 11), ("PageUp", 13),
                       ("End", 20), ("ArrowRight", 20), ("Home", 0)]:  # fmt: skip
        shown.page.keyboard.press(key)
        assert shown.get("state.alpha") == index, key
    shown.page.keyboard.press("Control+ArrowRight")
    assert shown.get("state.alpha") == 0


def test_a_click_picks_the_nearest_start(shown) -> None:
    shown.show(descent())
    box = shown.page.locator("canvas").bounding_box()
    assert box is not None
    # The left start is left and above, the lower one right and below the middle of the contours.
    middle = shown.get("panels[0].box")
    for dx, dy, start in ((-0.35, -0.2, 1), (0.1, 0.35, 2), (0.4, -0.2, 0)):
        x = box["x"] + middle["x"] + (0.5 + dx) * middle["w"]
        y = box["y"] + middle["y"] + (0.5 + dy) * middle["h"]
        shown.page.mouse.click(x, y)
        shown.crank()
        assert shown.get("state.start") == start


def test_the_canvas_has_a_name_and_a_role_and_can_be_focused(shown) -> None:
    scene = descent()
    shown.show(scene)
    canvas = shown.page.get_by_role("img", name=scene.alt)
    assert canvas.evaluate("node => [node.tagName, node.tabIndex]") == ["CANVAS", 0]


@pytest.mark.parametrize("said", ["page", "background", "system"])
def test_the_theme_changes_at_once(shown, said) -> None:
    style = "html { color-scheme: light dark }" if said == "system" else ""
    shown.show(descent(), style=style)
    light = shown.pixels()
    ink = shown.page.locator("[aria-live]")
    assert ink.evaluate("p => p.style.color") == "rgb(51, 51, 51)"
    if said == "page":
        shown.page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    elif said == "background":
        shown.page.evaluate("document.body.style.background = '#111'")
    else:
        shown.page.emulate_media(color_scheme="dark")
    shown.turn()
    assert ink.evaluate("p => p.style.color") == "rgb(226, 226, 226)"
    assert shown.pixels() != light


def test_a_page_that_is_white_stays_light_whatever_the_system_prefers(shown) -> None:
    shown.page.emulate_media(color_scheme="dark")
    shown.show(descent())
    assert shown.page.locator("[aria-live]").evaluate("p => p.style.color") == "rgb(51, 51, 51)"


def test_the_canvas_has_a_pixel_for_each_of_the_screen(browser) -> None:
    context = browser.new_context(viewport={"width": 700, "height": 500}, device_scale_factor=2.5)
    context.add_init_script(CRANK)
    page = context.new_page()
    page.goto("about:blank")
    dense = Shown(page)
    dense.show(descent())
    width, shown_width = dense.get("canvas.width"), dense.get("canvas.clientWidth")
    context.close()
    assert width == pytest.approx(2.5 * shown_width, abs=2)


def test_the_picture_follows_the_width_of_its_column_and_stacks_panels_in_a_narrow_one(
    shown,
) -> None:
    shown.show(descent())
    wide = shown.get("canvas.clientHeight")
    shown.page.set_viewport_size({"width": 360, "height": 900})
    shown.turn()
    assert shown.get("canvas.width") < 360
    assert shown.get("canvas.clientHeight") > 1.2 * wide
    assert shown.get("panels[1].cell.y") > shown.get("panels[0].cell.y")


def test_a_legend_has_as_many_rows_as_there_is_room_for(shown) -> None:
    shown.core()
    rows = """() => Array.from({ length: 200 }, (_, k) => {
      const g = document.createElement("canvas").getContext("2d"), ys = new Set();
      g.fillText = (text, x, y) => ys.add(y);
      const labels = ["minimum", "descent", "momentum"];
      const look = { color: 0, dash: [], width: 2, alpha: 1 };
      const layers = labels.map(() => ({ kind: "curve", look }));
      const entries = labels.map((label, k) => ({ label, layers: [k] }));
      const about = { layers, title: "", legend: entries };
      const theme = { 0: "red", ink: "black" };
      const p = { cell: { x: 0, y: 0, w: 150 + k }, about, g, theme, state: {} };
      const height = head(p);
      legend(p);
      return [(height - p.below - 6) / 18, ys.size];
    })"""
    counted = shown.page.evaluate(rows)
    assert {rows for rows, _ in counted} == {1, 2, 3}
    assert [rows for rows, _ in counted] == [drawn for _, drawn in counted]


@pytest.mark.parametrize(
    ("scale", "middle"), [("linear", 50.5), ("log", 10.0), ("symlog", 13.2127)]
)
def test_the_middle_of_an_axis_is_the_middle_on_its_scale(shown, scale, middle) -> None:
    shown.core()
    axis = {"lo": 1, "hi": 100, "scale": scale, "linthresh": 1}
    where = shown.page.evaluate("([axis, v]) => scaleOf(axis)(v)", [axis, middle])
    assert where == pytest.approx(0.5, abs=1e-5)


@pytest.mark.parametrize("scale", ["linear", "log", "symlog"])
def test_what_is_no_number_has_no_place_on_an_axis(shown, scale) -> None:
    shown.core()
    axis = {"lo": 1, "hi": 100, "scale": scale, "linthresh": 1}
    assert shown.page.evaluate("(axis) => Number.isNaN(scaleOf(axis)(NaN))", axis)
