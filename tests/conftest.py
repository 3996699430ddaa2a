"""Fixtures that several kinds of tests share: the running app and a browser to visit it."""

import gc
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.runtime.pages_manager import PagesManager

from scripts.browser import LAUNCH_ARGS, find_browser
from scripts.running_app import RunningApp, running_app
from tests.collection import CHINESE, ENGLISH, write_collection
from textgen import Checkpoint


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests in ``tests/browser`` as browser tests."""
    for item in items:
        if Path(__file__).parent / "browser" in item.path.parents:
            item.add_marker(pytest.mark.browser)


def pytest_collection_finish() -> None:
    """Spare what the imports made: Streamlit looks for garbage after each run of a page."""
    gc.collect()
    gc.freeze()


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


@pytest.fixture(scope="session", autouse=True)
def _app_test_looks_for_packages_once() -> Iterator[None]:
    """Keep AppTest from reading all packages' metadata in each run, which took most of its time."""
    once = cache(manifest_scanner.scan_component_manifests)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", once)
        yield


@pytest.fixture(scope="session")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the two tiny checkpoints; return their folder, which nobody may change."""
    return write_collection(tmp_path_factory.mktemp("collection"))


@pytest.fixture(scope="session")
def checkpoints(collection: Path) -> dict[str, Checkpoint]:
    """Return the two tiny checkpoints by name."""
    return {name: Checkpoint.load(collection / name) for name in (ENGLISH, CHINESE)}


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Say to pytest-playwright which browser to start, and how."""
    path = find_browser()
    if path is None:
        unable = pytest.fail if os.environ.get("REQUIRE_BROWSER") else pytest.skip
        unable("no browser found; `make test` installs one, BROWSER_PATH names one")
    # One process for all pages of a site: they share what is compiled, and open in half the time.
    return {"executable_path": path, "args": [*LAUNCH_ARGS, "--process-per-site"]}


@pytest.fixture(scope="session")
def app() -> Iterator[RunningApp]:
    """Serve the app for as long as the tests run."""
    with running_app() as app:
        yield app


@pytest.fixture(scope="session")
def app_url(app: RunningApp) -> str:
    """Return the address of the running app."""
    return app.url
