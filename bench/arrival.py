"""How soon the first generated text stands on screen, and what has come over the wire for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from playwright.sync_api import BrowserContext, WebSocket

# The first frame whose beginning finds a token on screen: it was painted by then.
WATCH = """
window.textShown = new Promise((done) => {
  const tokens = () => [...document.querySelectorAll("[data-testid^=stBidiComponent]")]
    .map(({ shadowRoot }) => shadowRoot?.querySelector(".token:not(.future)"));
  const look = (now) => {
    if (tokens().some((token) => token?.offsetHeight)) done(now);
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
});
"""

# When Plotly's script had arrived, in milliseconds; 0 from the browser's own cache without asking.
PLOTLY = """
performance.getEntriesByType("resource").find(({ name }) => name.endsWith("/plotly.min.js"))
  .responseEnd
"""


@dataclass(frozen=True)
class Arrival:
    """One visit of the main page.

    Parameters
    ----------
    at : float
        When the text stood on screen, in seconds since the epoch.
    text : float
        Milliseconds from the navigation to it.
    plotly : float
        Milliseconds from the navigation to the end of Plotly's script.
    received : mapping of str to int
        Bytes over the wire by what they were: compressed as they came, headers included.
    """

    at: float
    text: float
    plotly: float
    received: Mapping[str, int]

    @property
    def megabytes(self) -> float:
        """All of them, in millions."""
        return sum(self.received.values()) / 1e6


def arrive(profile: BrowserContext, url: str) -> Arrival:
    """Open the main page in a new tab, wait until it is complete, and close the tab."""
    page = profile.new_page()
    page.add_init_script(WATCH)
    received = {"WebSocket": 0}
    kinds: dict[str, str] = {}

    def responded(event: dict[str, str]) -> None:
        kinds[event["requestId"]] = event["type"]

    def finished(event: dict[str, str]) -> None:
        kind = kinds.get(event["requestId"], "other")
        received[kind] = received.get(kind, 0) + int(event["encodedDataLength"])

    def connected(socket: WebSocket) -> None:
        socket.on("framereceived", count_frame)

    def count_frame(data: bytes | str) -> None:
        received["WebSocket"] += len(data)

    tools = profile.new_cdp_session(page)
    tools.on("Network.responseReceived", responded)
    tools.on("Network.loadingFinished", finished)
    tools.send("Network.enable")
    page.on("websocket", connected)
    page.goto(url)
    text = page.evaluate("window.textShown")
    at = page.evaluate("performance.timeOrigin") / 1e3 + text / 1e3
    page.locator(".lab .plot .main-svg").first.wait_for(state="attached")
    page.wait_for_load_state("networkidle")
    plotly = page.evaluate(PLOTLY)
    page.close()
    return Arrival(at, text, plotly, received)
