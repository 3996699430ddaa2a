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
    expect(page.locator("[data-key=text_top_k] h3")).to_contain_text("k = 10")
    expect(page.locator("[data-key=text_greedy] .passage")).not_to_be_empty()


def test_bars_can_be_zoomed(page: Page, app_url: str) -> None:
    opened(page, app_url, "&lang=en&t=1")
    panel = page.locator("[data-key=cuts]")
    zoom = panel.get_by_role("button", name="0–100%")
    zoom.click()
    zoomed = panel.get_by_role("button", pressed=True)
    expect(zoomed).not_to_have_text("0–100%")
    end = (zoomed.text_content() or "").removeprefix("0–")
    expect(panel.locator(".xtick text", has_text=end).first).to_be_visible()
    zoomed.click()
    expect(panel.get_by_role("button", name="0–100%")).to_be_visible()


def test_a_phone_shows_headings_until_they_are_tapped(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    opened(page, app_url, "&lang=en&t=1")
    shown = page.locator(".panel .passage:visible")
    expect(shown).to_have_count(1)
    expect(page.locator("[data-key=text_greedy] .passage")).to_be_visible()
    figure = page.locator("[data-key=free]").bounding_box()
    assert figure is not None
    assert figure["y"] < 740, "something to look at is on the first screen"
    folded = page.locator("[data-key=figures]")
    expect(folded.locator("h3")).to_be_visible()
    expect(folded.locator("table")).to_be_hidden()
    heading = folded.get_by_role("button", name="What each keeps, in numbers", exact=True)
    heading.click()
    expect(heading).to_have_attribute("aria-expanded", "true")
    expect(folded.locator("tbody tr").first).to_be_visible()
    page.get_by_role("slider", name="temperature").press("Home")
    expect(folded.locator("tbody tr").nth(1)).to_contain_text("T = 0")
    heading.click()
    expect(folded.locator("table")).to_be_hidden()
    page.locator("[data-key=text_top_k] .fold").click()
    expect(page.locator("[data-key=text_top_k] .passage")).not_to_be_empty()
    expect(shown).to_have_count(2)


def test_a_wide_screen_folds_nothing(page: Page, app_url: str) -> None:
    opened(page, app_url, "&lang=zh&t=1")
    expect(page.locator(".panel .passage:visible")).to_have_count(9)
    expect(page.locator(".fold:visible")).to_have_count(0)
