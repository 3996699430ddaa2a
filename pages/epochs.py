"""Learning, epoch by epoch: one scrubber moves losses, distribution and texts together."""

import time
from typing import Any

import streamlit as st

from textgen.errors import CheckpointError
from ui import pickers, resources
from ui.chart import board
from ui.i18n import t
from ui.page import close_page, open_page
from ui.plain import escape_markdown
from ui.views.epochs import actions
from ui.views.epochs.link import PAGE
from ui.views.epochs.panels import panels, slider
from ui.views.epochs.state import settings_of

PATIENCE = 0.3  # seconds; what was kept from an earlier visit must not flash a progress bar

checkpoints = open_page(PAGE, resources.kept_epochs)
checkpoint = checkpoints[PAGE.state.checkpoint]
history = resources.history_for(checkpoint)


def act(action: dict[str, Any]) -> None:
    """Follow the board."""
    PAGE.change(actions.apply(PAGE.state, action, history))


with st.container(gap="xsmall"):
    pickers.bar(PAGE, checkpoints)
    close_page(PAGE, checkpoints)
    progress = st.empty()
    looks, began = [], time.monotonic()
    try:
        for done, epoch in enumerate(history.kept):
            if time.monotonic() - began > PATIENCE:
                share = done / len(history.kept)
                progress.progress(share, t("epochs.writing", epoch=epoch.number))
            looks.append(
                resources.look_for(
                    checkpoint.name,
                    checkpoint.hash,
                    epoch.number,
                    PAGE.state.prompt,
                    settings_of(PAGE.state),
                )
            )
    except CheckpointError as error:
        progress.error(escape_markdown(str(error)))
        st.stop()
    progress.empty()
    shown = panels(PAGE.state, checkpoint, history, looks)
    board(shown, "board", slider(PAGE.state, history), act)
