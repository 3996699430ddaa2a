"""Token in, logits out, state passed along: how generation meets a network.

Knows nothing about text or sampling. State is a value: a decoder holds weights only, so one
decoder serves every visitor at once.
"""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np

from textgen.config import ModelConfig
from textgen.conv import ConvNetwork
from textgen.lstm import LstmNetwork
from textgen.network import Floats, Ids, Network, NetworkState

State = Any  # opaque to everyone but the decoder that made it


class Decoder(Protocol):
    """What generation and evaluation need of a model."""

    @property
    def vocabulary_size(self) -> int:
        """Number of tokens, V."""
        ...

    def prefill(self, ids: Sequence[int]) -> tuple[Floats, State]:
        """Feed the opening token and a prompt; return logits of shape (V,) and the state."""
        ...

    def step(self, ids: int | Ids, state: State) -> tuple[Floats, State]:
        """Feed one token, or one a lane; return logits of shape (V,) or (lanes, V), and state."""
        ...

    def fan_out(self, state: State, lanes: int) -> State:
        """Copy the state of a single stream to so many lanes."""
        ...

    def initial_state(self) -> State:
        """State of a single stream before any token, the opening included."""
        ...

    def forward(self, ids: Sequence[int], state: State) -> tuple[Floats, State]:
        """Feed n tokens from a state; return logits of shape (n, V), one row after each."""
        ...

    def hidden(self, ids: Sequence[int], state: State) -> tuple[Floats, State]:
        """Feed n tokens from a state; return what the last layer gives after each, (n, H)."""
        ...

    def logits(self, hidden: Floats) -> Floats:
        """Logits (n, V) of what `hidden` returned."""
        ...


class CarryDecoder:
    """Decoder that carries the network's state from token to token.

    Parameters
    ----------
    network : Network
        The model.
    opening : int
        Token fed before every prompt.
    """

    def __init__(self, network: Network, opening: int) -> None:
        self._network = network
        self._opening = opening

    @property
    def vocabulary_size(self) -> int:
        """Number of tokens, V."""
        return self._network.vocabulary_size

    def initial_state(self) -> NetworkState:
        """State of a single stream before any token."""
        return self._network.zero_state()

    def prefill(self, ids: Sequence[int]) -> tuple[Floats, NetworkState]:
        """Feed the opening token and a prompt; return logits of shape (V,) and the state."""
        tokens = np.array([self._opening, *ids], np.intp)
        hidden, state = self._network.run(tokens, self.initial_state())
        return self._network.logits(hidden[-1]), state

    def step(self, ids: int | Ids, state: NetworkState) -> tuple[Floats, NetworkState]:
        """Feed one token, or one a lane; return logits of shape (V,) or (lanes, V), and state."""
        hidden, state = self._network.step(ids, state)
        return self._network.logits(hidden), state

    def fan_out(self, state: NetworkState, lanes: int) -> NetworkState:
        """Copy the state of a single stream to so many lanes."""
        return _repeat(state, lanes)

    def forward(self, ids: Sequence[int], state: NetworkState) -> tuple[Floats, NetworkState]:
        """Feed n tokens from a state; return logits of shape (n, V), one row after each."""
        hidden, state = self.hidden(ids, state)
        return self.logits(hidden), state

    def hidden(self, ids: Sequence[int], state: NetworkState) -> tuple[Floats, NetworkState]:
        """Feed n tokens from a state; return what the last layer gives after each, (n, H)."""
        return self._network.run(np.asarray(ids, np.intp), state)

    def logits(self, hidden: Floats) -> Floats:
        """Logits (n, V) of what `hidden` returned."""
        return self._network.logits(hidden)


class WindowDecoder:
    """Decoder whose predictions depend on the last tokens alone, as in the book's listings.

    The window is shorter at the start and never padded. The book reads it again for every new
    token. Here all windows that a token is part of advance by it together, each from its own
    first token: the same sums, in one product with as many rows as there are windows instead of
    as many products. The state is theirs, the oldest window first, whose turn it is.

    Parameters
    ----------
    network : Network
        The model.
    opening : int
        Token fed before every prompt.
    window : int
        Tokens read, at least 1.
    """

    def __init__(self, network: Network, opening: int, window: int) -> None:
        self._network = network
        self._opening = opening
        self._window = window

    @property
    def vocabulary_size(self) -> int:
        """Number of tokens, V."""
        return self._network.vocabulary_size

    def initial_state(self) -> NetworkState:
        """State of a single stream before any token: no window has begun."""
        return self._network.zero_state((0,))

    def prefill(self, ids: Sequence[int]) -> tuple[Floats, NetworkState]:
        """Feed the opening token and a prompt; return logits of shape (V,) and the state."""
        hidden, state = self.hidden([self._opening, *ids][-self._window :], self.initial_state())
        return self.logits(hidden[-1]), state

    def step(self, ids: int | Ids, state: NetworkState) -> tuple[Floats, NetworkState]:
        """Feed one token, or one a lane; return logits of shape (V,) or (lanes, V), and state."""
        hidden, state = self._advance(ids, state)
        return self.logits(hidden), state

    def fan_out(self, state: NetworkState, lanes: int) -> NetworkState:
        """Copy the state of a single stream to so many lanes."""
        return _repeat(state, lanes)

    def forward(self, ids: Sequence[int], state: NetworkState) -> tuple[Floats, NetworkState]:
        """Feed n tokens from a state; return logits of shape (n, V), one row after each."""
        hidden, state = self.hidden(ids, state)
        return self.logits(hidden), state

    def hidden(self, ids: Sequence[int], state: NetworkState) -> tuple[Floats, NetworkState]:
        """Feed n tokens from a state; return what the last layer gives after each, (n, H)."""
        rows = []
        for token in ids:
            hidden, state = self._advance(token, state)
            rows.append(hidden)
        return np.array(rows), state

    def logits(self, hidden: Floats) -> Floats:
        """Logits (n, V) of what `hidden` returned."""
        return self._network.logits(hidden)

    def _advance(self, ids: int | Ids, state: NetworkState) -> tuple[Floats, NetworkState]:
        tokens = np.asarray(ids, np.intp)[..., None]  # one for all windows of a lane
        state = _append(state, self._network.zero_state(tokens.shape), self._window)
        hidden, state = self._network.step(tokens, state)
        oldest: Floats = hidden[..., 0, :]
        return oldest, state


def _append(windows: NetworkState, fresh: NetworkState, longest: int) -> NetworkState:
    """Return a state of windows with one more, the last ``longest`` of them."""
    if isinstance(windows, tuple):
        pairs = zip(windows, fresh, strict=True)
        return tuple(_append(part, other, longest) for part, other in pairs)
    return np.concatenate([windows, fresh], axis=-2)[..., -longest:, :]


def make_decoder(config: ModelConfig, weights: dict[str, Floats], opening: int) -> Decoder:
    """Return the decoder that a config's context asks for.

    Parameters
    ----------
    config : ModelConfig
        Shape of the model.
    weights : dict of str to ndarray, dtype=np.float32
        As `ModelConfig.weight_shapes` names them.
    opening : int
        Id of the opening token.
    """
    network = make_network(config, weights)
    if config.context == "carry":
        return CarryDecoder(network, opening)
    return WindowDecoder(network, opening, config.context)


def make_network(config: ModelConfig, weights: dict[str, Floats]) -> Network:
    """Return the network of a config's kind; the arguments are `make_decoder`'s."""
    if config.kind == "conv":
        return ConvNetwork(config, weights)
    return LstmNetwork(config, weights)


def _repeat(state: Any, lanes: int) -> Any:
    if isinstance(state, tuple):
        return tuple(_repeat(part, lanes) for part in state)
    return np.broadcast_to(state, (lanes, *state.shape)).copy()
