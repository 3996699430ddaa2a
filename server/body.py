"""The JSON body of a call, read with suspicion: bounded, strict, checked against its schema."""

import json
import math
from collections.abc import Mapping
from typing import Any

from anyio import fail_after
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from starlette.requests import ClientDisconnect, Request

from server.errors import ApiError
from textgen.errors import brief
from textgen.limits import API_BODY_BYTES, API_BODY_SECONDS

_DIGITS = 20  # of a whole number

_MESSAGES = {
    "anyOf": "must be a number or 'inf'",
    "additionalProperties": "is unknown",
    "enum": "must be one of: {wanted}",
    "maximum": "must be at most {wanted:,}",
    "maxLength": "takes at most {wanted:,} characters",
    "minimum": "must be at least {wanted}",
    "exclusiveMinimum": "must be more than {wanted}",
    "type": "must be {wanted}",
}


async def read_body(request: Request) -> bytes:
    """Return the body of a request that says it is JSON, if it is short and comes soon."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":  # nor can another site's form send it
        raise ApiError(415, "not_json", "the header Content-Type must be application/json")
    body = bytearray()
    try:
        with fail_after(API_BODY_SECONDS):
            async for part in request.stream():
                body += part
                if len(body) > API_BODY_BYTES:
                    limit = f"{API_BODY_BYTES:,} bytes"
                    raise ApiError(413, "too_large", f"a body takes at most {limit}; shorten it")
    except (TimeoutError, ClientDisconnect) as error:
        raise ApiError(408, "too_slow", "the body did not arrive in time; send it again") from error
    return bytes(body)


def parse_object(body: bytes) -> dict[str, Any]:
    """Return the JSON object in a body, stricter than Python: no NaN, no name twice."""
    try:
        value = json.loads(
            body.decode("utf-8"),
            parse_constant=_refuse,
            parse_float=_finite,
            parse_int=_short,
            object_pairs_hook=_once,
        )
        json.dumps(value, ensure_ascii=False).encode("utf-8")  # lone surrogates cannot be encoded
    except (ValueError, RecursionError) as error:
        said = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise ApiError(400, "malformed", f"the body is not valid JSON in UTF-8: {said}") from error
    if not isinstance(value, dict):
        raise ApiError(422, "invalid", "the body must be a JSON object such as {}")
    return value


def check_object(value: dict[str, Any], schema: Mapping[str, Any]) -> dict[str, Any]:
    """Return a call's values with defaults for what is left out, if its schema allows them."""
    error = best_match(Draft202012Validator(schema).iter_errors(value))
    if error is not None:
        raise ApiError(422, "invalid", _sentence(error))
    properties = schema["properties"]
    defaults = {name: each["default"] for name, each in properties.items() if "default" in each}
    whole = {name for name, each in properties.items() if "integer" in each.get("type", ())}
    given = {
        name: int(each) if name in whole and isinstance(each, float) else each  # 2.0 is 2 in JSON
        for name, each in value.items()
    }
    return {**defaults, **given}


def _sentence(error: ValidationError) -> str:
    kind, wanted = error.validator, error.validator_value
    name = ".".join(map(str, error.absolute_path))
    if kind == "additionalProperties":
        known = error.schema["properties"]
        unknown = next(name for name in error.instance if name not in known)
        return f"{brief(unknown)} is unknown; known are: {', '.join(known)}"
    if kind == "required":
        missing = next(name for name in wanted if name not in error.instance)
        return f"{missing} is missing; give it"
    if kind in ("type", "enum") and isinstance(wanted, list):
        wanted = (" or " if kind == "type" else ", ").join(wanted)
    template = _MESSAGES.get(kind, "must be {wanted}")
    return f"{name} {template.format(wanted=wanted)}, got {brief(error.instance)}"


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"the number {brief(text)} is too large")
    return number


def _short(text: str) -> int:
    if len(text) > _DIGITS:
        raise ValueError(f"the number {brief(text)} is too large")
    return int(text)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) < len(pairs):
        raise ValueError("a name stands twice in an object")
    return value
