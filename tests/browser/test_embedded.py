"""A frame of the height that *Share* writes shows what one comes for without scrolling."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE
from tests.browser.visits import PAGES, STATES, visit
from ui.share.dialog import EMBED_HEIGHT

# What ends the first screen of a page, where it is not its first figure.
LAST = {
    "generate": ".player .transport",
    "replay": ".player .transport",
    "lessons": ".st-key-lessons",
    "compare": "[data-key=text_3]",
    "guess": "[data-key=beliefs]",
}


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", PAGES)
def test_a_frame_shows_the_first_figure(page: Page, app_url: str, name: str, language: str) -> None:
    page.set_viewport_size({"width": 1000, "height": EMBED_HEIGHT})
    visit(page, app_url, name, language, STATES.get(name, "") + "&embed=true")
    last = page.locator(LAST.get(name, ".panels .panel")).first
    expect(last).to_be_visible(timeout=PATIENCE)
    box = last.bounding_box()
    assert box and box["x"] >= 0 and box["x"] + box["width"] <= 1000
    if name != "lessons":  # a list, as long as there are lessons
        assert box["y"] + box["height"] <= EMBED_HEIGHT
