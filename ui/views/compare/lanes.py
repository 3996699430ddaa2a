"""The controls over the texts: a temperature each, how many, how long, and a second model."""

import streamlit as st

from textgen.measures.stored_sweep import RUNS
from ui import frame, keyboard, pickers, presenting
from ui.i18n import t
from ui.views.compare import actions
from ui.views.compare.link import PAGE
from ui.visit import Checkpoints


def lanes(checkpoints: Checkpoints, unmeasured: int) -> None:
    """Draw what there is to choose for the texts.

    ``unmeasured`` models have no curves yet for this prompt; to present them there is no room.
    """
    if frame.shows("settings"):
        for place, temperature in enumerate(PAGE.state.shown):
            _temperature(place, temperature)
        _number()
    pickers.length_picker(PAGE)
    pickers.second_picker(PAGE, checkpoints)
    if PAGE.state.second in checkpoints:
        pickers.epoch_picker(PAGE, checkpoints[PAGE.state.second], "second_epoch")
    if unmeasured and frame.shows("settings") and not presenting.is_on():
        st.button(
            t("compare.measure", runs=f"{RUNS * unmeasured:,}"),
            icon=":material/show_chart:",
            key="measure",
            help=t("compare.measure_help"),
            on_click=_ask_for_measures,
        )


def _ask_for_measures() -> None:
    st.session_state.measuring_asked = True
    frame.acted()


def measuring_asked() -> bool:
    """Tell, once, whether the visitor wants the curves."""
    return bool(st.session_state.pop("measuring_asked", False))


def _temperature(place: int, temperature: float) -> None:
    key = f"compare_lane_{place}"
    st.session_state[key] = temperature
    st.number_input(
        t("compare.lane_temperature", number=place + 1),
        0.0,
        2.0,
        step=0.05,
        key=key,
        label_visibility="collapsed",
        width=124,
        on_change=lambda: PAGE.change(
            actions.set_temperature(PAGE.state, place, st.session_state[key])
        ),
    )


def _number() -> None:
    """Draw the buttons for one text less and one more."""
    state = PAGE.state

    def remove() -> None:
        PAGE.change(actions.remove(PAGE.state))

    def add() -> None:
        PAGE.change(actions.add(PAGE.state))

    keyboard.on("fewer", remove)
    st.button(
        "",
        icon=":material/remove:",
        key="remove_lane",
        help=t("compare.remove"),
        disabled=len(state.shown) <= state.fewest,
        on_click=remove,
    )
    keyboard.on("more", add)
    st.button(
        "",
        icon=":material/add:",
        key="add_lane",
        help=t("compare.add"),
        disabled=len(state.shown) >= state.most,
        on_click=add,
    )
