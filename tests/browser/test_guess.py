"""The guessing game in a browser: buttons, keys, slider, phone."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PATIENCE

GAME = "?s=3&n=3"


def opened(page: Page, app_url: str, query: str = GAME) -> Page:
    page.goto(f"{app_url}/guess{query}", timeout=PATIENCE)
    panel(page, "beliefs").locator(".main-svg").first.wait_for(timeout=PATIENCE)
    return page


def panel(page: Page, key: str) -> Locator:
    return page.locator(f".panel[data-key={key}]")


def test_a_guess_shows_what_the_model_believed(page: Page, app_url: str) -> None:
    opened(page, app_url)
    expect(panel(page, "text").locator(".chosen")).to_contain_text("?")
    expect(panel(page, "beliefs").locator(".note")).to_contain_text("as soon as")
    page.locator(".st-key-candidate_2 button").click()
    expect(panel(page, "beliefs").locator(".note")).to_contain_text("▸ is your guess")
    expect(panel(page, "totals").locator(".main-svg").first).to_be_visible()
    expect(panel(page, "rounds").locator("tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile(r"[?&]g=h(&|$)"))
    expect(panel(page, "text").locator(".chosen")).not_to_contain_text("?")


def test_a_whole_game_on_the_keyboard(page: Page, app_url: str) -> None:
    opened(page, app_url)
    page.keyboard.press("9")
    expect(page).to_have_url(re.compile(r"[?&]q=2"))
    for number, key in enumerate("136"):
        expect(panel(page, "text").locator("h3")).to_contain_text(f"Question {number + 1} of 3")
        expect(page.locator(".st-key-candidate_0")).to_be_visible()
        page.keyboard.press(key)
        expect(panel(page, "rounds").locator("tbody tr")).to_have_count(number + 1)
        if number < 2:
            expect(page.locator(".st-key-next")).to_be_visible()
            page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"[?&]g=cir(&|$)"))
    expect(panel(page, "text").locator(".passage")).to_contain_text("moons.")  # all of the text


def test_the_slider_turns_every_board_at_once(page: Page, app_url: str) -> None:
    opened(page, app_url, f"{GAME}&g=aei&at=1")
    panel(page, "totals").locator(".main-svg").first.wait_for()
    expect(panel(page, "text").locator(".note")).to_contain_text("T = 1.00")
    slider = page.get_by_role("slider", name="temperature")
    slider.focus()
    slider.evaluate("e => { e.value = 10; e.dispatchEvent(new Event('input')) }")
    for key in ("text", "beliefs", "totals"):
        expect(panel(page, key).locator(".note")).to_contain_text("T = 0.50")
    # The server has not been asked yet: the link still holds the old temperature.
    assert "t=1&" in page.url
    slider.evaluate("e => e.dispatchEvent(new Event('change'))")
    expect(page).to_have_url(re.compile(r"[?&]t=0\.5(&|$)"))
    panel(page, "rounds").locator("tbody tr").first.click()
    expect(panel(page, "beliefs").locator("h3")).to_contain_text("Question 1")


def test_nothing_overflows_a_phone(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, app_url, "?lang=zh&s=7&g=ahkbe")
    expect(panel(page, "text").locator(".chosen")).to_be_visible()
    wide = page.evaluate(
        "() => [...document.querySelectorAll('.stMain, .stMain *')]"
        ".filter(e => e.getBoundingClientRect().right > innerWidth + 1"
        " && !e.closest('.body, svg')).map(e => e.className)"
    )
    assert wide == []
