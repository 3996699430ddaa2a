"""Training: Keras on TensorFlow learns the weights that NumPy serves.

The only part of the project that imports TensorFlow, and not before a training begins.
"""

import os

# Whatever the environment or Keras' own file of settings says: the models here are TensorFlow's.
os.environ["KERAS_BACKEND"] = "tensorflow"

from textgen.training.launch import train
from textgen.training.recipe import Recipe

__all__ = ["Recipe", "train"]
