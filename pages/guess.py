"""Shannon's game: guess the next token, then see what the model believed, in bits."""

from typing import Any

import streamlit as st

from textgen.guess_score import CERTAINTIES, MOST_HANDS, Votes
from textgen.guessing import MOST_GAP, MOST_ROUNDS
from textgen.limits import LINK_PROMPT_CHARS
from ui import pickers
from ui.chart import board
from ui.i18n import t
from ui.page import close_page, open_page
from ui.plain import escape_markdown
from ui.views import guess as view
from ui.views import guess_panels
from ui.views.guess import PAGE, Played
from ui.views.parts import temperature_slider

checkpoints = open_page(PAGE)
checkpoint = checkpoints[PAGE.state.checkpoint]


def own_text() -> None:
    """Take the teacher's text, and take it out of sight."""
    PAGE.change(view.set_own(PAGE.state, st.session_state.guess_own))
    st.session_state.guess_own = ""


def typed(played: Played) -> None:
    """Take what the player typed, if it is offered."""
    candidate = played.typed(st.session_state.guess_typed)
    if candidate is None:
        PAGE.tell("not_offered")
    else:
        PAGE.change(view.guess(PAGE.state, played, candidate))
    st.session_state.guess_typed = ""


def votes(played: Played) -> None:
    """Take the hands of a class."""
    keys = [f"hands_{i}" for i in range(len(played.candidates))]
    given = Votes(tuple(st.session_state[key] or 0 for key in keys))
    if not any(given.hands):
        PAGE.tell("no_hands")
        return
    PAGE.change(view.answer(PAGE.state, played, given))
    for key in keys:
        st.session_state[key] = 0


def set_up(played: Played | None) -> None:
    """Draw the row of what is played, on what text, and what can be done with it."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        pickers.checkpoint_picker(PAGE, checkpoints)
        st.button(
            t("guess.next_text"),
            icon=":material/article:",
            key="next_text",
            on_click=lambda: PAGE.change(view.next_text(PAGE.state, checkpoint)),
        )
        with st.popover(t("guess.own"), icon=":material/edit:", key="own"):
            st.text_area(
                t("guess.own_label"), key="guess_own", max_chars=LINK_PROMPT_CHARS, height=140
            )
            st.caption(t("guess.own_note", limit=LINK_PROMPT_CHARS))
            st.button(t("guess.own_start"), key="own_start", on_click=own_text)
        pickers.die(PAGE)
        with st.popover(t("controls.settings"), icon=":material/tune:", key="settings"):
            setting("rounds", 1, MOST_ROUNDS, PAGE.state.rounds)
            setting("gap", 1, MOST_GAP, view.gap_of(PAGE.state, checkpoint))
        if played is not None and played.answers:
            keep(played)


def setting(name: str, low: int, high: int, value: int) -> None:
    """Draw a slider for a number of the game."""
    key = f"guess_{name}"
    st.session_state[key] = value
    st.slider(
        t(f"guess.set_{name}"),
        low,
        high,
        key=key,
        help=t(f"guess.help_{name}"),
        on_change=lambda: PAGE.change(view.set_number(PAGE.state, name, st.session_state[key])),
    )


def question(played: Played) -> None:
    """Draw what the player may answer."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(t("guess.how_sure"), width="content")
        for certainty in range(len(CERTAINTIES)):
            st.button(
                t(f"guess.sure_{certainty}"),
                key=f"sure_{certainty}",
                shortcut=str(7 + certainty),
                type="primary" if certainty == PAGE.state.certainty else "secondary",
                on_click=lambda certainty=certainty: PAGE.change(
                    view.set_certainty(PAGE.state, certainty)
                ),
            )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(t("guess.what_comes"), width="content")
        for i, token in enumerate(played.candidates):
            st.button(
                escape_markdown(token),
                key=f"candidate_{i}",
                shortcut=str(i + 1),
                on_click=lambda i=i: PAGE.change(view.guess(PAGE.state, played, i)),
            )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.text_input(
            t("guess.type"),
            key="guess_typed",
            placeholder=t("guess.type"),
            label_visibility="collapsed",
            width=150,
            on_change=typed,
            args=(played,),
        )
        with st.popover(t("guess.votes"), icon=":material/groups:", key="votes"):
            for i, token in enumerate(played.candidates):
                st.number_input(escape_markdown(token), 0, MOST_HANDS, key=f"hands_{i}")
            st.button(t("guess.count"), key="count", on_click=votes, args=(played,))


def reveal(played: Played) -> None:
    """Draw what came, and the way on."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(escape_markdown(guess_panels.verdict(played, played.answers[played.at])))
        if played.at + 1 < len(played.game.questions):
            st.button(
                t("guess.next"),
                key="next",
                icon=":material/arrow_forward:",
                shortcut="Enter",
                type="primary",
                on_click=lambda: PAGE.change(view.go(PAGE.state, played.at + 1)),
            )


def keep(played: Played) -> None:
    """Draw what can be done with a game in play."""
    st.button(
        t("guess.again"),
        icon=":material/replay:",
        key="again",
        on_click=lambda: PAGE.change(view.again(PAGE.state)),
    )
    saved = view.saved_json(PAGE.state, checkpoint, played), view.saved_csv(played)
    for kind, data in zip(("json", "csv"), saved, strict=True):
        st.download_button(
            t(f"guess.save_{kind}"),
            data,
            f"guess.{kind}",
            key=f"save_{kind}",
            icon=":material/download:",
            on_click="ignore",
        )


def act(action: dict[str, Any]) -> None:
    """Follow the board."""
    PAGE.change(view.apply(PAGE.state, action))


with st.container(gap="xsmall"):
    game = view.play(PAGE.state, checkpoint)
    set_up(game)
    close_page(PAGE, checkpoints)
    if game is None:
        st.info(t("guess.nothing"))
    else:
        slider = temperature_slider(PAGE.state.temperature)
        left, right = st.columns([2, 1], gap="small")
        with left:
            board([guess_panels.text(game)], "text", follows=slider)
            if game.answer is None:
                question(game)
            else:
                reveal(game)
        with right:
            board([guess_panels.beliefs(game)], "board", slider, act)
        board(guess_panels.panels(game), "bits", on_action=act, follows=slider)
