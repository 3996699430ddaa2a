"""The API in this process, over the two tiny checkpoints."""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp

from server.api import make_api
from tests.server.asgi import Answer, call
from ui import resources
from ui.counters import Counters
from ui.turns import Turns

Post = Callable[..., Answer]


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def served(collection: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Point the app at the tiny checkpoints, loaded, with a queue and counters of their own."""
    warm = threading.Event()
    warm.set()
    counted, turns = Counters(), Turns(at_once=1, waiting=9, of_one=9)
    monkeypatch.setattr(resources, "CHECKPOINTS", collection)
    monkeypatch.setattr(resources, "_warm", warm)
    for module in ("server.api", "server.answers", "server.metrics", "ui.turns"):
        monkeypatch.setattr(f"{module}.counters", counted)
    for module in ("server.answers", "server.metrics"):
        monkeypatch.setattr(f"{module}.turns", turns)
    resources.entries.clear()
    yield
    resources.entries.clear()


@pytest.fixture
def api(served: None, clock: Clock) -> ASGIApp:
    return Starlette(routes=[Mount("/api", app=make_api(clock))])


@pytest.fixture
def post(api: ASGIApp) -> Post:
    """Return what sends a JSON value, or any bytes, to a route of the API."""

    def send(path: str, value: Any = None, /, **options: Any) -> Answer:
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        headers = {"Content-Type": "application/json", **options.pop("headers", {})}
        return call(api, path, method="POST", headers=headers, body=body, **options)

    return send
