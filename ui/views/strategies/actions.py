"""What a visitor does to the page on strategies."""

from collections.abc import Mapping
from dataclasses import replace

from textgen.slider import STOPS
from ui.chart import is_place
from ui.views.strategies.state import StrategiesState


def apply(state: StrategiesState, action: Mapping[str, object]) -> StrategiesState:
    """Return the state after an action of the board; what is none changes nothing."""
    stop = action.get("stop")
    if action.get("kind") == "stop" and is_place(stop, len(STOPS)):
        return replace(state, sampler=state.sampler.at(STOPS[stop]))
    return state


def set_value(state: StrategiesState, name: str, value: float) -> StrategiesState:
    """Follow a control."""
    if name == "length":
        return replace(state, length=int(value))
    return replace(state, sampler=replace(state.sampler, **{name: value}))
