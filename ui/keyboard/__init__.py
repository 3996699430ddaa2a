"""Keys of the whole page, as a Streamlit component: a button for their help, and what they do.

Which keys there are stands in ``table.js`` alone. Those that move something on screen are done in
the browser; those that press a button of the page come here, to the button's own callback.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import streamlit as st

from ui import frame
from ui.chart import is_place
from ui.i18n import session_language, strings
from ui.shim import shim

Command = Callable[[], object]

_COMMANDS = "commands"  # of the page on screen
_DRAWN = "commands_drawn"  # so far, by the run that draws the page
_KEY = "keyboard"


@cache
def _component() -> Callable[..., Any]:
    return st.components.v2.component("keyboard", html="<div></div>", js=shim("keyboard"))


def clear() -> None:
    """Begin to draw a page.

    The keys of the one on screen stay until this one is drawn: the next key may end this run
    before it is.
    """
    st.session_state[_DRAWN] = {}


def on(action: str, *commands: Command) -> None:
    """Let the keys of an action, of ``table.js``, do what a button of the page does.

    Called where the button is drawn: what is not on the page has no key. Several commands belong
    to several keys, in their order.
    """
    st.session_state.setdefault(_DRAWN, {})[action] = commands


def drawn() -> None:
    """Say that the page is drawn: its keys take the place of those before."""
    st.session_state[_COMMANDS] = st.session_state.get(_DRAWN, {})


def mount() -> None:
    """Listen to the keys of everything that the page has shown."""
    drawn()
    _component()(data=payload(), key=_KEY, width="content", on_pressed_change=_pressed)


def payload() -> dict[str, Any]:
    """Return what the browser is sent: how many keys each action has on this page."""
    commands = st.session_state.get(_COMMANDS, {})
    return {
        "lang": session_language(),
        "strings": strings("keys"),
        "actions": {action: len(each) for action, each in commands.items()},
    }


def press(event: object) -> None:
    """Do what a key asks for; what no button on the page does is ignored."""
    if not isinstance(event, dict) or not isinstance(action := event.get("action"), str):
        return
    commands, place = st.session_state.get(_COMMANDS, {}).get(action, ()), event.get("place")
    if is_place(place, len(commands)):
        commands[place]()


def _pressed() -> None:
    frame.acted()
    press(st.session_state[_KEY].pressed)
