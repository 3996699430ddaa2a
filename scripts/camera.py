"""The main page before a camera, for the pictures in the README."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

from scripts.browser import LAUNCH_ARGS, find_browser
from scripts.running_app import running_app

DOCS = Path(__file__).parents[1] / "docs"
VIEWPORT = {"width": 1280, "height": 720}
PATIENCE = 120_000  # ms


@contextmanager
def studio() -> Iterator[tuple[Browser, str]]:
    """Start the app and a browser; yield the browser and the app's address."""
    with running_app() as app, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=[*LAUNCH_ARGS])
        yield browser, app.url
        browser.close()


@contextmanager
def drawn_page(browser: Browser, url: str, scale: float) -> Iterator[Page]:
    """Open a link to the main page; yield it when its chart is drawn."""
    page = browser.new_page(viewport=VIEWPORT, device_scale_factor=scale)
    page.set_default_timeout(PATIENCE)
    page.goto(url)
    expect(page.locator(".player .plot .main-svg").first).to_be_visible(timeout=PATIENCE)
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("networkidle")
    yield page
    page.close()
