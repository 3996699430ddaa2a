"""The recurrent model in Keras."""

from typing import Any

import keras
import tensorflow as tf

from textgen.config import ModelConfig
from textgen.training.model import LanguageModel, States, Tensor, drop_weights, fold, glorot
from textgen.training.recurrence import State, run_lstm


class LstmModel(LanguageModel):
    """LSTM layers between embedding and output."""

    def add_layers(self, random_seed: int) -> None:
        """Make the layers."""
        self.recurrent = _lstm_layers(self.config, random_seed)

    def run_layers(self, values: Tensor, states: States, dice: Tensor) -> tuple[Tensor, States]:
        """Map inputs (B, T, E) and states to the last layer's outputs (B, T, H) and states."""
        after = []
        for i, (layer, state) in enumerate(zip(self.recurrent, states, strict=True)):
            values, reached = self._run_layer(layer, values, state, dice, i)
            after.append(reached)
            values = self.drop(values, self.dropouts.dropout, dice, 1 + 2 * i)
        return values, after

    def zero_states(self, batch: int) -> States:
        """States before the first token: zeros (batch, H), hidden and cell, for each layer."""
        units = self.config.layers
        return [(tf.zeros((batch, n)), tf.zeros((batch, n))) for n in units]

    def layer_weights(self) -> dict[str, Any]:
        """Variables of the layers, named as `ModelConfig.weight_shapes` names them."""
        found = {}
        for i, layer in enumerate(self.recurrent):
            found[f"lstm.{i}.kernel"] = layer.cell.kernel
            found[f"lstm.{i}.recurrent_kernel"] = layer.cell.recurrent_kernel
            found[f"lstm.{i}.bias"] = layer.cell.bias
        return found

    def _run_layer(
        self, layer: Any, values: Tensor, state: State, dice: Tensor, i: int
    ) -> tuple[Tensor, State]:
        cell = layer.cell
        recurrent = drop_weights(
            cell.recurrent_kernel, self.dropouts.weight_dropout, dice, 2 + 2 * i
        )
        return run_lstm(values, cell.kernel, recurrent, cell.bias, state, self.precision)


def _lstm_layers(config: ModelConfig, random_seed: int) -> list[Any]:
    layers = []
    width = config.embedding or config.vocabulary_size
    for i, units in enumerate(config.layers):
        layer = keras.layers.LSTM(
            units,
            return_sequences=True,
            return_state=True,
            kernel_initializer=glorot(random_seed, i, 1),
            recurrent_initializer=keras.initializers.Orthogonal(seed=fold(random_seed, i, 2)),
        )
        layer.build((None, None, width))
        layers.append(layer)
        width = units
    return layers
