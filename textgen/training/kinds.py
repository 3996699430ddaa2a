"""From a config to the model of its kind."""

from typing import Any

from textgen.config import ModelConfig
from textgen.training.conv import ConvModel
from textgen.training.lstm import LstmModel
from textgen.training.model import LanguageModel


def build_keras_model(config: ModelConfig, **settings: Any) -> LanguageModel:
    """Build a model; call it as ``model(ids, model.zero_states(batch))``.

    Parameters
    ----------
    config : ModelConfig
        Shape of the network.
    **settings : int or float
        Random seed and dropouts, see `LstmModel` and `ConvModel`.
    """
    if config.kind == "conv":
        return ConvModel(config, **settings)
    return LstmModel(config, **settings)
