"""The API answers as described, and what it should not answer it refuses in a sentence."""

import asyncio
import gzip
import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server import answers
from server.api import make_api
from server.errors import show_failure_page
from tests.collection import CHINESE, ENGLISH
from tests.server.asgi import Answer, ask, call, run
from tests.server.conftest import Clock, Post
from textgen import Checkpoint, Sampler, Settings, __version__, record
from textgen.limits import (
    API_BODY_BYTES,
    API_BURST,
    API_LIKELIEST,
    API_PER_SECOND,
    MAX_NEW_TOKENS,
    MAX_RANDOM_SEED,
    PROMPT_CHARS,
)
from textgen.run_format import from_json, to_json
from ui import resources

DISTRIBUTION, GENERATE = "/api/distribution", "/api/generate"


def refused(answer: Answer, status: int, said: str = "") -> None:
    """Check an error: JSON, a code for programs, a sentence for people, no trace."""
    assert answer.status == status
    assert answer.headers["content-type"] == "application/json"
    error = answer.json.pop("error")
    assert error.keys() == {"code", "message"}
    assert re.fullmatch("[a-z_]+", error["code"])
    assert said in error["message"]
    assert len(error["message"]) < 500
    assert "Traceback" not in error["message"] and ".py" not in error["message"]


def test_it_lists_the_models(api: ASGIApp, checkpoints: dict[str, Checkpoint]) -> None:
    listed = call(api, "/api/checkpoints").json["checkpoints"]
    assert [each["name"] for each in listed] == [ENGLISH, CHINESE]
    english = checkpoints[ENGLISH]
    assert listed[0]["hash"] == english.hash
    assert listed[0]["bits_per_char"] == 4.25
    assert listed[0]["prompts"] == list(english.about.prompts)
    assert listed[1]["unit"] == "word"


def test_a_distribution_is_the_sampler_s(post: Post, checkpoints: dict[str, Checkpoint]) -> None:
    asked = {"checkpoint": ENGLISH, "prompt": "a bee", "temperature": 0.5, "top_k": 9, "top": 4}
    found = post(DISTRIBUTION, asked).json
    model = checkpoints[ENGLISH]
    logits, _ = model.decoder.prefill(model.tokenizer.encode("a bee"))
    expected = Sampler(0.5, top_k=9).distribution(logits)
    assert len(found["tokens"]) == 4
    for each in found["tokens"]:
        assert each["after"] == expected.probability(each["id"])
    assert found["after"]["entropy_bits"] == expected.entropy
    assert found["after"]["support"] == 9


def test_a_run_is_the_one_of_the_pages(post: Post, checkpoints: dict[str, Checkpoint]) -> None:
    asked = {
        "checkpoint": CHINESE,
        "prompt": "天上",
        "temperature": 0.8,
        "top_p": 0.9,
        "random_seed": 7,
        "max_new_tokens": 30,
    }
    answer = post(GENERATE, asked)
    settings = Settings(Sampler(0.8, top_p=0.9), random_seed=7, max_new_tokens=30)
    run = record(checkpoints[CHINESE], "天上", settings)
    assert answer.json == to_json(run)
    assert from_json(answer.json).ids == run.ids


def test_defaults_are_those_of_the_description(api: ASGIApp, post: Post) -> None:
    run = post(GENERATE, {"checkpoint": ENGLISH}).json
    schema = call(api, "/api/openapi.json").json["paths"][GENERATE]["post"]["requestBody"]
    properties = schema["content"]["application/json"]["schema"]["properties"]
    for name in properties.keys() - {"checkpoint"}:
        assert run[name] == properties[name]["default"], name


@pytest.mark.parametrize("temperature", [0, "inf", 1_000_000, 5e-324])
def test_every_temperature_is_taken(post: Post, temperature: float | str) -> None:
    answer = post(GENERATE, {"checkpoint": ENGLISH, "temperature": temperature})
    assert answer.status == 200
    assert answer.json["temperature"] == temperature


def test_who_takes_gzip_gets_it(post: Post) -> None:
    asked = {"checkpoint": ENGLISH, "max_new_tokens": 50}
    plain = post(GENERATE, asked)
    small = post(GENERATE, asked, headers={"Accept-Encoding": "gzip"})
    assert small.headers["content-encoding"] == "gzip"
    assert gzip.decompress(small.body) == plain.body
    assert len(small.body) < len(plain.body) / 2


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("checkpoint", "nobody", f"must be one of: {ENGLISH}, {CHINESE}"),
        ("checkpoint", "../checkpoints", "must be one of"),
        ("checkpoint", 1, "must be string"),
        ("checkpoint", None, "must be string"),
        ("prompt", "x" * (PROMPT_CHARS + 1), "at most 2,000 characters"),
        ("prompt", ["a"], "must be string"),
        ("temperature", -0.1, "temperature must be"),
        ("temperature", 10**15, "temperature must be"),
        ("temperature", True, "temperature must be"),
        ("temperature", "hot", "temperature must be"),
        ("temperature", "1", "temperature must be"),
        ("top_k", 0, "at least 1"),
        ("top_k", 2.5, "must be"),
        ("top_p", 0, "more than 0"),
        ("top_p", 1.01, "at most 1"),
        ("min_p", -1, "at least 0"),
        ("typical", "all", "must be"),
        ("random_seed", -1, "at least 0"),
        ("random_seed", MAX_RANDOM_SEED + 1, "at most 4,294,967,295"),
        ("max_new_tokens", 0, "at least 1"),
        ("max_new_tokens", MAX_NEW_TOKENS + 1, "at most 1,000"),
        ("max_new_tokens", None, "must be integer"),
        ("temprature", 1, "'temprature' is unknown; known are: checkpoint, prompt"),
        ("x" * 9_000, 1, "is unknown"),
        ("\u202e<b>", 1, "is unknown"),
    ],
)
def test_a_value_that_is_not_allowed_is_named(post: Post, name: str, value: Any, said: str) -> None:
    refused(post(GENERATE, {"checkpoint": ENGLISH, name: value}), 422, said)


@pytest.mark.parametrize("top", [0, API_LIKELIEST + 1, "all"])
def test_few_tokens_of_a_distribution_are_named(post: Post, top: object) -> None:
    refused(post(DISTRIBUTION, {"checkpoint": ENGLISH, "top": top}), 422, "top must be")
    assert post(DISTRIBUTION, {"checkpoint": ENGLISH, "top": 2.0}).status == 200  # 2 in JSON


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "not valid JSON"),
        (b"{", "not valid JSON"),
        (b"{'checkpoint': 1}", "not valid JSON"),
        (b"\xff\xfe{}", "not valid JSON"),
        (b'{"temperature": NaN}', "NaN is no JSON number"),
        (b'{"temperature": -Infinity}', "-Infinity is no JSON number"),
        (b'{"temperature": 1e999}', "too large"),
        (b'{"random_seed": ' + b"9" * 5_000 + b"}", "too large"),
        (b'{"prompt": "\\ud800"}', "surrogates"),
        (b'{"\\udfff": 1}', "surrogates"),
        (b'{"prompt": "a", "prompt": "b"}', "twice"),
        (b"[" * 30_000, "nested too deeply"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "nested too deeply"),
    ],
)
def test_what_is_no_json_is_refused(post: Post, body: bytes, said: str) -> None:
    refused(post(GENERATE, body), 400, said)


@pytest.mark.parametrize("value", [None, [], "text", 1, [{"checkpoint": ENGLISH}]])
def test_what_is_no_object_is_refused(post: Post, value: object) -> None:
    refused(post(GENERATE, value), 422, "must be a JSON object")


def test_the_model_must_be_named(post: Post) -> None:
    refused(post(GENERATE, {}), 422, "checkpoint is missing")


@pytest.mark.parametrize(
    "media_type", ["", "text/plain", "application/x-www-form-urlencoded", "application/jsonp"]
)
def test_a_body_must_say_that_it_is_json(post: Post, media_type: str) -> None:
    answer = post(GENERATE, {"checkpoint": ENGLISH}, headers={"Content-Type": media_type})
    refused(answer, 415, "application/json")


def test_the_media_type_may_name_an_encoding(post: Post) -> None:
    headers = {"Content-Type": "Application/JSON; charset=utf-8"}
    assert post(DISTRIBUTION, {"checkpoint": ENGLISH}, headers=headers).status == 200


def endless() -> Iterator[bytes]:
    while True:
        yield b" " * 1_000


def test_a_large_body_is_not_read_to_its_end(api: ASGIApp) -> None:
    read = 0

    def counted() -> Iterator[bytes]:
        nonlocal read
        for part in endless():
            read += len(part)
            yield part

    headers = {"Content-Type": "application/json"}
    answer = call(api, GENERATE, method="POST", headers=headers, body=counted())
    refused(answer, 413, "65,536 bytes")
    assert read <= API_BODY_BYTES + 1_000


def test_a_body_that_does_not_come_is_not_waited_for(
    api: ASGIApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.body.API_BODY_SECONDS", 0)

    async def never() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def silent(scope: Scope, _receive: Receive, send: Send) -> None:
        await api(scope, never, send)

    headers = {"Content-Type": "application/json"}
    refused(call(silent, GENERATE, method="POST", headers=headers), 408, "send it again")


@pytest.mark.parametrize("path", ["/api/", "/api/none", "/api/generate/x", "/api/%2e%2e/app.py"])
def test_unknown_addresses(api: ASGIApp, path: str) -> None:
    refused(call(api, path), 404, "/api/openapi.json")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("GET", GENERATE, {"POST"}), ("DELETE", "/api/checkpoints", {"GET", "HEAD"})],
)
def test_wrong_methods(api: ASGIApp, method: str, path: str, allowed: set[str]) -> None:
    answer = call(api, path, method=method)
    refused(answer, 405)
    assert set(answer.headers["allow"].split(", ")) == allowed


def test_no_other_origin_is_let_in(api: ASGIApp) -> None:
    answer = call(api, "/api/checkpoints", headers={"Origin": "https://elsewhere.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_who_calls_too_often_is_asked_to_wait(post: Post, clock: Clock) -> None:
    asked = {"checkpoint": ENGLISH, "max_new_tokens": 1}
    for _ in range(API_BURST // 5):
        assert post(GENERATE, asked).status == 200
    answer = post(GENERATE, asked)
    refused(answer, 429, "Retry-After")
    clock.now += float(answer.headers["retry-after"])
    assert 5 / API_PER_SECOND <= float(answer.headers["retry-after"]) <= 5
    assert post(GENERATE, asked).status == 200


def test_who_waits_too_long_for_a_turn_is_asked_to_come_again(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.answers.API_PATIENCE_SECONDS", -1)
    with answers.turns.turn("a visitor", lambda before: None):
        refused(post(GENERATE, {"checkpoint": ENGLISH}), 429, "others are served first")
    assert post(GENERATE, {"checkpoint": ENGLISH, "max_new_tokens": 1}).status == 200


def test_only_so_many_calls_are_held_at_once(
    served: None, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> None:
    monkeypatch.setattr("server.api.API_AT_ONCE", 1)
    entered, leave = threading.Event(), threading.Event()

    def compute(_values: object, _caller: str) -> str:
        entered.set()
        assert leave.wait(60)
        return "{}"

    slow = answers.Answer(answers.ANSWERS["/generate"].schema, compute, cost=1)
    monkeypatch.setitem(answers.ANSWERS, "/generate", slow)
    first, second = in_parallel(make_api(clock), entered, leave)
    assert first.status == 200
    refused(second, 429, "at the moment")


def in_parallel(api: ASGIApp, entered: threading.Event, leave: threading.Event) -> list[Answer]:
    """Call while another call is being answered, on one event loop."""

    async def both() -> list[Answer]:
        options: Any = {
            "method": "POST",
            "headers": {"Content-Type": "application/json"},
            "body": json.dumps({"checkpoint": ENGLISH}).encode(),
        }
        first = asyncio.create_task(ask(api, "/generate", **options))
        await asyncio.to_thread(entered.wait, 60)
        second = await ask(api, "/generate", **options)
        leave.set()
        return [await first, second]

    return run(both())


def test_a_fault_of_ours_is_a_sentence(served: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> str:
        raise RuntimeError("secret detail")

    broken = answers.Answer(answers.ANSWERS["/generate"].schema, fail, cost=1)
    monkeypatch.setitem(answers.ANSWERS, "/generate", broken)
    # Starlette raises the error again for the console, after it has answered.
    answer = answer_before_failing(make_api(), "/generate")
    refused(answer, 500, "report")
    assert b"secret" not in answer.body


def answer_before_failing(api: ASGIApp, path: str) -> Answer:
    sent: list[Any] = []

    async def kept(scope: Any, receive: Any, send: Any) -> None:
        async def keep(message: Any) -> None:
            sent.append(message)

        with pytest.raises(RuntimeError, match="secret"):
            await api(scope, receive, keep)
        for message in sent:
            await send(message)

    body = json.dumps({"checkpoint": ENGLISH}).encode()
    headers = {"Content-Type": "application/json"}
    return call(kept, path, method="POST", headers=headers, body=body)


def test_the_page_around_the_app_fails_in_both_languages() -> None:
    answer = show_failure_page(None, RuntimeError("secret"))  # type: ignore[arg-type]
    text = answer.body.decode()
    assert answer.status_code == 500
    assert "reload" in text and "\u5237\u65b0" in text and "secret" not in text


def test_health_waits_for_the_models(api: ASGIApp, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = call(api, "/api/health")
    assert (answer.status, answer.json) == (
        200,
        {"status": "ok", "version": __version__, "checkpoints": 2},
    )
    monkeypatch.setattr(resources, "_warm", threading.Event())
    answer = call(api, "/api/health")
    assert (answer.status, answer.json["status"], answer.json["checkpoints"]) == (503, "unready", 0)


def test_without_a_model_it_is_not_well(
    api: ASGIApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken").mkdir()
    monkeypatch.setattr(resources, "CHECKPOINTS", tmp_path)
    resources.entries.clear()
    assert call(api, "/api/health").status == 503
    assert call(api, "/api/checkpoints").json == {"checkpoints": []}


def figures(api: ASGIApp) -> dict[str, float]:
    answer = call(api, "/api/metrics")
    assert answer.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    families = text_string_to_metric_families(answer.body.decode())
    return {
        " ".join([sample.name, *sorted(sample.labels.values())]): sample.value
        for family in families
        for sample in family.samples
    }


def test_what_was_done_is_counted(api: ASGIApp, post: Post) -> None:
    assert figures(api)["textgen_runs_total"] == 0
    post(GENERATE, {"checkpoint": ENGLISH, "max_new_tokens": 30})
    post(GENERATE, {"checkpoint": ENGLISH, "max_new_tokens": 12})
    post(GENERATE, {"checkpoint": "nobody"})
    call(api, "/api/<script>")
    found = figures(api)
    assert found["textgen_runs_total"] == 2
    assert found["textgen_tokens_total"] == 42
    assert found["textgen_costly_total"] == 2
    assert found["textgen_costly_refused_total"] == 0
    assert found["textgen_costly_waiting"] == 0
    assert found["textgen_checkpoints_loaded"] == 2
    assert found["textgen_uptime_seconds"] > 0
    assert found["textgen_api_requests_total /generate 200"] == 2
    assert found["textgen_api_requests_total /generate 422"] == 1
    assert found["textgen_api_requests_total 404 other"] == 1
