"""Every page on a phone: nothing is wider than the screen, tables included, in either language."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PATIENCE
from tests.browser.visits import PAGES, THERE, in_each_language

# What sticks out on the right, in shadow trees too; what lies in a box that scrolls by itself may.
STICKS_OUT = """
() => {
  const within = (root) => [...root.querySelectorAll("*")].flatMap((element) => [
    element, ...(element.shadowRoot ? within(element.shadowRoot) : []),
  ]);
  return within(document.querySelector("[data-testid=stMain]"))
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
    .filter((element) => !element.closest(".stacked thead, svg, [data-testid=stHtml]"))
    .filter((element) => !element.closest(".stTextArea, .stSlider input"))
    .map((element) => element.outerHTML.slice(0, 100));
}
"""


@pytest.mark.parametrize(("name", "language"), in_each_language(PAGES[::-1]))
def test_nothing_is_wider_than_the_screen(
    page: Page, app_url: str, name: str, language: str
) -> None:
    path = "" if name == "generate" else name
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(f"{app_url}/{path}?lang={language}", timeout=PATIENCE)
    page.locator(THERE).first.wait_for(timeout=PATIENCE)
    page.locator("[data-testid=stStatusWidget]").wait_for(state="detached", timeout=PATIENCE)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 360
    # Nothing lies over the way to the other pages.
    page.get_by_test_id("stExpandSidebarButton").click(trial=True)
    assert page.evaluate(STICKS_OUT) == []
    notes = page.locator(".panel .note")
    assert notes.evaluate_all("notes => notes.filter(n => n.scrollWidth > n.clientWidth)") == []
    for table in page.locator(".panel .body:has(> table)").all():
        assert table.evaluate("(body) => body.scrollWidth - body.clientWidth") <= 0
