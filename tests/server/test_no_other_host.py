"""The server asks no other host for anything."""

import subprocess
import sys

from scripts.running_app import ROOT

# Ends with 3 if the server wants to know its public address of somebody.
STRANGER = """
import os, requests
requests.get = lambda *_, **__: os._exit(3)
import app
from streamlit.web import bootstrap
from streamlit.web.server.server_util import is_url_from_allowed_origins
from streamlit import config
config.set_option("server.headless", True)
bootstrap._print_url(False)
assert not is_url_from_allowed_origins("https://stranger.example")
"""


def test_its_public_address_is_not_asked_for() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STRANGER], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "Network URL" in done.stdout  # what a class needs
    assert "External" not in done.stdout
