"""Networks in Keras, for training and as the reference that the NumPy decoder is proved against.

State is passed in and out and dropout is told its dice, so a model holds nothing but weights.
"""

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from textgen.config import ModelConfig
from textgen.network import NORM_EPSILON, Floats

Tensor = Any  # TensorFlow is published without types
States = Any  # nested lists and tuples of tensors of shape (B, ...)


@dataclass(frozen=True)
class Dropouts:
    """What is set to zero in training.

    Parameters
    ----------
    dropout : float, default=0.0
        Share of each layer's outputs, of convolutions the last layer's.
    embedding_dropout : float, default=0.0
        Share of the first layer's inputs.
    variational : bool, default=False
        Whether these two zero the same places all window long, instead of others at each token.
    weight_dropout : float, default=0.0
        Share of the layers' weights, the same ones all window long: of an LSTM the recurrent
        ones, of convolutions the kernels.

    References
    ----------
    Gal and Ghahramani, "A Theoretically Grounded Application of Dropout in Recurrent Neural
    Networks", arXiv:1512.05287.
    Merity et al., "Regularizing and Optimizing LSTM Language Models", arXiv:1708.02182: recurrent
    weights dropped.
    """

    dropout: float = 0.0
    embedding_dropout: float = 0.0
    variational: bool = False
    weight_dropout: float = 0.0


class LanguageModel(keras.Model):  # type: ignore[misc]  # keras is untyped
    """Embedding or one-hot, layers of some kind, optional projection, logits.

    Parameters
    ----------
    config : ModelConfig
        Shape of the network.
    random_seed : int, default=0
        Decides the initial weights.
    dropouts : Dropouts or None, default=None
        What is set to zero in training; None for nothing.
    precision : {'float32', 'bfloat16'}, default='float32'
        In which products are taken; see `multiply`. Weights and states are float32 in any case.
    """

    def __init__(
        self,
        config: ModelConfig,
        random_seed: int = 0,
        dropouts: Dropouts | None = None,
        precision: str = "float32",
    ) -> None:
        super().__init__()
        self.config = config
        self.dropouts = dropouts or Dropouts()
        self.precision = precision
        uniform = keras.initializers.RandomUniform(-0.05, 0.05, seed=random_seed)
        self.table = (
            None
            if config.embedding is None
            else self.add_weight((config.vocabulary_size, config.embedding), uniform)
        )
        self.projection = _projection(config, random_seed)
        self.output_kernel = (
            None
            if config.tied
            else self.add_weight(
                (config.output_width, config.vocabulary_size), glorot(random_seed, 101)
            )
        )
        self.output_bias = self.add_weight((config.vocabulary_size,), "zeros")
        self.add_layers(random_seed)
        self.built = True  # every layer is; Keras would build again at the first call

    def call(self, ids: Tensor, states: States, dice: Tensor = None) -> tuple[Tensor, States]:
        """Read a window.

        Parameters
        ----------
        ids : tensor of shape (B, T), integer
            Tokens.
        states : nested lists and tuples of tensors of shape (B, ...)
            As `zero_states` or the call before returned them.
        dice : tensor of shape (2,), integer, or None
            Random seed and step, which decide the dropout masks. None drops nothing.

        Returns
        -------
        logits : tensor of shape (B, T, V), or (B, 1, V) of a model that re-reads a window
        states : as the argument
            After the window.
        """
        if self.table is None:
            values = tf.one_hot(ids, self.config.vocabulary_size)
        else:
            values = tf.gather(self.table, ids)
        values = self.drop(values, self.dropouts.embedding_dropout, dice, 0)
        values, after = self.run_layers(values, states, dice)
        if self.config.context != "carry":
            values = values[:, -1:]  # what comes earlier has read less than the whole window
        return self._logits(values), after

    @abstractmethod
    def add_layers(self, random_seed: int) -> None:
        """Make the layers, the last of what a new model is made of."""

    @abstractmethod
    def run_layers(self, values: Tensor, states: States, dice: Tensor) -> tuple[Tensor, States]:
        """Map inputs (B, T, E) and states to the last layer's outputs (B, T, H) and states."""

    @abstractmethod
    def zero_states(self, batch: int) -> States:
        """States before the first token of so many streams."""

    @abstractmethod
    def layer_weights(self) -> dict[str, Any]:
        """Variables of the layers, named as `ModelConfig.weight_shapes` names them."""

    def drop(self, values: Tensor, rate: float, dice: Tensor, place: int) -> Tensor:
        """Drop a share of values (B, T, n), at each token or all window long."""
        if dice is None or rate == 0:
            return values
        shape = tf.shape(values)
        mask = (shape[0], 1, shape[2]) if self.dropouts.variational else shape
        return _thin(values, rate, _draw_rows(dice, place, mask))

    def _logits(self, values: Tensor) -> Tensor:
        if self.projection is not None:
            values = multiply(values, self.projection.kernel, self.precision)
            values += self.projection.bias
        kernel = self.table if self.config.tied else self.output_kernel
        logits = multiply(values, kernel, self.precision, transpose_b=self.config.tied)
        return logits + self.output_bias


def get_weights(model: LanguageModel) -> dict[str, Floats]:
    """Return copies of the weights, named and shaped as `ModelConfig.weight_shapes` says."""
    return {name: np.array(variable.numpy()) for name, variable in _variables(model).items()}


def set_weights(model: LanguageModel, weights: Mapping[str, Floats]) -> None:
    """Assign weights named and shaped as `ModelConfig.weight_shapes` says."""
    for name, variable in _variables(model).items():
        variable.assign(weights[name])


def _variables(model: LanguageModel) -> dict[str, Any]:
    found = {"embedding": model.table, **model.layer_weights()}
    if model.projection is not None:
        found["projection.kernel"] = model.projection.kernel
        found["projection.bias"] = model.projection.bias
    found["output.kernel"] = model.output_kernel
    found["output.bias"] = model.output_bias
    return {name: found[name] for name in model.config.weight_shapes()}


def _projection(config: ModelConfig, random_seed: int) -> Any:
    if config.projection is None:
        return None
    layer = keras.layers.Dense(config.projection, kernel_initializer=glorot(random_seed, 100))
    layer.build((None, config.layers[-1]))
    return layer


def glorot(*seed: int) -> Any:
    """Glorot's uniform initializer, decided by some numbers."""
    return keras.initializers.GlorotUniform(seed=fold(*seed))


def fold(*seed: int) -> int:
    """One seed of several numbers, the same on every machine."""
    return int(np.random.SeedSequence(seed).generate_state(1)[0] >> 1)


def multiply(
    values: Tensor, kernel: Tensor, precision: Any, *, transpose_b: bool = False
) -> Tensor:
    """Return the product of vectors and a matrix, taken in some precision, as float32.

    However many vectors there are, it is one product of two matrices.

    Parameters
    ----------
    values : tensor of shape (..., m)
        Vectors.
    kernel : tensor of shape (m, k)
        What multiplies them.
    precision : {'float32', 'bfloat16'}
        What factors and product are rounded to, and so their gradients. What is summed within is
        float32.
    transpose_b : bool, default=False
        Whether the matrix is given transposed.

    Returns
    -------
    tensor of shape (..., k)
        The product.

    References
    ----------
    Kalamkar et al., "A Study of BFLOAT16 for Deep Learning Training", arXiv:1905.12322.
    """
    rows = tf.reshape(values, (-1, values.shape[-1]))
    factors = (tf.cast(rows, precision), tf.cast(kernel, precision))
    product = tf.cast(tf.matmul(*factors, transpose_b=transpose_b), tf.float32)
    return tf.reshape(product, (*tf.unstack(tf.shape(values)[:-1]), product.shape[-1]))


def normalize(values: Tensor, scale: Tensor) -> Tensor:
    """Divide vectors by their root mean square and multiply them by a scale.

    Parameters
    ----------
    values : tensor of shape (..., C)
        The vectors. `NORM_EPSILON` is added to their mean square.
    scale : tensor of shape (C,)
        One factor a component.

    Returns
    -------
    tensor of shape (..., C)
        As `textgen.network.normalize` makes them.

    References
    ----------
    Zhang and Sennrich, "Root Mean Square Layer Normalization", arXiv:1910.07467.
    """
    mean = tf.reduce_mean(tf.square(values), axis=-1, keepdims=True)
    return values * tf.math.rsqrt(mean + NORM_EPSILON) * scale


def drop_weights(weights: Tensor, rate: float, dice: Tensor, place: int) -> Tensor:
    """Zero a share of the weights and scale the others up, by a mask that the dice decide.

    Parameters
    ----------
    weights : tensor
        What to thin out.
    rate : float
        Share set to zero, below 1.
    dice : tensor of shape (2,), integer, or None
        Random seed and step. None drops nothing.
    place : int
        Where in the model: every place has masks of its own.
    """
    if dice is None or rate == 0:
        return weights
    return _thin(weights, rate, _draw(dice, place, tf.shape(weights)))


def _draw(dice: Tensor, place: int, shape: Any) -> Tensor:
    seed = tf.random.experimental.stateless_fold_in(dice, place)
    return tf.random.stateless_uniform(shape, seed)


def _draw_rows(dice: Tensor, place: int, shape: Any) -> Tensor:
    """Draw for the whole batch and take the rows of this replica, however many there are."""
    replica = tf.distribute.get_replica_context()
    if replica.num_replicas_in_sync == 1:
        return _draw(dice, place, shape)
    rows = shape[0]
    batch = rows * replica.num_replicas_in_sync
    first = rows * replica.replica_id_in_sync_group
    return _draw(dice, place, (batch, shape[1], shape[2]))[first : first + rows]


def _thin(values: Tensor, rate: float, numbers: Tensor) -> Tensor:
    return tf.where(numbers >= rate, values / (1 - rate), 0.0)
