"""Which tokens a model uses most, as far as the model itself can tell.

A checkpoint holds no counts: its vocabulary is sorted by code point. The model, however, writes as
its author did, so its own mean distribution stands for them.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from textgen.decoder import Decoder
from textgen.generation import Settings, generate_lanes
from textgen.sampler import Sampler

LANES, LENGTH = 3, 40  # written after each prompt: of more, three quarters of the list stay too


def common_tokens(decoder: Decoder, prompts: Sequence[Sequence[int]]) -> npt.NDArray[np.intp]:
    """Rank a vocabulary by mean probability over places of texts that the model writes itself.

    Parameters
    ----------
    decoder : Decoder
        The model.
    prompts : sequence of sequence of int
        Ids of the texts that it goes on from, at T = 1 with fixed dice.

    Returns
    -------
    ndarray of shape (V,), dtype=np.intp
        All tokens, the commonest first; at equal probabilities the lower id.
    """
    total = np.zeros(decoder.vocabulary_size)
    for prompt in prompts:
        lanes = [Settings(Sampler(1.0), seed, LENGTH) for seed in range(LANES)]
        for steps in generate_lanes(decoder, prompt, lanes):
            for step in steps:
                total += step.distribution.probabilities
    return np.argsort(-total, kind="stable")
