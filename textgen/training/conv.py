"""The convolutional model in Keras."""

from typing import Any

import tensorflow as tf

from textgen.training.model import (
    LanguageModel,
    States,
    Tensor,
    drop_weights,
    glorot,
    multiply,
    normalize,
)


class ConvModel(LanguageModel):
    """Dilated causal convolutions between embedding and output, gated and residual.

    The state of a layer is what it still looks back on: its latest inputs (B, reach, C). A window
    of the text thus sees the windows before it, as in the recurrent model.

    Only the last layer's outputs are dropped: dropping every layer's kept the model from learning
    before it kept it from learning by heart (docs/MODELS.md).

    References
    ----------
    van den Oord et al., "WaveNet: A Generative Model for Raw Audio", arXiv:1609.03499.
    Bai et al., "An Empirical Evaluation of Generic Convolutional and Recurrent Networks for
    Sequence Modeling", arXiv:1803.01271.
    """

    def add_layers(self, random_seed: int) -> None:
        """Make the convolutions, and the scale of what leaves the last one."""
        layers = self.config.layers
        self.convolutions = [self._add_layer(random_seed, i, n) for i, n in enumerate(layers)]
        self.scale = self.add_weight((layers[-1],), "ones")

    def _add_layer(self, random_seed: int, i: int, channels: int) -> dict[str, Any]:
        size = self.config.kernel_size * channels
        return {
            "scale": self.add_weight((channels,), "ones"),
            "kernel": self.add_weight((size, 2 * channels), glorot(random_seed, i, 1)),
            "bias": self.add_weight((2 * channels,), "zeros"),
            "out.kernel": self.add_weight((channels, channels), glorot(random_seed, i, 2)),
            "out.bias": self.add_weight((channels,), "zeros"),
        }

    def run_layers(self, values: Tensor, states: States, dice: Tensor) -> tuple[Tensor, States]:
        """Map inputs (B, T, C) and states to the last layer's outputs (B, T, C) and states."""
        after = []
        for i, (layer, state) in enumerate(zip(self.convolutions, states, strict=True)):
            history = tf.concat([state, normalize(values, layer["scale"])], axis=1)
            values += self._mix(layer, history, self.config.dilations[i], dice, i)
            after.append(history[:, tf.shape(history)[1] - tf.shape(state)[1] :])
        outputs = self.drop(normalize(values, self.scale), self.dropouts.dropout, dice, 1)
        return outputs, after

    def zero_states(self, batch: int) -> States:
        """States before the first token: zeros (batch, reach, C) for each layer."""
        looks_back = self.config.kernel_size - 1
        return [
            tf.zeros((batch, looks_back * dilation, channels))
            for dilation, channels in zip(self.config.dilations, self.config.layers, strict=True)
        ]

    def layer_weights(self) -> dict[str, Any]:
        """Variables of the layers, named as `ModelConfig.weight_shapes` names them."""
        found = {
            f"conv.{i}.{name}": variable
            for i, layer in enumerate(self.convolutions)
            for name, variable in layer.items()
        }
        return {**found, "scale": self.scale}

    def _mix(
        self, layer: dict[str, Any], history: Tensor, dilation: int, dice: Tensor, i: int
    ) -> Tensor:
        reach = (self.config.kernel_size - 1) * dilation
        length = tf.shape(history)[1] - reach
        history = tf.cast(history, self.precision)  # once for all taps
        # Not as history[:, j : j + length], whose gradient takes longer than all the products.
        starts = range(0, reach + 1, dilation)
        taps = [tf.slice(history, (0, j, 0), (-1, length, -1)) for j in starts]
        kernel = drop_weights(layer["kernel"], self.dropouts.weight_dropout, dice, 2 + 2 * i)
        gated = multiply(tf.concat(taps, axis=-1), kernel, self.precision) + layer["bias"]
        values, gate = tf.split(gated, 2, axis=-1)
        mixed = tf.tanh(values) * tf.sigmoid(gate)
        return multiply(mixed, layer["out.kernel"], self.precision) + layer["out.bias"]
