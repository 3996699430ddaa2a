"""Windows for truncated back-propagation through time."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from textgen.errors import CorpusError

Batch = npt.NDArray[np.int32]  # (batch, window)


@dataclass(frozen=True)
class Windows:
    """A text cut into parallel streams, read window by window.

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

    Raises
    ------
    CorpusError
        If the text is too short for one batch.
    """

    ids: npt.NDArray[Any]
    batch: int
    window: int
    random_seed: int

    def __post_init__(self) -> None:
        if self.steps < 1:
            raise CorpusError(
                f"the training part has {len(self.ids)} tokens, {self.batch} streams of "
                f"{self.window} need {self.window * (self.batch + 1)}; give a longer text or "
                "lower batch or window in the recipe"
            )

    @property
    def steps(self) -> int:
        """Batches an epoch."""
        return (len(self.ids) - self.window) // (self.batch * self.window)

    def at(self, epoch: int, step: int) -> tuple[Batch, Batch]:
        """Return the tokens and their successors of one step.

        Parameters
        ----------
        epoch : int
            1 for the first.
        step : int
            0 to ``steps - 1``, within the epoch.
        """
        start = np.random.default_rng([self.random_seed, epoch]).integers(self.window)
        length = self.steps * self.window  # of a stream
        first = start + np.arange(self.batch)[:, None] * length + step * self.window
        places = first + np.arange(self.window)
        return self.ids[places].astype(np.int32), self.ids[places + 1].astype(np.int32)
