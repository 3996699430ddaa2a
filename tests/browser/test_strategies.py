"""The page on strategies in a browser: it turns with the slider."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import opener

opened = opener("strategies?n=20", ".lab .main-svg")


def test_the_slider_turns_bars_and_tables(page: Page, app_url: str) -> None:
    opened(page, app_url, "&lang=en&t=1")
    temperature = page.locator("[data-key=figures] tbody tr").nth(1)
    expect(temperature).to_contain_text("T = 1")
    page.get_by_role("slider", name="temperature").press("Home")
    expect(temperature).to_contain_text("T = 0")
    expect(page.locator("[data-key=free] .annotation-text").nth(1)).to_contain_text("T = 0")
    expect(page.locator("[data-key=text_top_k] h3")).to_contain_text("k = 5")
    expect(page.locator("[data-key=text_greedy] .passage")).not_to_be_empty()


def test_bars_can_be_zoomed(page: Page, app_url: str) -> None:
    opened(page, app_url, "&lang=en&t=1")
    panel = page.locator("[data-key=cuts]")
    zoom = panel.get_by_role("button", name="0–100%")
    zoom.click()
    zoomed = panel.get_by_role("button", pressed=True)
    end = (zoomed.text_content() or "").removeprefix("0–")
    assert end != "100%"
    expect(panel.locator(".xtick text", has_text=end).first).to_be_visible()
    zoomed.click()
    expect(panel.get_by_role("button", name="0–100%")).to_be_visible()
