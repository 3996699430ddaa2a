"""The book's loop, listings 8.5 to 8.7, in Keras 3: `predict` on a one-hot window for a token."""

import keras
import numpy as np

from bench.models import WINDOW
from bench.peers import FIRST_TOKEN, TEMPERATURE, Array
from textgen import ModelConfig
from textgen.network import Floats


class Book:
    name = "book's loop (Keras)"

    def __init__(self, config: ModelConfig, weights: dict[str, Floats]) -> None:
        size = config.vocabulary_size
        self._size = size
        self._model = keras.Sequential(
            [
                keras.Input((WINDOW, size)),
                keras.layers.LSTM(config.layers[0]),
                keras.layers.Dense(size, activation="softmax"),
            ]
        )
        names = ("lstm.0.kernel", "lstm.0.recurrent_kernel", "lstm.0.bias")
        self._model.set_weights([weights[n] for n in (*names, "output.kernel", "output.bias")])

    def write(self, count: int) -> list[int]:
        window = [FIRST_TOKEN] * WINDOW
        for _ in range(count):
            window = [*window[1:], self._draw(self._predict(window))]
        return window[-count:]

    def log_probabilities(self, ids: list[int]) -> Array:
        return np.log(self._predict(ids[-WINDOW:]).astype(np.float64))

    def _predict(self, window: list[int]) -> Array:
        one_hot = np.zeros((1, WINDOW, self._size))
        for t, token in enumerate(window):
            one_hot[0, t, token] = 1.0
        probabilities: Array = self._model.predict(one_hot, verbose=0)[0]
        return probabilities

    def _draw(self, probabilities: Array) -> int:
        weights = np.exp(np.log(probabilities.astype("float64")) / TEMPERATURE)
        return int(np.argmax(np.random.multinomial(1, weights / weights.sum(), 1)))
