"""One of two replicas behind nginx is killed; a file of its own, for no other test has it then."""

import os
import re
import signal

import pytest
from playwright.sync_api import Browser, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from scripts.running_app import RunningApp
from tests.deploy.cluster import Proxy

# Two servers and a browser more: beside the quick tests they are too slow to be told from dead.
pytestmark = [pytest.mark.slow, pytest.mark.browser]

LINK = "?c=nietzsche-char&p=the+free+spirit&s=5&t=0.8&n=60&at=20&lang=en"
PATIENCE = 60_000  # ms


def test_a_visitor_of_a_killed_replica_goes_on_at_the_other(
    browser: Browser, site: Proxy, replicas: list[RunningApp]
) -> None:
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
