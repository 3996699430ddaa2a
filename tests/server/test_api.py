"""What the API answers, to callers and to hosts."""

import gzip
import threading
from pathlib import Path

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families
from starlette.types import ASGIApp

from tests.collection import CHINESE, ENGLISH
from tests.server.asgi import call
from tests.server.conftest import Post
from tests.server.refused import refused
from textgen import Checkpoint, Sampler, Settings, __version__, record
from textgen.run_format import from_json, to_json
from ui import resources

DISTRIBUTION, GENERATE = "/api/distribution", "/api/generate"


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
