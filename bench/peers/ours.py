"""This project: `textgen.generate`."""

from bench.peers import FIRST_TOKEN, TEMPERATURE, Array, log_softmax
from textgen import ModelConfig, Sampler, Settings, generate, make_decoder
from textgen.network import Floats


class Ours:
    name = "textgen"

    def __init__(self, config: ModelConfig, weights: dict[str, Floats]) -> None:
        self._decoder = make_decoder(config, weights, FIRST_TOKEN)

    def write(self, count: int) -> list[int]:
        settings = Settings(Sampler(TEMPERATURE), random_seed=0, max_new_tokens=count)
        return [step.id for step in generate(self._decoder, [], settings)]

    def log_probabilities(self, ids: list[int]) -> Array:
        rows, _ = self._decoder.forward(ids, self._decoder.initial_state())
        return log_softmax(rows[-1])
