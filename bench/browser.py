"""A headless Chromium, as the tests find it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from scripts.browser import LAUNCH_ARGS, find_browser

VIEWPORT = {"width": 1280, "height": 720}
PATIENCE = 60_000  # ms


@contextmanager
def chromium() -> Iterator[Page]:
    """Open an empty page, in English."""
    with sync_playwright() as playwright, new_profile(playwright) as profile:
        yield profile.pages[0]


@contextmanager
def new_profile(playwright: Playwright) -> Iterator[BrowserContext]:
    """Open a browser that has never been anywhere; its cache lasts as long as the block."""
    with tempfile.TemporaryDirectory() as folder:
        context = playwright.chromium.launch_persistent_context(
            folder,
            executable_path=find_browser(),
            args=list(LAUNCH_ARGS),
            locale="en-US",
            viewport=VIEWPORT,
        )
        context.set_default_timeout(PATIENCE)
        try:
            yield context
        finally:
            context.close()
