"""What a link takes off a page is not there, nor is its key; presenting folds the rest away."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.visiting import NAVIGATION

PAGES = ("generate", "compare", "temperature", "strategies", "inspect", "guess", "learn", "replay")
KEYS = {  # of widgets, by group
    "model": {
        "generate": ["checkpoint"],
        "compare": ["compare_checkpoint", "compare_second"],
        "inspect": ["inspect_checkpoint", "inspect_second"],
        "guess": ["guess_checkpoint"],
    },
    "prompt": {
        "generate": ["prompt"],
        "compare": ["compare_prompt"],
        "inspect": ["inspect_text"],
        "guess": ["guess_own"],
    },
    "examples": {
        "generate": ["example_0", "opening"],
        "compare": ["compare_example_0"],
        "inspect": ["ready", "write"],
        "guess": ["next_text"],
    },
    "die": {"generate": ["die"], "compare": ["compare_die"], "guess": ["guess_die"]},
    "settings": {
        "generate": ["top_k", "length"],
        "compare": ["compare_lane_0", "add_lane", "compare_length"],
        "inspect": ["inspect_units"],
        "guess": ["guess_rounds"],
        "strategies": ["strategies_top_k"],
        "temperature": ["by_hand"],
    },
    "save": {"guess": ["save_json", "save_csv"]},
}
CASES = [(group, page) for group, pages in KEYS.items() for page in pages]


def visited(page: str, **parameters: str) -> AppTest:
    """Return a page as a visitor with this link finds it."""
    app = AppTest.from_file(str(NAVIGATION), default_timeout=60)
    app.context = {"locale": "en-US"}
    for name, value in parameters.items():
        app.query_params[name] = value
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception
    return app


def keys(app: AppTest) -> set[str]:
    """Return the keys of all widgets on the page."""
    return {element.key for element in app.main if getattr(element, "key", None)}


def actions(app: AppTest) -> dict[str, int]:
    """Return which keys the browser was told of."""
    (found,) = (each for each in app.get("bidi_component") if each.key == "keyboard")
    sent: dict[str, int] = json.loads(found.proto.json)["actions"]
    return sent


@pytest.mark.parametrize(("group", "page"), CASES)
def test_a_group_disappears(group: str, page: str) -> None:
    wanted = set(KEYS[group][page])
    game = {"g": "a"} if page == "guess" else {}  # something to keep
    assert wanted <= keys(visited(page, **game))
    assert not wanted & keys(visited(page, **game, hide=group))


def test_what_is_hidden_has_no_key() -> None:
    assert {"die", "more", "fewer", "present", "language"} == actions(visited("compare")).keys()
    hidden = visited("compare", hide="die,settings")
    assert {"present", "language"} == actions(hidden).keys()


def test_a_click_shows_everything_again() -> None:
    app = visited("compare", hide="die,settings")
    app.button(key="show_all").click().run()
    assert "compare_die" in keys(app)
    assert "hide" not in app.query_params
    assert "show_all" not in keys(app)


def test_the_guessing_game_has_as_many_keys_as_candidates() -> None:
    app = visited("guess")
    told = actions(app)
    assert told["sure"] == 3
    assert told["candidate"] == sum(key.startswith("candidate_") for key in keys(app)) > 1
    assert "next" not in told


@pytest.mark.parametrize("page", PAGES)
def test_every_page_can_be_presented(page: str) -> None:
    app = visited(page, present="1")
    assert not app.error
    assert app.query_params["present"] == "1"
    assert app.button(key="present").label == "End presenting"
    app.button(key="present").click().run()
    assert not app.exception
    assert "present" not in app.query_params
