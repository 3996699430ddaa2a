"""Open a page of the app and wait until all of it is there."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE

PAGES = sorted(file.stem for file in Path("pages").glob("*.py"))
# Quick tests see both languages and both themes, by turns.
LANGUAGES_AND_THEMES = [
    ("en", "light"),
    ("zh", "dark"),
    pytest.param("en", "dark", marks=pytest.mark.slow),
    pytest.param("zh", "light", marks=pytest.mark.slow),
]
THERE = ".lab .card, .st-key-lessons"
PLOTLY = "**/plotly.min.js"  # for a test that holds it back
STATES = {"generate": "&at=40", "learn": "&section=sampling"}  # nothing moves; a section to see


def in_each_language(names: Sequence[str], quick: Sequence[str] | None = None) -> list[object]:
    """Return names with languages as a test's parameters; the second language of each is slow.

    Quick tests see every name once, or those of ``quick``, and both languages, by turns.
    """
    seen = names if quick is None else quick
    return [
        pytest.param(
            name, language, marks=[] if name in seen and (i + j) % 2 == 0 else pytest.mark.slow
        )
        for i, name in enumerate(names)
        for j, language in enumerate(("en", "zh"))
    ]


def visit(page: Page, app_url: str, name: str, language: str, state: str | None = None) -> None:
    """Open a page; wait for the server's answer and for every figure."""
    path = "" if name == "generate" else name
    state = STATES.get(name, "") if state is None else state
    page.goto(f"{app_url}/{path}?lang={language}{state}", timeout=PATIENCE)
    page.locator(THERE).first.wait_for(timeout=PATIENCE)
    settled(page)


def settled(page: Page) -> None:
    """Wait until the server rests and every figure is drawn that is not folded away."""
    page.locator("[data-testid=stStatusWidget]").wait_for(state="detached", timeout=PATIENCE)
    undrawn = page.locator(".lab .plot:visible:not(:has(.main-svg))")
    expect(undrawn).to_have_count(0, timeout=PATIENCE)
