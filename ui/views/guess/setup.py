"""The controls over the guessing game: what is played, on what text, and what becomes of it."""

import streamlit as st

from textgen.checkpoint import Checkpoint
from textgen.guessing import MOST_GAP, MOST_ROUNDS
from textgen.limits import LINK_PROMPT_CHARS
from ui import frame, keyboard, pickers, presenting
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
    begun = played is not None and bool(played.answers)
    with pickers.row("bar"):
        with presenting.fold("model", "prompt", "examples", "settings", "save"):
            pickers.checkpoint_picker(PAGE, checkpoints)
            _texts(checkpoint)
            _settings(checkpoint)
            if played is not None and begun and frame.shows("save"):
                _keep(checkpoint, played)
        pickers.die(PAGE)
        if begun:
            _again()


def _texts(checkpoint: Checkpoint) -> None:
    """Draw the way to another text: a ready one, or the teacher's own."""
    if frame.shows("examples"):

        def take_next() -> None:
            PAGE.change(actions.next_text(PAGE.state, checkpoint))

        keyboard.on("text", take_next)
        st.button(
            t("guess.next_text"), icon=":material/article:", key="next_text", on_click=take_next
        )
    if not frame.shows("prompt"):
        return
    with presenting.drawer(t("guess.own"), ":material/edit:", "own"):
        st.text_area(t("guess.own_label"), key="guess_own", height=140)
        st.caption(t("guess.own_note", limit=LINK_PROMPT_CHARS))
        st.button(t("guess.own_start"), key="own_start", on_click=_take_own)


def _take_own() -> None:
    """Take the teacher's text, and take it out of sight."""
    text = st.session_state.guess_own.strip()
    pickers.tell_cut(PAGE, text, LINK_PROMPT_CHARS)
    PAGE.change(actions.set_own(PAGE.state, text))
    st.session_state.guess_own = ""


def _settings(checkpoint: Checkpoint) -> None:
    """Draw how long the game is and how close its questions are."""
    if frame.shows("settings"):
        with presenting.drawer(t("controls.settings"), ":material/tune:", "settings"):
            _setting("rounds", MOST_ROUNDS, PAGE.state.rounds)
            _setting("gap", MOST_GAP, gap_of(PAGE.state, checkpoint))


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


def _again() -> None:
    """Draw the way back to the first question."""

    def play_again() -> None:
        PAGE.change(actions.again(PAGE.state))

    keyboard.on("again", play_again)
    st.button(t("guess.again"), icon=":material/replay:", key="again", on_click=play_again)


def _keep(checkpoint: Checkpoint, played: Played) -> None:
    """Draw what can be taken home of a game in play."""
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
