"""The main page under a finger: text and bars share the screen, a drag moves through the steps."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, CDPSession, Locator, Page, expect

from tests.browser.conftest import PATIENCE

PHONES = {"en": (360, 780), "zh": (390, 844)}
PAUSED = "?p=the+free+spirit&s=5&t=0.8&n=150&at=10"


class Finger:
    """One finger on the screen, in the browser's own protocol: Playwright can only tap."""

    def __init__(self, page: Page) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)

    def drag(self, *places: tuple[float, float]) -> None:
        """Put the finger down on the first place, draw it over the others, lift it."""
        for kind, place in zip(["touchStart", *["touchMove"] * len(places)], places, strict=False):
            self._send(kind, place)
        self._send("touchEnd")

    def _send(self, kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in places]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """Open an empty page of a phone."""
    width, height = PHONES["en"]
    context = browser.new_context(
        locale="en-US", viewport={"width": width, "height": height}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    yield page
    context.close()


def opened(page: Page, url: str) -> Locator:
    """Open a link and wait for the bars."""
    page.goto(url, timeout=PATIENCE)
    player = page.locator(".player")
    player.locator(".plot .main-svg").first.wait_for(state="attached", timeout=PATIENCE)
    return player


def middle(mark: Locator) -> tuple[float, float]:
    box = mark.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("language", PHONES)
def test_text_and_bars_share_the_screen_while_it_plays(
    phone: Page, app_url: str, language: str
) -> None:
    width, height = PHONES[language]
    phone.set_viewport_size({"width": width, "height": height})
    player = opened(phone, f"{app_url}/?lang={language}")
    expect(player.locator(".counter")).not_to_have_text(re.compile(r"^[1-5] / "))
    for part in (".passage", ".token.current", "div.bars", ".round.play", ".track input"):
        place = player.locator(part).bounding_box()
        assert place is not None
        assert place["y"] >= 0
        assert place["y"] + place["height"] <= height
    heights = player.locator("button.row").evaluate_all(
        "(rows) => rows.map((row) => row.getBoundingClientRect().height)"
    )
    assert min(heights) >= 24  # a finger must hit the one it means


def test_a_finger_drawn_over_the_text_moves_through_its_steps(phone: Page, app_url: str) -> None:
    player = opened(phone, f"{app_url}/{PAUSED}")
    tokens = player.locator(".token")
    start, end = tokens.nth(1), tokens.nth(8)
    (left, y), (right, _) = middle(start), middle(end)
    assert right > left  # on one line
    ways = [(left + (right - left) * share / 10, y) for share in range(11)]
    Finger(phone).drag(*ways)
    expect(player.locator(".counter")).to_have_text(re.compile("^9 / "))
    assert phone.evaluate("[scrollX, document.scrollingElement.scrollLeft]") == [0, 0]


def test_a_finger_drawn_up_scrolls_and_leaves_the_step(phone: Page, app_url: str) -> None:
    player = opened(phone, f"{app_url}/{PAUSED}")
    x, y = middle(player.locator(".token").nth(3))
    Finger(phone).drag(*((x, y - 10 * i) for i in range(12)))
    expect(player.locator(".counter")).to_have_text(re.compile("^11 / "))


def test_a_finger_on_the_scrubber_moves_the_step(phone: Page, app_url: str) -> None:
    player = opened(phone, f"{app_url}/{PAUSED}")
    box = player.locator(".scrub").bounding_box()
    assert box is not None
    y = box["y"] + box["height"] / 2
    ways = [(box["x"] + box["width"] * share, y) for share in (0.1, 0.3, 0.5, 0.6)]
    Finger(phone).drag(*ways)
    expect(player.locator(".counter")).to_have_text(re.compile(r"^(8\d|9\d) / "))
    assert box["height"] >= 24
