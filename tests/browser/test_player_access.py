"""The player for who listens, needs other colours, larger gaps or no motion."""

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from tests.browser.player_fixture import make_run
from tests.browser.player_server import STORIES

SPOKEN = "[aria-live=polite], [aria-live=assertive], [role=status], output:not([aria-live=off])"
GAPS = """
.lab, .lab * {
  line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important
}
"""
ORIGIN = {"ranges": {"copied": [[2, 8]], "unreal": [[9, 11]]}, "shingle": 12, "mistakes_one_in": 9}


def opened(page: Page, url: str, story: str = "letters", **view: Any) -> Page:
    """Open the player with a story and wait for the bars."""
    page.goto(f"{url}&story={story}&view={quote(json.dumps(view))}")
    page.locator(".plot .bars path").first.wait_for(state="attached")
    return page


def test_only_one_place_speaks(page: Page, player_url: str) -> None:
    opened(page, player_url, start=30, play=True)
    expect(page.locator(SPOKEN)).to_have_count(1)
    expect(page.locator(".counter")).not_to_have_text("31 / 400")
    expect(page.locator(SPOKEN)).to_have_text("")  # no token is announced


def test_a_changed_text_is_said_once(page: Page, player_url: str) -> None:
    opened(page, player_url, start=30)
    page.evaluate("window.show('edited')")
    expect(page.locator(SPOKEN)).to_contain_text("From token 31 on the text is another one")
    page.evaluate("window.show('edited', 'zh')")
    expect(page.locator(SPOKEN)).to_have_text("")


def test_the_bars_are_told_in_words(page: Page, player_url: str) -> None:
    opened(page, player_url, start=30)
    bars = page.locator("div.bars")
    drawn = page.locator("button.row.drawn")
    name, share = drawn.locator(".name").inner_text(), drawn.locator(".now").inner_text()
    told = re.compile(rf"token 31 at T = 0.80.*Drawn: {re.escape(name)}, with {share.split()[0]}")
    expect(bars).to_have_attribute("aria-label", told)
    expect(page.locator("button.row[aria-current=true]")).to_have_count(1)
    page.keyboard.press("ArrowRight")
    expect(bars).to_have_attribute("aria-label", re.compile("token 32"))


def test_the_scrubber_says_the_token(page: Page, player_url: str) -> None:
    text = make_run(STORIES["letters"]).text
    step = next(step for step in range(30, 60) if text[step].isalpha())
    opened(page, player_url, start=step)
    scrubber = page.get_by_role("slider", name="Step")
    expect(scrubber).to_have_attribute("aria-valuetext", f"{step + 1} / 400: {text[step]}")


def test_what_colours_tell_has_a_second_sign(page: Page, player_url: str) -> None:
    opened(page, player_url, "edited", start=40, origin=ORIGIN)
    kinds = {"forced": "double", "copied": "solid", "unreal": "wavy"}
    for kind, style in kinds.items():
        mark = page.locator(f".passage .{kind}").first
        expect(mark).to_have_css("text-decoration-style", style)
        expect(mark).to_have_css("text-decoration-line", "underline")


def test_in_the_visitor_s_own_colours_nothing_is_lost(page: Page, player_url: str) -> None:
    page.emulate_media(forced_colors="active")
    opened(page, player_url, start=30)
    expect(page.locator(".token.current")).to_have_css("outline-style", "solid")
    expect(page.locator("div.bars")).to_have_css("forced-color-adjust", "none")
    expect(page.locator(".track")).to_have_css("forced-color-adjust", "none")


@pytest.mark.parametrize("width", [320, 640])
def test_with_larger_gaps_nothing_sticks_out(page: Page, player_url: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})  # 1280 pixels at 400 or 200 per cent
    opened(page, player_url, start=30)
    page.locator(".player").evaluate(
        "(player, rules) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(rules);"
        " player.getRootNode().adoptedStyleSheets.push(sheet) }",
        GAPS,
    )
    expect(page.locator(".caption")).to_have_css("line-height", re.compile(r"^(19\.5|2\d)"))
    cut = page.locator(".card, .moving, .actions, .actions > *, .key, .caption").evaluate_all(
        "(parts) => parts.filter((part) => part.scrollWidth > part.clientWidth + 1)"
        ".map((part) => part.className)"
    )
    assert cut == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_nothing_of_ours_moves_by_itself(page: Page, player_url: str) -> None:
    opened(page, player_url, start=30)
    moving = page.locator(".player *").evaluate_all(
        "(parts) => parts.map((part) => getComputedStyle(part)).filter((style) =>"
        " style.animationName !== 'none' || style.transitionDuration !== '0s'"
        " || style.scrollBehavior !== 'auto').length"
    )
    assert moving == 0
