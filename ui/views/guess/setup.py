"""The controls over the guessing game: what is played, on what text, and what becomes of it."""

import streamlit as st

from textgen.checkpoint import Checkpoint
from textgen.guessing import MOST_GAP, MOST_ROUNDS
from textgen.limits import LINK_PROMPT_CHARS
from ui import pickers
from ui.i18n import t
from ui.views.guess import actions
from ui.views.guess.game import Played
from ui.views.guess.link import PAGE
from ui.views.guess.saved import saved_csv, saved_json
from ui.views.guess.state import gap_of
from ui.visit import Checkpoints


def set_up(checkpoints: Checkpoints, played: Played | None) -> None:
    """Draw the row of what is played, on what text, and what can be done with it."""
    checkpoint = checkpoints[PAGE.state.checkpoint]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        pickers.checkpoint_picker(PAGE, checkpoints)
        _texts(checkpoint)
        pickers.die(PAGE)
        with st.popover(t("controls.settings"), icon=":material/tune:", key="settings"):
            _setting("rounds", MOST_ROUNDS, PAGE.state.rounds)
            _setting("gap", MOST_GAP, gap_of(PAGE.state, checkpoint))
        if played is not None and played.answers:
            _keep(checkpoint, played)


def _texts(checkpoint: Checkpoint) -> None:
    """Draw the way to another text: a ready one, or the teacher's own."""
    st.button(
        t("guess.next_text"),
        icon=":material/article:",
        key="next_text",
        on_click=lambda: PAGE.change(actions.next_text(PAGE.state, checkpoint)),
    )
    with st.popover(t("guess.own"), icon=":material/edit:", key="own"):
        st.text_area(t("guess.own_label"), key="guess_own", max_chars=LINK_PROMPT_CHARS, height=140)
        st.caption(t("guess.own_note", limit=LINK_PROMPT_CHARS))
        st.button(t("guess.own_start"), key="own_start", on_click=_take_own)


def _take_own() -> None:
    """Take the teacher's text, and take it out of sight."""
    PAGE.change(actions.set_own(PAGE.state, st.session_state.guess_own))
    st.session_state.guess_own = ""


def _setting(name: str, most: int, value: int) -> None:
    """Draw a slider for a number of the game."""
    key = f"guess_{name}"
    st.session_state[key] = value
    st.slider(
        t(f"guess.set_{name}"),
        1,
        most,
        key=key,
        help=t(f"guess.help_{name}"),
        on_change=lambda: PAGE.change(actions.set_number(PAGE.state, name, st.session_state[key])),
    )


def _keep(checkpoint: Checkpoint, played: Played) -> None:
    """Draw what can be done with a game in play."""
    st.button(
        t("guess.again"),
        icon=":material/replay:",
        key="again",
        on_click=lambda: PAGE.change(actions.again(PAGE.state)),
    )
    saved = saved_json(PAGE.state, checkpoint, played), saved_csv(played)
    for kind, data in zip(("json", "csv"), saved, strict=True):
        st.download_button(
            t(f"guess.save_{kind}"),
            data,
            f"guess.{kind}",
            key=f"save_{kind}",
            icon=":material/download:",
            on_click="ignore",
        )
