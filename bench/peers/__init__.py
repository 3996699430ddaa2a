"""One character model in five systems, all with the same weights, each drawing its own tokens.

Every peer has a ``name``, writes ``count`` tokens and tells the log-probabilities after some ids;
a test compares those, so that what is timed is the same computation.
"""

from typing import Protocol

import numpy as np

Array = np.ndarray
TEMPERATURE = 1.0
FIRST_TOKEN = 0  # fed by every system before it draws


class Peer(Protocol):
    name: str

    def write(self, count: int) -> list[int]:
        """Draw so many tokens, one after the other."""
        ...

    def log_probabilities(self, ids: list[int]) -> Array:
        """Return what it believes of the token after `ids`, shape (V,), at temperature 1."""
        ...


def log_softmax(logits: Array) -> Array:
    shifted = logits.astype(np.float64) - logits.max()
    return shifted - np.log(np.exp(shifted).sum())
