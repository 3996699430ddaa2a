"""One distribution, every temperature: what the page shows."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from textgen.checkpoint import Checkpoint
from textgen.network import Floats
from ui.link import DEFAULT_RANDOM_SEED

TOKENS = 12  # in the heat map
HAND_TOKENS = 6
HAND_MOST = 100


@dataclass(frozen=True)
class TemperatureState:
    """What the page shows.

    Parameters
    ----------
    checkpoint : str
        Name of the model.
    prompt : str
        What it has read.
    temperature : float
        On the slider.
    random_seed : int
        Of the dice.
    draws : int
        How many tokens are drawn, 1 to 100,000.
    token : int
        Rank of the token whose arithmetic is shown.
    hand : tuple of int or None
        Weights of a hand-made distribution instead of the model's.
    """

    checkpoint: str
    prompt: str
    temperature: float
    random_seed: int = DEFAULT_RANDOM_SEED
    draws: int = 1_000
    token: int = 0
    hand: tuple[int, ...] | None = None


def distribution_of(
    state: TemperatureState, checkpoint: Checkpoint
) -> tuple[npt.NDArray[np.float64] | Floats, list[str]]:
    """Return logits (V,) and the names of all tokens: the model's, or those made by hand."""
    if state.hand is not None:
        with np.errstate(divide="ignore"):
            return np.log(np.array(state.hand, np.float64)), list("ABCDEF")
    logits, _ = checkpoint.decoder.prefill(checkpoint.tokenizer.encode(state.prompt))
    return logits, list(checkpoint.tokenizer.vocabulary.tokens)
