"""Streamlit's own scripts arrive compressed and whole."""

import gzip
from pathlib import Path

import pytest

from server.streamlit_static import static_files
from tests.server.web import get

FILES = static_files()


def largest(suffix: str) -> str:
    """Return the address of the largest file of a kind."""
    return max((path for path in FILES if path.endswith(suffix)), key=lambda p: size(FILES[p]))


def size(file: Path) -> int:
    """Return a file's size in bytes."""
    return file.stat().st_size


@pytest.mark.parametrize("suffix", [".js", ".css"])
def test_a_browser_gets_it_compressed(app_url: str, suffix: str) -> None:
    path = largest(suffix)
    status, headers, body = get(app_url + path, "gzip, br")
    assert status == 200
    assert headers["Content-Encoding"] == "gzip"
    assert "immutable" in headers["Cache-Control"]
    assert gzip.decompress(body) == FILES[path].read_bytes()
    assert len(body) < size(FILES[path]) / 2


def test_others_get_it_plain(app_url: str) -> None:
    path = largest(".css")
    status, headers, body = get(app_url + path)
    assert status == 200
    assert headers["Content-Encoding"] is None
    assert body == FILES[path].read_bytes()


@pytest.mark.parametrize("path", ["/static/js/no-such-file.js", "/static/../../__init__.py"])
def test_nothing_else_is_served(app_url: str, path: str) -> None:
    _, _, body = get(app_url + path, "gzip")
    assert b"streamlit" not in body.lower() or b"<!doctype html>" in body.lower()
