"""The page on words as vectors in a browser: what is clicked is shown, nothing overflows."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import opener

opened = opener("vectors", *(f".panel[data-key={key}] .main-svg" for key in ("neighbours", "map")))


def panel(page: Page, key: str) -> Locator:
    return page.locator(f".panel[data-key={key}]")


def middle(page: Page, mark: Locator) -> tuple[float, float]:
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_click_on_a_neighbour_goes_there(page: Page, app_url: str) -> None:
    opened(page, app_url)
    nearest = panel(page, "neighbours").locator(".yaxislayer-above text").first.text_content()
    page.mouse.click(*middle(page, panel(page, "neighbours").locator(".bars .point").first))
    expect(panel(page, "neighbours").locator("h3")).to_contain_text(f"“{nearest}”")
    expect(panel(page, "map").locator("h3")).to_contain_text(f"“{nearest}”")
    expect(page.get_by_role("textbox", name="Word", exact=True)).to_have_value(
        (nearest or "").split()[0]
    )  # without its gloss
    expect(page).to_have_url(re.compile(r"[?&]w="))


def test_a_word_is_asked_for_in_english(page: Page, app_url: str) -> None:
    opened(page, app_url, "?lang=en")
    field = page.get_by_role("textbox", name="Word", exact=True)
    field.fill("moon")
    field.press("Enter")
    expect(panel(page, "neighbours").locator("h3")).to_have_text(
        re.compile(r"^Nearest to “.+ moon”$")
    )


def test_a_dot_tells_its_token(page: Page, app_url: str) -> None:
    opened(page, app_url)
    page.mouse.move(*middle(page, panel(page, "map").locator(".scatterlayer .point").first))
    expect(panel(page, "map").locator(".hovertext")).to_contain_text("cosine 1.00")


def test_a_pair_becomes_the_analogy(page: Page, app_url: str) -> None:
    opened(page, app_url)
    row = panel(page, "pairs").locator("tbody tr:not(.mark)").first
    asked = row.locator("th").text_content()
    row.click()
    expect(panel(page, "answers").locator("h3")).to_contain_text(f"as {asked} is to")
    expect(page.get_by_role("textbox", name="Word c")).to_have_value((asked or "").split()[0])


def test_nothing_overflows_a_phone(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, app_url, "?lang=zh&m=common")
    wide = page.evaluate(
        "() => [...document.querySelectorAll('.stMain, .stMain *')]"
        ".filter(e => e.getBoundingClientRect().right > innerWidth + 1"
        " && !e.closest('.body, svg')).map(e => e.className)"
    )
    assert wide == []
