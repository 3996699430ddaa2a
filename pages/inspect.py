"""A text read through a model: what surprises it, what it expected, which units follow what."""

from typing import Any

import streamlit as st

from textgen.limits import INSPECT_CHARS
from ui import frame, pickers, presenting, resources
from ui.bar import Bar
from ui.chart import board
from ui.i18n import t
from ui.link import LINK_PROMPT_CHARS
from ui.page import close_page, open_page
from ui.turns import BusyError
from ui.views.inspect import actions
from ui.views.inspect.link import PAGE
from ui.views.inspect.panels import panels
from ui.views.inspect.passage import legend
from ui.views.inspect.reading import read_through
from ui.views.inspect.state import text_of

checkpoints = open_page(PAGE)
checkpoint = checkpoints[PAGE.state.checkpoint]


def let_the_model_write() -> None:
    """Take a text that the model writes now."""
    prompt, settings = actions.writing(checkpoint)
    run = resources.run_for(checkpoint.name, checkpoint.hash, prompt, settings)
    PAGE.change(actions.set_text(PAGE.state, (prompt + run.text)[:LINK_PROMPT_CHARS]))


def examples() -> None:
    """Draw the ways to a text that need no typing."""
    if not frame.shows("examples"):
        return
    st.button(
        t("inspect.ready"),
        icon=":material/article:",
        key="ready",
        on_click=lambda: PAGE.change(actions.set_ready(PAGE.state)),
    )
    st.button(
        t("inspect.write"),
        icon=":material/edit:",
        key="write",
        help=t("inspect.write_help"),
        on_click=let_the_model_write,
    )


def units() -> None:
    """Draw the choice of units to look at."""
    if not frame.shows("settings"):
        return
    st.text_input(
        t("inspect.choose_units"),
        key="inspect_units",
        placeholder=t("inspect.choose_units"),
        help=t("inspect.choose_units_help"),
        label_visibility="collapsed",
        width=196,
        on_change=lambda: PAGE.change(
            actions.set_units(PAGE.state, st.session_state.inspect_units)
        ),
    )


def take() -> None:
    """Take what was pasted: as much of it as is read."""
    text = st.session_state.inspect_text
    pickers.tell_cut(PAGE, text, INSPECT_CHARS)
    PAGE.change(actions.set_text(PAGE.state, text))


def paste() -> None:
    """Draw the field for the text."""
    if not frame.shows("prompt"):
        return
    st.text_area(
        t("inspect.paste"),
        key="inspect_text",
        height=110,
        placeholder=t("inspect.paste"),
        label_visibility="collapsed",
        on_change=take,
    )
    if len(text) > LINK_PROMPT_CHARS:
        st.caption(t("inspect.link_part", limit=LINK_PROMPT_CHARS, chars=f"{len(text):,}"))


text = text_of(PAGE.state, checkpoints)
st.session_state.inspect_text = text
st.session_state.inspect_units = ", ".join(map(str, PAGE.state.units))
with st.container(gap="xsmall"):
    with (
        pickers.row("bar", gap="xsmall"),
        presenting.fold("model", "examples", "settings", "prompt"),
    ):
        pickers.checkpoint_picker(PAGE, checkpoints)
        pickers.second_picker(PAGE, checkpoints)
        examples()
        units()
        if presenting.is_on():
            paste()
    if not presenting.is_on():
        paste()
    close_page(PAGE, checkpoints)
    slot = st.empty()
    try:
        read = read_through(PAGE.state, checkpoints, Bar(slot, lambda share: t("inspect.reading")))
    except BusyError:
        st.warning(t("bar.full"))
        st.stop()
    slot.empty()
    if read is None:
        st.info(t("inspect.nothing"))


def act(action: dict[str, Any]) -> None:
    """Follow the board."""
    if read is not None:
        PAGE.change(actions.apply(PAGE.state, action, read))


board(
    [legend(), *([] if read is None else panels(PAGE.state, read))],
    "board",
    on_action=act,
)
