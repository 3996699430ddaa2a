"""How a player answers in the guessing game: a button, a key, a word, a show of hands."""

from functools import partial

import streamlit as st

from textgen.guess_score import CERTAINTIES, MOST_HANDS, Votes
from ui import keyboard, pickers, presenting
from ui.i18n import t
from ui.plain import escape_markdown
from ui.views.guess import actions
from ui.views.guess.beliefs import verdict
from ui.views.guess.game import Played
from ui.views.guess.link import PAGE

_SURE_KEY = 7  # of the first certainty; the keys before choose a candidate


def question(played: Played) -> None:
    """Draw what the player may answer; while presenting, in as little room as can be."""
    with pickers.row("sure"):
        _certainties()
        if presenting.is_on():
            _votes(played)
    with pickers.row("candidates"):
        _candidates(played)
    if not presenting.is_on():
        with pickers.row("others"):
            _typing(played)
            _votes(played)


def reveal(played: Played) -> None:
    """Draw what came, and the way on."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(escape_markdown(verdict(played, played.answers[played.at])))
        if played.at + 1 < len(played.game.questions):

            def go_on() -> None:
                PAGE.change(actions.go(PAGE.state, played.at + 1))

            keyboard.on("next", go_on)
            st.button(
                t("guess.next"),
                key="next",
                icon=":material/arrow_forward:",
                type="primary",
                on_click=go_on,
            )


def _certainties() -> None:
    if not presenting.is_on():
        st.markdown(t("guess.how_sure"), width="content")
    commands = [partial(_be_sure, certainty) for certainty in range(len(CERTAINTIES))]
    keyboard.on("sure", *commands)
    for certainty, command in enumerate(commands):
        st.button(
            _with_key(t(f"guess.sure_{certainty}"), _SURE_KEY + certainty),
            key=f"sure_{certainty}",
            type="primary" if certainty == PAGE.state.certainty else "secondary",
            on_click=command,
        )


def _be_sure(certainty: int) -> None:
    PAGE.change(actions.set_certainty(PAGE.state, certainty))


def _candidates(played: Played) -> None:
    if not presenting.is_on():
        st.markdown(t("guess.what_comes"), width="content")
    commands = [partial(_guess, played, i) for i in range(len(played.candidates))]
    keyboard.on("candidate", *commands)
    for i, (token, command) in enumerate(zip(played.candidates, commands, strict=True)):
        label = _with_key(escape_markdown(token), i + 1)
        st.button(label, key=f"candidate_{i}", on_click=command)


def _guess(played: Played, candidate: int) -> None:
    PAGE.change(actions.guess(PAGE.state, played, candidate))


def _with_key(label: str, key: int) -> str:
    """Write the key that presses a button behind its label."""
    return f"{label}\u2002:small[{key}]"


def _typing(played: Played) -> None:
    st.text_input(
        t("guess.type"),
        key="guess_typed",
        placeholder=t("guess.type"),
        label_visibility="collapsed",
        width=150,
        on_change=_take_typed,
        args=(played,),
    )


def _take_typed(played: Played) -> None:
    """Take what the player typed, if it is offered."""
    candidate = played.typed(st.session_state.guess_typed)
    if candidate is None:
        PAGE.tell("not_offered")
    else:
        PAGE.change(actions.guess(PAGE.state, played, candidate))
    st.session_state.guess_typed = ""


def _votes(played: Played) -> None:
    with st.popover(t("guess.votes"), icon=":material/groups:", key="votes"):
        _hands(played)


def _hands(played: Played) -> None:
    for i, token in enumerate(played.candidates):
        st.number_input(escape_markdown(token), 0, MOST_HANDS, key=f"hands_{i}")
    st.button(t("guess.count"), key="count", on_click=_take_hands, args=(played,))


def _take_hands(played: Played) -> None:
    """Take the hands of a class."""
    keys = [f"hands_{i}" for i in range(len(played.candidates))]
    given = Votes(tuple(st.session_state.get(key) or 0 for key in keys))
    if not any(given.hands):
        PAGE.tell("no_hands")
        return
    PAGE.change(actions.answer(PAGE.state, played, given))
    for key in keys:
        st.session_state[key] = 0
