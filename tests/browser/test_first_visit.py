"""How much a first visit loads, in which order, and how little a later one does."""

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.conftest import PATIENCE
from tests.browser.visits import PLOTLY

MOST_BYTES = 2_900_000


class Wire:
    """Counts what comes over the wire to a page: bodies and headers as sent, and messages."""

    def __init__(self, page: Page) -> None:
        self.received = 0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", self._loaded)
        session.on("Network.webSocketFrameReceived", self._told)

    def _loaded(self, event: dict[str, Any]) -> None:
        self.received += int(event["encodedDataLength"])

    def _told(self, event: dict[str, Any]) -> None:
        frame = event["response"]
        binary = frame["opcode"] == 2
        self.received += len(
            base64.b64decode(frame["payloadData"]) if binary else frame["payloadData"]
        )


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Return a browser that has never been here."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 390, "height": 844})
    yield context
    context.close()


@contextmanager
def visited(context: BrowserContext, app_url: str) -> Iterator[Wire]:
    """Open the main page in a new tab and wait for all of it."""
    page = context.new_page()
    wire = Wire(page)
    page.goto(app_url, timeout=PATIENCE)
    bars = page.locator(".player .plot .main-svg").first
    bars.wait_for(state="attached", timeout=PATIENCE)
    page.wait_for_load_state("networkidle", timeout=PATIENCE)
    yield wire
    page.close()


def test_a_first_visit_is_small_and_a_later_one_comes_from_the_cache(
    context: BrowserContext, app_url: str
) -> None:
    with visited(context, app_url) as first:
        assert 500_000 < first.received <= MOST_BYTES  # the lower bound: it does count
    with visited(context, app_url) as later:
        assert later.received < first.received / 5


def test_the_text_is_there_before_plotly(context: BrowserContext, app_url: str) -> None:
    page = context.new_page()
    held: list[Route] = []
    page.route(PLOTLY, lambda route: held.append(route))
    page.goto(app_url, timeout=PATIENCE)
    expect(page.locator(".player .token.current")).to_be_visible(timeout=PATIENCE)
    with page.expect_response(PLOTLY, timeout=PATIENCE):
        page.locator(".player .bars.table").wait_for(timeout=PATIENCE)  # numbers meanwhile
        held[0].continue_()
    expect(page.locator(".player .plot .main-svg").first).to_be_attached(timeout=PATIENCE)
