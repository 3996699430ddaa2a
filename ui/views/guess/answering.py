"""How a player answers in the guessing game: a button, a key, a word, a show of hands."""

import streamlit as st

from textgen.guess_score import CERTAINTIES, MOST_HANDS, Votes
from ui.i18n import t
from ui.plain import escape_markdown
from ui.views.guess import actions
from ui.views.guess.beliefs import verdict
from ui.views.guess.game import Played
from ui.views.guess.link import PAGE


def question(played: Played) -> None:
    """Draw what the player may answer."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _certainties()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _candidates(played)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _typing(played)
        with st.popover(t("guess.votes"), icon=":material/groups:", key="votes"):
            _hands(played)


def reveal(played: Played) -> None:
    """Draw what came, and the way on."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(escape_markdown(verdict(played, played.answers[played.at])))
        if played.at + 1 < len(played.game.questions):
            st.button(
                t("guess.next"),
                key="next",
                icon=":material/arrow_forward:",
                shortcut="Enter",
                type="primary",
                on_click=lambda: PAGE.change(actions.go(PAGE.state, played.at + 1)),
            )


def _certainties() -> None:
    st.caption(t("guess.how_sure"), width="content")
    for certainty in range(len(CERTAINTIES)):
        st.button(
            t(f"guess.sure_{certainty}"),
            key=f"sure_{certainty}",
            shortcut=str(7 + certainty),
            type="primary" if certainty == PAGE.state.certainty else "secondary",
            on_click=lambda certainty=certainty: PAGE.change(
                actions.set_certainty(PAGE.state, certainty)
            ),
        )


def _candidates(played: Played) -> None:
    st.caption(t("guess.what_comes"), width="content")
    for i, token in enumerate(played.candidates):
        st.button(
            escape_markdown(token),
            key=f"candidate_{i}",
            shortcut=str(i + 1),
            on_click=lambda i=i: PAGE.change(actions.guess(PAGE.state, played, i)),
        )


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


def _hands(played: Played) -> None:
    for i, token in enumerate(played.candidates):
        st.number_input(escape_markdown(token), 0, MOST_HANDS, key=f"hands_{i}")
    st.button(t("guess.count"), key="count", on_click=_take_hands, args=(played,))


def _take_hands(played: Played) -> None:
    """Take the hands of a class."""
    keys = [f"hands_{i}" for i in range(len(played.candidates))]
    given = Votes(tuple(st.session_state[key] or 0 for key in keys))
    if not any(given.hands):
        PAGE.tell("no_hands")
        return
    PAGE.change(actions.answer(PAGE.state, played, given))
    for key in keys:
        st.session_state[key] = 0
