"""Sharing in a browser: the code on the screen is read back and opens what was shown."""

import io
import re
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PATIENCE
from ui.share.code import SHARE


def share(page: Page, url: str) -> Locator:
    """Open a page and its dialog; return the code."""
    page.goto(url, timeout=PATIENCE)
    page.locator(".lab .card").first.wait_for(timeout=PATIENCE)
    page.locator("[data-testid=stStatusWidget]").wait_for(state="detached", timeout=PATIENCE)
    page.locator(".st-key-share button:visible").first.click()
    code = page.locator(".share_code")
    expect(code).to_be_visible(timeout=PATIENCE)
    return code


def read(code: Locator) -> str:
    (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(code.screenshot())))
    return found.text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_code_on_the_wall_opens_the_state(page: Page, app_url: str, scheme: str) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    code = share(page, f"{app_url}/temperature?lang=en&p=the+sea+&t=1.5&s=77")
    box = code.bounding_box()
    assert box and box["width"] >= SHARE * 720  # as large as the screen allows
    assert box["y"] + box["height"] <= 720
    link = read(code)
    assert link.startswith(f"{app_url}/temperature?") and "d=" not in link
    whole = page.locator(".stCode code").first.inner_text()
    page.goto(link, timeout=PATIENCE)
    expect(page).to_have_url(re.compile("d=1000"), timeout=PATIENCE)
    page.locator(".lab .card").first.wait_for(timeout=PATIENCE)
    assert page.url == whole


def test_a_phone_that_scans_a_projected_page_does_not_present(page: Page, app_url: str) -> None:
    page.emulate_media(color_scheme="light")
    code = share(page, f"{app_url}/compare?lang=zh&n=50&p=海很大，风也很大&present=1&hide=die")
    box = code.bounding_box()
    assert box and box["width"] >= SHARE * 720 and box["y"] + box["height"] <= 720
    link = read(code)
    assert "present" not in link and "hide=die" in link
    page.goto(link, timeout=PATIENCE)
    expect(page).to_have_url(re.compile("p=%E6%B5%B7%E5%BE%88"), timeout=PATIENCE)
    expect(page.get_by_test_id("stHeader")).to_be_visible()


def test_what_a_long_seed_text_loses_is_said(page: Page, app_url: str) -> None:
    text = "a+quiet+evening+by+the+sea+" * 4
    code = share(page, f"{app_url}/?lang=en&n=20&p={text}")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("last 60 characters")
    expect(dialog).to_contain_text("checksum")
    assert len(read(code)) < 160


def test_a_phone_shows_the_code_too(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 360, "height": 780})
    code = share(page, f"{app_url}/guess?lang=zh&n=6")
    box = code.bounding_box()
    assert box and 250 <= box["width"] <= 360
    assert "n=6" in read(code)


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def course(tmp_path: Path) -> Iterator[str]:
    """Serve a folder as another site does."""
    handler = partial(QuietHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


def test_a_course_page_shows_the_state(
    page: Page, app_url: str, course: str, tmp_path: Path
) -> None:
    share(page, f"{app_url}/compare?lang=en&l=0.2,1.2&n=50")
    page.get_by_text("Put it into a course page").click()
    snippet = page.locator(".stCode code", has_text="iframe").inner_text()
    (tmp_path / "index.html").write_text(f"<!doctype html><h1>Week 3</h1>{snippet}", "utf-8")
    page.goto(course, timeout=PATIENCE)
    inside = page.frame_locator("iframe")
    expect(inside.locator("[data-key=text_1]")).to_be_visible(timeout=PATIENCE)
    expect(inside.locator(".st-key-switch_language")).to_have_count(0)
    expect(inside.get_by_role("link", name="Guess")).to_have_count(0)
    inside.locator(".st-key-share button:visible").first.click()
    code = inside.locator(".share_code")
    expect(code).to_be_visible(timeout=PATIENCE)
    link = read(code)
    assert link.startswith(f"{app_url}/compare?") and "embed" not in link
