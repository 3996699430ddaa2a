"""What browsers are told with every response, and that nothing goes missing on the way."""

import hashlib
from base64 import b64encode

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from server.headers import (
    INDEX,
    SecurityHeaders,
    content_security_policy,
    document_headers,
    inline_scripts,
)
from tests.server.asgi import call, run
from tests.server.web import get

DOCUMENT = {name.lower() for name in document_headers()}


def directives(policy: str) -> dict[str, list[str]]:
    parts = (part.split() for part in policy.split("; "))
    return {name: sources for name, *sources in parts}


def serving(media_type: str, headers: dict[str, str] | None = None) -> SecurityHeaders:
    """Return an app that answers everything with one kind of content."""

    async def endpoint(_request: object) -> Response:
        return Response("content", media_type=media_type, headers=headers)

    return SecurityHeaders(Starlette(routes=[Route("/", endpoint)]))


def test_the_one_inline_script_of_the_page_is_allowed_by_its_hash() -> None:
    page = '<script src="a.js"></script><script>\n  go = 1\n</script><script type="m" src="b">'
    digest = b64encode(hashlib.sha256(b"\n  go = 1\n").digest()).decode()
    assert inline_scripts(page) == [f"'sha256-{digest}'"]
    assert len(inline_scripts(INDEX.read_text(encoding="utf-8"))) == 1


def test_the_policy_allows_no_other_host_and_no_eval() -> None:
    policy = directives(content_security_policy("<script>1</script>"))
    script_sources = policy["script-src"]
    assert script_sources[:2] == ["'self'", "blob:"] and len(script_sources) == 3
    assert policy["default-src"] == policy["connect-src"] == ["'self'"]
    assert policy["object-src"] == ["'none'"]
    everything = {source for name, sources in policy.items() for source in sources}
    assert not any("unsafe-eval" in source or "http" in source for source in everything)
    assert [name for name, sources in policy.items() if "*" in sources] == ["frame-ancestors"]


@pytest.mark.parametrize(
    "media_type", ["text/html", "application/json", "image/svg+xml", "text/plain"]
)
def test_what_may_be_a_document_gets_all_headers(media_type: str) -> None:
    answer = call(serving(media_type))
    assert answer.status == 200 and answer.body == b"content"
    assert {name: answer.headers[name.lower()] for name in document_headers()} == document_headers()
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("media_type", ["text/javascript", "text/css", "font/woff2", "image/png"])
def test_other_files_stay_small(media_type: str) -> None:
    answer = call(serving(media_type))
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert DOCUMENT.isdisjoint(answer.headers)


def test_what_needs_encryption_is_sent_only_with_it() -> None:
    plain = call(serving("text/html")).headers
    encrypted = call(serving("text/html"), scheme="https").headers
    assert encrypted.keys() - plain.keys() == {"cross-origin-opener-policy"}


def test_an_app_s_own_header_is_not_doubled() -> None:
    answer = call(serving("text/html", {"Referrer-Policy": "unsafe-url", "X-Other": "kept"}))
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["x-other"] == "kept"


def test_a_response_without_headers_gets_them() -> None:
    async def bare(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 204})
        await send({"type": "http.response.body"})

    assert call(SecurityHeaders(bare)).headers.keys() >= DOCUMENT


def test_a_websocket_passes_untouched() -> None:
    seen: list[object] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        seen.extend([scope, receive, send])

    async def nothing(_message: Message) -> None:
        raise AssertionError

    scope, receive = {"type": "websocket"}, object()
    run(SecurityHeaders(app)(scope, receive, nothing))  # type: ignore[arg-type]
    assert seen == [scope, receive, nothing]


@pytest.mark.parametrize("path", ["/", "/compare", "/no/such/page", "/_stcore/health"])
def test_the_app_sends_them(app_url: str, path: str) -> None:
    _, headers, _ = get(app_url + path)
    assert {name: headers[name] for name in document_headers()} == document_headers()
    assert headers["X-Content-Type-Options"] == "nosniff"
