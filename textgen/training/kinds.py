"""From a config to the model of its kind."""

from typing import Any

from textgen.config import ModelConfig
from textgen.training.conv import ConvModel
from textgen.training.lstm import LstmModel
from textgen.training.model import Dropouts, LanguageModel


def build_keras_model(
    config: ModelConfig, random_seed: int = 0, precision: str = "float32", **dropouts: Any
) -> LanguageModel:
    """Build a model; call it as ``model(ids, model.zero_states(batch))``.

    Parameters
    ----------
    config : ModelConfig
        Shape of the network.
    random_seed : int, default=0
        Decides the initial weights.
    precision : {'float32', 'bfloat16'}, default='float32'
        In which products are taken.
    **dropouts : float or bool
        What is set to zero in training, see `Dropouts`.
    """
    kind = ConvModel if config.kind == "conv" else LstmModel
    return kind(config, random_seed, Dropouts(**dropouts), precision)
