"""One distribution at every temperature: what the slider does, with the actual numbers."""

from dataclasses import replace
from typing import Any

import streamlit as st

from ui import frame, pickers
from ui.chart import board
from ui.i18n import t
from ui.page import close_page, open_page
from ui.views.parts import temperature_slider
from ui.views.temperature import actions
from ui.views.temperature.link import PAGE
from ui.views.temperature.panels import panels
from ui.views.temperature.state import HAND_MOST, HAND_TOKENS, distribution_of

checkpoints = open_page(PAGE)
checkpoint = checkpoints[PAGE.state.checkpoint]


def act(action: dict[str, Any]) -> None:
    """Follow the board."""
    PAGE.change(actions.apply(PAGE.state, action))


with st.container(gap="xsmall"):
    if PAGE.state.hand is None:
        pickers.bar(PAGE, checkpoints)
    if frame.shows("settings"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.session_state.by_hand = PAGE.state.hand is not None
            st.toggle(
                t("temperature.by_hand"),
                key="by_hand",
                on_change=lambda: PAGE.change(
                    actions.set_hand(PAGE.state, by_hand=st.session_state.by_hand)
                ),
            )
            for draws in actions.DRAWS:
                st.button(
                    t("temperature.draw", draws=f"{draws:,}"),
                    key=f"draw_{draws}",
                    type="primary" if draws == PAGE.state.draws else "secondary",
                    on_click=lambda draws=draws: PAGE.change(replace(PAGE.state, draws=draws)),
                )
    if PAGE.state.hand is not None:
        for place, column in enumerate(st.columns(HAND_TOKENS)):
            key = f"weight_{place}"
            st.session_state[key] = PAGE.state.hand[place]
            column.slider(
                "ABCDEF"[place],
                0,
                HAND_MOST,
                key=key,
                on_change=lambda place=place, key=key: PAGE.change(
                    actions.set_weight(PAGE.state, place, st.session_state[key])
                ),
            )
    close_page(PAGE, checkpoints)
    logits, tokens = distribution_of(PAGE.state, checkpoint)
    slider = temperature_slider(PAGE.state.temperature)
    board(panels(PAGE.state, logits, tokens), "board", slider, act)
