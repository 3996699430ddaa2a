"""Serve the player alone, with invented runs, to a browser on this machine."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from tests.browser.player_fixture import letters, make_payload, words
from textgen.generation import Edit
from ui import assets

PAGE = Path(__file__).with_name("player_page.html")
STORIES = {
    "letters": letters(),
    "long": letters(1000),
    "edited": letters(edits=(Edit(30, token=3), Edit(60, temperature=1.2))),
    "hot": letters(120, temperature=1e9),
    "words": words(top_k=8),
    "typical": words(typical=0.5),
    "uncut": words(temperature=1.1),
}
MEDIA_TYPES = {".js": "text/javascript", ".css": "text/css"}


@cache
def payload(story: str, query: str) -> bytes:
    """Return a story's payload; the query's ``view`` is what the view says differently."""
    wishes = dict(parse_qsl(query))
    view = json.loads(wishes.get("view", "{}"))
    return make_payload(STORIES[story], wishes.get("lang", "en"), **view)


class Handler(BaseHTTPRequestHandler):
    """Answer with the page, a module, Plotly or a payload."""

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path == "/":
            self.answer(PAGE.read_bytes(), "text/html")
        elif url.path == "/blank":
            self.answer(b"", "text/html")
        elif url.path.startswith("/payload/"):
            content = payload(url.path.removeprefix("/payload/"), url.query)
            self.answer(content, "application/octet-stream")
        elif url.path == assets.plotly_path():
            self.answer(assets.plotly_file().read_bytes(), "text/javascript")
        else:
            name = url.path.removeprefix(f"{assets.base_path()}/")
            content = assets.modules().get(name)
            self.answer(content, MEDIA_TYPES.get(Path(name).suffix, "text/plain"))

    def answer(self, content: bytes | None, media_type: str) -> None:
        """Send ``content``, or say that there is none."""
        self.send_response(404 if content is None else 200)
        self.send_header("Content-Type", f"{media_type}; charset=utf-8")
        self.end_headers()
        self.wfile.write(content or b"")

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@contextmanager
def serve(port: int = 0) -> Iterator[str]:
    """Serve on a port of this machine; yield the address of the page."""
    with ThreadingHTTPServer(("127.0.0.1", port), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        module = f"{assets.base_path()}/player/index.js"
        yield f"http://127.0.0.1:{server.server_port}/?player={module}"
        server.shutdown()
