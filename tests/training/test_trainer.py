"""One step: what it changes, and by how much."""

import numpy as np
import pytest

from textgen.config import ModelConfig
from textgen.training.recipe import TrainingSettings
from textgen.training.trainer import Trainer

CONFIGS = [
    ModelConfig(vocabulary_size=7, layers=(5,), embedding=4),
    ModelConfig(7, layers=(5,), embedding=4, projection=4, tied=True, normalized=True),
    ModelConfig(7, layers=(4, 4), embedding=4, kind="conv", kernel_size=2, dilations=(1, 2)),
]
RNG = np.random.default_rng(0)
BATCH = tuple(RNG.integers(7, size=(2, 4, 6)).astype(np.int32))  # ids and targets


def make_trainer(config=CONFIGS[0], **settings):
    return Trainer(config, TrainingSettings(1, batch=4, window=6, learning_rate=0.1, **settings))


def assert_same_arrays(arrays, others):
    assert arrays.keys() == others.keys()
    for name, array in arrays.items():
        np.testing.assert_array_equal(array, others[name])


def test_the_average_follows_the_weights():
    """Worked by hand: step 0 keeps 1 / 10 of the average, step 1 keeps 2 / 11, step 90 half."""
    trainer = make_trainer(averaging=0.5)
    expected = trainer.memory.weights
    for number, keep in ((0, 1 / 10), (1, 2 / 11), (90, 0.5)):
        trainer.step(BATCH, number, 0.1)
        memory = trainer.memory
        for name, array in memory.weights.items():
            expected[name] = keep * expected[name] + (1 - keep) * array
            np.testing.assert_allclose(memory.averages[name], expected[name], atol=1e-6)


def test_averaging_leaves_the_weights_alone():
    plain, averaging = make_trainer(dropout=0.3), make_trainer(dropout=0.3, averaging=0.9)
    for trainer in (plain, averaging):
        for number in range(3):
            trainer.step(BATCH, number, 0.1)
    assert plain.memory.averages == {}
    assert_same_arrays(plain.memory.weights, averaging.memory.weights)


@pytest.mark.parametrize("config", CONFIGS, ids=["lstm", "normalized", "conv"])
def test_products_in_bfloat16_lead_nearly_the_same_way(config):
    trainers = make_trainer(config), make_trainer(config, precision="bfloat16")
    exact, rounded = (
        [trainer.step(BATCH, number, 0.01) for number in range(20)] for trainer in trainers
    )
    assert exact[-1] < exact[0] - 0.2  # so that something was learned
    assert rounded != exact
    np.testing.assert_allclose(rounded, exact, atol=0.02)
    assert all(array.dtype == np.float32 for array in trainers[1].memory.weights.values())


@pytest.mark.parametrize("config", CONFIGS, ids=["lstm", "normalized", "conv"])
def test_a_memory_brings_another_trainer_to_the_same_moment(config):
    settings = {"dropout": 0.3, "averaging": 0.9}
    trainer, other = make_trainer(config, **settings), make_trainer(config, **settings)
    trainer.step(BATCH, 0, 0.1)
    other.restore(trainer.memory)
    losses = [learner.step(BATCH, 1, 0.05) for learner in (trainer, other)]
    assert losses[0] == losses[1]
    for group in ("weights", "averages"):
        assert_same_arrays(getattr(trainer.memory, group), getattr(other.memory, group))
    for group in ("slots", "states"):
        np.testing.assert_equal(getattr(trainer.memory, group), getattr(other.memory, group))


def test_a_memory_of_another_model_does_not_fit():
    with pytest.raises(ValueError):
        make_trainer(CONFIGS[0]).restore(make_trainer(CONFIGS[0], optimizer="rmsprop").memory)
