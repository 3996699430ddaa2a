"""Texts that cost much wait for their turn on every page that writes several; few tokens do not."""

import pytest

from tests.pages.visiting import arriving, board_of, checked, opened
from ui import bar, writing
from ui.i18n import t
from ui.turns import Turns

LONG = {
    "compare": {"l": "0.2,0.5,1", "n": "700"},
    "strategies": {"n": "230"},  # of each of nine texts
}


@pytest.fixture(autouse=True)
def _fresh() -> None:
    writing._written.clear()


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> Turns:
    """Let one act and nobody wait."""
    found = Turns(at_once=1, waiting=0, of_one=1)
    monkeypatch.setattr(bar, "turns", found)
    return found


@pytest.mark.parametrize("page", LONG)
@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_long_texts_are_not_written_where_too_many_wait(
    turns: Turns, page: str, locale: str
) -> None:
    with turns.turn("another visitor", lambda before: None):
        app = arriving(page, locale, **LONG[page]).run()
        (box,) = app.warning
        assert box.value == t("bar.full", language=locale[:2])
        assert not app.exception
    assert not checked(app).warning
    with turns.turn("another visitor", lambda before: None):
        assert board_of(opened(page, locale, **LONG[page]))["panels"], "they are there"


@pytest.mark.parametrize("page", LONG)
def test_a_page_opens_without_a_turn(turns: Turns, page: str) -> None:
    with turns.turn("another visitor", lambda before: None):
        app = opened(page)
        assert board_of(app)["panels"]
        assert not app.warning
