"""Dilated causal convolutions in NumPy, one token at a time.

Each layer remembers its latest inputs in a ring buffer, so that a new token costs one position's
work and not the whole receptive field's. The buffer is a tuple that shares its vectors with the
states before it: a state stays a value, and nothing is copied.

References
----------
van den Oord et al., "WaveNet: A Generative Model for Raw Audio", arXiv:1609.03499.
Paine et al., "Fast Wavenet Generation Algorithm", arXiv:1611.09482.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from textgen.config import ModelConfig
from textgen.network import Floats, Head, Ids, normalize

Ring = tuple[Floats, ...]  # a layer's latest inputs, oldest first, each (..., C)
ConvState = tuple[Ring, ...]  # lowest layer first


@dataclass(frozen=True, slots=True)
class _Layer:
    """Normalise, look back, gate, mix, add: one residual layer.

    The kernel's second half is halved, so that one tanh serves value and gate:
    sigmoid(x) = (1 + tanh(x / 2)) / 2.
    """

    scale: Floats  # (C,)
    kernel: Floats  # (k * C, 2C), oldest position first
    bias: Floats  # (2C,)
    out_kernel: Floats  # (C, C)
    out_bias: Floats  # (C,)
    kernel_size: int
    dilation: int

    @property
    def reach(self) -> int:
        """Earlier positions that it looks back over."""
        return (self.kernel_size - 1) * self.dilation

    def step(self, values: Floats, ring: Ring) -> tuple[Floats, Ring]:
        """Take one position (..., C) and the ring before it; return its output and the ring."""
        ring = (*ring, normalize(values, self.scale))
        taps: Floats = np.concatenate(ring[:: self.dilation], axis=-1)
        return values + self._mix(taps), ring[1:]

    def run(self, values: Floats, ring: Ring) -> tuple[Floats, Ring]:
        """Take a sequence (..., n, C) and the ring before it; return outputs and the ring."""
        length = values.shape[-2]
        inputs = normalize(values, self.scale)
        history: Floats = np.concatenate([np.stack(ring, axis=-2), inputs], axis=-2)
        starts = range(0, self.reach + 1, self.dilation)
        taps: Floats = np.concatenate([history[..., i : i + length, :] for i in starts], axis=-1)
        latest = history[..., length:, :].copy()  # not a view that keeps the whole sequence
        return values + self._mix(taps), tuple(np.moveaxis(latest, -2, 0))

    def _mix(self, taps: Floats) -> Floats:
        gated = taps @ self.kernel
        gated += self.bias
        np.tanh(gated, gated)
        channels = gated.shape[-1] // 2
        values: Floats = gated[..., :channels]
        gate: Floats = gated[..., channels:]
        gate += 1
        gate *= 0.5
        values *= gate
        mixed: Floats = values @ self.out_kernel
        mixed += self.out_bias
        return mixed


class ConvNetwork:
    """A stack of dilated causal convolutions, ready to run. See `Network` for the methods.

    Parameters
    ----------
    config : ModelConfig
        Shape of the model, kind 'conv'.
    weights : mapping of str to ndarray, dtype=np.float32
        As `ModelConfig.weight_shapes` names and shapes them. Never written to.
    """

    def __init__(self, config: ModelConfig, weights: Mapping[str, Floats]) -> None:
        self._embedding = weights["embedding"]
        self._layers = tuple(_prepare_layer(config, weights, i) for i in range(len(config.layers)))
        self._scale = weights["scale"]
        self._head = Head(config, weights)

    @property
    def vocabulary_size(self) -> int:
        """Tokens the model knows, V."""
        return self._head.vocabulary_size

    def zero_state(self, batch: tuple[int, ...] = ()) -> ConvState:
        """State before the first token: rings of zeros of shape (*batch, C)."""
        zeros = np.zeros((*batch, self._embedding.shape[1]), np.float32)
        return tuple((zeros,) * layer.reach for layer in self._layers)

    def step(self, ids: int | Ids, state: ConvState) -> tuple[Floats, ConvState]:
        """Advance by one token in each lane."""
        values: Floats = self._embedding[ids]
        rings = []
        for layer, ring in zip(self._layers, state, strict=True):
            values, after = layer.step(values, ring)
            rings.append(after)
        return normalize(values, self._scale), tuple(rings)

    def run(self, ids: Ids, state: ConvState) -> tuple[Floats, ConvState]:
        """Advance over a sequence, layer by layer."""
        values: Floats = self._embedding[ids]
        rings = []
        for layer, ring in zip(self._layers, state, strict=True):
            values, after = layer.run(values, ring)
            rings.append(after)
        return normalize(values, self._scale), tuple(rings)

    def logits(self, hidden: Floats) -> Floats:
        """Logits (..., V) of the last layer's output (..., C)."""
        return self._head.logits(hidden)


def _prepare_layer(config: ModelConfig, weights: Mapping[str, Floats], i: int) -> _Layer:
    channels = config.layers[i]
    halves = np.repeat(np.array([1, 0.5], np.float32), channels)
    return _Layer(
        scale=weights[f"conv.{i}.scale"],
        kernel=weights[f"conv.{i}.kernel"] * halves,
        bias=weights[f"conv.{i}.bias"] * halves,
        out_kernel=weights[f"conv.{i}.out.kernel"],
        out_bias=weights[f"conv.{i}.out.bias"],
        kernel_size=config.kernel_size,
        dilation=config.dilations[i],
    )
