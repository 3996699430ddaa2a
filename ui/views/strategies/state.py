"""Strategies of choosing a token: what the page shows."""

from dataclasses import dataclass, field
from typing import Any

from textgen.generation import Settings
from textgen.sampler import Sampler
from ui.link import DEFAULT_RANDOM_SEED

TOKENS = 12
# Warm, and none of the cuts leaves the next one nothing to do: the order can be seen.
DEFAULT = Sampler(1.2, top_k=10, top_p=0.9, min_p=0.15, typical=0.9)
LENGTH = 200  # of each text, where the model's own runs are not shorter
CONTROLS: dict[str, tuple[Any, Any, Any]] = {  # lowest, highest, step
    "top_k": (1, 40, 1),
    "top_p": (0.05, 1.0, 0.05),
    "min_p": (0.0, 0.5, 0.01),
    "typical": (0.05, 1.0, 0.05),
    "length": (20, 400, 20),
}


@dataclass(frozen=True)
class StrategiesState:
    """What the page shows.

    Parameters
    ----------
    checkpoint : str
        Name of the model.
    prompt : str
        What it has read.
    sampler : Sampler
        The slider's temperature, and a value for every cut.
    random_seed : int
        Of the dice.
    length : int
        Tokens that each strategy writes.
    """

    checkpoint: str
    prompt: str
    sampler: Sampler = field(default=DEFAULT)
    random_seed: int = DEFAULT_RANDOM_SEED
    length: int = LENGTH


def settings_of(state: StrategiesState) -> Settings:
    """Return everything that decides the texts but the strategy."""
    return Settings(state.sampler, state.random_seed, state.length)


def value_of(state: StrategiesState, name: str) -> Any:
    """Return what a control shows."""
    return state.length if name == "length" else getattr(state.sampler, name)
