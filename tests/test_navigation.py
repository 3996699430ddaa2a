"""The frame of every page: title, language and switch, without a browser."""

import pytest
from streamlit.testing.v1 import AppTest

from ui import i18n


def opened(locale: str | None = None, **query: str) -> AppTest:
    """Return the app as a visitor with this browser language and link finds it."""
    app = AppTest.from_file("../navigation.py", default_timeout=30)
    app.context = {"locale": locale}
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    assert app.button(key="switch_language")
    return app


@pytest.mark.parametrize(
    ("locale", "query", "language"),
    [
        (None, {}, "en"),
        ("en-US", {}, "en"),
        ("zh-CN", {}, "zh"),
        ("en-US", {"lang": "zh"}, "zh"),
        ("zh-CN", {"lang": "tlh"}, "zh"),
    ],
)
def test_the_language_follows_link_and_browser(
    locale: str | None, query: dict[str, str], language: str
) -> None:
    assert opened(locale, **query).session_state[i18n.SESSION_KEY] == language


def test_the_switch_offers_the_other_language_and_stays() -> None:
    app = opened("en-US")
    assert app.button(key="switch_language").label == "中文"
    app.button(key="switch_language").click().run()
    assert not app.exception
    assert app.session_state[i18n.SESSION_KEY] == "zh"
    assert app.query_params["lang"] == "zh"
    assert app.button(key="switch_language").label == "English"
    del app.query_params["lang"]
    assert app.run().session_state[i18n.SESSION_KEY] == "zh"
