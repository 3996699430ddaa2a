"""The page Replay as visitors find it: an example, files of friends, of strangers and of foes."""

import json
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from safetensors.numpy import load
from streamlit.testing.v1 import AppTest

from tests.collection import CHINESE, ENGLISH
from tests.pages.visiting import NAVIGATION
from textgen import Checkpoint, Edit, Run, Sampler, Settings, record
from textgen.limits import MAX_RUN_BYTES
from textgen.run_format import dumps, to_json
from ui.recordings import recording
from ui.views.replay import actions, link, words

SETTINGS = Settings(Sampler(0.8, top_k=9), 3, 20, (Edit(5, 1.3, 4),))


def visited(locale: str = "en-US") -> AppTest:
    """Return the page as a visitor with this browser language finds it."""
    app = AppTest.from_file(str(NAVIGATION), default_timeout=30)
    app.context = {"locale": locale}
    app.switch_page("pages/replay.py")
    return checked(app)


def checked(app: AppTest) -> AppTest:
    """Run the app; the page is there, whole."""
    app.run()
    assert not app.exception
    components = [component.proto.id for component in app.get("bidi_component")]
    assert [name for name in components if name.endswith("-replay_file")]
    assert player(app)["ids"]
    return app


def sent(app: AppTest, content: object, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """Let the opener send something, as AppTest cannot; return the page after it."""
    with monkeypatch.context() as patch:
        patch.setattr(st, "session_state", Session(app))
        actions.open_file(content)
    return checked(app)


class Session(SimpleNamespace):
    """The session of an `AppTest` for code that runs outside of it."""

    def __init__(self, app: AppTest) -> None:
        super().__init__()
        self.__dict__["_state"] = app.session_state

    def __getattr__(self, name: str) -> Any:
        return self._state[name]

    def __setattr__(self, name: str, value: object) -> None:
        self._state[name] = value

    def get(self, name: str, default: object = None) -> Any:
        try:
            return self._state[name]
        except KeyError:
            return default


def player(app: AppTest) -> dict[str, Any]:
    """Return what the player was given: its view, and its token ids."""
    (component,) = (each for each in app.get("bidi_component") if each.proto.bytes)
    payload = component.proto.bytes
    length = int.from_bytes(payload[:8], "little")
    metadata = json.loads(payload[8 : 8 + length])["__metadata__"]
    return {"view": json.loads(metadata["view"]), "ids": load(payload)["id"].tolist()}


def links(app: AppTest) -> list[str]:
    """Return the query strings of the page's links to other pages."""
    return [each.proto.query_string for each in app.get("page_link")]


@pytest.fixture
def run(checkpoints: dict[str, Checkpoint]) -> Run:
    return record(checkpoints[ENGLISH], "a bee é", SETTINGS)


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_it_opens_with_the_example_of_the_language(locale: str) -> None:
    app = visited(locale)
    shown = player(app)
    assert shown["ids"] == recording(locale[:2]).ids
    assert (shown["view"]["lang"], shown["view"]["recorded"]) == (locale[:2], True)
    assert shown["view"]["play"] is True
    assert not app.error
    assert app.query_params["lang"] == locale[:2]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_example_is_small_and_says_what_wrote_it(language: str) -> None:
    run = recording(language)
    assert len(dumps(run)) < 300_000
    assert run.settings.edits
    assert run.checkpoint in words.facts(run)


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
def test_a_file_is_shown(run: Run, locale: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = sent(visited(locale), dumps(run), monkeypatch)
    shown = player(app)
    assert shown["ids"] == run.ids
    assert shown["view"]["prompt"][-1] == {"text": "é", "known": False}
    assert not app.error
    (caption,) = app.caption
    assert ENGLISH in caption.value.replace("\\", "")
    assert player(checked(app))["view"]["play"] is None, "it plays once"


def test_another_language_keeps_a_file_and_changes_the_example(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visited()
    app.button(key="switch_language").click().run()
    assert player(app)["ids"] == recording("zh").ids
    sent(app, dumps(run), monkeypatch)
    app.button(key="switch_language").click().run()
    assert player(app)["ids"] == run.ids


def test_the_model_that_is_here_can_go_on(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    app = sent(visited(), dumps(run), monkeypatch)
    (query,) = links(app)
    live = AppTest.from_file(str(NAVIGATION), default_timeout=30)
    live.context = {"locale": "en-US"}
    for name, value in link.live_link(app.session_state["replay"]).items():  # type: ignore[union-attr]
        assert name in query
        live.query_params[name] = value
    live.run()
    assert not live.warning
    assert player(live)["ids"] == run.ids
    assert player(live)["view"]["departs"] is None


def test_without_the_model_it_is_shown_all_the_same(
    run: Run, tmp_path: Path, serve: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(tmp_path)  # no checkpoint at all
    app = sent(visited(), dumps(run), monkeypatch)
    assert player(app)["ids"] == run.ids
    assert player(app)["view"]["origin"] is None
    assert links(app) == []
    assert "takes this very model" in app.caption[0].value


def test_a_model_that_was_trained_anew_is_another(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    value = {**to_json(run), "checkpoint_hash": "0" * 64}
    assert links(sent(visited(), json.dumps(value), monkeypatch)) == []


def test_a_seed_text_too_long_for_a_link_cannot_go_on(
    checkpoints: dict[str, Checkpoint], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = record(checkpoints[CHINESE], "云" * 501, Settings(max_new_tokens=2))
    app = sent(visited(), dumps(run), monkeypatch)
    assert links(app) == []
    assert "500" in app.caption[0].value


@pytest.mark.parametrize("locale", ["en-US", "zh-CN"])
@pytest.mark.parametrize(
    "content",
    [
        None,
        {"text": "x"},
        "",
        "[" * 99_999,
        '{"format": "textgen.guess/1"}',
        '{"format": "textgen.run/1"}',
        " " * (MAX_RUN_BYTES + 1),
    ],
)
def test_what_is_no_run_is_told_and_what_was_open_stays(
    content: object, locale: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = visited(locale)
    before = player(app)["ids"]
    sent(app, content, monkeypatch)
    (box,) = app.error
    assert ("stays open" if locale == "en-US" else "还在") in box.value
    assert player(app)["ids"] == before
    assert not checked(app).error, "it is told once"


def test_a_hostile_name_is_shown_as_text(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    value = {**to_json(run), "checkpoint": "**b** <img src=x> :red[x] $x$"}
    app = sent(visited(), json.dumps(value), monkeypatch)
    assert "\\*\\*b\\*\\* \\<img src\\=x\\> \\:red\\[x\\] \\$x\\$" in app.caption[0].value


def test_the_player_can_only_ask_for_the_file(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    app = sent(visited(), dumps(run), monkeypatch)
    for event in (None, "export", {}, {"kind": "force", "step": 0, "id": 1}, {"kind": "export"}):
        with monkeypatch.context() as patch:
            patch.setattr(st, "session_state", Session(app))
            actions.act(event)
        export = player(checked(app))["view"]["export"]
        asked = event == {"kind": "export"}
        assert (export is not None) == asked
    assert export["text"] == dumps(run)


def test_a_language_switch_here_does_not_hide_the_next_page_s_link() -> None:
    app = visited()
    app.button(key="switch_language").click().run()
    assert "acted" not in app.session_state
