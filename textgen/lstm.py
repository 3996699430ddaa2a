"""LSTM layers in NumPy, as Keras computes them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from textgen.config import ModelConfig
from textgen.network import Floats, Head, Ids, normalize

LayerState = tuple[Floats, Floats]  # hidden and cell state, each (..., H)
LstmState = tuple[LayerState, ...]  # lowest layer first

# A first layer's input product is looked up instead of multiplied if its table stays this small.
_TABLE_ENTRIES = 2_000_000


@dataclass(frozen=True, slots=True)
class _Scales:
    """What normalised sums and cells are multiplied by, in the order and halves of `_Layer`."""

    kernel: Floats  # (4H,), of the inputs' sums
    recurrent: Floats  # (4H,), of the hidden values' sums
    cell: Floats  # (H,)


@dataclass(frozen=True, slots=True)
class _Layer:
    """One LSTM layer, gates in the order i, f, o, c with the first three halved.

    The order puts the three sigmoids side by side; halving makes one tanh serve all four gates,
    since sigmoid(x) = (1 + tanh(x / 2)) / 2.
    """

    recurrent: Floats  # (H, 4H)
    kernel: Floats  # (in, 4H), or in a first layer the table (V, 4H) of each token's whole share
    bias: Floats | None  # (4H,), None where the table holds it
    scales: _Scales | None  # None where nothing is normalised

    @property
    def looks_up(self) -> bool:
        return self.bias is None

    def project(self, inputs: npt.NDArray[Any] | int) -> Floats:
        """Return the input's share (..., 4H) of the gates, from vectors (..., in) or ids (...)."""
        if self.bias is None:
            share: Floats = self.kernel[inputs]
            return share
        return _share(inputs @ self.kernel, self.bias, self.scales)

    def advance(self, projected: Floats, state: LayerState) -> LayerState:
        """Take one time step: projected input (..., 4H) and state in, new state out."""
        hidden, cell = state
        gates = hidden @ self.recurrent
        if self.scales is not None:
            gates = normalize(gates, self.scales.recurrent)
        gates += projected
        np.tanh(gates, gates)
        n = cell.shape[-1]
        sigmoids = gates[..., : 3 * n]
        sigmoids *= 0.5
        sigmoids += 0.5
        cell = gates[..., n : 2 * n] * cell
        cell += gates[..., :n] * gates[..., 3 * n :]
        hidden = np.tanh(cell if self.scales is None else normalize(cell, self.scales.cell))
        hidden *= gates[..., 2 * n : 3 * n]
        return hidden, cell


class LstmNetwork:
    """A recurrent model, ready to run. What the methods promise stands at `Network`.

    Parameters
    ----------
    config : ModelConfig
        Shape of the model.
    weights : mapping of str to ndarray, dtype=np.float32
        As `ModelConfig.weight_shapes` names and shapes them. Never written to.
    """

    def __init__(self, config: ModelConfig, weights: Mapping[str, Floats]) -> None:
        embedding = weights.get("embedding")
        self._layers = tuple(
            _prepare_layer(weights, i, embedding) for i in range(len(config.layers))
        )
        self._embedding = None if self._layers[0].looks_up else embedding
        self._head = Head(config, weights)

    @property
    def vocabulary_size(self) -> int:
        """Tokens the model knows, V."""
        return self._head.vocabulary_size

    def zero_state(self, batch: tuple[int, ...] = ()) -> LstmState:
        """State before the first token: zeros of shape (*batch, H) for each layer."""
        units = [layer.recurrent.shape[0] for layer in self._layers]
        return tuple(
            (np.zeros((*batch, n), np.float32), np.zeros((*batch, n), np.float32)) for n in units
        )

    def step(self, ids: int | Ids, state: LstmState) -> tuple[Floats, LstmState]:
        """Advance by one token in each lane."""
        inputs: Any = ids if self._embedding is None else self._embedding[ids]
        states = []
        for layer, layer_state in zip(self._layers, state, strict=True):
            new = layer.advance(layer.project(inputs), layer_state)
            states.append(new)
            inputs = new[0]
        return inputs, tuple(states)

    def run(self, ids: Ids, state: LstmState) -> tuple[Floats, LstmState]:
        """Advance over a sequence, layer by layer, with one input product for all its tokens."""
        inputs: Any = ids if self._embedding is None else self._embedding[ids]
        states = []
        for layer, layer_state in zip(self._layers, state, strict=True):
            projected = layer.project(inputs)
            outputs = np.empty((*ids.shape, layer.recurrent.shape[0]), np.float32)
            for t in range(ids.shape[-1]):
                layer_state = layer.advance(projected[..., t, :], layer_state)
                outputs[..., t, :] = layer_state[0]
            states.append(layer_state)
            inputs = outputs
        return inputs, tuple(states)

    def logits(self, hidden: Floats) -> Floats:
        """Logits (..., V) of the last layer's output (..., H)."""
        return self._head.logits(hidden)


def _prepare_layer(weights: Mapping[str, Floats], i: int, embedding: Floats | None) -> _Layer:
    scales = _prepare_scales(weights, i)
    # Half of a normalised sum is half of its scale: the sum itself stays as it is.
    prepare = _halve_and_reorder if scales is None else _reorder
    kernel = prepare(weights[f"lstm.{i}.kernel"])
    bias = _halve_and_reorder(weights[f"lstm.{i}.bias"])
    layer = _Layer(prepare(weights[f"lstm.{i}.recurrent_kernel"]), kernel, bias, scales)
    if i == 0 and embedding is None:  # each row is a product with a one-hot vector already
        return replace(layer, kernel=_share(kernel, bias, scales), bias=None)
    if i == 0 and embedding is not None and len(embedding) * len(bias) <= _TABLE_ENTRIES:
        return replace(layer, kernel=layer.project(embedding), bias=None)
    return layer


def _share(product: Floats, bias: Floats, scales: _Scales | None) -> Floats:
    """Make an input's share (..., 4H) of the gates of its product with the kernel."""
    if scales is not None:
        product = normalize(product, scales.kernel)
    product += bias
    return product


def _prepare_scales(weights: Mapping[str, Floats], i: int) -> _Scales | None:
    if f"lstm.{i}.cell_scale" not in weights:
        return None
    return _Scales(
        kernel=_halve_and_reorder(weights[f"lstm.{i}.kernel_scale"]),
        recurrent=_halve_and_reorder(weights[f"lstm.{i}.recurrent_scale"]),
        cell=weights[f"lstm.{i}.cell_scale"],
    )


def _reorder(weight: Floats) -> Floats:
    """Keras' gates i, f, c, o to i, f, o, c."""
    i, f, c, o = np.split(weight, 4, axis=-1)
    return np.concatenate([i, f, o, c], axis=-1)


def _halve_and_reorder(weight: Floats) -> Floats:
    """Keras' gates i, f, c, o to i, f, o, c, the sigmoids' inputs halved."""
    halves = np.repeat(np.array([0.5, 0.5, 0.5, 1], np.float32), weight.shape[-1] // 4)
    return _reorder(weight) * halves
