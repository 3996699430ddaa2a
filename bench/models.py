"""Models to measure: the book's shape with random weights, and the shipped checkpoints."""

import numpy as np

from textgen import Checkpoint, ModelConfig
from textgen.checkpoint import checkpoint_names
from textgen.network import Floats

BOOK = ModelConfig(vocabulary_size=57, layers=(128,))  # one-hot characters, listing 8.5
WINDOW = 60


def random_weights(config: ModelConfig, random_seed: int = 0) -> dict[str, Floats]:
    """Return weights that make a model neither certain nor indifferent; speed asks for no more."""
    rng = np.random.default_rng(random_seed)
    return {
        name: rng.standard_normal(shape, np.float32) / np.float32(8)
        for name, shape in config.weight_shapes().items()
    }


def load(folder: str, name: str) -> Checkpoint:
    """Load a shipped checkpoint, or say where to get one."""
    if name not in checkpoint_names(folder):
        raise SystemExit(f"bench: no checkpoint {name!r} in {folder}; --checkpoints names a folder")
    return Checkpoint.load(f"{folder}/{name}")
