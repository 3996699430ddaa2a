"""What a visitor does to the page on epochs."""

from collections.abc import Mapping
from dataclasses import replace

from textgen.epochs import History
from ui.chart import is_place
from ui.views.epochs.state import EpochsState


def apply(state: EpochsState, action: Mapping[str, object], history: History) -> EpochsState:
    """Return the state after an action of the board; what is none changes nothing."""
    stop, kept = action.get("stop"), history.kept
    if action.get("kind") == "stop" and is_place(stop, len(kept)):
        return replace(state, epoch=kept[stop].number)
    return state
