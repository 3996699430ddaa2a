"""What a proxy says of a visitor is believed from those proxies that the host names, no others."""

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send
from streamlit.web.server.starlette.starlette_server import _get_uvicorn_config_kwargs

from tests.server.asgi import run

SAID = [(b"x-forwarded-for", b"203.0.113.9"), (b"x-forwarded-proto", b"https")]
BELIEVED, NOT = ("203.0.113.9", "https"), ("10.0.0.7", "http")


def seen(proxy: str) -> tuple[str, str]:
    """Return address and scheme of a visitor as the app sees them behind a proxy."""
    found = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        found.append((scope["client"][0], scope["scheme"]))

    async def nothing(*_: object) -> None:
        pass

    config = uvicorn.Config(app, interface="asgi3", log_config=None, **_get_uvicorn_config_kwargs())
    config.load()
    scope = {"type": "http", "client": (proxy, 1), "scheme": "http", "headers": SAID}
    run(config.loaded_app(scope, nothing, nothing))
    return found[0]


@pytest.mark.parametrize(
    ("named", "proxy", "expected"),
    [
        (None, "127.0.0.1", BELIEVED),
        (None, "::1", BELIEVED),
        (None, "10.0.0.7", NOT),
        ("10.0.0.7", "10.0.0.7", BELIEVED),
        ("192.0.2.1, 10.0.0.0/8", "10.0.0.7", BELIEVED),
        ("192.0.2.1", "10.0.0.7", NOT),
        ("*", "10.0.0.7", BELIEVED),
    ],
)
def test_a_proxy_is_believed_if_it_is_named(
    monkeypatch: pytest.MonkeyPatch, named: str | None, proxy: str, expected: tuple[str, str]
) -> None:
    monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)
    if named is not None:
        monkeypatch.setenv("FORWARDED_ALLOW_IPS", named)
    assert seen(proxy) == expected
