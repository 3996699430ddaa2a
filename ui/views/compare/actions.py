"""What a visitor does to the page that compares temperatures."""

from dataclasses import replace

from ui.views.compare.state import CompareState
from ui.views.parts import on_slider

STEP = 0.2  # from the last temperature to one that is added


def set_temperature(state: CompareState, place: int, temperature: float) -> CompareState:
    """Change one of the temperatures; one that has just been taken away stays away."""
    temperatures = list(state.shown)
    if place >= len(temperatures):
        return state
    temperatures[place] = on_slider(temperature)
    return replace(state, temperatures=tuple(temperatures))


def add(state: CompareState) -> CompareState:
    """Add a temperature, a little higher than the last."""
    added = on_slider(state.shown[-1] + STEP)
    return replace(state, temperatures=(*state.shown, added)[: state.most])


def remove(state: CompareState) -> CompareState:
    """Take the last temperature away, unless too few are left."""
    count = max(state.fewest, len(state.shown) - 1)
    return replace(state, temperatures=state.shown[:count])
