"""The LSTM's window, against Keras' own layer and against TensorFlow's own gradient."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from textgen.training.model import normalize
from textgen.training.recurrence import LstmWeights, run_lstm

BATCH, LENGTH, WIDTH, UNITS = 3, 7, 5, 8
SHAPES = {
    "inputs": (BATCH, LENGTH, WIDTH),
    "hidden": (BATCH, UNITS),
    "cell": (BATCH, UNITS),
    "kernel": (WIDTH, 4 * UNITS),
    "recurrent_kernel": (UNITS, 4 * UNITS),
    "bias": (4 * UNITS,),
}
SCALES = {"kernel_scale": (4 * UNITS,), "recurrent_scale": (4 * UNITS,), "cell_scale": (UNITS,)}


def arrays(shapes):
    rng = np.random.default_rng(1)
    return {
        name: tf.constant(rng.normal(size=shape) / 2, tf.float32) for name, shape in shapes.items()
    }


def by_keras(inputs, hidden, cell, kernel, recurrent_kernel, bias):
    layer = keras.layers.LSTM(UNITS, return_sequences=True, return_state=True)
    layer.build((None, None, WIDTH))
    outputs, _ = layer.stateless_call(
        [kernel, recurrent_kernel, bias],
        layer.non_trainable_variables,
        inputs,
        initial_state=[hidden, cell],
    )
    return outputs


def token_by_token(inputs, hidden, cell, **weights):
    """A normalised layer as its definition reads, for TensorFlow to differentiate."""
    given, outputs = LstmWeights(**weights), []
    for t in range(LENGTH):
        sums = normalize(inputs[:, t] @ given.kernel, given.kernel_scale) + given.bias
        sums += normalize(hidden @ given.recurrent_kernel, given.recurrent_scale)
        i, f, c, o = tf.split(sums, 4, axis=-1)
        cell = tf.sigmoid(f) * cell + tf.sigmoid(i) * tf.tanh(c)
        hidden = tf.sigmoid(o) * tf.tanh(normalize(cell, given.cell_scale))
        outputs.append(hidden)
    return [tf.stack(outputs, axis=1), hidden, cell]


def here(precision="float32"):
    """One trace for windows of any length."""

    def run(inputs, hidden, cell, **weights):
        outputs, after = run_lstm(inputs, LstmWeights(**weights), (hidden, cell), precision)
        return [outputs, *after]

    return tf.function(run, reduce_retracing=True)


def results_and_gradients(run, shapes, zero=()):
    given = arrays(shapes)
    given |= {name: tf.zeros_like(given[name]) for name in zero}
    with tf.GradientTape() as tape:
        tape.watch(given)
        results = run(**given)
        # Another weight for every result, so that none can stand for another.
        total = sum(tf.reduce_sum(tf.sin(result + i)) for i, result in enumerate(results))
    gradients = tape.gradient(total, given)
    assert gradients.keys() == shapes.keys()
    return {name: np.array(array) for name, array in [*enumerate(results), *gradients.items()]}


@pytest.mark.parametrize(("precision", "tolerance"), [("float32", 1e-5), ("bfloat16", 0.02)])
@pytest.mark.parametrize("zero", [(), ("hidden", "cell")], ids=["carried", "zero state"])
@pytest.mark.parametrize(
    ("reference", "shapes"), [(by_keras, SHAPES), (token_by_token, SHAPES | SCALES)]
)
def test_results_and_gradients(reference, shapes, zero, precision, tolerance):
    expected = results_and_gradients(reference, shapes, zero)
    found = results_and_gradients(here(precision), shapes, zero)
    for name, array in found.items():
        off = np.linalg.norm(array - expected[name]) / np.linalg.norm(expected[name])
        assert off < tolerance, name


def test_bfloat16_rounds_products_forth_and_back():
    exact, rounded = (results_and_gradients(here(name), SHAPES) for name in ("float32", "bfloat16"))
    for name, array in rounded.items():
        assert array.dtype == np.float32
        assert not np.array_equal(array, exact[name])
    for name in ("kernel", "recurrent_kernel"):
        products = tf.cast(tf.cast(rounded[name], tf.bfloat16), tf.float32)
        np.testing.assert_array_equal(products, rounded[name])


@pytest.mark.parametrize("shapes", [SHAPES, SHAPES | SCALES])
def test_windows_may_differ_in_length(shapes):
    given, run = arrays(shapes), here()
    whole = run(**given)
    first = run(**given | {"inputs": given["inputs"][:, :3]})
    rest = {"inputs": given["inputs"][:, 3:], "hidden": first[1], "cell": first[2]}
    second = run(**given | rest)
    np.testing.assert_allclose(np.concatenate([first[0], second[0]], axis=1), whole[0], atol=1e-6)
    assert run.experimental_get_tracing_count() == 2  # one length, then any
