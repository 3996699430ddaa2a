"""Two replicas of the app behind nginx with the shipped configuration, all on loopback."""

import gzip
import os
import re
import signal
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
from playwright.sync_api import Browser, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from scripts.running_app import RunningApp, running_app
from server.streamlit_static import static_files
from tests.deploy.cluster import Proxy, proxy
from ui import assets

# Two servers and a browser more: beside the quick tests they are too slow to be told from dead.
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("nginx")]

VISITOR = "0123456789abcdef0123456789abcdef"
LINK = "?c=nietzsche-char&p=the+free+spirit&s=5&t=0.8&n=60&at=20&lang=en"
PATIENCE = 60_000  # ms


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


@pytest.fixture(scope="module")
def replicas(nginx: None) -> Iterator[list[RunningApp]]:
    """Serve the app twice."""
    with ExitStack() as stack:
        yield [stack.enter_context(running_app()) for _ in range(2)]


@pytest.fixture(scope="module")
def site(replicas: list[RunningApp], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxy]:
    """Serve both behind nginx."""
    addresses = [replica.url.removeprefix("http://") for replica in replicas]
    with proxy(tmp_path_factory.mktemp("nginx"), addresses) as site:
        yield site


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
    asked = site.requests(2, lambda request: request.path == path)
    assert [request.cache for request in asked] == ["MISS", "HIT"]


def test_large_bodies_are_refused(site: Proxy) -> None:
    assert get(site.url, VISITOR, body=b"0" * 3_000_000).status == 413


@pytest.mark.browser
def test_a_visitor_of_a_killed_replica_goes_on_at_the_other(
    browser: Browser, site: Proxy, replicas: list[RunningApp]
) -> None:
    """The last test of `replicas`: one of them is gone after it."""
    page = browser.new_page(locale="en-US", viewport={"width": 1280, "height": 720})
    page.set_default_timeout(PATIENCE)
    page.goto(f"{site.url}/{LINK}")
    expect(page.locator(".player .plot .main-svg").first).to_be_attached(timeout=PATIENCE)
    expect(page).to_have_url(re.compile("[?&]z="), timeout=PATIENCE)  # it is drawn to its end
    before, address = page.locator(".player .passage").inner_text(), page.url
    loaded = page.evaluate("performance.timeOrigin")

    (cookie,) = (each["value"] for each in page.context.cookies() if each["name"] == "replica")
    used = site.requests(1, lambda request: request.cookie == cookie)[0].replica
    (victim,) = (each for each in replicas if each.url == f"http://{used}")
    with page.expect_websocket() as another:  # after the first one broke
        os.kill(victim.pid, signal.SIGKILL)
    another.value.wait_for_event("framereceived", ends_a_run, timeout=PATIENCE)
    assert page.locator(".player .passage").inner_text() == before
    assert page.url == address

    page.locator(".player .rows .row:not(.head)").nth(5).click()  # only a server can go on then
    expect(page).to_have_url(re.compile(r"[?&]e=20(%3A|:)f"), timeout=PATIENCE)
    assert page.evaluate("performance.timeOrigin") == loaded  # it was never loaded anew
    page.close()


def ends_a_run(frame: bytes | str) -> bool:
    """Tell whether a message from the app says that the page is complete."""
    return ForwardMsg.FromString(frame).WhichOneof("type") == "script_finished"


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
