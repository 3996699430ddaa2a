"""Every page lives under the app's own security policy and talks to nobody else."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE

PAGES = sorted(file.stem for file in (Path(__file__).parents[2] / "pages").glob("*.py"))

# Streamlit's protobuf library tries WebAssembly and does without; no console mentions it.
REPORT = """document.addEventListener("securitypolicyviolation", (event) => {
    if (event.blockedURI !== "wasm-eval")
        console.error(`policy error: ${event.effectiveDirective} ${event.blockedURI}`);
})"""


@dataclass
class Watched:
    """A page whose requests and complaints are written down."""

    page: Page
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.add_init_script(REPORT)
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("websocket", lambda socket: self.asked.append(socket.url))
        self.page.on("console", lambda message: self.said.append(message.text))

    def open(self, url: str) -> None:
        """Open a page and wait until its chart or its text is there."""
        self.page.goto(url, timeout=PATIENCE)
        expect(self.page.locator(".main-svg, .passage, .st-key-lessons").first).to_be_attached(
            timeout=PATIENCE
        )
        self.page.wait_for_load_state("networkidle")

    def asked_elsewhere(self, app_url: str) -> list[str]:
        """Return the addresses asked for that are not the app's."""
        own = (f"{app_url}/", f"{app_url.replace('http', 'ws')}/", "data:", f"blob:{app_url}/")
        return [url for url in self.asked if not url.startswith(own)]

    @property
    def complaints(self) -> list[str]:
        """What the browser's console says of errors, refused scripts and the like."""
        return [text for text in self.said if "rror" in text or "olicy" in text]


@pytest.fixture
def watched(page: Page) -> Watched:
    return Watched(page)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_obeys_the_policy_and_asks_nobody_else(
    watched: Watched, app_url: str, name: str
) -> None:
    watched.open(f"{app_url}/{name}")
    assert any(url.startswith("ws") for url in watched.asked)  # the page is alive
    assert watched.asked_elsewhere(app_url) == []
    assert watched.complaints == []


@pytest.mark.parametrize(
    ("directive", "script"),
    [
        ("script-src", "document.head.append(Object.assign(element('script'), { text: 'x' }))"),
        ("img-src", "document.body.append(Object.assign(element('img'), { src: elsewhere }))"),
        ("connect-src", "fetch(elsewhere).catch(() => {})"),
    ],
)
def test_what_the_policy_forbids_would_be_seen(
    watched: Watched, app_url: str, directive: str, script: str
) -> None:
    watched.page.goto(app_url, timeout=PATIENCE)
    names = "const elsewhere = 'http://[::1]/', element = (name) => document.createElement(name)"
    with watched.page.expect_console_message(lambda told: f"error: {directive}" in told.text):
        watched.page.evaluate(f"() => {{ {names}; {script} }}")
    assert watched.complaints


def test_a_chart_is_saved_under_the_policy(watched: Watched, app_url: str) -> None:
    watched.open(f"{app_url}/?lang=en&n=40")
    watched.page.get_by_role("button", name="Save").click()
    with watched.page.expect_download() as download:
        watched.page.get_by_role("menuitem", name=re.compile("png")).click()
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")
    assert watched.complaints == []


@pytest.fixture
def course_url(app_url: str, tmp_path: Path) -> Iterator[str]:
    """Serve a page of another site that shows the app in a frame."""
    frame = f"<iframe src='{app_url}/temperature?embed=true' width=1200 height=650></iframe>"
    (tmp_path / "index.html").write_text(frame, encoding="utf-8")
    handler = partial(QuietHandler, directory=str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def test_a_course_page_may_show_the_app_in_a_frame(watched: Watched, course_url: str) -> None:
    watched.page.goto(course_url, timeout=PATIENCE)
    frame = watched.page.frame_locator("iframe")
    expect(frame.locator(".main-svg").first).to_be_attached(timeout=PATIENCE)
    assert [text for text in watched.complaints if "policy" in text] == []
