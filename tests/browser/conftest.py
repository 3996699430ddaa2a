"""Fixtures for tests that drive Chromium."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.player_server import serve

PATIENCE = 60_000  # ms; a machine that does other things as well is slow to open a page

expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def player_url() -> Iterator[str]:
    """Serve the player alone, with invented runs; yield the address of its page."""
    with serve() as url:
        yield url


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open an empty page of its own; the test fails if a script on it or the app does."""
    app = request.getfixturevalue("app") if "app" in request.fixturenames else None
    before = app.printed() if app else ""
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 720})
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []
    if app:
        printed = app.printed().removeprefix(before)
        assert "Traceback" not in printed, printed


def opener(path: str, *marks: str) -> Callable[..., Page]:
    """Return what opens a page, a query behind its path, and waits for what is there last."""

    def opened(page: Page, app_url: str, query: str = "") -> Page:
        page.goto(f"{app_url}/{path}{query}", timeout=PATIENCE)
        for mark in marks:
            page.locator(mark).first.wait_for(timeout=PATIENCE)
        return page

    return opened
