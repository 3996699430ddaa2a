"""The page on one text in a browser: what is chosen is shown."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import opener
from tests.browser.visits import visit

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


def test_the_arrow_keys_pass_what_the_model_does_not_know(page: Page, app_url: str) -> None:
    opened(page, app_url, "?c=nietzsche-char&p=a\u8def\u9014b&at=0")
    text = page.locator(".panel[data-key=text]")
    text.locator(".passage").press("ArrowRight")
    expect(text.locator(".chosen")).to_have_text("b")
    expect(page).to_have_url(re.compile(r"[?&]at=1"))
    text.locator(".passage").press("ArrowLeft")
    expect(text.locator(".chosen")).to_have_text("a")


def test_a_short_text_leaves_no_room_empty(page: Page, app_url: str) -> None:
    """The figures for the whole text stand below it, beside what was expected at one place."""
    page.set_viewport_size({"width": 1440, "height": 900})
    opened(page, app_url, "?lang=en")
    text, figures, here = (
        page.locator(f".panel[data-key={key}]").bounding_box()
        for key in ("text", "figures", "here")
    )
    assert text and figures and here
    assert figures["width"] == text["width"] < 2.1 * here["width"]
    assert abs(figures["y"] + figures["height"] - here["y"] - here["height"]) < 1
    passage = page.locator(".panel[data-key=text] .passage").bounding_box()
    assert passage and text["height"] - passage["height"] < 120
    page.set_viewport_size({"width": 1280, "height": 720})


def test_the_bars_of_both_models_have_a_colour(page: Page, app_url: str) -> None:
    """Hatched lines in the card's own colour cannot be seen without one."""
    opened(page, app_url, "?c2=nietzsche-book")
    ground = page.locator(".panel[data-key=bands] pattern rect").last
    expect(ground).to_be_attached()
    assert ground.evaluate("element => getComputedStyle(element).fill") not in (
        "none",
        "rgba(0, 0, 0, 0)",
    )


@pytest.mark.slow
@pytest.mark.parametrize("path", ["epochs", "inspect", "vectors"])
def test_no_panel_stands_alone_in_half_a_row(page: Page, app_url: str, path: str) -> None:
    """As in the frame of a course page, 1,000 pixels wide."""
    page.set_viewport_size({"width": 1000, "height": 800})
    visit(page, app_url, path, "en", "&embed=true")
    rows: dict[float, float] = {}
    for box in (panel.bounding_box() for panel in page.locator(".lab .panel").all()):
        assert box
        rows[round(box["y"])] = rows.get(round(box["y"]), 0) + box["width"]
    assert max(rows.values()) - min(rows.values()) < 20
    page.set_viewport_size({"width": 1280, "height": 720})


@pytest.mark.slow
def test_on_a_projector_no_word_of_a_table_is_broken(page: Page, app_url: str) -> None:
    opened(page, app_url, "?lang=en&present=1")
    verdict = page.locator(".panel[data-key=units] tbody td").last
    line = verdict.evaluate("element => parseFloat(getComputedStyle(element).fontSize)")
    box = verdict.bounding_box()
    assert box and box["height"] < 3.5 * line


def test_a_phone_draws_the_map_of_units_once_it_is_unfolded(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    opened(page, app_url)
    panel = page.locator(".panel[data-key=map]")
    panel.locator(".fold").click()
    expect(panel.locator(".main-svg").first).to_be_visible()
    width = panel.locator(".plot").evaluate("(plot) => plot.scrollWidth - plot.clientWidth")
    assert width <= 0
