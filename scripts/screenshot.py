"""Take the README's pictures: ``python -m scripts.screenshot``."""

from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from scripts.browser import LAUNCH_ARGS, find_browser
from scripts.running_app import running_app

DOCS = Path(__file__).parents[1] / "docs"
VIEWPORT = {"width": 1280, "height": 720}

# Both stop in the middle of a run, where the text is long enough to be one.
LINKS = {
    "screenshot.png": "?c=nietzsche-char&at=210&lang=en",
    "screenshot.zh.png": "?c=luxun-word&at=80&lang=zh",
}


def take(browser: Browser, url: str, file: Path) -> None:
    """Open a link and photograph it when its chart is drawn."""
    page = browser.new_page(viewport=VIEWPORT, device_scale_factor=1.5)
    page.goto(url)
    expect(page.locator(".player .plot .main-svg").first).to_be_visible(timeout=120_000)
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=file)
    page.close()


def main() -> None:
    """Take every picture."""
    DOCS.mkdir(exist_ok=True)
    with running_app() as app, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=[*LAUNCH_ARGS])
        for name, link in LINKS.items():
            take(browser, f"{app.url}/{link}", DOCS / name)
            print(DOCS / name)
        browser.close()


if __name__ == "__main__":
    main()
