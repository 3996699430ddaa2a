"""The page that compares temperatures, as visitors find it."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.collection import CHINESE, ENGLISH, LEARNING
from tests.pages.visiting import board_of, checked, opened
from tests.textgen.tiny import rewrite
from ui import bar, resources
from ui.bar import Bar
from ui.i18n import t
from ui.turns import Turns

TEXTS = [f"text_{i}" for i in range(6)]


@pytest.fixture(autouse=True)
def _fresh() -> None:
    resources._sweep_slot.clear()


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


@pytest.mark.parametrize("button", ["share", "measure"])
def test_a_click_with_the_link_from_before_the_last_one_undoes_nothing(button: str) -> None:
    app = opened("compare", l="0.2,1")
    old = dict(app.query_params)
    app.button(key="add_lane").click()
    checked(app)
    app.query_params.clear()
    app.query_params.update(old)
    app.button(key=button).click()
    assert titles(checked(app)) == ["T = 0.20", "T = 1.00", "T = 1.20"]
    assert app.query_params["l"] == "0.2,1,1.2"


def test_the_browser_need_not_tell_where_its_slider_stands() -> None:
    assert not board_of(opened("compare"))["answers"]
    assert board_of(opened("temperature"))["answers"]


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


def texts(app: object) -> list[str]:
    passages = (panel for panel in board_of(app)["panels"] if panel["kind"] == "passage")
    return ["".join(mark[0] for mark in panel["frames"][0]) for panel in passages]


@pytest.mark.usefixtures("learning")
@pytest.mark.parametrize(("locale", "named"), [("en-US", "epoch 1"), ("zh-CN", "第 1 轮")])
def test_early_writes_beside_late(locale: str, named: str) -> None:
    app = opened("compare", locale, c=LEARNING, c2=LEARNING, l="1", n="60")
    early, late = texts(app)
    assert early == late  # the same model twice
    app.selectbox(key="compare_epoch").set_value(1)
    checked(app)
    assert (app.query_params["ep"], app.query_params["ep2"]) == ("1", "0")
    assert [named in title for title in titles(app)] == [True, False]
    assert texts(app) != [early, late] and texts(app)[1] == late
    app.selectbox(key="compare_second_epoch").set_value(4)
    checked(app)
    assert (app.query_params["ep"], app.query_params["ep2"]) == ("1", "4")
    assert len(set(titles(app))) == 2


@pytest.mark.usefixtures("learning")
def test_an_epoch_has_no_curves_and_the_page_says_so() -> None:
    app = opened("compare", c=LEARNING, ep="2")
    assert titles(app) == [f"T = {t} · epoch 2" for t in ("0.20", "0.50", "1.00", "1.20")]
    assert "measure" not in {button.key for button in app.button}
    assert "not of a single epoch" in board_of(app)["panels"][-1]["notes"][-1]
    app.selectbox(key="compare_epoch").set_value(0)
    checked(app)
    assert titles(app)[0] == "T = 0.20"
    assert app.button(key="measure")
    assert "not of a single epoch" not in board_of(app)["panels"][-1]["notes"][-1]


@pytest.mark.usefixtures("learning")
def test_another_model_writes_with_what_it_ships() -> None:
    app = opened("compare", c=LEARNING, ep="2")
    app.selectbox(key="compare_checkpoint").set_value(ENGLISH)
    checked(app)
    assert app.query_params["ep"] == "0"
    assert titles(app)[0] == "T = 0.20"
    assert "compare_epoch" not in {box.key for box in app.selectbox}


def test_weights_of_an_epoch_that_do_not_fit_are_told(learning: Path) -> None:
    rewrite(learning, "epochs/02.safetensors", b"no weights")
    app = opened("compare", c=LEARNING)
    app.selectbox(key="compare_epoch").set_value(2).run()
    assert not app.exception
    assert "safetensors" in app.error[0].value


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


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_a_sweep_waits_for_its_turn_and_says_so(
    monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    others = ExitStack()
    told: list[str] = []
    monkeypatch.setattr(bar, "turns", Turns(at_once=1, waiting=1, of_one=1))
    others.enter_context(bar.turns.turn("another visitor", lambda before: None))

    waiting = Bar.wait

    def wait(self: Bar, before: int) -> None:
        waiting(self, before)
        told.append(t("bar.waiting", count=before))
        others.close()  # now it is our turn

    monkeypatch.setattr(Bar, "wait", wait)
    app = opened("compare", locale)
    app.button(key="measure").click()
    assert "sweep_entropy" in keys(checked(app))
    assert told == [t("bar.waiting", language=locale[:2], count=1)]


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_where_too_many_wait_the_page_says_so_and_goes_on(
    monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    monkeypatch.setattr(bar, "turns", Turns(at_once=1, waiting=0, of_one=1))
    app = opened("compare", locale)
    with bar.turns.turn("another visitor", lambda before: None):
        app.button(key="measure").click()
        assert keys(checked(app)) == [*TEXTS[:4], "measures"]
    (box,) = app.warning
    assert box.value == t("bar.full", language=locale[:2])
    app.button(key="measure").click()
    assert "sweep_entropy" in keys(checked(app))
