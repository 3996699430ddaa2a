"""Texts at several temperatures, or by two models, from one prompt with the same dice."""

import streamlit as st

from textgen.errors import CheckpointError
from ui import pickers, resources
from ui.bar import Bar
from ui.chart import board
from ui.i18n import t
from ui.page import close_page, open_page
from ui.plain import escape_markdown
from ui.turns import BusyError
from ui.views.compare.lanes import lanes, measuring_asked
from ui.views.compare.link import PAGE
from ui.views.compare.panels import beside, panels, slider
from ui.views.compare.writers import writers
from ui.writing import in_turn

checkpoints = open_page(PAGE)
state = PAGE.state
chosen = writers(state, checkpoints)
shipped = [model for model, epoch in chosen if not epoch]  # curves are measured of these alone
unknown = [each for each in shipped if resources.known_sweep(each.name, state.prompt) is None]

with st.container(gap="xsmall"):
    pickers.bar(PAGE, checkpoints, lambda: lanes(checkpoints, len(unknown)), with_epoch=True)
    slot = st.empty() if measuring_asked() else None
    close_page(PAGE, checkpoints)
    wanted = state.prompt, state.shown, state.random_seed, state.length
    try:
        models = [resources.model_at(model, epoch) for model, epoch in chosen]
        texts = in_turn(
            len(models) * len(state.shown) * state.length,
            (*((model.name, model.hash, model.epoch) for model in models), *wanted),
            lambda: [resources.lanes_for(model, *wanted) for model in models],
        )
    except CheckpointError as error:
        st.error(escape_markdown(str(error)))
        st.stop()
    rows = beside(*texts)
    known = ((model, resources.known_sweep(model.name, state.prompt)) for model in shipped)
    sweeps = [(checkpoint, sweep) for checkpoint, sweep in known if sweep is not None]
    board(panels(state, rows, sweeps), "board", slider(state, rows), rest=4)

if slot is not None:  # last, so that there is something to look at until then
    bar = Bar(slot, lambda share: t("compare.measuring", share=f"{share:.0%}"))
    try:
        for each in unknown:
            resources.measure_sweep(each.name, state.prompt, bar)
    except BusyError:
        slot.warning(t("bar.full"))
    else:
        st.rerun()
