"""A lesson in a browser: opened by a link, walked through to its end, played with on the way."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE


def opened(page: Page, url: str) -> None:
    page.goto(url, timeout=PATIENCE)
    expect(page.locator(".st-key-lesson")).to_be_visible(timeout=PATIENCE)
    there(page)


def there(page: Page) -> None:
    page.locator(".lab .card").first.wait_for(timeout=PATIENCE)
    page.locator("[data-testid=stStatusWidget]").wait_for(state="detached", timeout=PATIENCE)


def button(page: Page, name: str) -> None:
    page.locator(f".st-key-lesson_{name} button:visible").first.click()


def on_step(page: Page, number: int, count: int, path: str) -> None:
    strip = page.locator(".st-key-lesson")
    expect(strip).to_contain_text(f"step {number} of {count}", timeout=PATIENCE)
    expect(page).to_have_url(
        re.compile(rf"/{path}\?.*lesson=same-dice\.{number}"), timeout=PATIENCE
    )
    there(page)


def test_a_class_walks_through_a_lesson(page: Page, app_url: str) -> None:
    opened(page, f"{app_url}/vectors?lesson=same-dice&lang=en")
    for number, path in enumerate(
        ("compare", "temperature", "compare", "temperature", ""), start=1
    ):
        on_step(page, number, 5, path)
        if number < 5:
            button(page, "next")
    button(page, "back")
    on_step(page, 4, 5, "temperature")
    page.get_by_role("slider", name="temperature").press("End")
    expect(page).to_have_url(re.compile("t=2&"))
    button(page, "reset")
    expect(page).to_have_url(re.compile("t=0.2&"), timeout=PATIENCE)
    there(page)
    page.keyboard.press("PageDown")  # as the button in a speaker's hand does
    on_step(page, 5, 5, "")
    button(page, "end")
    expect(page.locator(".st-key-lesson")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("lesson="))


def test_the_list_starts_a_lesson(page: Page, app_url: str) -> None:
    page.goto(f"{app_url}/lessons?lang=en", timeout=PATIENCE)
    card = page.locator(".st-key-lesson_same-dice")
    card.get_by_role("link", name="Start").click(timeout=PATIENCE)
    on_step(page, 1, 5, "compare")
    page.reload(timeout=PATIENCE)
    on_step(page, 1, 5, "compare")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_lesson_fits_a_phone(page: Page, app_url: str, language: str) -> None:
    page.set_viewport_size({"width": 360, "height": 780})
    opened(page, f"{app_url}/?lesson=tokens.2&lang={language}")
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 360
    for way in page.locator(".st-key-lesson button:visible").all():
        box = way.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 360
    sentence = page.locator(".st-key-lesson_text").bounding_box()
    assert sentence and sentence["width"] > 288, "beside the buttons no room is left for it"
