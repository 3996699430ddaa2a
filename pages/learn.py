"""The chapter: sections with a live miniature each, the listings' bugs, the exercises."""

from dataclasses import replace
from typing import Any

import streamlit as st

from ui import pickers
from ui.chart import board
from ui.i18n import session_language, t
from ui.learn.texts import texts
from ui.page import close_page, open_page
from ui.views.learn import actions
from ui.views.learn.link import PAGE
from ui.views.learn.reading import READING, way_to
from ui.views.learn.sections import SECTIONS, WITH_DIE, WITH_PROMPT, miniature, neighbour

checkpoints = open_page(PAGE)
written = texts(session_language())
section = PAGE.state.section


def act(action: dict[str, Any]) -> None:
    """Follow the board."""
    PAGE.change(actions.apply(PAGE.state, action))


def turn_to(name: str) -> None:
    """Show another section."""
    PAGE.change(replace(PAGE.state, section=name))


def controls() -> None:
    """Draw what the miniature depends on."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        pickers.checkpoint_picker(PAGE, checkpoints)
        if section in WITH_PROMPT:
            pickers.prompt_box(PAGE)
        if section in WITH_DIE:
            pickers.die(PAGE)


def contents() -> None:
    """Draw the names of the sections."""
    st.session_state.learn_section = section
    st.pills(
        t("learn.sections"),
        list(SECTIONS),
        format_func=lambda name: t(f"learn.section_{name}"),
        key="learn_section",
        required=True,
        label_visibility="collapsed",
        on_change=lambda: turn_to(st.session_state.learn_section),
    )


def ends() -> None:
    """Draw the ways to the section before and the one after."""
    sides = (
        ("before", -1, "left", ":material/arrow_back:"),
        ("after", 1, "right", ":material/arrow_forward:"),
    )
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        for key, step, side, icon in sides:
            name = neighbour(section, step)
            if name is None:
                st.space()
                continue
            st.button(
                t(f"learn.section_{name}"),
                icon=icon,
                icon_position=side,
                key=f"learn_{key}",
                on_click=turn_to,
                args=(name,),
            )


contents()
close_page(PAGE, checkpoints)
text, live = st.columns([5, 8])
text.markdown(f"### {written[section].title}\n\n{written[section].body}")
with live:
    controls()
    if (shown := miniature(PAGE.state, checkpoints)) is not None:
        board(shown.panels, "board", shown.slider, act)
        way_to(shown.page, shown.parameters)
if section in READING:
    READING[section](checkpoints)
ends()
