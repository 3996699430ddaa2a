"""Fixtures for tests that drive Chromium."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.player_server import serve


@pytest.fixture(scope="session")
def player_url() -> Iterator[str]:
    """Serve the player alone, with invented runs; yield the address of its page."""
    with serve() as url:
        yield url


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open an empty page of its own; the test fails if a script on it does."""
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 720})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    context.close()
    assert errors == []
