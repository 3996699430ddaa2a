"""Tell browsers how little the app needs, so that nothing more is allowed on its pages.

Of all that a page shows, only text comes from visitors and from models; should any of it ever
become markup, the policy keeps it from running as a script or from asking another host.
"""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import streamlit
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

INDEX = Path(streamlit.__file__).parent / "static" / "index.html"

# Where a connection is not encrypted, browsers ignore this one and complain of it in the console.
ENCRYPTED = {"Cross-Origin-Opener-Policy": "same-origin"}

_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)

# No document: sent with all of a page's files, the other headers would add tens of kilobytes.
_FILES = ("text/javascript", "text/css", "font/", "image/png")


def inline_scripts(page: str) -> list[str]:
    """Return the sources by which a policy allows the scripts that stand in a page itself."""
    digests = (sha256(script.encode()).digest() for script in _INLINE_SCRIPT.findall(page))
    return [f"'sha256-{b64encode(digest).decode()}'" for digest in digests]


def content_security_policy(page: str) -> str:
    """Return the policy for Streamlit's ``page``, with our components and Plotly on it."""
    directives = {
        "default-src": ["'self'"],
        # Streamlit loads the inline script of a component from a blob: address.
        "script-src": ["'self'", "blob:", *inline_scripts(page)],
        # Streamlit and Plotly write styles as they draw.
        "style-src": ["'self'", "'unsafe-inline'"],
        # A chart is saved by way of a data: or blob: address.
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'"],  # the WebSocket too
        "worker-src": ["'self'", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        # Course pages and Spaces show the app in a frame. There is nothing to be gained by that:
        # nobody logs in. Who wants less adds a policy of his own in front; browsers obey both.
        "frame-ancestors": ["*"],
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in directives.items())


def document_headers() -> dict[str, str]:
    """Return the headers of whatever a browser may show as a document."""
    return {
        "Content-Security-Policy": content_security_policy(INDEX.read_text(encoding="utf-8")),
        "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
        "Referrer-Policy": "same-origin",  # the link holds what the visitor typed
    }


class SecurityHeaders:
    """ASGI middleware that adds the headers to every response."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.headers = document_headers()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add them where there are headers: not to a WebSocket."""
        wanted = self.headers | ENCRYPTED if scope.get("scheme") == "https" else self.headers

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message.setdefault("headers", [])
                add_to(MutableHeaders(scope=message), wanted)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def add_to(headers: MutableHeaders, wanted: dict[str, str]) -> None:
    """Add what is wanted to the headers of one response, if it may be a document."""
    headers["X-Content-Type-Options"] = "nosniff"
    if not headers.get("content-type", "").startswith(_FILES):
        headers.update(wanted)
