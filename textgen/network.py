"""What every network is: token ids in, logits out, state passed along.

Networks know nothing about text, sampling or files. Every method accepts leading batch dimensions:
one stream is a vector of shape (H,), B lanes are a matrix of shape (B, H), the code is the same.
"""

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from textgen.config import ModelConfig

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.intp]
NORM_EPSILON = 1e-5
NetworkState = Any  # nested tuples of arrays, lanes first; opaque to everyone but its network


class Network(Protocol):
    """The layers of a model, ready to run."""

    @property
    def vocabulary_size(self) -> int:
        """Tokens the model knows, V."""
        ...

    def zero_state(self, batch: tuple[int, ...] = ()) -> NetworkState:
        """State before the first token, for lanes of shape ``batch``."""
        ...

    def step(self, ids: int | Ids, state: NetworkState) -> tuple[Floats, NetworkState]:
        """Advance by one token in each lane.

        Parameters
        ----------
        ids : int or ndarray of shape (...,)
            The token of each lane.
        state : tuple
            State before it; not written to.

        Returns
        -------
        hidden : ndarray of shape (..., H)
            Output of the last layer.
        state : tuple
            The state after the token.
        """
        ...

    def run(self, ids: Ids, state: NetworkState) -> tuple[Floats, NetworkState]:
        """Advance over a sequence.

        Parameters
        ----------
        ids : ndarray of shape (..., n)
            Tokens, n at least 1.
        state : tuple
            State before the first; not written to.

        Returns
        -------
        hidden : ndarray of shape (..., n, H)
            Output of the last layer after each token.
        state : tuple
            The state after the last.
        """
        ...

    def logits(self, hidden: Floats) -> Floats:
        """Logits (..., V) of the last layer's output (..., H)."""
        ...


class Head:
    """The end that all networks share: an optional projection, then the output.

    Parameters
    ----------
    config : ModelConfig
        Shape of the model.
    weights : mapping of str to ndarray, dtype=np.float32
        As `ModelConfig.weight_shapes` names and shapes them. Never written to.
    """

    def __init__(self, config: ModelConfig, weights: Mapping[str, Floats]) -> None:
        self._projection = (
            None
            if config.projection is None
            else (weights["projection.kernel"], weights["projection.bias"])
        )
        # A view of the tied embedding would be read against its layout: batches ran half as fast.
        self._output = np.ascontiguousarray(
            weights["embedding"].T if config.tied else weights["output.kernel"]
        )
        self._output_bias = weights["output.bias"]

    @property
    def vocabulary_size(self) -> int:
        """Tokens the model knows, V."""
        return int(self._output_bias.shape[0])

    def logits(self, hidden: Floats) -> Floats:
        """Logits (..., V) of the last layer's output (..., H)."""
        if self._projection is not None:
            kernel, bias = self._projection
            hidden = hidden @ kernel
            hidden += bias
        logits: Floats = hidden @ self._output
        logits += self._output_bias
        return logits


def normalize(values: Floats, scale: Floats) -> Floats:
    """Divide vectors by their root mean square and multiply them by a scale.

    Parameters
    ----------
    values : ndarray of shape (..., C), dtype=np.float32
        The vectors; not written to. `NORM_EPSILON` is added to their mean square.
    scale : ndarray of shape (C,), dtype=np.float32
        One factor a component.

    Returns
    -------
    ndarray of shape (..., C), dtype=np.float32
        New vectors.

    References
    ----------
    Zhang and Sennrich, "Root Mean Square Layer Normalization", arXiv:1910.07467.
    """
    mean_square = np.vecdot(values, values) / np.float32(values.shape[-1])
    root = np.sqrt(mean_square + np.float32(NORM_EPSILON))
    normalized: Floats = values / root[..., None]
    normalized *= scale
    return normalized
