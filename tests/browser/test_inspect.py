"""The page on one text in a browser: what is chosen is shown."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import opener

opened = opener("inspect", ".panel[data-key=here] .main-svg")


def test_a_click_on_a_token_shows_what_was_expected_there(page: Page, app_url: str) -> None:
    opened(page, app_url, "?p=the+old+sea+is+silent&at=2")
    here, text = page.locator(".panel[data-key=here]"), page.locator(".panel[data-key=text]")
    expect(here.locator("h3")).to_contain_text("token 3")
    expect(text.locator(".chosen")).to_have_text("e")
    text.locator(".token").nth(8).click()
    expect(here.locator("h3")).to_contain_text("token 9")
    expect(text.locator(".chosen")).to_have_text("s")
    expect(page).to_have_url(re.compile(r"[?&]at=8"))


def test_the_arrow_keys_choose_the_neighbours(page: Page, app_url: str) -> None:
    opened(page, app_url, "?p=the+old+sea+is+silent&at=2")
    text = page.locator(".panel[data-key=text]")
    text.locator(".passage").focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    expect(text.locator(".chosen")).to_have_text("o")
    expect(page.locator(".panel[data-key=here] h3")).to_contain_text("token 5")
    expect(page).to_have_url(re.compile(r"[?&]at=4"))


def test_a_signal_shows_its_units(page: Page, app_url: str) -> None:
    opened(page, app_url)
    rows = page.locator(".panel[data-key=units] tbody tr")
    rows.nth(6).click()
    expect(page.locator(".panel[data-key=map] h3")).to_contain_text("vowel")
    expect(page).to_have_url(re.compile(r"[?&]f=vowel"))
    rows.nth(5).focus()
    page.keyboard.press("Enter")
    expect(page.locator(".panel[data-key=map] h3")).not_to_contain_text("vowel")


def test_a_long_text_stays_where_it_was_scrolled_to(page: Page, app_url: str) -> None:
    opened(page, app_url)
    page.get_by_role("textbox", name="Paste").fill("the old sea is silent. " * 120)
    page.keyboard.press("Control+Enter")
    text = page.locator(".panel[data-key=text] .passage")
    expect(text.locator(".token")).to_have_count(23 * 120)
    expect(page.get_by_text("A link to this page carries the first 500")).to_be_visible()
    text.locator(".token").nth(2_002).click()
    expect(text.locator(".chosen")).to_have_text("h")
    expect(text.locator(".chosen")).to_be_in_viewport()
    assert text.evaluate("element => element.scrollTop") > 100
