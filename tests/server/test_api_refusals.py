"""What the API cannot read or does not allow it refuses in a sentence."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tests.collection import CHINESE, ENGLISH
from tests.server.asgi import call
from tests.server.conftest import Post
from tests.server.refused import refused
from textgen.limits import (
    API_BODY_BYTES,
    API_LIKELIEST,
    MAX_NEW_TOKENS,
    MAX_RANDOM_SEED,
    PROMPT_CHARS,
)

DISTRIBUTION, GENERATE = "/api/distribution", "/api/generate"


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
