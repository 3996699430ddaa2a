"""One optimisation step, compiled."""

from typing import Any

import keras
import numpy as np
import tensorflow as tf

from textgen.config import ModelConfig
from textgen.errors import ConfigError
from textgen.training.data import Batch, Targets
from textgen.training.devices import Devices
from textgen.training.kinds import build_keras_model
from textgen.training.model import LanguageModel, get_weights, set_weights
from textgen.training.recipe import OPTIMIZERS, TrainingSettings
from textgen.training.snapshot import Memory
from textgen.training.word_vectors import WordVectors


class Trainer:
    """Model and optimizer. Everything else of a training is a plain value.

    Parameters
    ----------
    config : ModelConfig
        Shape of the model.
    settings : TrainingSettings
        How to train it.
    word_vectors : WordVectors or None, default=None
        What the embedding starts from where a token has one, tuned or frozen as the settings say.
    devices : Devices or None, default=None
        Where; None takes all that there are.

    Raises
    ------
    ConfigError
        If the rows of a batch cannot be split evenly over the devices.
    """

    def __init__(
        self,
        config: ModelConfig,
        settings: TrainingSettings,
        word_vectors: WordVectors | None = None,
        devices: Devices | None = None,
    ) -> None:
        self._settings = settings
        self.devices = devices or Devices()
        if settings.batch % self.devices.replicas:
            raise ConfigError(
                f"training.batch = {settings.batch} cannot be split evenly over "
                f"{self.devices.replicas} devices; choose a multiple"
            )
        with self.devices.strategy.scope():
            self._build(config, settings, word_vectors)
        self._step = tf.function(self._take_step)
        self._states: Any = None
        self.begin_epoch()

    def _build(
        self, config: ModelConfig, settings: TrainingSettings, word_vectors: WordVectors | None
    ) -> None:
        self._model = build_keras_model(
            config,
            random_seed=settings.random_seed,
            precision=settings.precision,
            dropout=settings.dropout,
            embedding_dropout=settings.embedding_dropout,
            weight_dropout=settings.weight_dropout,
            variational=settings.variational,
        )
        # A twin that is never run: it holds the averages under the same names.
        self._average = (
            build_keras_model(config, random_seed=settings.random_seed)
            if settings.averaging
            else None
        )
        for model in (self._model, self._average):
            if word_vectors is not None and model is not None:
                _start_from(word_vectors, model, settings.word_vectors == "frozen")
        self._optimizer = getattr(keras.optimizers, OPTIMIZERS[settings.optimizer])()
        self._optimizer.build(self._model.trainable_variables)

    @property
    def memory(self) -> Memory:
        """A copy of everything that a step changes."""
        return Memory(
            weights=get_weights(self._model),
            averages={} if self._average is None else get_weights(self._average),
            slots=[np.array(variable.numpy()) for variable in self._optimizer.variables],
            states=self.devices.gather(tf.nest.flatten(self._states)),
        )

    @property
    def is_sound(self) -> bool:
        """Whether every weight is a finite number."""
        return all(np.isfinite(array).all() for array in get_weights(self._model).values())

    def restore(self, memory: Memory) -> None:
        """Go on from a snapshot; ValueError or KeyError if it is of another model."""
        set_weights(self._model, memory.weights)
        if self._average is not None:
            set_weights(self._average, memory.averages)
        for variable, value in zip(self._optimizer.variables, memory.slots, strict=True):
            variable.assign(value)
        self._states = tf.nest.pack_sequence_as(
            self._states, [self.devices.split(state) for state in memory.states]
        )

    def begin_epoch(self) -> None:
        """Forget the carried state: the streams start again."""
        states = self._model.zero_states(self._settings.batch)
        self._states = tf.nest.map_structure(self.devices.split, states)

    def step(self, batch: tuple[Batch, Targets], number: int, learning_rate: float) -> float:
        """Take one step; carry the state on where the model does.

        Parameters
        ----------
        batch : tuple of two ndarrays
            Tokens and what to predict, tokens or distributions, as `Batches.at` returns them.
        number : int
            Of the step, counted over all epochs; decides the dropout masks.
        learning_rate : float
            For this step.

        Returns
        -------
        float
            Mean surprisal in nats per token, before the step; the mean cross-entropy where
            distributions are to be predicted.
        """
        ids, targets = map(self.devices.split, batch)
        dice = tf.constant([self._settings.random_seed, number], tf.int32)
        self._optimizer.learning_rate = learning_rate
        loss, states = self._step(ids, targets, self._states, dice)
        if self._model.config.context == "carry":
            self._states = states
        return float(loss)

    def _take_step(self, ids: Any, targets: Any, states: Any, dice: Any) -> tuple[Any, Any]:
        """Let every replica learn from its rows, then make the same update everywhere."""
        strategy = self.devices.strategy
        losses, gradients, states = strategy.run(self._learn, (ids, targets, states, dice))
        variables = [variable.value for variable in self._model.trainable_variables]
        for variable, gradient in zip(variables, gradients, strict=True):
            strategy.extended.update(
                variable, self._update, (gradient, self._optimizer.learning_rate), group=False
            )
        self._optimizer.iterations.assign_add(1)
        if self._average is not None:
            # Further in the first steps, which begin with weights that nobody has trained.
            number = tf.cast(dice[1], tf.float32)
            keep = tf.minimum(self._settings.averaging, (1 + number) / (10 + number))
            averages = [average.value for average in self._average.trainable_variables]
            for average, variable in zip(averages, variables, strict=True):
                strategy.extended.update(average, _approach, (variable, 1 - keep), group=False)
        return strategy.reduce(tf.distribute.ReduceOp.SUM, losses, axis=None), states

    def _learn(self, ids: Any, targets: Any, states: Any, dice: Any) -> tuple[Any, list[Any], Any]:
        """Return a replica's share of the loss, the gradients of the whole loss, and states."""
        variables = self._model.trainable_variables
        with tf.GradientTape() as tape:
            logits, states = self._model(ids, states, dice)
            loss = tf.reduce_mean(_cross_entropy(targets, logits))
            loss /= self.devices.replicas  # all have as many rows: their sum is the mean
        gradients = [tf.convert_to_tensor(gradient) for gradient in tape.gradient(loss, variables)]
        replica = tf.distribute.get_replica_context()
        gradients = replica.all_reduce(tf.distribute.ReduceOp.SUM, gradients)
        if self._settings.clip_norm:
            gradients, _ = tf.clip_by_global_norm(gradients, self._settings.clip_norm)
        return loss, gradients, states

    def _update(self, variable: Any, gradient: Any, learning_rate: Any) -> None:
        # Not Keras' `apply`, which would sum the gradients over the replicas once more.
        self._optimizer.update_step(gradient, variable, learning_rate)


def _cross_entropy(targets: Any, logits: Any) -> Any:
    """Return nats (B, T), given tokens (B, T) or distributions (B, T, V) to predict."""
    if targets.shape.rank == 2:
        return tf.nn.sparse_softmax_cross_entropy_with_logits(labels=targets, logits=logits)
    return tf.nn.softmax_cross_entropy_with_logits(labels=targets, logits=logits)


def _approach(average: Any, variable: Any, share: Any) -> None:
    average.assign(average + share * (variable - average))


def _start_from(word_vectors: WordVectors, model: LanguageModel, frozen: bool) -> None:
    weights = get_weights(model)
    weights["embedding"] = word_vectors.placed_in(weights["embedding"])
    set_weights(model, weights)
    if frozen and model.table is not None:
        model.table.trainable = False
