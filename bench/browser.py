"""A headless Chromium, as the tests find it."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

from scripts.browser import LAUNCH_ARGS, find_browser

VIEWPORT = {"width": 1280, "height": 720}
PATIENCE = 60_000  # ms


@contextmanager
def chromium() -> Iterator[Page]:
    """Open an empty page, in English."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=list(LAUNCH_ARGS))
        page = browser.new_page(locale="en-US", viewport=VIEWPORT)
        page.set_default_timeout(PATIENCE)
        yield page
        browser.close()
