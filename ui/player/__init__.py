"""The player as a Streamlit component: a run goes in, what visitors do comes out."""

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from ui.shim import shim

# Streamlit sends these again with every run of the page, so they hold no more than the way to
# the modules, and the height that keeps the page from jumping when the player appears.
HTML = '<div style="min-height: min(560px, 75vh)"></div>'


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component("player", html=HTML, js=shim("player"))


def player(payload: bytes, key: str, on_action_change: Callable[[], None]) -> Any:
    """Show a run, a safetensors file with its view; return Streamlit's result.

    What a visitor does is the trigger ``action``, in ``st.session_state[key].action`` when
    ``on_action_change`` is called: a dictionary whose ``kind`` is "temperature" (``step``,
    ``temperature``), "force" (``step``, ``id``), "undo" or "export".
    """
    return _component()(data=payload, key=key, on_action_change=on_action_change)
