"""What the app says of its own failures."""

import pytest
from streamlit.testing.v1 import AppTest

from ui.i18n import SESSION_KEY, t


def fails() -> None:
    from ui.failure import show_failure

    assert show_failure(RuntimeError("secret"))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_visitor_reads_a_sentence(language: str) -> None:
    app = AppTest.from_function(fails)
    app.session_state[SESSION_KEY] = language
    (box,) = app.run(timeout=30).error
    assert box.value == t("failure.script", language=language)
    assert not app.exception
