"""The chapter: what the page shows."""

from dataclasses import dataclass

from ui.link import DEFAULT_RANDOM_SEED, DEFAULT_TEMPERATURE


@dataclass(frozen=True)
class LearnState:
    """What the page shows.

    Parameters
    ----------
    checkpoint : str
        Name of the model behind the miniatures.
    prompt : str
        Where they begin.
    temperature : float
        On their sliders.
    random_seed : int
        Of their dice.
    section : str
        One of `SECTIONS`.
    """

    checkpoint: str
    prompt: str
    temperature: float = DEFAULT_TEMPERATURE
    random_seed: int = DEFAULT_RANDOM_SEED
    section: str = "generation"
