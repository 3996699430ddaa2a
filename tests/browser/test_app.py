"""The app opens in both languages, and the switch changes between them."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import PATIENCE

TITLES = {"en": "Temperature Lab", "zh": "温度实验室"}
NAMES = {"en": "English", "zh": "中文"}


def open_page(browser: Browser, url: str, locale: str) -> Page:
    """Open ``url`` in a browser that prefers ``locale``."""
    page = browser.new_page(locale=locale)
    page.goto(url, timeout=PATIENCE)
    return page


def expect_language(page: Page, language: str) -> None:
    """Wait until the app's frame speaks ``language``."""
    (other,) = set(TITLES) - {language}
    expect(page).to_have_title(TITLES[language])
    expect(page.get_by_role("button", name=NAMES[other])).to_be_visible()


@pytest.mark.parametrize(
    ("locale", "query", "language"),
    [
        ("en-US", "", "en"),
        ("zh-CN", "", "zh"),
        ("zh-TW", "", "zh"),
        ("fr-FR", "", "en"),
        ("en-US", "?lang=zh", "zh"),
        ("zh-CN", "?lang=en", "en"),
        ("zh-CN", "?lang=nonsense", "zh"),
    ],
)
def test_the_link_and_the_browser_choose_the_language(
    browser: Browser, app_url: str, locale: str, query: str, language: str
) -> None:
    page = open_page(browser, f"{app_url}/{query}", locale)
    expect_language(page, language)
    page.close()


def test_the_switch_changes_the_language_and_the_link(browser: Browser, app_url: str) -> None:
    page = open_page(browser, app_url, "en-US")
    expect_language(page, "en")
    page.get_by_role("button", name=NAMES["zh"]).click()
    expect_language(page, "zh")
    expect(page).to_have_url(re.compile(r"[?&]lang=zh"))
    page.get_by_role("button", name=NAMES["en"]).click()
    expect_language(page, "en")
    expect(page).to_have_url(re.compile(r"[?&]lang=en"))
    page.go_back()
    expect_language(page, "zh")
    page.close()


def test_tabs_and_the_browsers_history_tell_pages_apart(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/learn?lang=zh", timeout=PATIENCE)
    expect(page).to_have_title("讲义 · 温度实验室", timeout=PATIENCE)
    page.get_by_role("link", name="生成").first.click()
    expect(page).to_have_title(TITLES["zh"])
