"""The page on one distribution in a browser: one slider turns everything, a row is explained."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import opener

opened = opener("temperature", ".panel[data-key=map] .main-svg")


def test_the_slider_turns_all_panels_and_then_the_link(page: Page, app_url: str) -> None:
    opened(page, app_url, "?t=1")
    slider = page.get_by_role("slider", name="temperature")
    entropy = page.locator(".panel[data-key=entropy] .note")
    before = entropy.inner_text()
    slider.focus()
    page.keyboard.press("End")
    expect(page.locator("output.value")).to_contain_text("2.00")
    expect(entropy).not_to_have_text(before)
    expect(page.locator(".panel[data-key=arithmetic] .note")).to_contain_text("2.00")
    expect(page).to_have_url(re.compile(r"[?&]t=2(&|$)"))


def test_a_row_of_the_arithmetic_is_worked_out(page: Page, app_url: str) -> None:
    opened(page, app_url)
    rows = page.locator(".panel[data-key=arithmetic] tbody tr")
    rows.nth(3).click()
    expect(rows.nth(3)).to_have_class("mark")
    name = rows.nth(3).locator("th").inner_text()
    expect(page.locator(".panel[data-key=arithmetic] .note")).to_contain_text(name)


def test_a_distribution_can_be_made_by_hand(page: Page, app_url: str) -> None:
    opened(page, app_url)
    page.get_by_text("Make my own").first.click()
    names = page.locator(".panel[data-key=arithmetic] tbody th")
    expect(names).to_have_text(list("ABCDEF"))
