"""The recorded run that a visitor has open: one from a file, or the example of the language."""

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from textgen.checkpoint import Checkpoint
from textgen.errors import RunError
from textgen.run import Run
from ui import resources, session
from ui.i18n import session_language, t
from ui.origin import run_origin
from ui.payload import Stage
from ui.recordings import recording


@dataclass(frozen=True)
class Opened:
    """A run on screen.

    Parameters
    ----------
    run : Run
        What is shown.
    number : int
        How many were opened before it; names its player, so that each begins anew.
    model : Checkpoint or None
        The model that wrote it, if it is here and the same.
    origin : dict or None
        What is underlined, see `run_origin`.
    example : str or None
        Language of the example that it is.
    played : bool
        Whether it has begun to play.
    """

    run: Run
    number: int
    model: Checkpoint | None
    origin: dict[str, Any] | None
    example: str | None = None
    played: bool = False


def opened() -> Opened:
    """Return what the visitor has open; the example in his language if it is no file of his."""
    now: Opened | None = st.session_state.get("replay")
    language = session_language()
    if now is None or now.example not in (None, language):
        put(recording(language), language)
    found: Opened = st.session_state.replay
    return found


def take_problem() -> str | None:
    """Return what was wrong with the file that the visitor tried last, once."""
    error: RunError | None = st.session_state.pop("replay_problem", None)
    return None if error is None else t(f"replay.error_{error.reason}")


def stage(now: Opened) -> Stage:
    """Return how the run is to be shown: it plays when it is new."""
    st.session_state.replay = replace(now, played=True)
    play = None if now.played else True
    return Stage(0, play, None, False, "", session.take_export(), recorded=True)


def put(run: Run, example: str | None = None) -> None:
    """Show a run from its start."""
    before: Opened | None = st.session_state.get("replay")
    usable = resources.usable(session_language()).values()
    model = next((each for each in usable if each.hash == run.checkpoint_hash), None)
    origin = None if model is None else run_origin(run, resources.filters_of(model))
    number = 0 if before is None else before.number + 1
    st.session_state.replay = Opened(run, number, model, origin, example)
