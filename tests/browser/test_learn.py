"""The chapter in a browser: sections, miniatures, and the ways to the pages."""

import re

import pytest
from playwright.sync_api import Page, expect


def opened(page: Page, app_url: str, section: str, language: str = "en") -> None:
    page.goto(f"{app_url}/learn?lang={language}&section={section}")
    expect(page.locator(".st-key-learn_before button")).to_be_visible(timeout=60_000)


def test_one_reads_on_and_the_slider_turns_the_miniature(page: Page, app_url: str) -> None:
    opened(page, app_url, "sampling")
    # A component that is sent other data while Streamlit still loads it may miss them.
    expect(page.locator(".board .passage").first).to_be_visible()
    page.locator(".st-key-learn_after button").click()
    expect(page.locator("h3").first).to_contain_text("boredom")
    expect(page.locator("[data-key=entropy] .main-svg").first).to_be_visible()
    note = page.locator("[data-key=entropy] .note")
    before = note.text_content()
    page.get_by_role("slider", name="temperature").press("End")
    expect(note).not_to_have_text(before or "")
    expect(page).to_have_url(re.compile("t=2&"))
    link = page.get_by_role("link", name="Open the page “Temperature”")
    expect(link).to_have_attribute("href", re.compile("t=2"))  # drawn later than the bar's address
    link.click()
    expect(page).to_have_url(re.compile(r"/temperature\?.*t=2"))
    expect(page.locator("[data-key=laws]")).to_be_visible()


@pytest.mark.parametrize(
    ("section", "language"),
    [("sampling", "en"), ("tokens", "zh"), ("bugs", "en"), ("exercises", "zh")],
)
def test_nothing_overflows_on_a_phone(
    page: Page, app_url: str, section: str, language: str
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, app_url, section, language)
    if section != "exercises":
        expect(page.locator(".lab .panel").first).to_be_visible(timeout=60_000)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
