"""PyTorch's `LSTMCell` in a loop. Its gates have Keras' order: i, f, c, o."""

import torch

from bench.peers import FIRST_TOKEN, TEMPERATURE, Array, log_softmax
from textgen import ModelConfig
from textgen.network import Floats


class TorchCell:
    name = "PyTorch LSTMCell"

    def __init__(self, config: ModelConfig, weights: dict[str, Floats]) -> None:
        torch.set_num_threads(1)
        size, units = config.vocabulary_size, config.layers[0]
        self._cell = torch.nn.LSTMCell(size, units)
        self._output = torch.nn.Linear(units, size)
        self._one_hot = torch.eye(size).split(1)  # rows of shape (1, V), made once
        self._zeros = torch.zeros(1, units)
        self._cell.load_state_dict(
            {
                "weight_ih": _transposed(weights["lstm.0.kernel"]),
                "weight_hh": _transposed(weights["lstm.0.recurrent_kernel"]),
                "bias_ih": torch.tensor(weights["lstm.0.bias"]),
                "bias_hh": torch.zeros(4 * units),
            }
        )
        self._output.load_state_dict(
            {
                "weight": _transposed(weights["output.kernel"]),
                "bias": torch.tensor(weights["output.bias"]),
            }
        )

    @torch.inference_mode()
    def write(self, count: int) -> list[int]:
        token, state = FIRST_TOKEN, (self._zeros, self._zeros)
        ids = []
        for _ in range(count):
            state = self._cell(self._one_hot[token], state)
            weights = torch.softmax(self._output(state[0]) / TEMPERATURE, -1)
            token = int(torch.multinomial(weights, 1).item())
            ids.append(token)
        return ids

    @torch.inference_mode()
    def log_probabilities(self, ids: list[int]) -> Array:
        state = (self._zeros, self._zeros)
        for token in ids:
            state = self._cell(self._one_hot[token], state)
        return log_softmax(self._output(state[0])[0].numpy())


def _transposed(weight: Floats) -> torch.Tensor:
    return torch.tensor(weight).T.contiguous()
