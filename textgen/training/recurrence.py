"""An LSTM layer over a window, with its gradient.

Keras' own layer multiplies each token's input by itself, and adds to the gradient of the recurrent
weights token by token. Here both are one product for the whole window, which is faster, and far
faster where products are taken in bfloat16.
"""

from typing import Any

import tensorflow as tf

from textgen.training.model import Tensor, multiply

State = tuple[Tensor, Tensor]  # hidden and cell, each (B, H)


def run_lstm(
    inputs: Tensor,
    kernel: Tensor,
    recurrent_kernel: Tensor,
    bias: Tensor,
    state: State,
    precision: str = "float32",
) -> tuple[Tensor, State]:
    """Read a window as Keras' LSTM does, with the gates in Keras' order.

    Parameters
    ----------
    inputs : tensor of shape (B, T, E)
    kernel : tensor of shape (E, 4H)
    recurrent_kernel : tensor of shape (H, 4H)
    bias : tensor of shape (4H,)
    state : tuple of two tensors of shape (B, H)
        Hidden and cell before the window.
    precision : {'float32', 'bfloat16'}, default='float32'
        In which products are taken; gates and states are float32 in any case.

    Returns
    -------
    outputs : tensor of shape (B, T, H)
    state : tuple of two tensors of shape (B, H)
        After the window.

    References
    ----------
    Hochreiter and Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997.
    Werbos, "Backpropagation Through Time: What It Does and How to Do It", Proceedings of the
    IEEE 78(10), 1990.
    """
    by_time = tf.transpose(inputs, (1, 0, 2))
    sums = multiply(_rows(by_time), kernel, precision) + bias
    sums = tf.reshape(sums, (*tf.unstack(tf.shape(by_time)[:2]), kernel.shape[-1]))
    hiddens, cells = _recur(sums, recurrent_kernel, state, precision)
    return tf.transpose(hiddens, (1, 0, 2)), (hiddens[-1], cells[-1])


def _recur(sums: Tensor, recurrent_kernel: Tensor, state: State, precision: str) -> State:
    """Return hidden and cell after each step, (T, B, H), given the inputs' sums (T, B, 4H)."""

    @tf.custom_gradient  # type: ignore[untyped-decorator]
    def run(sums: Tensor, recurrent_kernel: Tensor, hidden: Tensor, cell: Tensor) -> Any:
        recurrent = tf.cast(recurrent_kernel, precision)  # once for all steps

        def step(before: tuple[Tensor, ...], sums: Tensor) -> tuple[Tensor, ...]:
            hidden, cell, *_ = before
            return _forth(sums + multiply(hidden, recurrent, precision), cell)

        def step_back(after: tuple[Tensor, ...], at: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
            of_hidden, of_cell, *known = at
            of_sums, of_cell = _back(of_hidden + after[0], of_cell + after[1], *known)
            of_hidden = multiply(of_sums, recurrent, precision, transpose_b=True)
            return of_hidden, of_cell, of_sums

        def gradient(of_hiddens: Tensor, of_cells: Tensor) -> tuple[Tensor, ...]:
            at = (of_hiddens, of_cells, _before(cells, cell), *known)
            start = (tf.zeros_like(hidden), tf.zeros_like(cell), tf.zeros_like(sums[0]))
            of_hidden, of_cell, of_sums = tf.scan(step_back, at, start, reverse=True)
            read = _rows(_before(hiddens, hidden))
            of_kernel = multiply(read, _rows(of_sums), precision, transpose_a=True)
            return of_sums, of_kernel, of_hidden[0], of_cell[0]

        start = (hidden, cell, *[tf.zeros_like(hidden)] * 5)
        hiddens, cells, *known = tf.scan(step, sums, start)
        return (hiddens, cells), gradient

    # A tensor: TensorFlow takes no variable of Keras here.
    result: State = run(sums, tf.convert_to_tensor(recurrent_kernel), *state)
    return result


def _forth(sums: Tensor, cell: Tensor) -> tuple[Tensor, ...]:
    """Return hidden and cell after a step, and what its gradient needs: gates and tanh of cell."""
    ingoing, forget, candidate, outgoing = tf.split(sums, 4, axis=-1)
    ingoing, forget, outgoing = map(tf.sigmoid, (ingoing, forget, outgoing))
    candidate = tf.tanh(candidate)
    cell = forget * cell + ingoing * candidate
    squashed = tf.tanh(cell)
    return outgoing * squashed, cell, ingoing, forget, candidate, outgoing, squashed


def _back(
    of_hidden: Tensor,
    of_cell: Tensor,
    cell_before: Tensor,
    ingoing: Tensor,
    forget: Tensor,
    candidate: Tensor,
    outgoing: Tensor,
    squashed: Tensor,
) -> tuple[Tensor, Tensor]:
    """From the gradients of a step's hidden and cell to those of its sums and the cell before."""
    of_sigmoid, of_tanh = tf.raw_ops.SigmoidGrad, tf.raw_ops.TanhGrad  # given the function's value
    of_cell += of_tanh(y=squashed, dy=of_hidden * outgoing)
    of_sums = (
        of_sigmoid(y=ingoing, dy=of_cell * candidate),
        of_sigmoid(y=forget, dy=of_cell * cell_before),
        of_tanh(y=candidate, dy=of_cell * ingoing),
        of_sigmoid(y=outgoing, dy=of_hidden * squashed),
    )
    return tf.concat(of_sums, axis=-1), of_cell * forget


def _before(values: Tensor, first: Tensor) -> Tensor:
    """Return what each step began with (T, B, H), given what each ended with."""
    return tf.concat([first[None], values[:-1]], axis=0)


def _rows(values: Tensor) -> Tensor:
    return tf.reshape(values, (-1, values.shape[-1]))
