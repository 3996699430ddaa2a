"""The page that compares temperatures in a browser: it plays, parts and fits a phone."""

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE, opener

opened = opener("compare?n=40", "[data-key=text_0] .passage")


def test_texts_grow_together_and_say_where_they_part(page: Page, app_url: str) -> None:
    opened(page, app_url, "&lang=en&l=0.2,1.5")
    expect(page.locator(".value")).to_have_text("40 / 40")  # it played by itself
    page.get_by_role("slider", name="tokens written").press("Home")
    expect(page.locator(".value")).to_have_text("1 / 40")
    for key in ("text_0", "text_1"):
        expect(page.locator(f"[data-key={key}] .token.ahead")).to_have_count(39)
    expect(page.locator("[data-key=text_1] .token.parts")).to_have_count(1)
    title = page.locator("[data-key=text_1] .token.parts").get_attribute("title")
    assert title is not None and "T = 0.20" in title


def test_a_button_leads_back_to_where_a_text_parts(page: Page, app_url: str) -> None:
    page.emulate_media(reduced_motion="reduce")  # it opens with the whole texts
    page.goto(f"{app_url}/compare?n=400&lang=en&l=0.2,1.5", timeout=PATIENCE)
    parting = page.locator("[data-key=text_1] .token.parts")
    expect(page.locator(".value")).to_have_text("400 / 400", timeout=PATIENCE)
    expect(parting).not_to_be_in_viewport()  # the end of the text is on screen
    button = page.locator("[data-key=text_1]").get_by_role("button", name="parts at")
    place = (button.text_content() or "").removeprefix("parts at ")
    button.click()
    expect(page.locator(".value")).to_have_text(f"{place} / 400")
    expect(parting).to_be_in_viewport()
    assert "T = 0.20" in (button.get_attribute("title") or "")
    expect(page.locator("[data-key=text_0] .find")).to_be_hidden()  # it has no neighbour


def test_a_temperature_is_added_and_stands_in_the_link(page: Page, app_url: str) -> None:
    opened(page, app_url, "&lang=en&l=0.2,1")
    page.get_by_role("button", name="add icon").click()
    expect(page.locator("[data-key=text_2] h3")).to_have_text("T = 1.20")
    expect(page).to_have_url(re.compile(r"l=0\.2(,|%2C)1(,|%2C)1\.2"))
