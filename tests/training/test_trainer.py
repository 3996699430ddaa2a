"""One step: what it changes, and by how much."""

import numpy as np

from textgen.config import ModelConfig
from textgen.training.recipe import TrainingSettings
from textgen.training.trainer import Trainer

CONFIG = ModelConfig(vocabulary_size=7, layers=(5,), embedding=4)
RNG = np.random.default_rng(0)
BATCH = tuple(RNG.integers(7, size=(2, 4, 6)).astype(np.int32))  # ids and targets


def make_trainer(**settings):
    return Trainer(CONFIG, TrainingSettings(1, batch=4, window=6, learning_rate=0.1, **settings))


def test_the_average_follows_the_weights():
    """Worked by hand: step 0 keeps 1 / 10 of the average, step 1 keeps 2 / 11, step 90 half."""
    trainer = make_trainer(averaging=0.5)
    expected = trainer.weights
    trainer.begin_epoch()
    for number, keep in ((0, 1 / 10), (1, 2 / 11), (90, 0.5)):
        trainer.step(BATCH, number, 0.1)
        for name, array in trainer.weights.items():
            expected[name] = keep * expected[name] + (1 - keep) * array
            np.testing.assert_allclose(trainer.averages[name], expected[name], atol=1e-6)


def test_averaging_leaves_the_weights_alone():
    plain, averaging = make_trainer(dropout=0.3), make_trainer(dropout=0.3, averaging=0.9)
    for trainer in (plain, averaging):
        trainer.begin_epoch()
        for number in range(3):
            trainer.step(BATCH, number, 0.1)
    assert plain.averages == {}
    for name, array in plain.weights.items():
        np.testing.assert_array_equal(averaging.weights[name], array)
