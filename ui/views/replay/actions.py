"""What a visitor does on the page Replay. What it is sent comes from anyone."""

import streamlit as st

from textgen.errors import RunError
from textgen.run_format import loads
from ui import frame, session
from ui.views.replay import state


def open_file(text: object) -> None:
    """Open a file's text; if it is no run, keep what is open and remember why."""
    frame.acted()
    try:
        state.put(loads(text if isinstance(text, str) else ""))
    except RunError as error:
        st.session_state.replay_problem = error


def act(event: object) -> None:
    """Do what the player asks for: it can only be the run as a file."""
    if isinstance(event, dict) and event.get("kind") == "export":
        session.ask_export()
