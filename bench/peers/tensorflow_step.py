"""One step as a `tf.function`, the state passed in and out, the draw inside the graph."""

import keras
import numpy as np
import tensorflow as tf

from bench.peers import FIRST_TOKEN, TEMPERATURE, Array, log_softmax
from textgen import ModelConfig
from textgen.network import Floats


class TensorFlowStep:
    name = "one-step tf.function"

    def __init__(self, config: ModelConfig, weights: dict[str, Floats]) -> None:
        size, units = config.vocabulary_size, config.layers[0]
        self._zeros = tf.zeros((1, units))
        self._cell = keras.layers.LSTMCell(units)
        self._output = keras.layers.Dense(size)
        self._cell.build((1, size))
        self._output.build((1, units))
        names = ("lstm.0.kernel", "lstm.0.recurrent_kernel", "lstm.0.bias")
        self._cell.set_weights([weights[name] for name in names])
        self._output.set_weights([weights["output.kernel"], weights["output.bias"]])

        def advance(token: tf.Tensor, hidden: tf.Tensor, cell: tf.Tensor) -> tuple[tf.Tensor, ...]:
            _, (hidden, cell) = self._cell(tf.one_hot(token, size), [hidden, cell])
            return self._output(hidden), hidden, cell

        def step(token: tf.Tensor, hidden: tf.Tensor, cell: tf.Tensor) -> tuple[tf.Tensor, ...]:
            logits, hidden, cell = advance(token, hidden, cell)
            drawn = tf.random.categorical(logits / TEMPERATURE, 1)[:, 0]
            return drawn, hidden, cell

        state = tf.TensorSpec((1, units), tf.float32)
        signature = [tf.TensorSpec((1,), tf.int64), state, state]
        self._advance = tf.function(advance, input_signature=signature)
        self._step = tf.function(step, input_signature=signature)

    def write(self, count: int) -> list[int]:
        hidden = cell = self._zeros
        token = tf.constant([FIRST_TOKEN], tf.int64)
        ids = []
        for _ in range(count):
            token, hidden, cell = self._step(token, hidden, cell)
            ids.append(int(token.numpy()[0]))
        return ids

    def log_probabilities(self, ids: list[int]) -> Array:
        hidden = cell = self._zeros
        for token in ids:
            logits, hidden, cell = self._advance(np.array([token]), hidden, cell)
        return log_softmax(logits.numpy()[0])
