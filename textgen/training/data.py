"""What a training step reads, as a function of random seed, epoch and step."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from textgen.errors import CorpusError
from textgen.network import Floats
from textgen.training.spelling import Spelling

Batch = npt.NDArray[np.int32]  # (batch, window)
Targets = Batch | Floats  # tokens, or distributions of shape (batch, window, V)


class Batches(Protocol):
    """A text cut into the batches of an epoch."""

    @property
    def steps(self) -> int:
        """Batches an epoch."""
        ...

    def at(self, epoch: int, step: int) -> tuple[Batch, Targets]:
        """Return the tokens and what to predict of one step.

        Parameters
        ----------
        epoch : int
            1 for the first.
        step : int
            0 to ``steps - 1``, within the epoch.
        """
        ...


@dataclass(frozen=True)
class Streams:
    """A text cut into parallel streams, for truncated back-propagation through time.

    Row b of every batch goes on where row b of the batch before ended, so that the state can be
    carried over, and every position predicts its successor. Where the cuts fall changes from
    epoch to epoch, as a function of random seed and epoch alone.

    Parameters
    ----------
    ids : ndarray of shape (n,), integer
        The training part.
    batch : int
        Streams.
    window : int
        Tokens of each stream that one step reads.
    random_seed : int
        Decides where each epoch begins.
    spelling : Spelling or None, default=None
        Spells some of the tokens out, others in each epoch; None spells none.
    expected : ndarray of shape (n, V) or None, default=None
        What to predict after each token, as `read_targets` returns it, of a text that is not
        spelled; None expects the successors alone.

    Raises
    ------
    CorpusError
        If the text is too short for one batch.
    """

    ids: npt.NDArray[Any]
    batch: int
    window: int
    random_seed: int
    spelling: Spelling | None = None
    expected: npt.NDArray[Any] | None = None

    def __post_init__(self) -> None:
        if self.steps < 1:
            raise CorpusError(
                f"the training part has {len(self.ids)} tokens, {self.batch} streams of "
                f"{self.window} need {self.window * (self.batch + 1)}; give a longer text or "
                "lower batch or window in the recipe"
            )

    @property
    def steps(self) -> int:
        """Batches an epoch: of a spelled text, of its usual length."""
        length = len(self.ids) if self.spelling is None else self.spelling.usual_length
        return (length - self.window) // (self.batch * self.window)

    def at(self, epoch: int, step: int) -> tuple[Batch, Targets]:
        """Return the tokens of one step, shape (batch, window), and what to predict after each."""
        ids = self.ids if self.spelling is None else self.spelling.spell(epoch)
        length = self.steps * self.window  # of a stream
        room = max(1, len(ids) - self.batch * length)  # the start varies, so that all is read
        start = np.random.default_rng([self.random_seed, epoch]).integers(room)
        first = start + np.arange(self.batch)[:, None] * length + step * self.window
        # Fewer units than usual may be spelled out: then the last stream ends at the beginning.
        places = (first + np.arange(self.window + 1)) % len(ids)
        tokens = ids[places].astype(np.int32)
        if self.expected is not None:
            return tokens[:, :-1], self.expected[places[:, :-1]].astype(np.float32)
        return tokens[:, :-1], tokens[:, 1:]


@dataclass(frozen=True)
class Excerpts:
    """Overlapping windows in random order, each with its one next token, as the book cuts them.

    The order is a function of random seed and epoch alone. The last batch of an epoch is left
    out where it would be smaller than the others.

    Parameters
    ----------
    ids : ndarray of shape (n,), integer
        The training part.
    batch : int
        Windows a step.
    window : int
        Tokens of a window: the book's ``maxlen``.
    stride : int
        Tokens between the starts of two windows: the book's ``step``.
    random_seed : int
        Decides the order.

    Raises
    ------
    CorpusError
        If the text is too short for one batch.

    References
    ----------
    Chollet, "Deep Learning with Python", section 8.1, listing 8.3.
    """

    ids: npt.NDArray[Any]
    batch: int
    window: int
    stride: int
    random_seed: int

    def __post_init__(self) -> None:
        if self.steps < 1:
            raise CorpusError(
                f"the training part has {len(self.ids)} tokens, {self.batch} windows of "
                f"{self.window} every {self.stride} need "
                f"{self.window + (self.batch - 1) * self.stride + 1}; give a longer text or "
                "lower batch or window in the recipe"
            )

    @property
    def count(self) -> int:
        """Windows in the text."""
        return len(range(0, len(self.ids) - self.window, self.stride))

    @property
    def steps(self) -> int:
        """Batches an epoch."""
        return self.count // self.batch

    def at(self, epoch: int, step: int) -> tuple[Batch, Batch]:
        """Return windows of shape (batch, window) and their next tokens of shape (batch, 1)."""
        order = _shuffled(self.count, self.random_seed, epoch)
        starts = order[step * self.batch : (step + 1) * self.batch] * self.stride
        places = starts[:, None] + np.arange(self.window + 1)
        tokens = self.ids[places].astype(np.int32)
        return tokens[:, :-1], tokens[:, -1:]


@lru_cache(maxsize=1)  # one epoch's order serves all its steps
def _shuffled(count: int, random_seed: int, epoch: int) -> npt.NDArray[np.intp]:
    return np.random.default_rng([random_seed, epoch]).permutation(count)
