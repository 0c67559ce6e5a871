"""What the tests of the browser's side share: a page that a test cranks by hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cranked import CRANK, Shown
from playwright.sync_api import Browser, Page


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 900, "height": 900}, offline=True)
    context.add_init_script(CRANK)
    page = context.new_page()
    page.goto("about:blank")
    yield page
    context.close()


@pytest.fixture
def shown(page: Page) -> Iterator[Shown]:
    shown = Shown(page)
    yield shown
    assert shown.errors == []
