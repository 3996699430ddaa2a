"""The page on one distribution as visitors find it."""

import pytest

from tests.collection import CHINESE, ENGLISH
from tests.pages.visiting import board_of, opened


@pytest.mark.parametrize(
    ("locale", "name"), [("en-US", ENGLISH), ("zh-CN", CHINESE)], ids=["en", "zh"]
)
def test_it_opens_with_a_finished_example(locale: str, name: str) -> None:
    app = opened("temperature", locale)
    sent = board_of(app)
    assert sent["lang"] == locale[:2]
    assert [panel["key"] for panel in sent["panels"]] == [
        "map",
        "dice",
        "curves",
        "entropy",
        "draws",
        "arithmetic",
        "laws",
    ]
    assert sent["slider"]["start"] == 12
    assert app.query_params["c"].startswith(f"{name}@")
    assert not app.warning


def test_a_link_is_followed_and_written_again() -> None:
    app = opened("temperature", c=ENGLISH, p="old hat", t="1.5", d="10", i="2", s="9")
    assert board_of(app)["slider"]["start"] == 30
    assert app.text_input(key="temperature_prompt").value == "old hat"
    written = {name: app.query_params[name] for name in ("p", "t", "d", "i", "s", "lang")}
    assert written == {"p": "old hat", "t": "1.5", "d": "10", "i": "2", "s": "9", "lang": "en"}


@pytest.mark.parametrize("hostile", ["<b>", "x" * 9_000, "", "🙂 & 好", "**b** :red[x]"])
def test_any_seed_text_is_taken(hostile: str) -> None:
    app = opened("temperature", p=hostile)
    assert board_of(app)["panels"]


def test_what_cannot_be_read_is_told() -> None:
    app = opened("temperature", d="no", h="1-2")
    (box,) = app.warning
    assert "the number of draws" in box.value
    assert "the hand\\-made distribution" in box.value


def test_controls_change_what_is_shown() -> None:
    app = opened("temperature")
    shown = {board_of(app)["id"]}
    app.button(key="draw_10").click().run()
    shown.add(board_of(app)["id"])
    app.button(key="temperature_die").click().run()
    shown.add(board_of(app)["id"])
    app.text_input(key="temperature_prompt").set_value("old").run()
    shown.add(board_of(app)["id"])
    app.selectbox(key="temperature_checkpoint").set_value(CHINESE).run()
    shown.add(board_of(app)["id"])
    app.toggle(key="by_hand").set_value(True).run()
    shown.add(board_of(app)["id"])
    app.slider(key="weight_1").set_value(90).run()
    shown.add(board_of(app)["id"])
    assert not app.exception
    assert len(shown) == 7
    assert app.query_params["h"] == "50-90-12-8-4-1"
