"""Texts at several temperatures, or by two models, from one prompt with the same dice."""

import streamlit as st

from textgen.measures.stored_sweep import RUNS
from ui import pickers, resources
from ui.bar import Bar
from ui.chart import board
from ui.i18n import t
from ui.page import close_page, open_page
from ui.turns import BusyError
from ui.views.compare import actions
from ui.views.compare.link import PAGE
from ui.views.compare.panels import beside, panels, slider

checkpoints = open_page(PAGE)
state = PAGE.state
names = [name for name in (state.checkpoint, state.second) if name in checkpoints]
unknown = [name for name in names if resources.known_sweep(name, state.prompt) is None]

with st.container(gap="xsmall"):
    pickers.bar(PAGE, checkpoints)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for place, temperature in enumerate(state.shown):
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
                on_change=lambda place=place, key=key: PAGE.change(
                    actions.set_temperature(PAGE.state, place, st.session_state[key])
                ),
            )
        st.button(
            "",
            icon=":material/remove:",
            key="remove_lane",
            help=t("compare.remove"),
            disabled=len(state.shown) <= state.fewest,
            on_click=lambda: PAGE.change(actions.remove(PAGE.state)),
        )
        st.button(
            "",
            icon=":material/add:",
            key="add_lane",
            help=t("compare.add"),
            disabled=len(state.shown) >= state.most,
            on_click=lambda: PAGE.change(actions.add(PAGE.state)),
        )
        pickers.length_picker(PAGE)
        pickers.second_picker(PAGE, checkpoints)
        asked = bool(unknown) and st.button(
            t("compare.measure", runs=f"{RUNS * len(unknown):,}"),
            icon=":material/show_chart:",
            key="measure",
            help=t("compare.measure_help"),
        )
    slot = st.empty() if asked else None
    close_page(PAGE, checkpoints)
    wanted = state.prompt, state.shown, state.random_seed, state.length
    texts = [resources.lanes_for(name, checkpoints[name].hash, *wanted) for name in names]
    rows = beside(*texts)
    known = ((checkpoints[name], resources.known_sweep(name, state.prompt)) for name in names)
    sweeps = [(checkpoint, sweep) for checkpoint, sweep in known if sweep is not None]
    board(panels(state, rows, sweeps), "board", slider(state, rows))

if slot is not None:  # last, so that there is something to look at until then
    bar = Bar(slot, lambda share: t("compare.measuring", share=f"{share:.0%}"))
    try:
        for name in unknown:
            resources.measure_sweep(name, state.prompt, bar)
    except BusyError:
        slot.warning(t("bar.full"))
    else:
        st.rerun()
