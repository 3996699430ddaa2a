"""Units spelled out in training, so that a model learns to write and read them letter by letter.

Every frequent clause is a token of the sentence model. Were it never spelled out, the characters
that it begins with would hardly ever be seen to go on as it does, and a text whose clauses are
unknown could not be read.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

from textgen.tokenizers import Vocabulary


class Spelling:
    """A text in which some units are spelled out, others in each epoch.

    Parameters
    ----------
    vocabulary : Vocabulary
        Units and their characters.
    units : ndarray of shape (n,), integer
        Ids of the text.
    share : float
        Probability that a unit of two or more characters is spelled out, 0 to 1.
    random_seed : int
        Decides which, together with the epoch.

    Examples
    --------
    >>> vocabulary = Vocabulary(["好", "好。", "。"])
    >>> Spelling(vocabulary, np.array([1, 0]), share=1.0, random_seed=1).spell(epoch=1)
    array([0, 2, 0])
    """

    def __init__(
        self, vocabulary: Vocabulary, units: npt.NDArray[Any], share: float, random_seed: int
    ) -> None:
        tokens = vocabulary.tokens
        text = "".join(tokens[unit] for unit in units)
        self._units = units
        self._lengths = np.array([len(tokens[unit]) for unit in units])
        self._characters = np.array([vocabulary.id_of(character) for character in text])
        self._share = share
        self._random_seed = random_seed
        self._latest: tuple[int, npt.NDArray[Any]] = (0, units)

    @property
    def usual_length(self) -> int:
        """Tokens of an epoch on average."""
        return len(self._units) + round(self._share * float((self._lengths - 1).sum()))

    def spell(self, epoch: int) -> npt.NDArray[Any]:
        """Return the text's ids in an epoch, at least as many as there are units."""
        if self._latest[0] == epoch:  # one epoch's ids serve all its steps
            return self._latest[1]
        rng = np.random.default_rng([self._random_seed, epoch, 1])
        spelled = rng.random(len(self._units)) < self._share
        counts = np.where(spelled, self._lengths, 1)
        ids = np.repeat(self._units, counts)
        ids[np.repeat(spelled, counts)] = self._characters[np.repeat(spelled, self._lengths)]
        self._latest = (epoch, ids)
        return ids
