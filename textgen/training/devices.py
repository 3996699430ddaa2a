"""The devices and machines that share a training, and what goes to and fro between them."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, repeat
from typing import Any

import numpy as np
import tensorflow as tf

from textgen.errors import TrainingError
from textgen.network import Floats
from textgen.training.cluster import read_cluster

Tensor = Any  # TensorFlow is published without types


class Devices:
    """One device, several of one machine, or those of several machines: each holds a replica.

    Every replica has a copy of the model and some rows of every batch. What is of one replica
    only (its rows, the states they carry) stays where it is and is called local below.

    Parameters
    ----------
    strategy : tf.distribute.Strategy or None, default=None
        None decides by what there is: several machines where the environment variable TF_CONFIG
        names them, else every GPU of this one, else its processor.

    Raises
    ------
    ConfigError
        If TF_CONFIG cannot be read.
    """

    def __init__(self, strategy: Any = None) -> None:
        cluster = read_cluster()
        self.is_chief = cluster.is_chief
        self.strategy = strategy or _choose_strategy(cluster.workers)
        self._gather = tf.function(lambda tensors: [self._joined(local) for local in tensors])
        self._sum = tf.function(self._summed)

    @property
    def replicas(self) -> int:
        """How many there are on all machines."""
        count: int = self.strategy.num_replicas_in_sync
        return count

    def split(self, array: Any) -> Tensor:
        """Give each replica its rows of an array of shape (batch, ...)."""
        if self.replicas == 1:
            return tf.constant(array)
        rows = len(array) // self.replicas

        def local(context: Any) -> Tensor:
            first = context.replica_id_in_sync_group * rows
            return tf.constant(array[first : first + rows])

        return self.strategy.experimental_distribute_values_from_function(local)

    def gather(self, tensors: list[Tensor]) -> list[Floats]:
        """Join the rows of all replicas, tensor by tensor; every machine must ask at once."""
        return list(map(np.array, tensors if self.replicas == 1 else self._gather(tensors)))

    def from_chief(self, number: float) -> float:
        """Return the chief's number at every machine; each must ask at once."""
        return self.total(number if self.is_chief else 0.0)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Say in one line what it means when memory or another machine is gone.

        Yields
        ------
        None
            While the machines work together.

        Raises
        ------
        TrainingError
            If one of them leaves, or if a step does not fit into memory.
        """
        try:
            yield
        except tf.errors.ResourceExhaustedError as error:
            raise TrainingError(
                "a step takes more memory than there is; lower training.batch, training.window or "
                "the model's widths"
            ) from error
        except tf.errors.OpError as error:
            if self.strategy.cluster_resolver is None:
                raise
            raise TrainingError(
                "another machine left the training; start it on all of them again, with --resume"
            ) from error

    def total(self, number: float) -> float:
        """Return the sum of all machines' numbers at each of them; each must ask at once."""
        if self.strategy.cluster_resolver is None:
            return number
        numbers = chain([number], repeat(0.0))  # one machine's replicas have one number
        local = self.strategy.experimental_distribute_values_from_function(
            lambda _: tf.constant(next(numbers), tf.float64)
        )
        return float(self._sum(local))

    def _joined(self, local: Tensor) -> Tensor:
        return self.strategy.gather(local, axis=0)

    def _summed(self, local: Tensor) -> Tensor:
        return self.strategy.reduce(tf.distribute.ReduceOp.SUM, local, axis=None)


def _choose_strategy(workers: int) -> Any:
    if workers > 1:
        return tf.distribute.MultiWorkerMirroredStrategy()
    if len(tf.config.list_logical_devices("GPU")) > 1:
        return tf.distribute.MirroredStrategy()
    return tf.distribute.get_strategy()  # the one device that there is
