"""The browser's files: addresses, headers, compression, and nothing else."""

import gzip

import pytest

from server.assets import Asset, accepts_gzip, load_assets
from tests.server.web import get
from ui import assets


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("gzip, deflate, br", True),
        ("GZIP", True),
        ("br;q=1.0, gzip;q=0.8", True),
        ("*", True),
        ("", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip; q=0.0, *", False),
    ],
)
def test_accept_encoding_is_understood(header: str, expected: bool) -> None:
    assert accepts_gzip(header) is expected


def test_an_asset_keeps_its_content() -> None:
    asset = Asset.of("player/index.js", b"export default 1;")
    assert gzip.decompress(asset.gzipped) == asset.plain == b"export default 1;"
    assert asset.media_type == "text/javascript; charset=utf-8"


def test_every_module_and_plotly_have_an_address() -> None:
    served = load_assets()
    assert set(served) == {
        assets.plotly_path(),
        *(f"{assets.base_path()}/{name}" for name in assets.modules()),
    }
    assert served[assets.plotly_path()].plain == assets.plotly_file().read_bytes()


@pytest.mark.parametrize("encoding", ["gzip", ""])
def test_plotly_is_served_once_and_for_all(app_url: str, encoding: str) -> None:
    status, headers, body = get(app_url + assets.plotly_path(), encoding)
    assert status == 200
    assert headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "Accept-Encoding" in headers["Vary"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert (headers["Content-Encoding"] == "gzip") == bool(encoding)
    content = gzip.decompress(body) if encoding else body
    assert content == assets.plotly_file().read_bytes()


@pytest.mark.parametrize(
    "path",
    [
        "/assets/",
        "/assets/plotly.min.js",
        "/assets/../app.py",
        "/assets/%2e%2e/app.py",
        "/assets/..%2fapp.py",
        "/assets//etc/passwd",
        "/assets/%00",
    ],
)
def test_nothing_else_is_served(app_url: str, path: str) -> None:
    status, _, body = get(app_url + path)
    assert status in {400, 404}
    assert b"import" not in body
