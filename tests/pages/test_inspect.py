"""The page on one text as visitors find it."""

import pytest

from tests.collection import CHINESE, ENGLISH
from tests.pages.visiting import board_of, opened
from textgen.limits import COSTLY_CHARS, INSPECT_CHARS
from ui import bar
from ui.i18n import t
from ui.turns import Turns


@pytest.mark.parametrize(
    ("locale", "name"), [("en-US", ENGLISH), ("zh-CN", CHINESE)], ids=["en", "zh"]
)
def test_it_opens_with_a_finished_example(locale: str, name: str) -> None:
    app = opened("inspect", locale)
    sent = board_of(app)
    assert sent["lang"] == locale[:2]
    assert [panel["key"] for panel in sent["panels"]] == [
        "legend",
        "text",
        "here",
        "figures",
        "strip",
        "bands",
        "surprises",
        "units",
        "unit",
        "map",
    ]
    assert app.query_params["c"].startswith(f"{name}@")
    assert len(app.text_area(key="inspect_text").value) > 100
    assert not app.warning


def test_a_link_is_followed_and_written_again() -> None:
    link = {"p": "old hat", "at": "2", "f": "word", "u": "1-3", "c2": CHINESE}
    app = opened("inspect", c=ENGLISH, **link)
    assert app.text_area(key="inspect_text").value == "old hat"
    assert app.text_input(key="inspect_units").value == "1, 3"
    written = {name: app.query_params[name] for name in link}
    assert written.pop("c2").startswith(f"{CHINESE}@")
    assert written == {name: value for name, value in link.items() if name != "c2"}


@pytest.mark.parametrize("hostile", ["<b>", "x" * 9_000, "", "🙂 & 好", "**b** :red[x]", "\n\n"])
def test_any_text_is_taken(hostile: str) -> None:
    app = opened("inspect", p=hostile)
    assert board_of(app)["panels"]


def test_a_text_of_which_the_model_knows_nothing() -> None:
    app = opened("inspect", c=ENGLISH, p="好")
    (box,) = app.info
    assert "knows none" in box.value
    assert [panel["key"] for panel in board_of(app)["panels"]] == ["legend"]


def test_what_cannot_be_read_is_told() -> None:
    app = opened("inspect", f="no", u="x", of="800", p="abc")
    (box,) = app.warning
    assert "what the units should follow" in box.value
    assert "the chosen units" in box.value
    assert "800 characters" in box.value


def test_controls_change_what_is_shown() -> None:
    app = opened("inspect")
    shown = {board_of(app)["id"]}
    app.text_area(key="inspect_text").set_value("a bee saw the sea. " * 150).run()
    shown.add(board_of(app)["id"])
    assert app.query_params["of"] == str(19 * 150)
    assert any("2,850" in caption.value for caption in app.caption)
    app.selectbox(key="inspect_second").set_value(ENGLISH).run()
    shown.add(board_of(app)["id"])
    app.text_input(key="inspect_units").set_value("2").run()
    shown.add(board_of(app)["id"])
    app.button(key="write").click().run()
    shown.add(board_of(app)["id"])
    assert "of" not in app.query_params
    app.button(key="ready").click().run()
    shown.add(board_of(app)["id"])
    app.selectbox(key="inspect_checkpoint").set_value(CHINESE).run()
    shown.add(board_of(app)["id"])
    assert not app.exception
    assert len(shown) == 7
    assert "\u7684" in app.text_area(key="inspect_text").value  # the ready text follows the model


def test_of_a_text_too_long_the_beginning_is_read_and_the_rest_told() -> None:
    """Streamlit's own limit would refuse the paste without a word."""
    app = opened("inspect")
    app.text_area(key="inspect_text").set_value("a bee " * 2_000).run()
    assert len(app.text_area(key="inspect_text").value) == INSPECT_CHARS
    (box,) = app.warning
    told = box.value.replace("\\", "")
    assert "first 10,000 characters are used, 2,000 are left out" in told
    assert not app.run().warning


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_a_long_text_is_sent_away_where_too_many_wait_and_a_short_one_is_not(
    monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    monkeypatch.setattr(bar, "turns", Turns(at_once=1, waiting=0, of_one=1))
    app = opened("inspect", locale)
    with bar.turns.turn("another visitor", lambda before: None):
        app.text_area(key="inspect_text").set_value("x" * COSTLY_CHARS).run()
        assert not app.warning
        app.text_area(key="inspect_text").set_value("x" * (COSTLY_CHARS + 1)).run()
    (box,) = app.warning
    assert box.value == t("bar.full", language=locale[:2])
    assert not app.exception
    assert board_of(app.run())["panels"]
    assert not app.warning
