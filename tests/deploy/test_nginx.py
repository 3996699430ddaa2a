"""Two replicas of the app behind nginx with the shipped configuration, all on loopback."""

import gzip
import re
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError

import pytest

from scripts.running_app import RunningApp
from server.streamlit_static import static_files
from tests.deploy.cluster import Proxy, proxy
from ui import assets

# Two servers more: beside the quick tests they are too slow to be told from dead.
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("nginx")]

VISITOR = "0123456789abcdef0123456789abcdef"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Message
    body: bytes


def get(url: str, cookie: str = "", body: bytes | None = None, encoding: str = "") -> Answer:
    """Ask once, as a visitor whose browser holds ``cookie``."""
    headers = {"Cookie": f"replica={cookie}"} if cookie else {}
    request = urllib.request.Request(url, body, headers | {"Accept-Encoding": encoding})
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return Answer(response.status, response.headers, response.read())
    except HTTPError as error:
        with error:
            return Answer(error.code, error.headers, error.read())


def given_cookie(answer: Answer) -> str | None:
    """Return the replica cookie that an answer sets, None if it sets none."""
    found = re.match(r"replica=([0-9a-f]{32}); Path=/; ", answer.headers.get("Set-Cookie", ""))
    return found and found[1]


PATHS = ("/", "/_stcore/health", "/_stcore/host-config")


def test_a_visitor_stays_with_one_replica(site: Proxy, replicas: list[RunningApp]) -> None:
    cookies = {given_cookie(get(site.url)) or "" for _ in range(20)}
    assert len(cookies - {""}) == 20
    for cookie in cookies:
        for path in PATHS:
            assert given_cookie(get(site.url + path, cookie)) is None
    answered = {cookie: set[str]() for cookie in cookies}
    for request in site.requests(20 * len(PATHS), lambda request: request.cookie in cookies):
        answered[request.cookie].add(request.replica)
    assert all(len(used) == 1 for used in answered.values())
    assert set.union(*answered.values()) == {each.url.removeprefix("http://") for each in replicas}


def test_without_cookies_address_and_browser_decide(site: Proxy) -> None:
    paths = [f"/without-cookie-{number}" for number in range(6)]
    for path in paths:
        get(site.url + path)
    asked = site.requests(len(paths), lambda request: request.path in paths)
    assert len({request.replica for request in asked}) == 1


@pytest.mark.parametrize("cookie", ["x", "0" * 31, "0" * 33, "0" * 31 + "G"])
def test_a_cookie_that_is_not_ours_is_replaced(site: Proxy, cookie: str) -> None:
    assert given_cookie(get(site.url, cookie)) not in {None, cookie}


def test_a_page_is_compressed_on_its_way(site: Proxy) -> None:
    answer = get(site.url, VISITOR, encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"<html" in gzip.decompress(answer.body)


@pytest.mark.parametrize("path", [assets.plotly_path(), min(static_files())])
def test_a_script_is_asked_of_the_app_once(site: Proxy, path: str) -> None:
    first, second = (get(site.url + path, VISITOR, encoding="gzip") for _ in range(2))
    assert first.body == second.body
    assert second.headers["Content-Encoding"] == "gzip"
    assert "immutable" in second.headers["Cache-Control"]
    assert "Set-Cookie" not in second.headers
    asked = site.requests(2, lambda each: (each.path, each.cookie) == (path, VISITOR))
    assert [request.cache for request in asked] == ["MISS", "HIT"]


def test_large_bodies_are_refused(site: Proxy) -> None:
    assert get(site.url, VISITOR, body=b"0" * 3_000_000).status == 413


class Stub(BaseHTTPRequestHandler):
    """A replica that is well and knows some files."""

    knows: frozenset[str] = frozenset()

    def do_GET(self) -> None:  # the name is the library's
        known = self.path.startswith("/_stcore/") or self.path in self.knows
        self.send_response(200 if known else 404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Be quiet."""


class NewStub(Stub):
    """A replica of the next version."""

    knows = frozenset({"/assets/new.js"})


@pytest.fixture
def update(tmp_path: Path) -> Iterator[Proxy]:
    """Serve one replica of an old version and one of a new one."""
    with ExitStack() as stack:
        servers = [ThreadingHTTPServer(("127.0.0.1", 0), kind) for kind in (Stub, NewStub)]
        for server in servers:
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
            Thread(target=server.serve_forever).start()
        yield stack.enter_context(
            proxy(tmp_path, [f"127.0.0.1:{server.server_port}" for server in servers])
        )


def test_a_file_of_the_next_version_is_found_wherever_it_is(update: Proxy) -> None:
    url = f"{update.url}/assets/new.js"
    answers = [get(url, f"{visitor:032x}").status for visitor in range(10)]
    assert answers == [200] * 10


def test_a_file_that_nobody_has_is_not_found(update: Proxy) -> None:
    assert get(f"{update.url}/assets/none.js").status == 404
