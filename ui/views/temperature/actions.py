"""What a visitor does to the page on one distribution."""

from collections.abc import Mapping
from dataclasses import replace

from textgen.slider import STOPS
from ui.chart import is_place
from ui.views.temperature.state import TOKENS, TemperatureState

DRAWS = (1, 10, 100, 1_000, 10_000)
HAND_DEFAULT = (50, 25, 12, 8, 4, 1)


def apply(state: TemperatureState, action: Mapping[str, object]) -> TemperatureState:
    """Return the state after an action of the board; what is none changes nothing."""
    stop, row = action.get("stop"), action.get("index")
    if action.get("kind") == "stop" and is_place(stop, len(STOPS)):
        return replace(state, temperature=STOPS[stop])
    if action.get("kind") == "row" and is_place(row, TOKENS):
        return replace(state, token=row)
    return state


def set_hand(state: TemperatureState, *, by_hand: bool) -> TemperatureState:
    """Show the model's distribution, or one made by hand: the one that is there, if any."""
    return replace(state, hand=(state.hand or HAND_DEFAULT) if by_hand else None)


def set_weight(state: TemperatureState, place: int, weight: int) -> TemperatureState:
    """Change one weight of the hand-made distribution; all of them cannot be 0.

    One that has just been put away stays away.
    """
    if state.hand is None:
        return state
    hand = list(state.hand)
    hand[place] = weight
    return replace(state, hand=tuple(hand) if any(hand) else HAND_DEFAULT)
