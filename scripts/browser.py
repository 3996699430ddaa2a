"""Find a Chromium on this machine; run as a script, print its path or exit with status 1."""

import os
import shutil
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")

LAUNCH_ARGS = (
    "--no-sandbox",  # Chromium refuses to run as root in a container with its sandbox
    "--disable-gpu",
    "--disable-quic",
    # A test browser has nothing to say to anyone but the app.
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find_browser() -> str | None:
    """Return the path of a browser: BROWSER_PATH, an installed one, or Playwright's own."""
    named = os.environ.get("BROWSER_PATH")
    if named:
        return shutil.which(named)
    installed = next(filter(None, map(shutil.which, NAMES)), None)
    return installed or next((str(path) for path in (MAC, _playwrights()) if path.is_file()), None)


def _playwrights() -> Path:
    """Return where Playwright keeps the Chromium it downloads, or nowhere without Playwright."""
    try:
        from playwright.sync_api import sync_playwright
    except ModuleNotFoundError:  # not every Python has it
        return Path()
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


if __name__ == "__main__":
    path = find_browser()
    print(path or "no browser found")
    sys.exit(path is None)
