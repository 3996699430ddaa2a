"""The page that compares temperatures, as visitors find it."""

import pytest

from tests.collection import CHINESE, ENGLISH
from tests.pages.visiting import board_of, checked, opened
from ui import resources

TEXTS = [f"text_{i}" for i in range(6)]


@pytest.fixture(autouse=True)
def _fresh() -> None:
    resources._sweep_slot.clear()
    resources.lanes_for.clear()


def keys(app: object) -> list[str]:
    return [panel["key"] for panel in board_of(app)["panels"]]


def titles(app: object) -> list[str]:
    return [panel["title"] for panel in board_of(app)["panels"] if panel["kind"] == "passage"]


@pytest.mark.parametrize(
    ("locale", "name"), [("en-US", ENGLISH), ("zh-CN", CHINESE)], ids=["en", "zh"]
)
def test_it_opens_playing_the_books_temperatures(locale: str, name: str) -> None:
    app = opened("compare", locale)
    sent = board_of(app)
    assert sent["lang"] == locale[:2]
    assert keys(app) == [*TEXTS[:4], "measures"]
    assert titles(app) == ["T = 0.20", "T = 0.50", "T = 1.00", "T = 1.20"]
    assert sent["slider"]["play"] and sent["slider"]["pace"] > 0
    assert app.query_params["c"].startswith(f"{name}@")
    assert app.query_params["l"] == "0.2,0.5,1,1.2"
    assert not app.warning


def test_temperatures_are_added_removed_and_changed() -> None:
    app = opened("compare", l="0.2,1")
    assert app.button(key="remove_lane").disabled
    app.button(key="add_lane").click()
    assert titles(checked(app)) == ["T = 0.20", "T = 1.00", "T = 1.20"]
    app.number_input(key="compare_lane_1").set_value(0.35)
    assert titles(checked(app)) == ["T = 0.20", "T = 0.35", "T = 1.20"]
    app.button(key="remove_lane").click()
    assert titles(checked(app)) == ["T = 0.20", "T = 0.35"]
    assert app.query_params["l"] == "0.2,0.35"
    six = opened("compare", l="0,0,0,0,0,2")
    assert six.button(key="add_lane").disabled


def test_the_texts_length_is_chosen() -> None:
    app = opened("compare", n="37")
    assert app.selectbox(key="compare_length").value == 37
    app.selectbox(key="compare_length").set_value(50).run()
    assert app.query_params["n"] == "50"
    assert len(board_of(app)["slider"]["stops"]) == 50
    assert len(board_of(app)["panels"][0]["frames"][0]) == 50


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_a_second_model_writes_beside_the_first(locale: str) -> None:
    app = opened("compare", locale)
    first = app.selectbox(key="compare_checkpoint").value
    other = CHINESE if first == ENGLISH else ENGLISH
    app.selectbox(key="compare_second").set_value(other)
    checked(app)
    assert keys(app) == [*TEXTS, "measures"]
    assert len(set(titles(app))) == 6
    assert app.query_params["c2"].startswith(f"{other}@")
    assert app.query_params["l"] == "0.2,0.5,1"
    app.selectbox(key="compare_second").set_value("")
    assert keys(checked(app)) == [*TEXTS[:4], "measures"]


def test_the_sweep_is_measured_once_and_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    app = opened("compare")
    app.button(key="measure").click()
    checked(app)
    assert keys(app)[5:] == ["sweep_entropy", "sweep_distinct_2", "sweep_loop_rate"]
    assert "measure" not in {button.key for button in app.button}
    again = opened("compare")  # another visitor, the same prompt
    assert keys(again) == keys(app)
    again.text_input(key="compare_prompt").set_value("a new one")
    assert "sweep_entropy" not in keys(checked(again))
    assert again.button(key="measure")


def test_a_link_is_followed_and_written_again() -> None:
    asked = {"p": "old hat", "l": "0.5,1.5", "s": "9", "n": "30"}
    app = opened("compare", c=ENGLISH, **asked)
    assert {name: app.query_params[name] for name in asked} == asked
    assert len(board_of(app)["slider"]["stops"]) == 30


@pytest.mark.parametrize("hostile", ["<b>", "x" * 9_000, "", "🙂 & 好", "**b** :red[x]"])
def test_any_seed_text_is_taken(hostile: str) -> None:
    assert board_of(opened("compare", p=hostile))["panels"]


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_what_cannot_be_read_is_told(locale: str) -> None:
    bad = {"l": "1,2,3,4,5,6,7", "c2": "<b>", "n": "0"}
    app = opened("compare", locale, **bad)
    (box,) = app.warning
    assert len(box.value.split("  \n")) == 3
    assert "<b>" not in box.value
    assert app.query_params["l"] == "0.2,0.5,1,1.2"
