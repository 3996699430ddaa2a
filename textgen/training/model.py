"""The network in Keras, for training and as the reference that the NumPy decoder is proved against.

State is passed in and out and dropout is told its dice, so the model holds nothing but weights.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from textgen.config import ModelConfig
from textgen.network import Floats

Tensor = Any  # TensorFlow is published without types
States = Sequence[tuple[Tensor, Tensor]]  # hidden and cell state of each layer, each (B, H)


class LanguageModel(keras.Model):  # type: ignore[misc]  # keras is untyped
    """Embedding or one-hot, LSTM layers, optional projection, logits.

    Parameters
    ----------
    config : ModelConfig
        Shape of the network.
    random_seed : int, default=0
        Decides the initial weights.
    dropout : float, default=0.0
        Share of each LSTM layer's outputs set to zero in training.
    embedding_dropout : float, default=0.0
        Share of the first layer's inputs set to zero in training.
    recurrent_dropout : float, default=0.0
        Share of the recurrent weights set to zero in training, the same ones all window long.

    References
    ----------
    Merity et al., "Regularizing and Optimizing LSTM Language Models", arXiv:1708.02182: recurrent
    weights dropped.
    """

    def __init__(
        self,
        config: ModelConfig,
        random_seed: int = 0,
        dropout: float = 0.0,
        embedding_dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
    ) -> None:
        super().__init__()
        self.config = config
        self.dropout = dropout
        self.embedding_dropout = embedding_dropout
        self.recurrent_dropout = recurrent_dropout
        uniform = keras.initializers.RandomUniform(-0.05, 0.05, seed=random_seed)
        self.table = (
            None
            if config.embedding is None
            else self.add_weight((config.vocabulary_size, config.embedding), uniform)
        )
        self.recurrent = _lstm_layers(config, random_seed)
        self.projection = _projection(config, random_seed)
        self.output_kernel = (
            None
            if config.tied
            else self.add_weight(
                (config.output_width, config.vocabulary_size), _glorot(random_seed, 101)
            )
        )
        self.output_bias = self.add_weight((config.vocabulary_size,), "zeros")
        self.built = True  # every layer is; Keras would build again at the first call

    def call(
        self, ids: Tensor, states: States, dice: Tensor = None
    ) -> tuple[Tensor, list[tuple[Tensor, Tensor]]]:
        """Read a window.

        Parameters
        ----------
        ids : tensor of shape (B, T), integer
            Tokens.
        states : sequence of (hidden, cell)
            One pair a layer, each of shape (B, H).
        dice : tensor of shape (2,), integer, or None
            Random seed and step, which decide the dropout masks. None drops nothing.

        Returns
        -------
        logits : tensor of shape (B, T, V), or (B, 1, V) of a model that re-reads a window
        states : list of (hidden, cell)
            After the window.
        """
        if self.table is None:
            values = tf.one_hot(ids, self.config.vocabulary_size)
        else:
            values = tf.gather(self.table, ids)
        values = _drop(values, self.embedding_dropout, dice, 0)
        after = []
        for i, (layer, state) in enumerate(zip(self.recurrent, states, strict=True)):
            values, hidden, cell = self._run_layer(layer, values, state, dice, i)
            after.append((hidden, cell))
            values = _drop(values, self.dropout, dice, 1 + 2 * i)
        if self.config.context != "carry":
            values = values[:, -1:]  # what comes earlier has read less than the whole window
        return self._logits(values), after

    def _run_layer(
        self, layer: Any, values: Tensor, state: tuple[Tensor, Tensor], dice: Tensor, i: int
    ) -> tuple[Tensor, Tensor, Tensor]:
        cell = layer.cell
        recurrent = _drop(cell.recurrent_kernel, self.recurrent_dropout, dice, 2 + 2 * i)
        outputs, _ = layer.stateless_call(
            [cell.kernel, recurrent, cell.bias],
            layer.non_trainable_variables,
            values,
            initial_state=list(state),
        )
        after: tuple[Tensor, Tensor, Tensor] = tuple(outputs)
        return after

    def _logits(self, values: Tensor) -> Tensor:
        batch, window, width = tf.shape(values)[0], tf.shape(values)[1], values.shape[-1]
        values = tf.reshape(values, (-1, width))  # one product for the whole window
        if self.projection is not None:
            values = self.projection(values)
        kernel = tf.transpose(self.table) if self.config.tied else self.output_kernel
        logits = tf.matmul(values, kernel) + self.output_bias
        return tf.reshape(logits, (batch, window, self.config.vocabulary_size))


def build_keras_model(config: ModelConfig, **settings: Any) -> LanguageModel:
    """Build a model; settings are `LanguageModel`'s. Call it as ``model(ids, states)``.

    See Also
    --------
    set_weights : Give it trained weights.
    zero_states : States to begin with.
    """
    return LanguageModel(config, **settings)


def zero_states(config: ModelConfig, batch: int) -> list[tuple[Tensor, Tensor]]:
    """State before the first token: zeros of shape (batch, H), hidden and cell, for each layer."""
    return [(tf.zeros((batch, units)), tf.zeros((batch, units))) for units in config.layers]


def get_weights(model: LanguageModel) -> dict[str, Floats]:
    """Return copies of the weights, named and shaped as `ModelConfig.weight_shapes` says."""
    return {name: np.array(variable.numpy()) for name, variable in _variables(model).items()}


def set_weights(model: LanguageModel, weights: Mapping[str, Floats]) -> None:
    """Assign weights named and shaped as `ModelConfig.weight_shapes` says."""
    for name, variable in _variables(model).items():
        variable.assign(weights[name])


def _variables(model: LanguageModel) -> dict[str, Any]:
    found = {"embedding": model.table}
    for i, layer in enumerate(model.recurrent):
        found[f"lstm.{i}.kernel"] = layer.cell.kernel
        found[f"lstm.{i}.recurrent_kernel"] = layer.cell.recurrent_kernel
        found[f"lstm.{i}.bias"] = layer.cell.bias
    if model.projection is not None:
        found["projection.kernel"] = model.projection.kernel
        found["projection.bias"] = model.projection.bias
    found["output.kernel"] = model.output_kernel
    found["output.bias"] = model.output_bias
    return {name: found[name] for name in model.config.weight_shapes()}


def _lstm_layers(config: ModelConfig, random_seed: int) -> list[Any]:
    layers = []
    width = config.embedding or config.vocabulary_size
    for i, units in enumerate(config.layers):
        layer = keras.layers.LSTM(
            units,
            return_sequences=True,
            return_state=True,
            kernel_initializer=_glorot(random_seed, i, 1),
            recurrent_initializer=keras.initializers.Orthogonal(seed=_fold(random_seed, i, 2)),
        )
        layer.build((None, None, width))
        layers.append(layer)
        width = units
    return layers


def _projection(config: ModelConfig, random_seed: int) -> Any:
    if config.projection is None:
        return None
    layer = keras.layers.Dense(config.projection, kernel_initializer=_glorot(random_seed, 100))
    layer.build((None, config.layers[-1]))
    return layer


def _glorot(*seed: int) -> Any:
    return keras.initializers.GlorotUniform(seed=_fold(*seed))


def _fold(*seed: int) -> int:
    """One seed of several numbers, the same on every machine."""
    return int(np.random.SeedSequence(seed).generate_state(1)[0] >> 1)


def _drop(values: Tensor, rate: float, dice: Tensor, place: int) -> Tensor:
    """Zero a share of the values and scale the others up, by a mask that the dice decide."""
    if dice is None or rate == 0:
        return values
    seed = tf.random.experimental.stateless_fold_in(dice, place)
    keep = tf.random.stateless_uniform(tf.shape(values), seed) >= rate
    return tf.where(keep, values / (1 - rate), 0.0)
