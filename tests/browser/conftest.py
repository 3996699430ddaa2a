"""Fixtures for tests that drive Chromium."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.player_server import serve

PATIENCE = 60_000  # ms; a machine that does other things as well is slow to open a page

expect.set_options(timeout=20_000)


@pytest.fixture(scope="session")
def player_url() -> Iterator[str]:
    """Serve the player alone, with invented runs; yield the address of its page."""
    with serve() as url:
        yield url


@pytest.fixture(scope="session")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """Return where pages are opened: scripts that one has loaded are in the next one's cache.

    To load and compile them for every test took most of the tests' time. What was compiled is lost
    with the process, so its first page, an empty one of the app's site, stays open.
    """
    context = browser.new_context(locale="en-US", viewport={"width": 1280, "height": 720})
    first = context.new_page()
    first.route("**", lambda route: route.fulfill(body=""))
    first.goto("http://127.0.0.1/")
    yield context
    context.close()


@pytest.fixture
def page(profile: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Open an empty page of its own; the test fails if a script on it or the app does."""
    app = request.getfixturevalue("app") if "app" in request.fixturenames else None
    before = app.printed() if app else ""
    page = profile.new_page()
    page.set_default_timeout(PATIENCE)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield page
    forget(profile)
    assert errors == []
    if app:
        printed = app.printed().removeprefix(before)
        assert "Traceback" not in printed, printed


def forget(profile: BrowserContext) -> None:
    """Close all pages but the first, and let the next test find nothing kept but the cache."""
    for page in profile.pages[1:]:
        if page.url.startswith("http"):
            page.evaluate("localStorage.clear()")
        page.close()
    profile.clear_cookies()
    profile.clear_permissions()


def opener(path: str, *marks: str) -> Callable[..., Page]:
    """Return what opens a page, a query behind its path, and waits for what is there last."""

    def opened(page: Page, app_url: str, query: str = "") -> Page:
        page.goto(f"{app_url}/{path}{query}", timeout=PATIENCE)
        for mark in marks:
            page.locator(mark).first.wait_for(timeout=PATIENCE)
        return page

    return opened
