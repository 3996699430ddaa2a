"""What the player gets: one safetensors file that says everything it shows."""

import json
from typing import Any

import pytest
from safetensors.numpy import load

from tests.collection import CHINESE, ENGLISH
from tests.ui.conftest import Session
from textgen import Checkpoint, Edit, Run, Sampler, Settings, record
from textgen.run_format import dumps, from_json, loads
from ui import i18n
from ui.payload import Stage, player_payload, run_identity

STAGE = Stage(start=0, play=True, departs=None, undo=False, link="c=en-char", export=None)


def view_of(payload: bytes) -> dict[str, Any]:
    """Return the view that a payload carries in its header."""
    length = int.from_bytes(payload[:8], "little")
    header = json.loads(payload[8 : 8 + length])
    view: dict[str, Any] = json.loads(header["__metadata__"]["view"])
    return view


def make(
    checkpoint: Checkpoint, prompt: str = "a bee", stage: Stage = STAGE, **changes: Any
) -> tuple[Run, bytes]:
    settings = Settings(**{"sampler": Sampler(0.8), "max_new_tokens": 20, **changes})
    run = record(checkpoint, prompt, settings)
    return run, player_payload(run, stage)


@pytest.fixture(autouse=True)
def language(session: Session) -> Session:
    """Speak English until a test says otherwise."""
    session[i18n.SESSION_KEY] = "en"
    return session


def test_the_columns_are_those_of_the_run(checkpoints: dict[str, Checkpoint]) -> None:
    run, payload = make(checkpoints[ENGLISH])
    tensors = load(payload)
    assert tensors["id"].tolist() == run.ids
    assert tensors["likeliest_ids"].shape == (20, 12)


def test_a_text_of_four_hundred_characters_is_a_small_message(
    checkpoints: dict[str, Checkpoint],
) -> None:
    """All that a run sends is to stay below 150 KB; a session's other messages take 20."""
    _, payload = make(checkpoints[ENGLISH], max_new_tokens=400)
    assert len(payload) < 125_000


def test_the_view_names_every_token_that_can_be_on_screen(
    checkpoints: dict[str, Checkpoint],
) -> None:
    for name in (ENGLISH, CHINESE):
        _, payload = make(checkpoints[name])
        tensors, tokens = load(payload), view_of(payload)["tokens"]
        on_screen = {*tensors["id"].tolist(), *tensors["likeliest_ids"].ravel().tolist()}
        assert {str(token) for token in on_screen} <= tokens.keys()


def test_the_prompt_comes_piece_by_piece_the_unknown_ones_marked(
    checkpoints: dict[str, Checkpoint],
) -> None:
    _, payload = make(checkpoints[ENGLISH], "Aé")
    expected = [{"text": "a", "known": True}, {"text": "é", "known": False}]
    assert view_of(payload)["prompt"] == expected


@pytest.mark.parametrize("spoken", i18n.LANGUAGES)
def test_the_players_words_come_in_the_visitors_language(
    checkpoints: dict[str, Checkpoint], language: Session, spoken: str
) -> None:
    language[i18n.SESSION_KEY] = spoken
    view = view_of(make(checkpoints[ENGLISH])[1])
    assert view["lang"] == spoken
    assert view["strings"] == i18n.strings("player", spoken) | i18n.strings("chart", spoken)


def test_the_stage_is_passed_on(checkpoints: dict[str, Checkpoint]) -> None:
    stage = Stage(start=7, play=None, departs=3, undo=True, link="c=x&p=%22", export=None)
    view = view_of(make(checkpoints[ENGLISH], stage=stage)[1])
    assert {name: view[name] for name in ("start", "play", "departs", "undo", "link")} == {
        "start": 7,
        "play": None,
        "departs": 3,
        "undo": True,
        "link": "c=x&p=%22",
    }


def test_the_run_is_sent_as_a_file_only_when_asked_for(
    checkpoints: dict[str, Checkpoint],
) -> None:
    assert view_of(make(checkpoints[ENGLISH])[1])["export"] is None
    stage = Stage(start=0, play=None, departs=None, undo=False, link="", export="abc")
    run, payload = make(checkpoints[ENGLISH], stage=stage)
    export = view_of(payload)["export"]
    assert (export["id"], export["name"]) == ("abc", "en-char.run.json")
    assert from_json(json.loads(export["text"])).ids == run.ids


@pytest.mark.parametrize("name", [ENGLISH, CHINESE])
@pytest.mark.parametrize("prompt", ["a bee", "Aé 海 \u202e<b>", ""])
@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"sampler": Sampler(0.9, 9, 0.95, 0.01, 0.9)},
        {"sampler": Sampler(float("inf")), "edits": (Edit(3, 1e-9), Edit(5, 0.77, 2))},
    ],
)
def test_a_run_from_a_file_is_shown_to_the_bit(
    checkpoints: dict[str, Checkpoint], name: str, prompt: str, changes: dict[str, Any]
) -> None:
    run, payload = make(checkpoints[name], prompt, **changes)
    assert player_payload(loads(dumps(run)), STAGE) == payload


@pytest.mark.parametrize("temperature", [0.0, 1e-9, 1e9, float("inf"), 5e-324])
def test_any_temperature_can_be_sent(
    checkpoints: dict[str, Checkpoint], temperature: float
) -> None:
    edits = (Edit(3, float("inf")), Edit(5, 1e-9), Edit(7, 0.0))
    run, payload = make(checkpoints[ENGLISH], sampler=Sampler(temperature), edits=edits)
    tensors = load(payload)
    sent = tensors["temperatures"][tensors["stop"]]
    assert sent.tolist() == run.columns["temperature"].tolist()


@pytest.mark.parametrize(
    "prompt",
    [
        "",
        "é",
        "<script>alert(1)</script>",
        '"\\\n\x00\u2028</script>',
        "שלום 🙂 \u202e",
        "x" * 2_000,
    ],
)
def test_any_seed_text_can_be_sent(checkpoints: dict[str, Checkpoint], prompt: str) -> None:
    view = view_of(make(checkpoints[ENGLISH], prompt)[1])
    assert view["run"]["prompt"] == prompt
    assert "".join(piece["text"] for piece in view["prompt"]) == prompt.lower()


def test_a_run_keeps_its_identity_and_another_has_another(
    checkpoints: dict[str, Checkpoint],
) -> None:
    english, chinese = checkpoints[ENGLISH], checkpoints[CHINESE]
    run, _ = make(english)
    assert run_identity(make(english)[0]) == run_identity(run)
    others = [
        make(chinese),
        make(english, "a beé"),
        make(english, random_seed=1),
        make(english, max_new_tokens=21),
        make(english, sampler=Sampler(0.9)),
        make(english, sampler=Sampler(0.8, top_p=0.999999)),
        make(english, edits=(Edit(19, 0.8),)),
    ]
    assert len({run_identity(run), *(run_identity(other) for other, _ in others)}) == 8
