"""Training: Keras on TensorFlow learns the weights that NumPy serves.

The only part of the project that imports TensorFlow. Nothing else in `textgen` imports this.
"""

from textgen.training.loop import train
from textgen.training.model import build_keras_model, get_weights, set_weights, zero_states
from textgen.training.recipe import Recipe

__all__ = ["Recipe", "build_keras_model", "get_weights", "set_weights", "train", "zero_states"]
