"""Shannon's game: guess the next token, then see what the model believed, in bits."""

from typing import Any

import streamlit as st

from ui import presenting
from ui.chart import board
from ui.i18n import t
from ui.page import close_page, open_page
from ui.views.guess import actions
from ui.views.guess.answering import question, reveal
from ui.views.guess.beliefs import beliefs
from ui.views.guess.game import play
from ui.views.guess.link import PAGE
from ui.views.guess.panels import panels
from ui.views.guess.passage import text
from ui.views.guess.setup import set_up
from ui.views.parts import temperature_slider

checkpoints = open_page(PAGE)


def act(action: dict[str, Any]) -> None:
    """Follow the board."""
    PAGE.change(actions.apply(PAGE.state, action))


with st.container(gap="xsmall"):
    game = play(PAGE.state, checkpoints[PAGE.state.checkpoint])
    set_up(checkpoints, game)
    close_page(PAGE, checkpoints)
    if game is None:
        st.info(t("guess.nothing"))
    else:
        slider = temperature_slider(PAGE.state.temperature)
        left, right = st.columns([3, 2] if presenting.is_on() else [2, 1], gap="small")
        with left:
            board([text(game)], "text", follows=slider, rest=14.75)
            if game.answer is None:
                question(game)
            else:
                reveal(game)
        with right:
            board([beliefs(game)], "board", slider, act, rest=4)
        if not presenting.is_on():  # one screen is not room for more
            board(panels(game), "bits", on_action=act, follows=slider)
