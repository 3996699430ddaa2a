"""An LSTM over a whole window, with its backward pass written out.

It computes what ``keras.layers.LSTM`` computes (a test compares outputs and gradients), about
twice as fast on one core. Automatic differentiation of the Keras loop adds a full-sized gradient of the
recurrent kernel at every time step; here the steps only store their pre-activation gradients and
one matrix product over the whole window yields the kernel's gradient.
"""

import tensorflow as tf


def lstm(inputs, hidden, cell, kernel, recurrent_kernel, bias):
    """Run an LSTM layer over a window.

    Parameters
    ----------
    inputs : tf.Tensor of shape (T, B, D)
        Time-major input.
    hidden, cell : tf.Tensor of shape (B, H)
        State before the first step.
    kernel : tf.Tensor of shape (D, 4H)
    recurrent_kernel : tf.Tensor of shape (H, 4H)
    bias : tf.Tensor of shape (4H,)
        Keras's layout: gates in the order input, forget, candidate, output.

    Returns
    -------
    outputs : tf.Tensor of shape (T, B, H)
    hidden, cell : tf.Tensor of shape (B, H)
        State after the last step.
    """
    projected = tf.tensordot(inputs, kernel, 1) + bias
    return _recurrence(projected, hidden, cell, recurrent_kernel)


@tf.custom_gradient
def _recurrence(projected, hidden, cell, recurrent_kernel):
    gates, cells, outputs = [], [cell], [hidden]
    for step in tf.unstack(projected):
        z = step + outputs[-1] @ recurrent_kernel
        i, f, g, o = tf.split(z, 4, axis=-1)
        i, f, g, o = tf.sigmoid(i), tf.sigmoid(f), tf.tanh(g), tf.sigmoid(o)
        cells.append(f * cells[-1] + i * g)
        outputs.append(o * tf.tanh(cells[-1]))
        gates.append((i, f, g, o))

    def backward(d_outputs, d_hidden, d_cell):
        d_z = []
        transposed = tf.transpose(recurrent_kernel)
        for t, d_output in reversed(list(enumerate(tf.unstack(d_outputs)))):
            i, f, g, o = gates[t]
            squashed = tf.tanh(cells[t + 1])
            d_hidden += d_output
            d_cell += d_hidden * o * (1 - squashed * squashed)
            d_z.append(
                tf.concat(
                    [
                        d_cell * g * i * (1 - i),
                        d_cell * cells[t] * f * (1 - f),
                        d_cell * i * (1 - g * g),
                        d_hidden * squashed * o * (1 - o),
                    ],
                    axis=-1,
                )
            )
            d_hidden = d_z[-1] @ transposed
            d_cell *= f
        d_projected = tf.stack(d_z[::-1])
        d_kernel = tf.tensordot(tf.stack(outputs[:-1]), d_projected, [[0, 1], [0, 1]])
        return d_projected, d_hidden, d_cell, d_kernel

    return (tf.stack(outputs[1:]), outputs[-1], cells[-1]), backward
