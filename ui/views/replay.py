"""The recorded run that a visitor has open: one from a file, or the example of the language."""

from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from textgen.checkpoint import Checkpoint
from textgen.errors import RunError
from textgen.limits import LINK_PROMPT_CHARS
from textgen.run import Run
from textgen.run_format import loads
from ui import link, resources, session
from ui.i18n import session_language, t
from ui.link import PageState
from ui.origin import run_origin
from ui.payload import Stage
from ui.reader import HASH_DIGITS, format_number
from ui.recordings import recording
from ui.visit import arrived_parameters, put_parameters

_WRITTEN = "replay_written"


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
        _open(recording(language), language)
    found: Opened = st.session_state.replay
    return found


def open_file(text: object) -> None:
    """Open a file's text; if it is no run, keep what is open and remember why."""
    session.acted()
    try:
        _open(loads(text if isinstance(text, str) else ""))
    except RunError as error:
        st.session_state.replay_problem = error


def take_problem() -> str | None:
    """Return what was wrong with the file that the visitor tried last, once."""
    error: RunError | None = st.session_state.pop("replay_problem", None)
    return None if error is None else t(f"replay.error_{error.reason}")


def act(event: object) -> None:
    """Do what the player asks for: it can only be the run as a file."""
    if isinstance(event, dict) and event.get("kind") == "export":
        session.ask_export()


def stage(now: Opened) -> Stage:
    """Return how the run is to be shown: it plays when it is new."""
    st.session_state.replay = replace(now, played=True)
    play = None if now.played else True
    return Stage(0, play, None, False, "", session.take_export(), recorded=True)


def facts(run: Run) -> str:
    """Say in one line, as plain text, what wrote the run and how."""
    sampler = run.settings.sampler
    values = {"k": sampler.top_k, "tp": sampler.top_p, "mp": sampler.min_p, "ty": sampler.typical}
    cuts = [(name, value) for name, value in values.items() if value is not None]
    parts = [
        f"{run.checkpoint}@{run.checkpoint_hash[:HASH_DIGITS]}",
        t("player.t", value=format_number(sampler.temperature)),
        *(f"{t(f'parameter.{name}')} {format_number(value)}" for name, value in cuts),
        f"{t('parameter.s')} {run.settings.random_seed}",
        t("controls.tokens", count=f"{len(run):,}"),
    ]
    if run.settings.edits:
        parts.append(t("replay.edits", count=len(run.settings.edits)))
    return " · ".join(parts)


def live_link(now: Opened) -> dict[str, str] | None:
    """Return the parameters with which the main page writes the same; None if it cannot."""
    run = now.run
    if now.model is None or len(run.prompt) > LINK_PROMPT_CHARS:
        return None
    state = PageState(now.model.name, run.prompt, run.settings, checksum=run.checksum)
    return {**link.write(state, now.model), "lang": session_language()}


def why_not_live(now: Opened) -> str:
    """Say why the run can only be looked at, and what would help."""
    if now.model is None:
        return t("replay.no_model")
    return t("replay.long_prompt", limit=LINK_PROMPT_CHARS)


def write_link() -> None:
    """Put the language into the address bar; a file cannot stand there."""
    arrived_parameters(_WRITTEN, first=False)  # whatever it is, nothing follows from it here
    put_parameters(_WRITTEN, {})


def _open(run: Run, example: str | None = None) -> None:
    before: Opened | None = st.session_state.get("replay")
    usable = resources.usable(session_language()).values()
    model = next((each for each in usable if each.hash == run.checkpoint_hash), None)
    origin = None if model is None else run_origin(run, resources.filters_of(model))
    number = 0 if before is None else before.number + 1
    st.session_state.replay = Opened(run, number, model, origin, example)
