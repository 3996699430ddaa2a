"""The NumPy decoder is Keras' network: same weights, same text, the same probabilities.

The only tests of the core that need TensorFlow; it is imported once, in this file.
"""

from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.textgen.laws import softmax
from tests.textgen.tiny import random_weights
from textgen import Checkpoint, ModelConfig, load_weights, make_decoder

keras = pytest.importorskip("keras")

STEPS = 20
CHECKPOINTS = Path(__file__).parents[2] / "checkpoints"
SHIPPED = sorted(path.name for path in CHECKPOINTS.iterdir() if path.is_dir())
INPUTS = {
    "one-hot": {"vocabulary_size": 50},
    "small embedding": {"vocabulary_size": 50, "embedding": 12},
    "large embedding": {"vocabulary_size": 4_200, "embedding": 12},  # no table: 4 * 120 * 4,200
}
LAYERS = {"one layer": (120,), "two layers": (120, 16), "three layers": (120, 16, 20)}


def configs() -> list[Any]:
    """Every combination that makes sense: what is tied has an embedding as wide as its output."""
    made = []
    for (source, inputs), (depth, layers), projected, tied, context in product(
        INPUTS.items(), LAYERS.items(), (False, True), (False, True), ("carry", 7)
    ):
        if tied and source == "one-hot":
            continue
        shape = {**inputs, "layers": layers, "tied": tied, "context": context}
        if projected:
            shape["projection"] = 12
        elif tied:
            shape["embedding"] = layers[-1]
        names = [source, depth, "projection" * projected, "tied" * tied, str(context)]
        made.append(pytest.param(ModelConfig(**shape), id=", ".join(filter(None, names))))
    return made


def reference(config: ModelConfig, weights: dict[str, np.ndarray]) -> Any:
    """Build the same network of Keras' own layers; ids (B, T) in, logits (B, T, V) out."""
    ids = keras.Input((None,), dtype="int32")
    if config.embedding is None:
        values = keras.ops.one_hot(ids, config.vocabulary_size)
    else:
        table = keras.layers.Embedding(config.vocabulary_size, config.embedding)
        values = table(ids)
        table.set_weights([weights["embedding"]])
    layers = conv_layers if config.kind == "conv" else lstm_layers
    values = layers(config, weights, values)
    if config.projection is not None:
        dense = keras.layers.Dense(config.projection)
        values = dense(values)
        dense.set_weights([weights["projection.kernel"], weights["projection.bias"]])
    output = keras.layers.Dense(config.vocabulary_size)
    values = output(values)
    kernel = weights["embedding"].T if config.tied else weights["output.kernel"]
    output.set_weights([kernel, weights["output.bias"]])
    return keras.Model(ids, values)


class NormalizedCell(keras.layers.Layer):  # type: ignore[misc]  # keras is untyped
    """An LSTM's cell whose sums and whose cell are divided by their root mean square."""

    def __init__(self, units: int, weights: dict[str, np.ndarray]) -> None:
        super().__init__()
        self.state_size = [units, units]
        self.output_size = units
        self.given = weights

    def call(self, inputs: Any, states: Any) -> Any:
        hidden, cell = states
        of_inputs = keras.ops.matmul(inputs, self.given["kernel"])
        of_hidden = keras.ops.matmul(hidden, self.given["recurrent_kernel"])
        sums = self.normal(of_inputs, "kernel_scale") + self.normal(of_hidden, "recurrent_scale")
        i, f, c, o = keras.ops.split(sums + self.given["bias"], 4, axis=-1)
        cell = keras.ops.sigmoid(f) * cell + keras.ops.sigmoid(i) * keras.ops.tanh(c)
        leaving = keras.ops.tanh(self.normal(cell, "cell_scale"))
        hidden = keras.ops.sigmoid(o) * leaving
        return hidden, [hidden, cell]

    def normal(self, values: Any, scale: str) -> Any:
        return keras.ops.rms_normalization(values, self.given[scale], epsilon=1e-5)


def lstm_layers(config: ModelConfig, weights: dict[str, np.ndarray], values: Any) -> Any:
    for i, units in enumerate(config.layers):
        if config.normalized:
            own = {name.split(".")[2]: weights[name] for name in weights if f"lstm.{i}." in name}
            values = keras.layers.RNN(NormalizedCell(units, own), return_sequences=True)(values)
            continue
        layer = keras.layers.LSTM(units, return_sequences=True)
        values = layer(values)
        parts = ("kernel", "recurrent_kernel", "bias")
        layer.set_weights([weights[f"lstm.{i}.{part}"] for part in parts])
    return values


def conv_layers(config: ModelConfig, weights: dict[str, np.ndarray], values: Any) -> Any:
    for i, (channels, dilation) in enumerate(zip(config.layers, config.dilations, strict=True)):
        taken = rms_norm(values, weights[f"conv.{i}.scale"])
        layer = keras.layers.Conv1D(
            2 * channels, config.kernel_size, padding="causal", dilation_rate=dilation
        )
        signal, gate = keras.ops.split(layer(taken), 2, axis=-1)
        kernel = weights[f"conv.{i}.kernel"].reshape(config.kernel_size, channels, -1)
        layer.set_weights([kernel, weights[f"conv.{i}.bias"]])
        mix = keras.layers.Dense(channels)
        values = values + mix(keras.ops.tanh(signal) * keras.ops.sigmoid(gate))
        mix.set_weights([weights[f"conv.{i}.out.{part}"] for part in ("kernel", "bias")])
    return rms_norm(values, weights["scale"])


def rms_norm(values: Any, scale: np.ndarray) -> Any:
    layer = keras.layers.RMSNormalization(epsilon=1e-5)
    normalized = layer(values)
    layer.set_weights([scale])
    return normalized


def expected_logits(
    config: ModelConfig, weights: dict[str, np.ndarray], tokens: list[int]
) -> np.ndarray:
    """Logits after each token, as Keras computes them."""
    model = reference(config, weights)
    if config.context == "carry":
        return np.asarray(model(np.array([tokens])))[0]
    growing = np.asarray(model(np.array([tokens[: config.context]])))[0]
    windows = np.lib.stride_tricks.sliding_window_view(tokens, config.context)[1:]
    return np.concatenate([growing, np.asarray(model(windows.copy()))[:, -1]])


def decoded_logits(decoder: Any, tokens: list[int]) -> np.ndarray:
    """Logits after each token, one step at a time; the first token is the opening one."""
    row, state = decoder.prefill([])
    rows = [row]
    for token in tokens[1:]:
        row, state = decoder.step(token, state)
        rows.append(row)
    return np.stack(rows)


def check_equal(decoded: np.ndarray, expected: np.ndarray) -> None:
    for row, expected_row in zip(decoded, expected, strict=True):
        np.testing.assert_allclose(softmax(row), softmax(expected_row), atol=1e-5, rtol=0)


CONVOLUTIONS = [
    ModelConfig(50, (32,) * 4, embedding=32, kind="conv", kernel_size=2, dilations=(1, 2, 4, 8)),
    ModelConfig(50, (24, 24), 24, tied=True, kind="conv", kernel_size=3, dilations=(1, 5)),
    ModelConfig(50, (24, 24), 24, projection=9, kind="conv", kernel_size=4, dilations=(3, 1)),
]


NORMALIZED = [
    ModelConfig(50, (120,), normalized=True),
    ModelConfig(50, (120, 16), embedding=12, normalized=True),
    ModelConfig(4_200, (120,), embedding=12, tied=True, projection=12, normalized=True),  # no table
    ModelConfig(50, (120,), embedding=12, context=7, normalized=True),
]


@pytest.mark.parametrize("config", [*configs(), *NORMALIZED, *CONVOLUTIONS])
def test_the_decoder_is_keras(config: ModelConfig) -> None:
    weights = random_weights(config)
    scale = 7 / np.abs(decoded_logits(make_decoder(config, weights, 1), [1, 2, 3])).max()
    for name in ("embedding",) if config.tied else ("output.kernel",):
        weights[name] *= np.float32(scale)
    tokens = [1, *np.random.default_rng(4).integers(0, config.vocabulary_size, STEPS).tolist()]
    decoded = decoded_logits(make_decoder(config, weights, 1), tokens)
    assert 3 < np.abs(decoded).max() < 30
    check_equal(decoded, expected_logits(config, weights, tokens))


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_checkpoint_is_keras_over_200_tokens(name: str) -> None:
    checkpoint = Checkpoint.load(CHECKPOINTS / name)
    weights = load_weights(CHECKPOINTS / name)
    opening = checkpoint.tokenizer.vocabulary.id_of(checkpoint.config.opening)
    assert opening is not None
    tokens = [opening]
    row, state = checkpoint.decoder.prefill([])
    for u in np.random.default_rng(5).random(200):
        tokens.append(int(np.searchsorted(softmax(row).cumsum(), u * 0.999)))
        row, state = checkpoint.decoder.step(tokens[-1], state)
    decoded = decoded_logits(checkpoint.decoder, tokens)
    check_equal(decoded, expected_logits(checkpoint.config, weights, tokens))
