"""Fixtures that several kinds of tests share: the running app and a browser to visit it."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.runtime.pages_manager import PagesManager

from scripts.browser import LAUNCH_ARGS, find_browser

ROOT = Path(__file__).parents[1]
START_SECONDS = 60


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests in ``tests/browser`` as browser tests."""
    for item in items:
        if Path(__file__).parent / "browser" in item.path.parents:
            item.add_marker(pytest.mark.browser)


class NavigatedPages(PagesManager):
    """Pages as `app.py` has them: ``navigation.py`` runs first, whichever page is asked for."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        PagesManager.uses_pages_directory = False


@pytest.fixture(scope="session", autouse=True)
def _app_test_starts_with_navigation() -> Iterator[None]:
    """Keep AppTest from running a file of ``pages/`` alone when an app is run again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("streamlit.testing.v1.app_test.PagesManager", NavigatedPages)
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Say to pytest-playwright which browser to start, and how."""
    path = find_browser()
    if path is None:
        unable = pytest.fail if os.environ.get("REQUIRE_BROWSER") else pytest.skip
        unable("no browser found; `make test` installs one, BROWSER_PATH names one")
    return {"executable_path": path, "args": list(LAUNCH_ARGS)}


@pytest.fixture(scope="session")
def app_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve the app on a free port of this machine for as long as the tests run."""
    log = tmp_path_factory.mktemp("app") / "streamlit.log"
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    command += ["--server.address=127.0.0.1", f"--server.port={port}"]
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT)
    try:
        url = f"http://127.0.0.1:{port}"
        wait_until_healthy(url, process, log)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=10)


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Return when the app answers; fail with its output if it does not come up."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=5) as response:
                if response.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the app did not start:\n{log.read_text()}")
