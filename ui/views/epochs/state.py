"""Learning, epoch by epoch: what the page shows."""

from dataclasses import dataclass

from textgen.generation import Settings
from ui.link import DEFAULT_RANDOM_SEED

LENGTH = 200  # of each text


@dataclass(frozen=True)
class EpochsState:
    """What the page shows.

    Parameters
    ----------
    checkpoint : str
        Name of the model.
    prompt : str
        What the model of every epoch goes on from.
    epoch : int
        On the slider; the nearest one that was kept.
    random_seed : int
        Of the dice.
    length : int
        Tokens of each text.
    """

    checkpoint: str
    prompt: str
    epoch: int = 1
    random_seed: int = DEFAULT_RANDOM_SEED
    length: int = LENGTH


def settings_of(state: EpochsState) -> Settings:
    """Return random seed and length of the texts."""
    return Settings(random_seed=state.random_seed, max_new_tokens=state.length)
