"""The LSTM's window, against Keras' own layer."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from textgen.training.recurrence import run_lstm

BATCH, LENGTH, WIDTH, UNITS = 3, 7, 5, 8


def _arrays():
    rng = np.random.default_rng(1)
    shapes = [
        (BATCH, LENGTH, WIDTH),
        (WIDTH, 4 * UNITS),
        (UNITS, 4 * UNITS),
        (4 * UNITS,),
        (BATCH, UNITS),
        (BATCH, UNITS),
    ]
    return [tf.constant(rng.normal(size=shape) / 2, tf.float32) for shape in shapes]


def _by_keras(inputs, kernel, recurrent_kernel, bias, hidden, cell):
    layer = keras.layers.LSTM(UNITS, return_sequences=True, return_state=True)
    layer.build((None, None, WIDTH))
    outputs, _ = layer.stateless_call(
        [kernel, recurrent_kernel, bias],
        layer.non_trainable_variables,
        inputs,
        initial_state=[hidden, cell],
    )
    return outputs


def _here(precision):
    def run(inputs, kernel, recurrent_kernel, bias, hidden, cell):
        outputs, after = run_lstm(inputs, kernel, recurrent_kernel, bias, (hidden, cell), precision)
        return [outputs, *after]

    return tf.function(run)


def _results_and_gradients(run):
    arrays = _arrays()
    with tf.GradientTape() as tape:
        tape.watch(arrays)
        results = run(*arrays)
        # Another weight for every number, so that none can stand for another.
        total = sum(tf.reduce_sum(tf.sin(result + i)) for i, result in enumerate(results))
    return [np.array(array) for array in [*results, *tape.gradient(total, arrays)]]


@pytest.mark.parametrize(("precision", "tolerance"), [("float32", 1e-5), ("bfloat16", 0.06)])
def test_results_and_gradients_are_those_of_keras_layer(precision, tolerance):
    expected = _results_and_gradients(_by_keras)
    found = _results_and_gradients(_here(precision))
    assert len(found) == 9
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_allclose(one, other, atol=tolerance)


def test_bfloat16_rounds_the_factors():
    exact, rounded = (_results_and_gradients(_here(name)) for name in ("float32", "bfloat16"))
    for one, other in zip(exact, rounded, strict=True):
        assert one.dtype == other.dtype == np.float32
        assert not np.array_equal(one, other)


def test_windows_may_differ_in_length():
    inputs, *weights = _arrays()
    run = _here("float32")
    whole = run(inputs, *weights)
    first = run(inputs[:, :3], *weights)
    second = run(inputs[:, 3:], *weights[:3], *first[1:])
    np.testing.assert_allclose(np.concatenate([first[0], second[0]], axis=1), whole[0], atol=1e-6)
