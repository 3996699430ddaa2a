"""The API described in OpenAPI, out of the limits themselves: what it says is what is checked."""

from collections.abc import Sequence
from typing import Any

from textgen import __version__
from textgen.limits import (
    API_LIKELIEST,
    API_TEMPERATURE,
    MAX_NEW_TOKENS,
    MAX_RANDOM_SEED,
    MAX_VOCABULARY,
    PROMPT_CHARS,
)
from textgen.run import LIKELIEST
from textgen.run_format import COLUMNS, FORMAT

Schema = dict[str, Any]

_TEMPERATURE: Schema = {
    "description": "T: 0 is greedy, 1 the model itself, 'inf' uniform over the vocabulary.",
    "anyOf": [{"type": "number", "minimum": 0, "maximum": API_TEMPERATURE}, {"const": "inf"}],
    "default": 1.0,
}
_SAMPLER: dict[str, Schema] = {
    "temperature": _TEMPERATURE,
    "top_k": {
        "description": "Keep the k likeliest tokens; null keeps all.",
        "type": ["integer", "null"],
        "minimum": 1,
        "maximum": MAX_VOCABULARY,
        "default": None,
    },
    "top_p": {
        "description": "Keep the likeliest tokens whose probability reaches p; null keeps all.",
        "type": ["number", "null"],
        "exclusiveMinimum": 0,
        "maximum": 1,
        "default": None,
    },
    "min_p": {
        "description": "Keep the tokens at least p times as likely as the likeliest.",
        "type": ["number", "null"],
        "minimum": 0,
        "maximum": 1,
        "default": None,
    },
    "typical": {
        "description": "Keep the tokens of typical surprisal whose probability reaches p.",
        "type": ["number", "null"],
        "exclusiveMinimum": 0,
        "maximum": 1,
        "default": None,
    },
}


def distribution_call(names: Sequence[str]) -> Schema:
    """Return the schema of what ``POST /api/distribution`` takes."""
    top = {
        "description": "How many of the likeliest tokens to name.",
        "type": "integer",
        "minimum": 1,
        "maximum": API_LIKELIEST,
        "default": LIKELIEST,
    }
    return _call(names, {"top": top})


def generate_call(names: Sequence[str]) -> Schema:
    """Return the schema of what ``POST /api/generate`` takes."""
    random_seed = {
        "description": "Of the dice: the same one gives the same text.",
        "type": "integer",
        "minimum": 0,
        "maximum": MAX_RANDOM_SEED,
        "default": 0,
    }
    max_new_tokens = {
        "description": "How many tokens to write.",
        "type": "integer",
        "minimum": 1,
        "maximum": MAX_NEW_TOKENS,
        "default": 200,
    }
    return _call(names, {"random_seed": random_seed, "max_new_tokens": max_new_tokens})


def _call(names: Sequence[str], more: dict[str, Schema]) -> Schema:
    checkpoint = {"description": "Name of the model.", "type": "string", "enum": list(names)}
    prompt = {
        "description": "Seed text. Characters that the model does not know are skipped.",
        "type": "string",
        "maxLength": PROMPT_CHARS,
        "default": "",
    }
    return {
        "type": "object",
        "properties": {"checkpoint": checkpoint, "prompt": prompt, **_SAMPLER, **more},
        "required": ["checkpoint"],
        "additionalProperties": False,
    }


_STRING: Schema = {"type": "string"}
_NUMBER: Schema = {"type": "number"}
_INTEGER: Schema = {"type": "integer"}
_INTEGERS: Schema = {"type": "array", "items": _INTEGER}
_EITHER: Schema = {"type": ["number", "string", "null"]}


def _object(**properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list_of(**properties: Schema) -> Schema:
    return {"type": "array", "items": _object(**properties)}


_FIGURES = _object(entropy_bits=_NUMBER, effective_choices=_NUMBER, support=_INTEGER)
_SETTINGS = {name: _EITHER for name in _SAMPLER}
_MODEL = {"checkpoint": _STRING, "checkpoint_hash": _STRING, "prompt": _STRING, **_SETTINGS}

CHECKPOINTS = _object(
    checkpoints=_list_of(
        name=_STRING,
        hash=_STRING,
        title=_object(en=_STRING, zh=_STRING),
        language=_STRING,
        unit=_STRING,
        vocabulary_size=_INTEGER,
        parameters=_INTEGER,
        bits_per_char={"type": ["number", "null"]},
        prompts={"type": "array", "items": _STRING},
    )
)
DISTRIBUTION = _object(
    **_MODEL,
    prompt_ids=_INTEGERS,
    skipped=_list_of(text=_STRING, position=_INTEGER),
    before=_FIGURES,
    after=_FIGURES,
    tokens=_list_of(id=_INTEGER, token=_STRING, before=_NUMBER, after=_NUMBER),
    rest=_object(tokens=_INTEGER, before=_NUMBER, after=_NUMBER),
)
RUN = _object(
    format={"const": FORMAT},
    **_MODEL,
    unit=_STRING,
    vocabulary_size=_INTEGER,
    random_seed=_INTEGER,
    max_new_tokens=_INTEGER,
    edits={"type": "array"},
    checksum=_STRING,
    prompt_ids=_INTEGERS,
    temperatures={"type": "array", "items": _EITHER},
    tokens={"type": "object", "additionalProperties": _STRING},
    text=_STRING,
    steps={
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"token": _STRING}
            | {column.name: {"description": column.meaning} for column in COLUMNS},
        },
    },
)
HEALTH = _object(status={"enum": ["ok", "unready"]}, version=_STRING, checkpoints=_INTEGER)
ERROR = _object(error=_object(code=_STRING, message=_STRING))

_ERRORS = {
    "400": "The body is not valid JSON.",
    "408": "The body did not arrive in time.",
    "413": "The body is too large.",
    "415": "The body does not say that it is JSON.",
    "422": "A value is not allowed; the message says which.",
    "429": "Too many calls; try again after Retry-After seconds.",
}


def document(names: Sequence[str]) -> Schema:
    """Return the description of the API with the models that there are."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Temperature Lab",
            "version": __version__,
            "summary": "How a language model picks its next token.",
        },
        "servers": [{"url": "/"}],
        "paths": {
            "/api/checkpoints": _get("The models.", CHECKPOINTS),
            "/api/distribution": _post(
                "What may come next, before and after the sampler.",
                distribution_call(names),
                DISTRIBUTION,
            ),
            "/api/generate": _post("Write a text.", generate_call(names), RUN),
            "/api/health": _health(),
            "/api/metrics": _metrics(),
            "/api/openapi.json": _get("This description.", {"type": "object"}),
        },
    }


def _json(description: str, schema: Schema) -> Schema:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _get(summary: str, schema: Schema) -> Schema:
    return {"get": {"summary": summary, "responses": {"200": _json(summary, schema)}}}


def _post(summary: str, takes: Schema, gives: Schema) -> Schema:
    errors = {status: _json(said, ERROR) for status, said in _ERRORS.items()}
    body = {"required": True, "content": {"application/json": {"schema": takes}}}
    responses = {"200": _json(summary, gives), **errors}
    return {"post": {"summary": summary, "requestBody": body, "responses": responses}}


def _health() -> Schema:
    summary = "Whether the models are loaded."
    responses = {"200": _json("They are.", HEALTH), "503": _json("Not yet, or none.", HEALTH)}
    return {"get": {"summary": summary, "responses": responses}}


def _metrics() -> Schema:
    media_type = "application/openmetrics-text"
    content = {media_type: {"schema": _STRING}}
    responses = {"200": {"description": "OpenMetrics text.", "content": content}}
    return {"get": {"summary": "What the process has done.", "responses": responses}}
