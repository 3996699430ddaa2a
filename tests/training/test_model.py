"""The Keras model: its own laws. That NumPy equals it is proved beside the decoder."""

import os
import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import pytest
import tensorflow as tf

from textgen.config import ModelConfig
from textgen.decoder import make_decoder
from textgen.training.kinds import build_keras_model
from textgen.training.model import drop_weights, get_weights, set_weights

ROOT = Path(__file__).parents[2]
IDS = np.array([[1, 2, 3, 4, 0], [4, 4, 1, 0, 2]], np.int32)

NORMALIZED = ModelConfig(5, (6, 4), embedding=3, normalized=True)
CONVOLUTION = ModelConfig(5, (4, 4), embedding=4, kind="conv", kernel_size=2, dilations=(1, 2))
CONFIGS = [
    ModelConfig(vocabulary_size=5, layers=(6,)),
    ModelConfig(vocabulary_size=5, layers=(6, 4), embedding=3),
    ModelConfig(vocabulary_size=5, layers=(6,), embedding=3, projection=3, tied=True),
    ModelConfig(vocabulary_size=5, layers=(6, 4), embedding=4, tied=True),
    NORMALIZED,
    CONVOLUTION,
    ModelConfig(5, (4,), embedding=4, tied=True, kind="conv", kernel_size=3, dilations=(2,)),
]


@pytest.mark.parametrize("backend", ["jax", "none such"])
def test_another_backend_of_keras_in_the_environment_does_not_matter(backend):
    command = [
        sys.executable,
        "-c",
        "import textgen.training.model, keras; print(keras.config.backend())",
    ]
    env = {**os.environ, "KERAS_BACKEND": backend}
    run = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True)
    assert run.stdout == "tensorflow\n", run.stderr


@pytest.mark.parametrize("config", CONFIGS)
def test_weights_have_the_shapes_of_the_config(config):
    weights = get_weights(build_keras_model(config))
    assert {name: array.shape for name, array in weights.items()} == config.weight_shapes()
    assert len(build_keras_model(config).trainable_variables) == len(weights)


@pytest.mark.parametrize("config", CONFIGS)
def test_weights_survive_a_round_trip(config):
    rng = np.random.default_rng(1)
    weights = {
        name: rng.normal(size=shape).astype(np.float32)
        for name, shape in config.weight_shapes().items()
    }
    model = build_keras_model(config)
    set_weights(model, weights)
    for name, array in get_weights(model).items():
        np.testing.assert_array_equal(array, weights[name])


def test_equals_a_stock_keras_model():
    config = ModelConfig(vocabulary_size=5, layers=(6, 4), embedding=3)
    model = build_keras_model(config, random_seed=3)
    stock = keras.Sequential(
        [
            keras.layers.Embedding(5, 3),
            keras.layers.LSTM(6, return_sequences=True),
            keras.layers.LSTM(4, return_sequences=True),
            keras.layers.Dense(5),
        ]
    )
    stock.build((None, 5))
    stock.set_weights(list(get_weights(model).values()))
    logits, _ = model(IDS, model.zero_states(2))
    np.testing.assert_allclose(logits, stock(IDS), atol=1e-6)


@pytest.mark.parametrize("config", CONFIGS)
def test_two_windows_with_carried_state_equal_one(config):
    model = build_keras_model(config, random_seed=2)
    whole, _ = model(IDS, model.zero_states(2))
    first, states = model(IDS[:, :2], model.zero_states(2))
    second, _ = model(IDS[:, 2:], states)
    np.testing.assert_allclose(tf.concat([first, second], axis=1), whole, atol=1e-6)


@pytest.mark.parametrize("config", CONFIGS)
def test_its_logits_are_those_of_the_decoder_that_serves_it(config):
    rng = np.random.default_rng(3)
    model = build_keras_model(config, random_seed=2)
    weights = {
        name: array + rng.normal(scale=0.3, size=array.shape).astype(np.float32)
        for name, array in get_weights(model).items()
    }
    set_weights(model, weights)
    logits, _ = model(IDS, model.zero_states(2))
    decoder = make_decoder(config, weights, opening=int(IDS[0, 0]))
    served, _ = decoder.forward(IDS[0].tolist(), decoder.initial_state())
    np.testing.assert_allclose(served, logits[0], atol=1e-5)


def test_the_random_seed_decides_the_initial_weights():
    config = CONFIGS[1]
    same, other = (get_weights(build_keras_model(config, random_seed=s)) for s in (0, 1))
    again = get_weights(build_keras_model(config, random_seed=0))
    np.testing.assert_array_equal(same["lstm.1.kernel"], again["lstm.1.kernel"])
    assert not np.array_equal(same["lstm.1.kernel"], other["lstm.1.kernel"])
    assert not np.array_equal(same["lstm.0.kernel"][:3, :8], same["lstm.1.kernel"][:3, :8])


KINDS = ["dropout", "embedding_dropout", "weight_dropout"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("config", [CONFIGS[1], NORMALIZED, CONVOLUTION])
def test_dropout_is_decided_by_the_dice_alone(config, kind):
    model = build_keras_model(config, **{kind: 0.5})
    states = model.zero_states(2)
    first, again, other = (
        np.array(model(IDS, states, tf.constant(dice))[0]) for dice in ([1, 7], [1, 7], [1, 8])
    )
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("config", [CONFIGS[1], NORMALIZED, CONVOLUTION])
def test_without_dice_nothing_is_dropped(config):
    plain = build_keras_model(config)
    dropping = build_keras_model(config, **dict.fromkeys(KINDS, 0.5))
    states = plain.zero_states(2)
    np.testing.assert_array_equal(plain(IDS, states)[0], dropping(IDS, states)[0])


def test_dropout_keeps_the_mean():
    dropped = np.array(drop_weights(tf.ones((200, 200)), 0.3, tf.constant([1, 1]), 0))
    assert set(np.unique(dropped)) == {np.float32(0), np.float32(1 / 0.7)}
    assert dropped.mean() == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("kind", ["dropout", "embedding_dropout"])
def test_variational_dropout_zeroes_the_same_places_all_window_long(kind):
    model = build_keras_model(CONFIGS[0], **{kind: 0.5}, variational=True)
    dropped = np.array(model.drop(tf.ones((3, 7, 50)), 0.5, tf.constant([1, 7]), 0))
    np.testing.assert_array_equal(dropped, np.repeat(dropped[:, :1], 7, axis=1))
    assert not np.array_equal(dropped[0], dropped[1])
    assert dropped.mean() == pytest.approx(1, abs=0.25)
    logits = [
        np.array(
            build_keras_model(CONFIGS[0], **{kind: 0.5}, variational=variational)(
                IDS, model.zero_states(2), tf.constant([1, 7])
            )[0]
        )
        for variational in (True, False)
    ]
    assert not np.array_equal(*logits)


def test_gradients_reach_dropped_recurrent_weights_no_more():
    config = ModelConfig(vocabulary_size=5, layers=(6,), embedding=3)
    model = build_keras_model(config, weight_dropout=0.5)
    kernel = model.recurrent[0].cell.recurrent_kernel
    with tf.GradientTape() as tape:
        logits, _ = model(IDS, model.zero_states(2), tf.constant([1, 7]))
        loss = tf.reduce_sum(logits**2)
    gradient = np.array(tape.gradient(loss, kernel.value))
    assert 0.3 < np.mean(gradient == 0) < 0.7


def test_between_convolutions_nothing_is_dropped():
    config = CONVOLUTION
    plain, dropping = build_keras_model(config), build_keras_model(config, dropout=0.5)
    states, dice = plain.zero_states(2), tf.constant([1, 7])
    (expected, kept), (logits, same) = plain(IDS, states, dice), dropping(IDS, states, dice)
    for one, other in zip(kept, same, strict=True):
        np.testing.assert_array_equal(one, other)
    assert not np.array_equal(expected, logits)
