"""An explorer in a feedback page: shut off from the page, and alive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from scenes import descent

from autograder.frames import SCRIPT, USUAL, framed
from dl4ds_utils.explorers.explorer import Explorer

pytestmark = pytest.mark.browser
STATE = "document.querySelector('figure > div').dl4ds.state.alpha"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page whose frames come by themselves: a crank does not reach into another process."""
    context = browser.new_context(viewport={"width": 900, "height": 900}, offline=True)
    yield context.new_page()
    context.close()


def test_an_explorer_in_a_frame_follows_its_slider_and_gets_the_height_it_needs(
    page: Page, tmp_path: Path
) -> None:
    path = tmp_path / "page.html"
    dark = "<style>body{background:#111}</style>"
    text = SCRIPT + framed(Explorer(descent())._fragment("twin"))
    path.write_text(f"<!doctype html><head>{dark}</head><body>{text}</body>", encoding="utf-8")
    page.goto(path.as_uri())
    frame = page.frames[1]
    slider = frame.get_by_role("slider", name="learning rate α")
    expect(frame.locator(".dl4ds-caption").first).to_be_visible()
    before = frame.evaluate(STATE)
    slider.focus()
    slider.press("ArrowRight")
    assert frame.evaluate(STATE) == before + 1
    # All of it is seen, and on a light ground with dark words, whatever the page around it is.
    needed = frame.evaluate("document.documentElement.offsetHeight")
    assert needed > USUAL
    expect(page.locator("iframe")).to_have_css("height", f"{needed}px")
    colour = frame.locator(".dl4ds-caption").first.evaluate("(it) => getComputedStyle(it).color")
    assert max(int(part) for part in re.findall(r"\d+", colour)) < 128
