"""An nginx to try the configuration with, if there is one, before two replicas of the app."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from scripts.running_app import RunningApp, running_app
from tests.deploy.cluster import Proxy, proxy


@pytest.fixture(scope="session")
def nginx() -> None:
    """Skip a test that needs nginx where there is none; fail it where REQUIRE_NGINX is set."""
    if shutil.which("nginx") is None:
        unable = pytest.fail if os.environ.get("REQUIRE_NGINX") else pytest.skip
        unable("no nginx found; scripts/ensure_nginx.sh installs one")


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
