"""The recurrent model in Keras."""

from typing import Any

import keras
import tensorflow as tf

from textgen.config import ModelConfig
from textgen.training.model import LanguageModel, States, Tensor, drop_weights, fold, glorot
from textgen.training.recurrence import LstmWeights, run_lstm


class LstmModel(LanguageModel):
    """LSTM layers between embedding and output; their weights start as Keras' own do."""

    def add_layers(self, random_seed: int) -> None:
        """Make the layers, and their scales where they are normalised."""
        self.recurrent = _lstm_layers(self.config, random_seed)
        self.scales = [
            {
                "kernel_scale": self.add_weight((4 * units,), "ones"),
                "recurrent_scale": self.add_weight((4 * units,), "ones"),
                "cell_scale": self.add_weight((units,), "ones"),
            }
            for units in (self.config.layers if self.config.normalized else ())
        ]

    def run_layers(self, values: Tensor, states: States, dice: Tensor) -> tuple[Tensor, States]:
        """Map inputs (B, T, E) and states to the last layer's outputs (B, T, H) and states."""
        after = []
        for i, state in enumerate(states):
            weights = self._weights(i)
            rate, kernel = self.dropouts.weight_dropout, weights["recurrent_kernel"]
            weights["recurrent_kernel"] = drop_weights(kernel, rate, dice, 2 + 2 * i)
            values, reached = run_lstm(values, LstmWeights(**weights), state, self.precision)
            after.append(reached)
            values = self.drop(values, self.dropouts.dropout, dice, 1 + 2 * i)
        return values, after

    def zero_states(self, batch: int) -> States:
        """States before the first token: zeros (batch, H), hidden and cell, for each layer."""
        units = self.config.layers
        return [(tf.zeros((batch, n)), tf.zeros((batch, n))) for n in units]

    def layer_weights(self) -> dict[str, Any]:
        """Variables of the layers, named as `ModelConfig.weight_shapes` names them."""
        return {
            f"lstm.{i}.{name}": variable
            for i in range(len(self.recurrent))
            for name, variable in self._weights(i).items()
        }

    def _weights(self, i: int) -> dict[str, Any]:
        """Weights of one layer, as `LstmWeights` names them."""
        cell = self.recurrent[i].cell
        names = ("kernel", "recurrent_kernel", "bias")
        own = {name: getattr(cell, name) for name in names}
        return {**own, **self.scales[i]} if self.scales else own


def _lstm_layers(config: ModelConfig, random_seed: int) -> list[Any]:
    layers = []
    width = config.embedding or config.vocabulary_size
    for i, units in enumerate(config.layers):
        layer = keras.layers.LSTM(
            units,
            kernel_initializer=glorot(random_seed, i, 1),
            recurrent_initializer=keras.initializers.Orthogonal(seed=fold(random_seed, i, 2)),
        )
        layer.build((None, None, width))
        layers.append(layer)
        width = units
    return layers
