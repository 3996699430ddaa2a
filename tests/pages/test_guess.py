"""The guessing game as visitors find it."""

import json

import pytest

from tests.collection import CHINESE, ENGLISH
from tests.pages.visiting import board_of, opened


@pytest.mark.parametrize(
    ("locale", "name"), [("en-US", ENGLISH), ("zh-CN", CHINESE)], ids=["en", "zh"]
)
def test_it_opens_with_a_game_in_play(locale: str, name: str) -> None:
    app = opened("guess", locale)
    assert board_of(app, "text")["lang"] == locale[:2]
    assert [board_of(app, key)["panels"][0]["key"] for key in ("text", "board", "bits")] == [
        "text",
        "beliefs",
        "rules",
    ]
    assert app.query_params["c"].startswith(f"{name}@")
    assert app.button(key="candidate_0").label
    assert not app.warning


def test_a_game_is_played_and_stands_in_the_link() -> None:
    app = opened("guess", n="2")
    app.button(key="sure_2").click().run()
    app.button(key="candidate_1").click().run()
    assert app.query_params["g"] == "f"
    assert [panel["key"] for panel in board_of(app, "bits")["panels"]] == [
        "totals",
        "over",
        "rounds",
        "rules",
    ]
    assert board_of(app)["panels"][0]["frames"]
    app.button(key="next").click().run()
    assert app.query_params["at"] == "1"
    assert not board_of(app)["panels"][0]["frames"]  # hidden until it is answered
    app.button(key="candidate_0").click().run()
    assert not app.exception
    assert app.query_params["g"] == "fc"
    again = opened("guess", **{name: app.query_params[name] for name in ("c", "s", "n", "g", "at")})
    assert board_of(again)["panels"] == board_of(app)["panels"]
    assert "next" not in {button.key for button in app.button}
    app.button(key="again").click().run()
    assert app.query_params["g"] == ""


def test_a_language_switch_loses_nothing() -> None:
    app = opened("guess", g="ab")
    app.button(key="switch_language").click().run()
    assert not app.exception
    assert (app.query_params["lang"], app.query_params["g"]) == ("zh", "ab")
    assert board_of(app, "bits")["lang"] == "zh"


def test_typing_guesses_too() -> None:
    app = opened("guess")
    label = app.button(key="candidate_3").label.split("\u2002")[0].replace("\\", "")
    app.text_input(key="guess_typed").set_value("nothing like this").run()
    (box,) = app.warning
    assert "candidates" in box.value
    app.text_input(key="guess_typed").set_value(label).run()
    assert app.query_params["g"] == "k"  # the fourth, fairly sure
    assert not app.exception


def test_a_class_votes() -> None:
    app = opened("guess")
    app.number_input(key="hands_1").set_value(9)
    app.number_input(key="hands_2").set_value(3)
    app.button(key="count").click().run()
    assert not app.exception
    assert app.query_params["g"].startswith("(0.9.3.0")


def test_a_teachers_text_goes_out_of_sight() -> None:
    app = opened("guess", c=ENGLISH)
    app.text_area(key="guess_own").set_value("an owl reads the sea at night." * 20)
    app.button(key="own_start").click().run()
    assert not app.exception
    assert app.text_area(key="guess_own").value == ""
    told = app.warning[0].value.replace("\\", "")
    assert "first 500 characters are used, 100 are left out" in told
    assert "owl" not in app.query_params["w"]
    text = "".join(mark[0] for mark in board_of(app, "text")["panels"][0]["frames"][0])
    assert text.startswith("an owl")
    assert "night" not in json.dumps(board_of(app, "text")) + json.dumps(board_of(app))
    app.button(key="next_text").click().run()
    assert app.query_params["w"] == ""


@pytest.mark.parametrize("control", ["next_text", "guess_die"])
def test_another_text_or_other_dice_begin_another_game(control: str) -> None:
    app = opened("guess", g="aa")
    app.button(key=control).click().run()
    assert not app.exception
    assert app.query_params["g"] == ""


def test_settings_change_the_game() -> None:
    app = opened("guess")
    app.slider(key="guess_rounds").set_value(3).run()
    app.slider(key="guess_gap").set_value(7).run()
    assert not app.exception
    assert (app.query_params["n"], app.query_params["j"]) == ("3", "7")
    app.selectbox(key="guess_checkpoint").set_value(CHINESE).run()
    assert not app.exception
    assert app.query_params["x"] == "ferry"


def test_what_cannot_be_read_is_told() -> None:
    app = opened("guess", g="?!", w="**", x="<b>", at="9")
    (box,) = app.warning
    for name in ("the answers", "your own text", "the ready text"):
        assert name in box.value


def test_a_text_of_which_the_model_knows_nothing() -> None:
    app = opened("guess", c=ENGLISH)
    app.text_area(key="guess_own").set_value("好好好")
    app.button(key="own_start").click().run()
    assert not app.exception
    assert any("knows none" in info.value for info in app.info)


def test_a_count_without_a_hand_takes_no_question() -> None:
    app = opened("guess")
    app.button(key="count").click().run()
    assert not app.exception
    assert "No hand was counted yet" in app.warning[0].value
    assert not app.query_params.get("g")
