"""What a visitor does to the chapter."""

from collections.abc import Mapping
from dataclasses import replace

from textgen.slider import STOPS
from ui.chart import is_place
from ui.views.learn.state import LearnState


def apply(state: LearnState, action: Mapping[str, object]) -> LearnState:
    """Return the state after an action of the board; what is none changes nothing."""
    stop = action.get("stop")
    kind = action.get("kind"), action.get("name")
    if kind == ("stop", "t") and is_place(stop, len(STOPS)):
        return replace(state, temperature=STOPS[stop])
    return state
