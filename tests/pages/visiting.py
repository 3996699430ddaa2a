"""Open a page as a visitor does, and see what its board was sent."""

import json
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

NAVIGATION = Path(__file__).parents[2] / "navigation.py"


def opened(name: str, locale: str = "en-US", **parameters: str | list[str]) -> AppTest:
    """Return a page as a visitor with this browser language and link finds it."""
    return checked(arriving(name, locale, **parameters))


def arriving(name: str, locale: str = "en-US", **parameters: str | list[str]) -> AppTest:
    """Return the visit before the app has run."""
    app = AppTest.from_file(str(NAVIGATION), default_timeout=30)
    app.context = {"locale": locale}
    for parameter, value in parameters.items():
        app.query_params[parameter] = value
    app.switch_page(f"pages/{name}.py")
    return app


def checked(app: AppTest) -> AppTest:
    """Run the app; the page is there, whole and without an error."""
    app.run()
    assert not app.exception
    assert not app.error
    assert board_of(app)["panels"]
    return app


def board_of(app: AppTest, key: str = "board") -> dict[str, Any]:
    """Return what a board was sent; a page may have several."""
    (component,) = (each for each in app.get("bidi_component") if each.proto.id.endswith(f"-{key}"))
    sent: dict[str, Any] = json.loads(component.proto.json)
    return sent
