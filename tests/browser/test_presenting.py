"""Presenting: large, one screen, and only the controls that the link leaves."""

import itertools
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE
from tests.browser.visits import LANGUAGES_AND_THEMES, settled

FIGURES = ("temperature", "strategies", "epochs", "inspect", "vectors")
PAGES = {
    "main": ("/?n=60&at=30&s=5", ".player .plot .main-svg"),
    "compare": ("/compare?n=50&s=5", ".passage .token"),
    "question": ("/guess?s=3", ".panel[data-key=beliefs] .main-svg"),
    "answer": ("/guess?s=3&g=ahk&at=2", ".panel[data-key=beliefs] .main-svg"),
    "replay": ("/replay?at=5", ".player .plot .main-svg"),
    "lesson": ("/?lesson=tokens.3", ".player .plot .main-svg"),
    "lesson compare": ("/compare?lesson=epochs.3", ".passage .token"),
    "lesson guess": ("/guess?lesson=copied.1", ".panel[data-key=beliefs] .main-svg"),
}
SCROLLED = {name: (f"/{name}?s=3", ".panel .main-svg") for name in FIGURES}
SCROLLED |= {"learn": ("/learn?section=sampling", ".panel .main-svg")}
SCROLLED |= {"lessons": ("/lessons?s=3", ".st-key-lessons")}
LONGEST = {"en": ("tokens.3", "tokens.5", "epochs.4"), "zh": ("same-dice.2", "tokens.5")}
SIZES = {"small": (1280, 720), "large": (1920, 1080)}
# What of the shadow trees and the page reaches beyond the window, and whether the page scrolls.
OUTSIDE = """() => {
  const main = document.querySelector("main") ?? document.documentElement;
  const scrolls = [main, ...main.querySelectorAll("*"), document.documentElement].filter(
    (e) => e.scrollHeight > e.clientHeight + 1 && e.clientHeight > innerHeight / 2
      && ["auto", "scroll"].includes(getComputedStyle(e).overflowY));
  const roots = [...document.querySelectorAll("*")].map((e) => e.shadowRoot).filter(Boolean);
  const parts = roots.flatMap((root) => [...root.querySelectorAll(".card, .transport button")]);
  const beyond = parts.filter((e) => {
    const { right, bottom } = e.getBoundingClientRect();
    return right > innerWidth + 1 || bottom > innerHeight + 1;
  });
  return [...scrolls, ...beyond].map((e) => `${e.tagName} ${e.className}`);
}"""


def presented(page: Page, app_url: str, name: str, language: str = "en") -> Page:
    """Open a page, presenting, and wait until it is drawn."""
    address, drawn = (PAGES | SCROLLED)[name]
    page.goto(f"{app_url}{address}&present=1&lang={language}", timeout=PATIENCE)
    page.locator(drawn).first.wait_for(state="attached", timeout=PATIENCE)
    page.locator(".keyboard > button").wait_for(timeout=PATIENCE)
    page.evaluate("document.fonts.ready")
    return page


@pytest.mark.parametrize(("language", "theme"), LANGUAGES_AND_THEMES)
def test_nothing_scrolls(page: Page, app_url: str, language: str, theme: str) -> None:
    page.emulate_media(color_scheme=theme)
    for name in PAGES:
        page.set_viewport_size({"width": 1280, "height": 720})
        presented(page, app_url, name, language)
        for width, height in SIZES.values():
            page.set_viewport_size({"width": width, "height": height})
            expect(page.locator("html")).to_have_css("font-size", f"{height / 36:.4g}px")
            page.evaluate(
                "() => new Promise((done) => requestAnimationFrame(() => "
                "requestAnimationFrame(done)))"
            )
            assert page.evaluate(OUTSIDE) == [], (name, width)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_lessons_text_fits_its_strip(page: Page, app_url: str, language: str) -> None:
    for step in LONGEST[language]:
        page.goto(f"{app_url}/?lesson={step}&present=1&lang={language}", timeout=PATIENCE)
        strip = page.locator(".st-key-lesson")
        expect(strip).to_be_visible(timeout=PATIENCE)
        page.evaluate("document.fonts.ready")
        for width, height in SIZES.values():
            page.set_viewport_size({"width": width, "height": height})
            expect(page.locator("html")).to_have_css("font-size", f"{height / 36:.4g}px")
            assert strip.evaluate("e => e.scrollHeight <= e.clientHeight"), (step, width)


# The smallest type, as drawn: Plotly shrinks what does not fit.
SMALLEST = """() => {
  const sizes = [];
  const typed = (e) => e.matches("input:not([type=range]), textarea") && e.value;
  const sizeOf = (e) => {
    const { a, b } = e.getScreenCTM?.() ?? { a: 1, b: 0 };
    return Math.hypot(a, b) * parseFloat(getComputedStyle(e).fontSize);
  };
  const visit = (root) => {
    for (const e of root.querySelectorAll("*")) {
      if (e.shadowRoot) visit(e.shadowRoot);
      const text = typed(e)
        || [...e.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
      const { width, height } = e.getBoundingClientRect();
      const seen = width > 3 && height > 3 && e.checkVisibility({ visibilityProperty: true });
      if (text && seen) sizes.push([sizeOf(e), typed(e) || e.textContent]);
    }
  };
  visit(document.querySelector("main"));
  return sizes.sort(([a], [b]) => a - b)[0];
}"""


# Text of the page that lies under the buttons in the corner.
COVERED = """() => {
  const corner = document.querySelector(".st-key-corner").getBoundingClientRect();
  const texts = document.createTreeWalker(document.querySelector(".st-key-stage"), 4);
  const found = [];
  while (texts.nextNode()) {
    const range = document.createRange();
    range.selectNode(texts.currentNode);
    for (const { left, right, top, bottom, width } of range.getClientRects()) {
      if (width > 3 && right > corner.left && left < corner.right
        && bottom > corner.top && top < corner.bottom) found.push(range.toString());
    }
  }
  return found;
}"""


@pytest.mark.parametrize(
    "name",
    [
        *("main", "compare", "answer", "replay", "lesson", "lesson compare", "vectors"),
        *(pytest.param(name, marks=pytest.mark.slow) for name in SCROLLED if name != "vectors"),
    ],
)
def test_every_word_can_be_read_from_the_last_row(page: Page, app_url: str, name: str) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    presented(page, app_url, name)
    settled(page)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    assert page.evaluate(COVERED) == []
    size, text = page.evaluate(SMALLEST)
    assert size >= 28, text


@pytest.mark.parametrize(("size", "least"), [("small", 28), ("large", 42)])
def test_what_is_read_is_large(page: Page, app_url: str, size: str, least: int) -> None:
    width, height = SIZES[size]
    page.set_viewport_size({"width": width, "height": height})
    presented(page, app_url, "main")
    for part in (".passage", ".value", ".readout b", ".rows .row .name", ".rows .row .now"):
        found = page.locator(f".player {part}").first.evaluate(
            "e => parseFloat(getComputedStyle(e).fontSize)"
        )
        assert found >= least, part
    presented(page, app_url, "compare")
    assert (
        page.locator(".passage").first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
        >= least
    )


@pytest.mark.slow
def test_a_window_made_full_screen_enlarges_the_figures(page: Page, app_url: str) -> None:
    presented(page, app_url, "temperature")
    settled(page)
    label = page.locator(".panel .xtick text").first
    for height in (720, 1080):
        page.set_viewport_size({"width": height * 16 // 9, "height": height})
        expect(label).to_have_css("font-size", f"{12 * height / 378:.4f}px")


@pytest.mark.slow
def test_a_saved_picture_is_no_larger_than_else(page: Page, app_url: str) -> None:
    presented(page, app_url, "temperature")
    settled(page)
    panel = page.locator(".panel").nth(1)
    panel.hover()
    panel.locator(".saver > button").click()
    with page.expect_download() as download:
        panel.get_by_role("menuitem").filter(has_text="svg").click()
    sizes = re.findall(r"font-size: ([\d.]+)px", download.value.path().read_text("utf-8"))
    assert sizes and max(map(float, sizes)) <= 16


@pytest.mark.slow
def test_the_help_for_keys_is_large(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    presented(page, app_url, "main")
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keys")
    for part in ("dd", "kbd", ".note"):
        size = sheet.locator(part).first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
        assert size >= 28, part
    assert sheet.evaluate("e => e.scrollHeight <= e.clientHeight")


def test_the_switch_turns_it_on_and_off(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/?n=60&at=30&lang=en", timeout=PATIENCE)
    expect(page.locator(".player .row:not(.head)")).to_have_count(13, timeout=PATIENCE)
    page.get_by_role("button", name="Present", exact=True).click()
    expect(page).to_have_url(re.compile("present=1"))
    expect(page.locator(".player .row:not(.head)")).to_have_count(6)
    expect(page.get_by_role("textbox", name="Seed text")).to_be_hidden()
    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    page.get_by_role("button", name="Model and text").click()
    expect(page.get_by_role("textbox", name="Seed text")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="End presenting").click()
    expect(page.locator(".player .row:not(.head)")).to_have_count(13)
    expect(page.get_by_role("textbox", name="Seed text")).to_be_visible()


def test_the_panel_hides_what_a_lesson_does_not_need(page: Page, app_url: str) -> None:
    presented(page, app_url, "main")
    expect(page.locator(".st-key-die")).to_be_visible()
    page.get_by_role("button", name="Pages and what is shown").click()
    page.get_by_role("button", name="Die", exact=True).click()
    expect(page).to_have_url(re.compile("hide=die"))
    expect(page.locator(".st-key-die")).to_have_count(0)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Show everything").click()
    expect(page).not_to_have_url(re.compile("hide"))
    expect(page.locator(".st-key-die")).to_be_visible()


def test_a_phone_that_opens_the_link_shows_the_usual_page(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(f"{app_url}/?n=60&at=30&lang=en&present=1&hide=die", timeout=PATIENCE)
    expect(page.locator(".player .row:not(.head)")).to_have_count(13, timeout=PATIENCE)
    expect(page.locator("html")).to_have_css("font-size", "16px")
    page.get_by_role("button", name="Show everything").click()
    expect(page.locator(".st-key-die")).to_be_visible()


def test_what_a_link_hides_comes_back_by_a_click(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/?n=60&at=30&lang=en&hide=save,pages,prompt", timeout=PATIENCE)
    player = page.locator(".player")
    expect(player.locator(".counter")).to_have_text("31 / 60", timeout=PATIENCE)
    save = player.get_by_role("button", name="Save")
    expect(save).to_have_count(0)
    expect(page.get_by_role("link", name="Compare")).to_have_count(0)
    expect(page.get_by_role("textbox", name="Seed text")).to_have_count(0)
    page.get_by_role("button", name="Show everything").click()
    expect(save).to_be_visible()
    expect(page.get_by_role("link", name="Compare")).to_be_visible()
    expect(page.get_by_role("textbox", name="Seed text")).to_be_visible()


@pytest.mark.slow
def test_the_fields_of_words_stand_side_by_side(page: Page, app_url: str) -> None:
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.goto(f"{app_url}/vectors?present=1&lang=en", timeout=PATIENCE)
    settled(page)
    row = page.locator(".st-key-vectors_bar")
    expect(row.locator("input")).to_have_count(5, timeout=PATIENCE)
    boxes = [field.bounding_box() for field in row.get_by_test_id("stTextInput").all()]
    places = sorted((box["y"], box["x"], box["width"]) for box in boxes if box)
    for (y, x, width), (next_y, next_x, _) in itertools.pairwise(places):
        assert next_y > y or next_x >= x + width


@pytest.mark.slow
def test_a_figure_over_a_whole_row_keeps_it(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/inspect?present=1&lang=en", timeout=PATIENCE)
    settled(page)
    row = page.locator(".panels").bounding_box()
    figure = page.locator(".panel[data-key=map]").bounding_box()
    assert row and figure and figure["width"] == pytest.approx(row["width"], abs=1)
