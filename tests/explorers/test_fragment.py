"""The fragment: a picture first, alive where it can be, and at home in any page."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from playwright.sync_api import expect
from scenes import descent, every_layer

from dl4ds_utils.explorers.fragment import fragment
from dl4ds_utils.explorers.javascript import FOLDER, ORDER, joined
from dl4ds_utils.explorers.pack import pack

pytestmark = pytest.mark.browser
# One white pixel.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8/x8AAwMCAO+ip1sAAAAASUVORK5CYII="
)


def html_of(scene, picture: bytes = PIXEL, pair: str = "") -> str:
    packed = pack(scene)
    return fragment(packed.spec, packed.data, picture, pair)


class Tags(HTMLParser):
    """The tags of a text in order, with their attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_the_picture_with_its_text_comes_first_and_nothing_is_fetched() -> None:
    scene = descent()
    text = html_of(scene)
    (figure, _), (img, about), (script, empty) = Tags(text).seen
    assert (figure, img, script, empty) == ("figure", "img", "script", {})
    assert about["alt"] == scene.alt
    assert about["src"].startswith("data:image/png;base64,")
    assert not re.search(r"https?://|import\(|fetch\(", text)


def test_the_core_has_no_links_left_and_is_small() -> None:
    for glue in ("widget", "fragment"):
        text = joined(glue)
        assert not re.search(r"(?m)^import |^export \{|^\s*//", text)
        assert len(text) < 30_000
    modules = {path.stem for path in FOLDER.glob("*.js")}
    assert modules == {*ORDER, "widget", "fragment"}


def test_the_drawing_core_stays_under_500_lines_of_at_most_100_characters() -> None:
    # The others put a page around it: themes, keys, Play, and what takes its turn with widgets.
    core = set(ORDER) - {"page", "live", "play"}
    lines = {path.stem: path.read_text("utf-8").splitlines() for path in FOLDER.glob("*.js")}
    assert sum(len(lines[name]) for name in core) < 500
    assert [line for some in lines.values() for line in some if len(line) > 100] == []


def test_every_module_of_the_core_imports_only_from_those_before_it() -> None:
    for k, name in enumerate(ORDER):
        links = re.findall(r'from "\./(\w+)\.js"', (FOLDER / f"{name}.js").read_text())
        assert set(links) <= set(ORDER[:k]), name


def test_without_scripts_the_picture_stays_and_has_its_text(browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_content(html_of(descent()))
    expect(page.get_by_role("img", name=descent().alt)).to_be_visible()
    assert page.locator("canvas, input").count() == 0
    context.close()


@pytest.mark.parametrize("missing", ["DecompressionStream", "ResizeObserver"])
def test_in_an_old_browser_the_picture_stays(page, missing) -> None:
    page.evaluate(f"() => {{ delete window.{missing}; }}")
    page.set_content(html_of(descent()))
    # Whatever the script puts off has come and gone when a later task has run.
    page.evaluate("new Promise((done) => setTimeout(done, 50))")
    assert page.locator("img").is_visible()
    assert page.locator("canvas").count() == 0


def test_where_it_is_alive_the_picture_is_hidden(shown) -> None:
    shown.show(descent(), picture=PIXEL)
    assert shown.page.locator("img").is_hidden()
    assert shown.page.locator("canvas").is_visible()


def test_without_a_picture_its_text_stands_there(browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_content(html_of(descent(), picture=b""))
    assert page.locator("img").count() == 0
    assert page.get_by_text(descent().alt).is_visible()
    context.close()


def test_arrow_keys_move_a_slider_and_the_page_hears_nothing(shown) -> None:
    shown.show(descent())
    shown.page.evaluate(
        "() => { window.heard = []; onkeydown = (event) => heard.push(event.key); }"
    )
    slider = shown.page.get_by_role("slider", name="learning rate α")
    slider.focus()
    shown.page.keyboard.press("ArrowRight")
    shown.page.keyboard.press("ArrowRight")
    assert shown.crank() == 1
    assert shown.get("state.alpha") == 12
    assert shown.caption().startswith("α = 0.24:")
    assert slider.get_attribute("aria-valuetext") == "0.24"
    assert shown.page.locator("output").first.inner_text() == "0.24"
    assert shown.page.evaluate("heard") == []
    # JupyterLab listens before anybody else, and leaves alone what stands under this mark.
    assert shown.page.locator("figure[data-lm-suppress-shortcuts]").count() == 1


def test_a_choice_is_a_group_of_radio_buttons(shown) -> None:
    shown.show(descent())
    group = shown.page.get_by_role("radiogroup", name="start")
    group.get_by_label("below").check()
    shown.crank()
    assert shown.get("state.start") == 2


def test_keys_and_clicks_on_the_canvas_move_the_controls_too(shown) -> None:
    shown.show(descent())
    shown.page.locator("canvas").focus()
    shown.page.keyboard.press("End")
    slider = shown.page.get_by_role("slider", name="learning rate α")
    assert slider.input_value() == "20"
    assert shown.page.locator("output").first.inner_text() == "2"


def test_two_copies_are_both_alive_and_do_not_disturb_each_other(shown) -> None:
    text = html_of(descent())
    shown.html(text + text, 2)
    shown.page.get_by_role("slider", name="step").nth(1).fill("9")
    shown.page.get_by_role("radio", name="left").nth(1).check()
    shown.crank()
    assert shown.get("state", 0) == {"alpha": 10, "step": 4, "start": 0}
    assert shown.get("state", 1) == {"alpha": 10, "step": 9, "start": 1}
    assert [shown.get("draws", k) for k in (0, 1)] == [1, 2]
    assert shown.page.locator("radio:checked, input[type=radio]:checked").count() == 2


def test_play_moves_one_step_in_each_frame_until_the_end(shown) -> None:
    shown.show(descent())
    shown.set("step", 0)
    shown.crank()
    button = shown.page.get_by_role("button", name="Play")
    button.click()
    assert shown.page.locator("[aria-live]").get_attribute("aria-live") == "off"
    steps, pictures = [], set()
    for _ in range(13):
        shown.crank()
        steps.append(shown.get("state.step"))
        pictures.add(shown.pixels())
    assert steps == [*range(1, 13), 12]
    assert len(pictures) == 12 + 1  # the frame after the last step draws that step
    assert shown.page.locator("[aria-live]").get_attribute("aria-live") == "polite"
    button.click()
    assert shown.get("state.step") == 0


def test_a_short_run_takes_its_time(shown) -> None:
    scene = descent()
    assert scene.controls[1].play == 250
    shown.show(scene)
    shown.set("step", 0)
    shown.page.evaluate("between = 50")
    shown.page.get_by_role("button", name="Play").click()
    steps = []
    for _ in range(11):
        shown.crank()
        steps.append(shown.get("state.step"))
    assert steps == [1] * 5 + [2] * 5 + [3]


def test_play_stops_when_it_is_pressed_again(shown) -> None:
    shown.show(descent())
    shown.page.get_by_role("button", name="Play").click()
    shown.crank()
    shown.page.get_by_role("button", name="Stop").click()
    shown.crank()
    assert shown.get("state.step") == 5
    assert shown.crank() == 0


def test_who_wants_no_motion_gets_jumps(shown) -> None:
    shown.page.emulate_media(reduced_motion="reduce")
    shown.show(descent())
    shown.page.get_by_role("button", name="Play").click()
    assert shown.crank() == 1
    assert shown.get("state.step") == 6
    assert shown.page.get_by_role("button", name="Play").is_visible()
    assert shown.crank() == 1  # the picture
    assert shown.crank() == 0


def test_the_styles_of_the_page_do_not_reach_it(shown) -> None:
    shown.show(descent())
    before = shown.page.locator("canvas").bounding_box()
    style = "input, button, canvas, p, div > span { display: none !important; margin: 90px }"
    shown.show(descent(), style=style)
    assert shown.page.locator("canvas").bounding_box() == before
    assert shown.page.get_by_role("slider").count() == 2


def test_text_that_looks_like_html_stays_text(shown) -> None:
    scene = descent()
    odd = "a</script><b>\"'&<!--\u2028 ${1}"
    first = replace(scene.controls[0], label=odd)
    shown.show(replace(scene, controls=(first, *scene.controls[1:]), alt=odd, note=odd))
    assert shown.page.locator(".dl4ds-note").evaluate("p => p.textContent") == odd
    assert shown.page.locator("canvas").get_attribute("aria-label") == odd
    assert shown.page.locator("b").count() == 0


def test_a_fragment_steps_back_while_its_widgets_live(shown) -> None:
    area = "<div class=jp-OutputArea-child id=first>{}</div>"
    widgets, text = area.format("Loading widget…"), html_of(descent(), pair="twin")
    other = area.replace("first", "other").format("the output before")
    shown.html(other + widgets + area.replace("first", "second").format(text), 1)

    def seen() -> list[bool]:
        return [
            shown.page.locator(f"#{name}").is_visible() for name in ("other", "first", "second")
        ]

    assert seen() == [True, False, True]
    announce = "by => { dl4dsLiving.set('twin', by);" \
        " document.dispatchEvent(new CustomEvent('dl4ds-live', { detail: 'twin' })); }"  # fmt: skip
    shown.page.evaluate(announce, 1)
    assert seen() == [True, True, False]
    shown.page.evaluate(announce, 0)
    assert seen() == [True, False, True]


def test_a_fragment_without_widgets_hides_nothing_of_the_page(shown) -> None:
    area = "<div class=jp-OutputArea-child>{}</div>"
    shown.html(area.format("the output before") + area.format(html_of(descent())), 1)
    assert shown.page.get_by_text("the output before").is_visible()


def test_a_fragment_that_was_taken_off_the_page_listens_to_nothing_until_it_is_back(shown) -> None:
    shown.show(every_layer())
    shown.page.evaluate(
        "() => { window.figure = document.querySelector('figure'); figure.remove(); }"
    )
    # Its observers hear of it with the browser's own next frame.
    shown.page.evaluate("new Promise((done) => new ResizeObserver(done).observe(document.body))")
    shown.page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    assert shown.crank() == 0
    shown.page.evaluate("() => { document.body.append(figure); }")
    shown.turn()
    assert shown.get("draws") == 2
    assert shown.page.locator("[aria-live]").evaluate("p => p.style.color") == "rgb(226, 226, 226)"


def test_a_drawing_that_was_disposed_of_draws_no_more(shown) -> None:
    shown.show(every_layer())
    shown.page.evaluate("() => { window.drawn = document.querySelector('figure > div').dl4ds; }")
    shown.page.evaluate("() => { drawn.dispose(); drawn.set('k', 4); }")
    assert shown.page.locator("canvas").count() == 0
    assert shown.crank() == 0
