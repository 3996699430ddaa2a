"""The link of the page on one distribution."""

from textgen.checks import check_whole
from textgen.errors import ConfigError
from textgen.temperature_map import (
    MAX_DRAWS,
)
from ui.link import DEFAULT_RANDOM_SEED, DEFAULT_TEMPERATURE
from ui.reader import Reader, checkpoint_parameter, format_number, whole
from ui.views.parts import on_slider, undecided
from ui.views.temperature.state import HAND_MOST, HAND_TOKENS, TOKENS, TemperatureState
from ui.visit import Checkpoints, Page


def read(reader: Reader, checkpoints: Checkpoints, preferred: str) -> TemperatureState:
    """Read the page's link."""
    checkpoint = reader.checkpoint(checkpoints, preferred)
    return TemperatureState(
        checkpoint=checkpoint.name,
        prompt=reader.prompt(undecided(checkpoint)),
        temperature=on_slider(reader.temperature(DEFAULT_TEMPERATURE)),
        random_seed=reader.random_seed(DEFAULT_RANDOM_SEED),
        draws=reader.count("d", 1, MAX_DRAWS, 1_000),
        token=reader.count("i", 0, TOKENS - 1, 0),
        hand=_read_hand(reader),
    )


def write(state: TemperatureState, checkpoints: Checkpoints) -> dict[str, str]:
    """Return the page's link."""
    return {
        "c": checkpoint_parameter(checkpoints[state.checkpoint]),
        "p": state.prompt,
        "t": format_number(state.temperature),
        "s": str(state.random_seed),
        "d": str(state.draws),
        "i": str(state.token),
        "h": "-".join(map(str, state.hand)) if state.hand else "",
    }


PAGE = Page("temperature", read, write)


def _read_hand(reader: Reader) -> tuple[int, ...] | None:
    text = reader.text("h", "")
    if not text:
        return None
    try:
        weights = tuple(whole(part) for part in text.split("-"))
        check_whole("h", len(weights), HAND_TOKENS, HAND_TOKENS)
        check_whole("h", max(weights), 1, HAND_MOST)
    except ConfigError:
        reader.tell_default("h", None)
        return None
    return weights
