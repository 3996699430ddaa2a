"""No page breaks a rule of WCAG 2.2, A or AA, that axe-core can check; figures speak in words."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import COLOR_RULES, EXCEPTIONS, violations
from tests.browser.visits import PAGES, in_each_language, settled, visit
from ui.views.learn.sections import SECTIONS

THEMES = {"light": "rgb(251, 250, 247)", "dark": "rgb(18, 21, 28)"}
LANGUAGES = ("en", "zh")
QUICK = ("generate", "compare", "guess", "learn")  # player, board, buttons and plain text
SHORT = {"compare": "&n=40"}  # axe-core looks at every token; a few show all it can find

# Titles of figures that say no more than that, in shadow trees too.
WORDLESS = """
(figures) => figures.map((figure) => [
  figure.getAttribute("aria-label"),
  figure.closest(".panel").querySelector("h2, h3").textContent,
]).filter(([label, title]) => !label || label === title).map(([, title]) => title)
"""


def expect_no_violation(page: Page) -> None:
    """Look at the page in both themes; they differ in nothing but colours."""
    for rules, (theme, background) in zip(((), COLOR_RULES), THEMES.items(), strict=True):
        page.emulate_media(color_scheme=theme)
        expect(page.get_by_test_id("stApp")).to_have_css("background-color", background)
        expect(page.locator(f".lab:not([data-theme={theme}])")).to_have_count(0)
        assert violations(page, *rules) == []


@pytest.mark.parametrize(("name", "language"), in_each_language(PAGES, QUICK))
def test_no_page_breaks_a_rule(page: Page, app_url: str, name: str, language: str) -> None:
    visit(page, app_url, name, language, SHORT.get(name))
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    assert page.locator(".plot[role=img]").evaluate_all(WORDLESS) == []
    expect_no_violation(page)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_no_page_breaks_a_rule_on_a_phone(
    page: Page, app_url: str, name: str, language: str
) -> None:
    page.set_viewport_size({"width": 360, "height": 780})
    visit(page, app_url, name, language, SHORT.get(name))
    expect_no_violation(page)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("section", SECTIONS)
def test_no_section_breaks_a_rule(page: Page, app_url: str, section: str, language: str) -> None:
    page.goto(f"{app_url}/learn?lang={language}&section={section}")
    page.locator(".st-key-learn_before button, .st-key-learn_after button").first.wait_for()
    settled(page)
    expect_no_violation(page)


def test_what_opens_over_the_main_page_breaks_no_rule(page: Page, app_url: str) -> None:
    visit(page, app_url, "generate", "en")
    page.locator(".player").get_by_role("button", name="Save").click()
    page.get_by_role("menu").wait_for()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.locator(".st-key-settings button").click()
    page.get_by_role("slider", name="Top-k").wait_for()
    expect_no_violation(page)


@pytest.mark.slow
def test_what_opens_over_a_figure_breaks_no_rule(page: Page, app_url: str) -> None:
    visit(page, app_url, "temperature", "en")
    page.locator("[data-key=map]").get_by_role("button", name="Save").click()
    page.get_by_role("menu").wait_for()
    expect_no_violation(page)


def test_a_broken_rule_in_a_shadow_tree_is_found(page: Page, player_url: str) -> None:
    page.goto(player_url)
    page.locator(".player .card").first.wait_for()
    page.locator(".player").evaluate(
        "(player) => player.insertAdjacentHTML('beforeend', '<button></button>')"
    )
    (found,) = (told for told in violations(page) if told.startswith("button-name"))
    assert "#host" in found


def test_nothing_is_excepted() -> None:
    assert not EXCEPTIONS


@pytest.mark.slow
@pytest.mark.parametrize("name", ["generate", "compare", "guess"])
def test_presenting_breaks_no_rule(page: Page, app_url: str, name: str) -> None:
    visit(page, app_url, name, "en", "&present=1&at=40" if name == "generate" else "&present=1")
    expect_no_violation(page)


def test_the_help_for_keys_breaks_no_rule(page: Page, app_url: str) -> None:
    visit(page, app_url, "generate", "en")
    page.get_by_role("button", name="Keys").click()
    page.get_by_role("dialog").wait_for()
    expect_no_violation(page)
