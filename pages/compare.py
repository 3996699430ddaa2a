"""Texts at several temperatures, or by two models, from one prompt with the same dice."""

import streamlit as st

from ui import pickers, resources
from ui.bar import Bar
from ui.chart import board
from ui.i18n import t
from ui.page import close_page, open_page
from ui.turns import BusyError
from ui.views.compare.lanes import lanes, measuring_asked
from ui.views.compare.link import PAGE
from ui.views.compare.panels import beside, panels, slider

checkpoints = open_page(PAGE)
state = PAGE.state
names = [name for name in (state.checkpoint, state.second) if name in checkpoints]
unknown = [name for name in names if resources.known_sweep(name, state.prompt) is None]

with st.container(gap="xsmall"):
    pickers.bar(PAGE, checkpoints, lambda: lanes(checkpoints, len(unknown)))
    slot = st.empty() if measuring_asked() else None
    close_page(PAGE, checkpoints)
    wanted = state.prompt, state.shown, state.random_seed, state.length
    texts = [resources.lanes_for(name, checkpoints[name].hash, *wanted) for name in names]
    rows = beside(*texts)
    known = ((checkpoints[name], resources.known_sweep(name, state.prompt)) for name in names)
    sweeps = [(checkpoint, sweep) for checkpoint, sweep in known if sweep is not None]
    board(panels(state, rows, sweeps), "board", slider(state, rows), rest=4)

if slot is not None:  # last, so that there is something to look at until then
    bar = Bar(slot, lambda share: t("compare.measuring", share=f"{share:.0%}"))
    try:
        for name in unknown:
            resources.measure_sweep(name, state.prompt, bar)
    except BusyError:
        slot.warning(t("bar.full"))
    else:
        st.rerun()
