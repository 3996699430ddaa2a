"""An LSTM layer over a window, with its gradient.

Keras' own layer multiplies each token's input by itself, and adds to the gradient of the recurrent
weights token by token. Here both are one product for the whole window, which is what makes products
in bfloat16 worth their while, and a layer may be normalised.
"""

from dataclasses import dataclass
from typing import Any

import tensorflow as tf

from textgen.training.model import Tensor, multiply, normalize

State = tuple[Tensor, Tensor]  # hidden and cell, each (B, H)


@dataclass(frozen=True)
class LstmWeights:
    """Weights of a layer, gates in Keras' order; see `ModelConfig.weight_shapes`.

    Parameters
    ----------
    kernel : tensor of shape (E, 4H)
        What multiplies the inputs.
    recurrent_kernel : tensor of shape (H, 4H)
        What multiplies the hidden values of the step before.
    bias : tensor of shape (4H,)
        What is added to both.
    kernel_scale, recurrent_scale : tensor of shape (4H,), or None
        Of a normalised layer: what the two sums are multiplied by, once normalised.
    cell_scale : tensor of shape (H,), or None
        Of a normalised layer: what the cell is multiplied by, once normalised.
    """

    kernel: Tensor
    recurrent_kernel: Tensor
    bias: Tensor
    kernel_scale: Tensor = None
    recurrent_scale: Tensor = None
    cell_scale: Tensor = None

    @property
    def step_scales(self) -> list[Tensor]:
        """The scales that every step needs, none where nothing is normalised."""
        scales = (self.recurrent_scale, self.cell_scale)
        return [tf.convert_to_tensor(scale) for scale in scales if scale is not None]


def run_lstm(
    inputs: Tensor, weights: LstmWeights, state: State, precision: str = "float32"
) -> tuple[Tensor, State]:
    """Read a window. Without scales the result is that of Keras' LSTM.

    Parameters
    ----------
    inputs : tensor of shape (B, T, E)
        The window.
    weights : LstmWeights
        Of the layer.
    state : tuple of two tensors of shape (B, H)
        Hidden and cell before the window.
    precision : {'float32', 'bfloat16'}, default='float32'
        In which products are taken; gates and states are float32 in any case.

    Returns
    -------
    outputs : tensor of shape (B, T, H)
        Hidden values after each token.
    state : tuple of two tensors of shape (B, H)
        After the window.

    References
    ----------
    Hochreiter and Schmidhuber, "Long Short-Term Memory", Neural Computation 9(8), 1997.
    Werbos, "Backpropagation Through Time: What It Does and How to Do It", Proceedings of the
    IEEE 78(10), 1990.
    Ba et al., "Layer Normalization", arXiv:1607.06450.
    """
    by_time = tf.transpose(inputs, (1, 0, 2))
    sums = multiply(by_time, weights.kernel, precision)
    if weights.kernel_scale is not None:
        sums = normalize(sums, weights.kernel_scale)
    sums += weights.bias
    # Tensors: TensorFlow takes no variables of Keras there.
    recurrent_kernel = tf.convert_to_tensor(weights.recurrent_kernel)
    hiddens, cells = _recur(precision)(sums, recurrent_kernel, *state, *weights.step_scales)
    return tf.transpose(hiddens, (1, 0, 2)), (hiddens[-1], cells[-1])


def _recur(precision: str) -> Any:
    """Return the function that takes the inputs' sums to hidden and cell after each step."""

    @tf.custom_gradient  # type: ignore[untyped-decorator]
    def run(sums: Tensor, kernel: Tensor, hidden: Tensor, cell: Tensor, *scales: Tensor) -> Any:
        """Map sums (T, B, 4H) and a state to hidden and cell, each (T, B, H)."""
        rounded = tf.cast(kernel, precision)  # once for all steps

        def step(before: tuple[Tensor, ...], sums_now: Tensor) -> tuple[Tensor, ...]:
            hidden_before, cell_before, _ = before
            product = multiply(hidden_before, rounded, precision)
            return *_advance(sums_now, product, cell_before, *scales), product

        start = (hidden, cell, tf.zeros_like(sums[0]))
        hiddens, cells, products = tf.scan(step, sums, start)

        def gradient(of_hiddens: Tensor, of_cells: Tensor) -> tuple[Tensor, ...]:
            given = (sums, products, _before(cells, cell))
            of_sums, of_products, of_state, of_scales = _go_back(
                rounded, scales, given, (of_hiddens, of_cells)
            )
            read = tf.cast(_before(hiddens, hidden), precision)
            of_kernel = tf.einsum("tbh,tbg->hg", read, tf.cast(of_products, precision))
            of_kernel = tf.cast(of_kernel, tf.float32)
            return of_sums, of_kernel, *of_state, *of_scales

        return (hiddens, cells), gradient

    return run


def _go_back(
    kernel: Tensor, scales: tuple[Tensor, ...], given: tuple[Tensor, ...], of_states: State
) -> tuple[Tensor, Tensor, State, list[Tensor]]:
    """Return the gradients of all sums and products, of the first state and of the scales.

    ``given`` is what `_advance` was given at every step, ``of_states`` the gradients of what came
    of it; (T, B, ...) each.
    """

    def step(after: tuple[Tensor, ...], at: tuple[Tensor, ...]) -> tuple[Tensor, ...]:
        of_hidden, of_cell, *given_now = at
        with tf.GradientTape() as tape:
            tape.watch([*given_now, *scales])
            reached = _advance(*given_now, *scales)
        of_sums, of_product, of_cell_before, *of_scales = tape.gradient(
            reached,
            [*given_now, *scales],
            output_gradients=[of_hidden + after[0], of_cell + after[1]],
        )
        of_hidden_before = multiply(of_product, kernel, kernel.dtype, transpose_b=True)
        # Where nothing is normalised, sums and products are one sum and have one gradient.
        of_products = (of_product,) if scales else ()
        return of_hidden_before, of_cell_before, of_sums, *of_products, *of_scales

    sums, products, cells = (array[0] for array in given)
    start = (cells, cells, sums, *([products] if scales else []), *scales)
    of_hiddens, of_cells, of_sums, *others = tf.scan(
        step, (*of_states, *given), tuple(map(tf.zeros_like, start)), reverse=True
    )
    of_products, of_scales = (others[0], others[1:]) if scales else (of_sums, [])
    totals = [tf.reduce_sum(of_scale, axis=0) for of_scale in of_scales]
    return of_sums, of_products, (of_hiddens[0], of_cells[0]), totals


def _advance(
    sums: Tensor,
    product: Tensor,
    cell: Tensor,
    recurrent_scale: Tensor = None,
    cell_scale: Tensor = None,
) -> State:
    """Return hidden and cell after a step, given sums and product (B, 4H) and the cell before."""
    sums += product if recurrent_scale is None else normalize(product, recurrent_scale)
    ingoing, forget, candidate, outgoing = tf.split(sums, 4, axis=-1)
    cell = tf.sigmoid(forget) * cell + tf.sigmoid(ingoing) * tf.tanh(candidate)
    leaving = cell if cell_scale is None else normalize(cell, cell_scale)
    return tf.sigmoid(outgoing) * tf.tanh(leaving), cell


def _before(values: Tensor, first: Tensor) -> Tensor:
    """Return what each step began with (T, B, H), given what each ended with."""
    return tf.concat([first[None], values[:-1]], axis=0)
