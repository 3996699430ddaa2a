"""The main page as visitors find it, whatever they type and wherever they come from."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from safetensors.numpy import load
from streamlit.testing.v1 import AppTest

from tests.collection import CHINESE, ENGLISH, about
from tests.pages.visiting import NAVIGATION
from textgen import Edit, checksum
from ui import i18n, link, resources

Send = Callable[[AppTest, Any], dict[str, Any]]


def opened(locale: str = "en-US", **parameters: str | list[str]) -> AppTest:
    """Return the page as a visitor with this browser language and link finds it."""
    app = AppTest.from_file(str(NAVIGATION), default_timeout=30)
    app.context = {"locale": locale}
    for name, value in parameters.items():
        app.query_params[name] = value
    return checked(app)


def checked(app: AppTest) -> AppTest:
    """Run the app; the page is there, whole and without an error."""
    app.run()
    assert not app.exception
    assert not app.error
    assert app.text_input(key="prompt")
    assert doctor(app)
    assert played(app)["view"]["prompt"] is not None
    return app


def played(app: AppTest) -> dict[str, Any]:
    """Return what the player was given."""
    (player,) = (c for c in app.get("bidi_component") if c.proto.id.endswith("-player"))
    return unpacked(player.proto.bytes)


def unpacked(payload: bytes) -> dict[str, Any]:
    """Return a payload's view and its token ids."""
    length = int.from_bytes(payload[:8], "little")
    metadata = json.loads(payload[8 : 8 + length])["__metadata__"]
    return {"view": json.loads(metadata["view"]), "ids": load(payload)["id"].tolist()}


def doctor(app: AppTest) -> str:
    """Return the seed doctor's HTML."""
    (html,) = (html.proto.body for html in app.get("html") if "<style" not in html.proto.body)
    return str(html)


def told(app: AppTest) -> list[str]:
    """Return the notices, which share one box."""
    return [line for warning in app.warning for line in warning.value.split("  \n")]


# --- the page ---


@pytest.mark.parametrize(
    ("locale", "language", "name"), [("en-US", "en", ENGLISH), ("zh-CN", "zh", CHINESE)]
)
def test_the_page_opens_playing_in_the_visitors_language(
    locale: str, language: str, name: str
) -> None:
    app = opened(locale)
    view = played(app)["view"]
    assert (view["lang"], view["run"]["checkpoint"], view["play"]) == (language, name, True)
    assert view["run"]["prompt"] == about(name).prompts[0]
    assert app.button(key="opening").label == i18n.t("controls.opening", language=language)
    assert i18n.t("doctor.all_known", language=language) in doctor(app)
    assert told(app) == []


def test_switching_the_language_keeps_everything_else() -> None:
    app = opened(p="old hat", t="1.3", s="77")
    before = played(app)
    app.button(key="switch_language").click()
    after = played(checked(app))
    assert after["view"]["lang"] == "zh"
    assert after["view"]["session"] == before["view"]["session"]
    assert after["ids"] == before["ids"]
    assert app.query_params["lang"] == "zh"
    assert app.query_params["s"] == "77"


def test_every_control_changes_what_is_played() -> None:
    app = opened()
    seen = {played(app)["view"]["session"]}

    def check_new() -> None:
        seen_before = len(seen)
        seen.add(played(checked(app))["view"]["session"])
        assert len(seen) == seen_before + 1

    for key in ("example_1", "opening", "die", "strategy_greedy", "strategy_random"):
        app.button(key=key).click()
        check_new()
    for key, value in (("top_k", 3), ("top_p", 0.5), ("min_p", 0.1), ("typical", 0.5)):
        app.slider(key=key).set_value(value)
        check_new()
    app.slider(key="length").set_value(60)
    check_new()
    app.text_input(key="prompt").set_value("a new text")
    check_new()
    app.number_input(key="random_seed").set_value(4_000_000_000)
    check_new()
    app.selectbox(key="checkpoint").set_value(CHINESE)
    check_new()
    assert played(app)["view"]["undo"]
    assert told(app) == []


# --- the link ---


def test_the_address_is_complete_and_opens_the_same_text() -> None:
    app = opened("zh-CN", c=CHINESE, p="今天", t="1.5", e="3:t0.5,5:f2", at="4")
    parameters = dict(app.query_params)
    assert set(parameters) == {*"cptksne", "tp", "mp", "ty", "at", "z", "lang"}
    first = played(app)
    assert parameters["z"] == checksum(first["ids"])
    again = played(opened("en-US", **parameters))
    assert again["ids"] == first["ids"]
    assert again["view"]["session"] == first["view"]["session"]
    assert (again["view"]["start"], again["view"]["departs"]) == (4, None)


def test_a_bare_address_is_completed_with_the_defaults() -> None:
    parameters = dict(opened().query_params)
    z, language = parameters.pop("z"), parameters.pop("lang")
    default = link.default_state(resources.checkpoint(ENGLISH))
    assert parameters == link.write(default, resources.checkpoint(ENGLISH))
    assert (len(z), language) == (20, "en")


def test_the_link_handed_to_the_player_is_the_address() -> None:
    app = opened(p="a & b = c", lang="zh")
    handed = played(app)["view"]["link"]
    assert "p=a+%26+b+%3D+c&" in handed
    assert handed.endswith("&lang=zh")


def test_a_foreign_link_says_at_which_token_it_departs() -> None:
    other = dict(opened(s="9").query_params)
    app = opened(**{**other, "s": "10"})
    departs = played(app)["view"]["departs"]
    assert departs is not None and 0 <= departs < 40


@pytest.mark.parametrize("temperature", ["0", "1e-9", "1e9", "inf"])
def test_extreme_temperatures_are_honoured(temperature: str) -> None:
    app = opened(t=temperature)
    wanted = "inf" if temperature == "inf" else float(temperature)
    assert played(app)["view"]["run"]["temperature"] == wanted
    assert told(app) == []


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_a_link_that_is_wrong_all_over_opens_the_default_and_says_so(locale: str) -> None:
    bad = "<b>*bad*</b>"
    names = ("c", "t", "k", "tp", "mp", "ty", "s", "n", "e", "at", "z")
    app = opened(locale, **{name: bad for name in names})
    default = played(opened(locale))
    assert played(app)["ids"] == default["ids"]
    assert len(told(app)) == len(names)
    assert len(app.warning) == 1
    assert not any("bad" in line for line in told(app))
    checked(app)
    assert told(app) == [], "told once"
    assert app.query_params["t"] == "0.6"


def test_doubled_parameters_are_told_and_tidied() -> None:
    app = opened(s=["7", "8"], p=["one", "two"])
    run = played(app)["view"]["run"]
    assert (run["random_seed"], run["prompt"]) == (8, "two")
    assert len(told(app)) == 2
    assert app.query_params["s"] == "8"


def test_a_model_that_changed_is_told() -> None:
    app = opened(c=f"{CHINESE}@00000000")
    assert played(app)["view"]["run"]["checkpoint"] == CHINESE
    (notice,) = told(app)
    assert notice.startswith(r"zh\-word has changed since the link was made")


# --- hostile seed texts ---

HOSTILE = {
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "markdown": "# h\n**b** [l](http://x.y) | a | $x^2$ :material/home: :red[x] -> --",
    "unknown": "路é😀",
    "controls": "\x00\x07\u200b\u202e\u2066",
    "right to left": "שלום a bee العربية",
    "emoji": "👩‍👩‍👧 🏳️‍🌈",
    "lines": "a\r\nb\rc\n\n",
    "blank": "   ",
    "empty": "",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("name", [ENGLISH, CHINESE])
def test_a_hostile_seed_text_is_plain_text(name: str, text: str) -> None:
    app = opened(c=name)
    app.text_input(key="prompt").set_value(text)
    checked(app)
    view = played(app)["view"]
    assert view["run"]["prompt"] == text
    assert app.query_params["p"] == text
    assert "<script" not in doctor(app) and "<img" not in doctor(app)
    known = [piece["known"] for piece in view["prompt"]]
    assert (i18n.t("doctor.skipped", language="en") in doctor(app)) == (False in known)
    assert played(opened(c=name, p=text))["ids"] == played(app)["ids"]


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en-US", "The seed text is too long; its last 2000 characters are used, 98000 are left"),
        ("zh-CN", "种子文本太长：只用最后 2000 个字符，略去 98000 个。"),
    ],
)
def test_a_huge_seed_text_is_clipped_and_said_so(locale: str, said: str) -> None:
    app = opened(locale)
    app.text_input(key="prompt").set_value("x" * 98_000 + "y" * 2_000)
    checked(app)
    assert played(app)["view"]["run"]["prompt"] == "y" * 2_000
    assert said in told(app)[0].replace("\\", "")
    assert app.query_params["p"] == "y" * 500
    checked(app)
    assert told(app) == []


def test_only_unknown_characters_leave_nothing_to_read_and_a_text_all_the_same() -> None:
    app = opened(p="路" * 400)
    assert i18n.t("doctor.nothing", language="en") in doctor(app)
    assert played(app)["ids"] == played(opened(p=""))["ids"]


# --- the player's events ---


@pytest.fixture
def send(monkeypatch: pytest.MonkeyPatch) -> Send:
    """Return what lets the player ask for something: AppTest moves no components."""
    shown: list[bytes] = []

    def player(payload: bytes, key: str, on_action_change: Callable[[], None]) -> None:
        shown.append(payload)
        st.button("act", key="act", on_click=on_action_change)

    def act(app: AppTest, event: Any) -> dict[str, Any]:
        monkeypatch.setattr("ui.player.player", player)
        app.run()
        app.session_state["player"] = SimpleNamespace(action=event)
        app.button(key="act").click().run()
        assert not app.exception
        return unpacked(shown[-1])

    return act


def test_the_player_changes_temperature_forces_a_token_and_undoes(
    send: Send,
) -> None:
    app = opened()
    first = played(app)
    hot = send(app, {"kind": "temperature", "step": 10, "temperature": 2})
    assert hot["ids"][:10] == first["ids"][:10]
    assert hot["ids"] != first["ids"]
    assert (hot["view"]["start"], hot["view"]["play"], hot["view"]["undo"]) == (10, True, True)
    assert app.query_params["e"] == "10:t2"
    forced = send(app, {"kind": "force", "step": 20, "id": 7})
    assert forced["ids"][:20] == hot["ids"][:20]
    assert forced["ids"][20] == 7
    assert app.session_state["page"].settings.edits == (Edit(10, 2.0), Edit(20, token=7))
    assert send(app, {"kind": "undo"})["ids"] == hot["ids"]
    assert send(app, {"kind": "undo"})["ids"] == first["ids"]
    assert app.query_params["e"] == ""


def test_one_edit_too_many_is_told(send: Send) -> None:
    app = opened(e=",".join(f"{step}:f1" for step in range(20)))
    before = played(app)
    after = send(app, {"kind": "force", "step": 30, "id": 7})
    assert after["ids"] == before["ids"]
    (notice,) = told(app)
    assert "20" in notice


def test_the_run_is_sent_once_when_asked_for(
    send: Send,
) -> None:
    app = opened()
    export = send(app, {"kind": "export"})["view"]["export"]
    assert json.loads(export["text"])["checksum"] == app.query_params["z"]
    assert send(app, None)["view"]["export"] is None


@pytest.mark.parametrize("event", [None, [], "x", {"kind": "force", "step": "0", "id": {}}])
def test_what_is_no_event_is_ignored(send: Send, event: Any) -> None:
    app = opened()
    before = played(app)
    after = send(app, event)
    assert after["ids"] == before["ids"]
    assert not after["view"]["undo"]


# --- checkpoints that cannot be used ---


def test_a_broken_checkpoint_is_listed_and_the_others_work(
    serve: Callable[[Path], None], collection: Path, tmp_path: Path
) -> None:
    shutil.copytree(collection, tmp_path, dirs_exist_ok=True)
    (tmp_path / CHINESE / "config.json").write_text("{}")
    serve(tmp_path)
    app = opened("zh-CN", c=CHINESE)
    assert played(app)["view"]["run"]["checkpoint"] == ENGLISH
    (listed,) = (text.value for text in app.text)
    assert CHINESE in listed and "config.json" in listed
    assert len(told(app)) == 1


def test_a_folder_whose_name_is_no_text_does_no_harm(
    serve: Callable[[Path], None], collection: Path, tmp_path: Path
) -> None:
    shutil.copytree(collection, tmp_path, dirs_exist_ok=True)
    os.rename(tmp_path / CHINESE, os.fsencode(tmp_path) + b"/\xff")
    serve(tmp_path)
    app = opened()
    assert app.selectbox(key="checkpoint").options == ["Tiny · characters"]
    (listed,) = (text.value for text in app.text)
    assert listed.startswith("Cannot be used: \ufffd – ")


@pytest.mark.parametrize("broken", [False, True])
@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_without_any_checkpoint_the_page_says_what_to_do(
    serve: Callable[[Path], None], tmp_path: Path, locale: str, broken: bool
) -> None:
    if broken:
        (tmp_path / "*half*").mkdir()
    serve(tmp_path)
    app = AppTest.from_file(str(NAVIGATION), default_timeout=30)
    app.context = {"locale": locale}
    app.run()
    assert not app.exception
    (error,) = app.error
    assert error.value == i18n.t("generate.no_checkpoint", language=locale[:2])
    assert [text.value.startswith("*half*: ") for text in app.text] == [True] * broken
