"""Strategies of choosing a token: what each cuts, what it renormalises and what it writes."""

from typing import Any

import streamlit as st

from textgen.strategies import strategies
from ui import frame, pickers, resources
from ui.chart import board
from ui.page import close_page, open_page
from ui.views.parts import temperature_slider
from ui.views.strategies import actions
from ui.views.strategies.cuts import cuts
from ui.views.strategies.link import PAGE
from ui.views.strategies.panels import panels
from ui.views.strategies.state import settings_of
from ui.writing import in_turn

checkpoints = open_page(PAGE)
checkpoint = checkpoints[PAGE.state.checkpoint]


def act(action: dict[str, Any]) -> None:
    """Follow the board."""
    PAGE.change(actions.apply(PAGE.state, action))


with st.container(gap="xsmall"):
    pickers.bar(PAGE, checkpoints)
    if frame.shows("settings"):
        cuts()
    close_page(PAGE, checkpoints)
    asked = checkpoint.name, checkpoint.hash, PAGE.state.prompt, settings_of(PAGE.state)
    logits, texts = in_turn(
        len(strategies(PAGE.state.sampler)) * PAGE.state.length,
        (*asked[:-1], repr(asked[-1])),
        lambda: resources.strategies_for(*asked),
    )
    slider = temperature_slider(PAGE.state.sampler.temperature)
    board(panels(PAGE.state, checkpoint, logits, texts), "board", slider, act)
