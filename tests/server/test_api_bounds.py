"""Nobody calls too often or waits too long, and a fault of ours is a sentence."""

import asyncio
import json
import threading
from typing import Any

import pytest
from starlette.types import ASGIApp

from server import answers
from server.api import make_api
from server.errors import show_failure_page
from tests.collection import ENGLISH
from tests.server.asgi import Answer, ask, call, run
from tests.server.conftest import Clock, Post
from tests.server.refused import refused
from textgen.limits import (
    API_BURST,
    API_PER_SECOND,
)

GENERATE = "/api/generate"


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
