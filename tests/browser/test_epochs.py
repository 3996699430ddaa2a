"""The page on learning in a browser: the scrubber moves everything."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import opener

opened = opener("epochs?lang=en&n=40", ".lab .main-svg")


def test_the_scrubber_moves_everything(page: Page, app_url: str) -> None:
    opened(page, app_url)
    text = page.locator("[data-key=sample_1] .passage")
    note = page.locator("[data-key=losses] .note")
    expect(note).to_contain_text("Epoch 1:")
    before = text.inner_text()
    page.get_by_role("slider", name="epoch").press("End")
    expect(note).to_contain_text("Epoch 59:")
    expect(text).not_to_have_text(before)
    expect(page.locator(".slider .value")).to_have_text("Epoch 59")
