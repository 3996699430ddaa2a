"""The description of the API holds: of its bounds, and of every answer to generated calls."""

import json
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp

from server import openapi
from server.api import make_api
from server.buckets import Buckets
from tests.collection import ENGLISH
from tests.server.asgi import call
from textgen import ConfigError, Sampler, Settings

ROUTES = {"/api/distribution", "/api/generate"}
BOUNDED = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def properties(kind: str) -> dict[str, Any]:
    schema = getattr(openapi, f"{kind}_call")([ENGLISH])
    Draft202012Validator.check_schema(schema)
    return schema["properties"]


def accepts(name: str, value: object) -> bool:
    """Tell whether the core takes a value."""
    try:
        if name in ("random_seed", "max_new_tokens"):
            Settings(**{name: value})  # type: ignore[arg-type]
        else:
            Sampler(**{name: value})  # type: ignore[arg-type]
    except ConfigError:
        return False
    return True


@pytest.mark.parametrize("name", ["top_k", "top_p", "min_p", "typical"])
def test_the_bounds_of_cuts_are_those_of_the_core(name: str) -> None:
    schema = properties("distribution")[name]
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    assert accepts(name, schema["maximum"]) and accepts(name, schema["default"])
    assert not accepts(name, schema["maximum"] + 1)
    assert accepts(name, low) is ("minimum" in schema)
    assert not accepts(name, low - 1)


@pytest.mark.parametrize("name", ["random_seed", "max_new_tokens"])
def test_the_bounds_of_runs_are_those_of_the_core(name: str) -> None:
    schema = properties("generate")[name]
    assert accepts(name, schema["minimum"]) and accepts(name, schema["maximum"])
    assert not accepts(name, schema["minimum"] - 1)
    assert not accepts(name, schema["maximum"] + 1)


def test_it_is_served_with_the_models_that_there_are(api: ASGIApp) -> None:
    served = call(api, "/api/openapi.json").json
    assert served == json.loads(json.dumps(openapi.document([ENGLISH, "zh-word"])))
    assert {path for path, item in served["paths"].items() if "post" in item} == ROUTES


@pytest.fixture
def described(served: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return the API as it describes itself, for callers who never call too often."""
    monkeypatch.setattr(Buckets, "take", lambda *_: 0.0)
    app = Starlette(routes=[Mount("/api", app=make_api())])
    return schemathesis.openapi.from_asgi("/api/openapi.json", app)


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize("path", sorted(ROUTES))
def test_generated_calls_are_answered_as_described(
    described: Any, path: str, mode: GenerationMode
) -> None:
    statuses = set()

    @given(described[path]["POST"].as_strategy(generation_mode=mode))
    @settings(BOUNDED)
    def ask(case: schemathesis.Case) -> None:
        statuses.add(case.call_and_validate().status_code)

    ask()
    assert statuses == {200} if mode == GenerationMode.POSITIVE else 422 in statuses


@pytest.mark.parametrize("path", ["/api/checkpoints", "/api/health", "/api/metrics"])
def test_what_is_fetched_is_as_described(described: Any, path: str) -> None:
    case = described[path]["GET"].Case()
    assert case.call_and_validate().status_code == 200
