"""What the tests share: demos that are made once, and a page that a test cranks by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import pytest
from cranked import CRANK, Shown
from demos import DEMOS
from playwright.sync_api import Browser, Page

from dl4ds_utils.explorers.explorer import Explorer


@pytest.fixture(scope="module")
def whole_grids() -> Iterator[None]:
    """Give whole grids on a busy machine too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dl4ds_utils.explorers.precompute.SECONDS", 600.0)
        yield


@pytest.fixture(scope="session")
def demo() -> Callable[[str], Explorer]:
    """Give a demo of the lectures by its name, with its whole grid; each is made once."""

    @cache
    def made(name: str) -> Explorer:
        with pytest.MonkeyPatch.context() as patch:
            patch.delenv("NBGRADER_EXECUTION", raising=False)
            patch.setattr("dl4ds_utils.explorers.precompute.SECONDS", 600.0)
            found = DEMOS[name]()
        assert isinstance(found, Explorer)
        return found

    return made


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
