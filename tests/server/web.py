"""A plain HTTP request, the body as it was sent."""

import urllib.error
import urllib.request
from email.message import Message


def get(url: str, accept_encoding: str = "") -> tuple[int, Message, bytes]:
    """Return status, headers and body."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": accept_encoding})
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return response.status, response.headers, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()
