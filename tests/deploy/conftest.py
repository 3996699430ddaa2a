"""Whether there is an nginx to try the configuration with."""

import os
import shutil

import pytest


@pytest.fixture(scope="session")
def nginx() -> None:
    """Skip a test that needs nginx where there is none; fail it where REQUIRE_NGINX is set."""
    if shutil.which("nginx") is None:
        unable = pytest.fail if os.environ.get("REQUIRE_NGINX") else pytest.skip
        unable("no nginx found; scripts/ensure_nginx.sh installs one")
