"""A button that opens a file of the visitor's, who may also drop it on the page.

The browser reads the file and sends its text over the connection that is there already: no
upload address is needed, nor the cookie that one would ask for, which a page inside another
page does not get.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from textgen.limits import MAX_RUN_BYTES
from ui import frame
from ui.i18n import session_language, strings
from ui.shim import shim

HTML = '<div style="min-height: 2.6rem"></div>'


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component("opener", html=HTML, js=shim("opener"))


def opener(key: str, on_open: Callable[[object], None]) -> None:
    """Draw the button; ``on_open`` is called with a file's text, or what a stranger sends."""
    answered = f"{key}_answered"

    def sent() -> None:
        st.session_state[answered] += 1
        on_open(st.session_state[key].file)

    data = {
        "lang": session_language(),
        "strings": strings("opener"),
        "limit": MAX_RUN_BYTES,
        "present": frame.current().present,
        "answered": st.session_state.setdefault(answered, 0),  # so that the browser hears of it
    }
    _component()(data=data, key=key, on_file_change=sent)
