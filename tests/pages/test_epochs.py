"""The page on learning as visitors find it."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.collection import ENGLISH, LEARNING
from tests.pages.visiting import NAVIGATION, board_of, opened
from tests.textgen.tiny import rewrite


@pytest.mark.usefixtures("learning")
@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_it_opens_with_a_finished_example(locale: str) -> None:
    app = opened("epochs", locale)
    sent = board_of(app)
    assert sent["lang"] == locale[:2]
    keys = [panel["key"] for panel in sent["panels"]]
    assert keys == ["losses", "distribution", *(f"sample_{i}" for i in range(4)), "words"]
    assert (sent["slider"]["start"], len(sent["slider"]["stops"])) == (0, 3)
    assert app.query_params["c"].startswith(f"{LEARNING}@")
    assert not app.warning


@pytest.mark.usefixtures("learning")
def test_a_link_is_followed_and_written_again() -> None:
    asked = {"p": "old hat", "ep": "2", "s": "9", "n": "30"}
    app = opened("epochs", **asked)
    assert board_of(app)["slider"]["start"] == 1
    assert {name: app.query_params[name] for name in asked} == asked


@pytest.mark.usefixtures("learning")
def test_what_cannot_be_read_is_told() -> None:
    app = opened("epochs", ep="0", c=ENGLISH)  # a model without epochs
    (box,) = app.warning
    assert "the epoch" in box.value
    assert app.query_params["c"].startswith(f"{LEARNING}@")


@pytest.mark.usefixtures("learning")
@pytest.mark.parametrize("hostile", ["<b>", "x" * 9_000, "", "🙂 & 好", "**b** :red[x]"])
def test_any_seed_text_is_taken(hostile: str) -> None:
    assert board_of(opened("epochs", p=hostile, n="10"))["panels"]


@pytest.mark.usefixtures("learning")
def test_controls_change_what_is_shown() -> None:
    app = opened("epochs", n="20")
    shown = {board_of(app)["id"]}
    app.button(key="epochs_die").click().run()
    shown.add(board_of(app)["id"])
    app.text_input(key="epochs_prompt").set_value("old").run()
    shown.add(board_of(app)["id"])
    assert not app.exception
    assert len(shown) == 3


@pytest.mark.parametrize(("locale", "word"), [("en-US", "keep_epochs"), ("zh-CN", "权重")])
def test_without_kept_epochs_it_says_how_to_make_some(locale: str, word: str) -> None:
    app = visited(locale)
    assert not app.error
    assert word in app.info[0].value
    assert not app.get("bidi_component")


def test_weights_that_do_not_fit_are_told(learning: Path) -> None:
    rewrite(learning, "epochs/02.safetensors", b"no weights")
    app = visited("en-US")
    assert "safetensors" in app.error[0].value


def test_a_damaged_history_is_no_history(learning: Path) -> None:
    rewrite(learning, "history.json", '{"epochs": 3}')
    assert visited("en-US").info


def visited(locale: str) -> AppTest:
    """Return the page where it may have nothing to show."""
    app = AppTest.from_file(str(NAVIGATION), default_timeout=30)
    app.context = {"locale": locale}
    app.switch_page("pages/epochs.py")
    app.run()
    assert not app.exception
    return app
