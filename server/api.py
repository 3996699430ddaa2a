"""The HTTP API under ``/api``: what notebooks may ask of the models, bounded as the pages are.

Answers are computed in worker threads, so that the event loop goes on serving the visitors. Only
pages of the app itself may read them in a browser: no header allows another origin to.
"""

import gzip
import time
from collections.abc import Awaitable, Callable
from typing import Any

from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server import answers, openapi
from server.assets import accepts_gzip
from server.body import check_object, parse_object, read_body
from server.buckets import Buckets
from server.errors import (
    ApiError,
    answer_error,
    answer_failure,
    answer_http_error,
    too_many,
)
from server.metrics import MEDIA_TYPE, metrics
from textgen import __version__
from textgen.limits import API_AT_ONCE, API_BURST, API_PER_SECOND
from ui import resources
from ui.counters import counters

Endpoint = Callable[[Request], Awaitable[Response]]

_FRESH = {"Cache-Control": "no-store"}


async def checkpoints(_request: Request) -> Response:
    """List the models."""
    return JSONResponse(await to_thread.run_sync(answers.checkpoints))


async def description(_request: Request) -> Response:
    """Describe the API."""
    names = await to_thread.run_sync(answers.names)
    return JSONResponse(openapi.document(names))


async def health(_request: Request) -> Response:
    """Tell a host whether visitors may be sent here."""
    usable = sum(entry.checkpoint is not None for entry in resources.loaded())
    value = {
        "status": "ok" if usable else "unready",
        "version": __version__,
        "checkpoints": usable,
    }
    return JSONResponse(value, 200 if usable else 503, headers=_FRESH)


async def figures(_request: Request) -> Response:
    """Tell a host what the process has done."""
    return Response(metrics(), media_type=MEDIA_TYPE, headers=_FRESH)


def asked(answer: answers.Answer, buckets: Buckets, limiter: CapacityLimiter) -> Endpoint:
    """Return the endpoint that reads a call, checks it and computes the answer."""

    async def endpoint(request: Request) -> Response:
        caller = request.client.host if request.client else "unknown"
        if seconds := buckets.take(caller, answer.cost):
            raise too_many("you called too often", seconds)
        body = await read_body(request)
        if limiter.available_tokens < 1:
            raise too_many("too many are served at the moment", 1)

        def compute() -> Response:
            values = check_object(parse_object(body), answer.schema(answers.names()))
            text = answer.compute(values, caller)
            return packed(text, request.headers.get("accept-encoding", ""))

        return await to_thread.run_sync(compute, limiter=limiter)

    return endpoint


def packed(text: str, accept_encoding: str) -> Response:
    """Return JSON text as a response, compressed here and not on the event loop."""
    headers = dict(_FRESH)
    body = text.encode()
    if accepts_gzip(accept_encoding):
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body, 5)
    return Response(body, media_type="application/json", headers=headers)


class Counted:
    """ASGI middleware that counts the calls by route and status."""

    def __init__(self, app: ASGIApp, routes: set[str]) -> None:
        self.app, self.routes = app, routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count a response when it starts."""
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        route = path if path in self.routes else "other"

        async def send_counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                counters.add("api_requests", route=route, status=str(message["status"]))
            await send(message)

        await self.app(scope, receive, send_counted)


def make_api(clock: Callable[[], float] = time.monotonic) -> ASGIApp:
    """Return the app to be mounted at ``/api``."""
    buckets, limiter = Buckets(API_BURST, API_PER_SECOND, clock), CapacityLimiter(API_AT_ONCE)
    routes = [
        Route("/checkpoints", checkpoints),
        Route("/openapi.json", description),
        Route("/health", health),
        Route("/metrics", figures),
        *(
            Route(path, asked(answer, buckets, limiter), methods=["POST"])
            for path, answer in answers.ANSWERS.items()
        ),
    ]
    handlers: dict[Any, Any] = {
        ApiError: answer_error,
        HTTPException: answer_http_error,
        Exception: answer_failure,
    }
    app = Starlette(routes=routes, exception_handlers=handlers)
    return Counted(app, {route.path for route in routes})


api = make_api()
