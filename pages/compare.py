"""Texts at several temperatures, or by two models, from one prompt with the same dice."""

import streamlit as st

from ui import pickers, resources
from ui.chart import board
from ui.i18n import t
from ui.page import close_page, open_page
from ui.views.compare.lanes import lanes, measuring_asked
from ui.views.compare.link import PAGE
from ui.views.compare.panels import beside, panels, slider

checkpoints = open_page(PAGE)
state = PAGE.state
names = [name for name in (state.checkpoint, state.second) if name in checkpoints]
unknown = [name for name in names if resources.known_sweep(name, state.prompt) is None]

with st.container(gap="xsmall"):
    pickers.bar(PAGE, checkpoints, lambda: lanes(checkpoints, len(unknown)))
    if measuring_asked():
        shown = st.progress(0.0)
        for name in unknown:
            resources.measure_sweep(
                name,
                state.prompt,
                lambda share: shown.progress(share, t("compare.measuring", share=f"{share:.0%}")),
            )
        st.rerun()
    close_page(PAGE, checkpoints)
    wanted = state.prompt, state.shown, state.random_seed, state.length
    texts = [resources.lanes_for(name, checkpoints[name].hash, *wanted) for name in names]
    rows = beside(*texts)
    known = ((checkpoints[name], resources.known_sweep(name, state.prompt)) for name in names)
    sweeps = [(checkpoint, sweep) for checkpoint, sweep in known if sweep is not None]
    board(panels(state, rows, sweeps), "board", slider(state, rows), rest=4)
