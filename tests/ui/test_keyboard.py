"""Keys that press buttons: what the browser is told, and what comes back from it."""

import pytest

from tests.ui.conftest import Session
from ui import keyboard


@pytest.fixture
def pressed(session: Session) -> list[str]:
    """Draw a page with a die and two candidates; return what its keys have done."""
    done: list[str] = []
    keyboard.clear()
    keyboard.on("die", lambda: done.append("die"))
    keyboard.on("candidate", lambda: done.append("first"), lambda: done.append("second"))
    keyboard.drawn()
    return done


def test_the_browser_is_told_how_many_keys_an_action_has(pressed: list[str]) -> None:
    assert keyboard.payload()["actions"] == {"die": 1, "candidate": 2}


def test_a_key_does_what_its_button_does(pressed: list[str]) -> None:
    keyboard.press({"action": "candidate", "place": 1})
    keyboard.press({"action": "die", "place": 0})
    assert pressed == ["second", "die"]


@pytest.mark.parametrize(
    "event",
    [
        None,
        "die",
        {},
        {"action": "die"},
        {"action": ["die"], "place": 0},
        {"action": "walls", "place": 0},
        {"action": "die", "place": 1},
        {"action": "die", "place": -1},
        {"action": "die", "place": True},
        {"action": "candidate", "place": 2},
        {"action": "candidate", "place": "1"},
    ],
)
def test_what_no_button_does_is_ignored(pressed: list[str], event: object) -> None:
    keyboard.press(event)
    assert pressed == []


def test_another_page_has_other_keys(pressed: list[str]) -> None:
    keyboard.clear()
    keyboard.drawn()
    keyboard.press({"action": "die", "place": 0})
    assert pressed == []
    assert keyboard.payload()["actions"] == {}


def test_a_key_that_overtakes_the_run_that_draws_the_page_is_not_lost(pressed: list[str]) -> None:
    keyboard.clear()
    keyboard.press({"action": "die", "place": 0})
    assert pressed == ["die"]
