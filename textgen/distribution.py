"""One distribution over the next token: what is drawn on screen and what is drawn from."""

from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from textgen.errors import ConfigError
from textgen.processors import Temperature
from textgen.ranking import coarse_ranks, rank_of, ranking

Probabilities = npt.NDArray[np.float64]

_SMALL = 256  # up to so many tokens, ranking all of them is faster than finding the bin first


class Distribution:
    """A model's logits for the next token, before and after the sampler's processing.

    Everything else is computed when it is asked for: drawing a token needs neither entropy nor
    a full ranking of a large vocabulary.

    Parameters
    ----------
    logits : ndarray of shape (V,)
        What the model returned. Not written to.
    processed : ndarray of shape (V,), dtype=np.float64
        After temperature and cuts, dropped tokens -inf, largest value 0.
    """

    def __init__(self, logits: npt.NDArray[Any], processed: npt.NDArray[np.float64]) -> None:
        self.logits = logits
        self.processed = processed
        self._weights = np.exp(processed)

    @cached_property
    def _total(self) -> np.float64:
        total: np.float64 = self._weights.sum()
        return total

    @cached_property
    def probabilities(self) -> Probabilities:
        """Probability of every token, shape (V,); sums to 1."""
        probabilities: Probabilities = self._weights / self._total
        return probabilities

    @cached_property
    def entropy(self) -> float:
        """Entropy in bits, 0 to log2(V)."""
        weights, total = self._weights, self._total
        # Weights are exactly 0 where the logit is -inf; 0 times -inf would be no number.
        mean = np.dot(weights, np.maximum(self.processed, -1e9)) / total
        return max(0.0, float((np.log(total) - mean) / np.log(2)))

    @property
    def effective_choices(self) -> float:
        """2 to the entropy: the number of equally likely tokens that would be as uncertain."""
        return float(2**self.entropy)

    @property
    def support(self) -> int:
        """Number of tokens with a probability above 0."""
        return int(np.count_nonzero(self._weights))

    @cached_property
    def ranking(self) -> npt.NDArray[np.intp]:
        """All ids by falling model probability, ties by rising id, shape (V,)."""
        return ranking(self.logits)

    def probability(self, token_id: int) -> float:
        """Probability of one token."""
        return float(self._weights[token_id] / self._total)

    def surprisal(self, token_id: int) -> float:
        """Surprisal of a token in bits under the model itself (T = 1, no cuts)."""
        shifted = self.logits.astype(np.float64)
        shifted -= shifted[shifted.argmax()]
        return float((np.log(np.exp(shifted).sum()) - shifted[token_id]) / np.log(2))

    def rank(self, token_id: int) -> int:
        """Place of a token in the ranking, 0 for the likeliest."""
        return rank_of(self.logits, token_id)

    def below(self, token_id: int) -> float:
        """Where a token begins on the die's axis: probability of all tokens ranked before it."""
        logit = self.logits[token_id]
        before = self.logits > logit
        before[:token_id] |= self.logits[:token_id] == logit
        return float(self._weights[before].sum() / self._total)

    def token_at(self, u: float) -> int:
        """Draw by inverse CDF over the ranking.

        Parameters
        ----------
        u : float
            The die, in [0, 1).

        Returns
        -------
        int
            Id of the first token whose cumulative probability exceeds ``u``.
        """
        weights = self._weights
        if len(weights) <= _SMALL:
            order = ranking(self.logits)
            cumulative = weights[order].cumsum()
            return int(order[cumulative.searchsorted(u * cumulative[-1], side="right")])
        bins = coarse_ranks(self.logits)
        cumulative = np.bincount(bins, weights).cumsum()
        target = u * cumulative[-1]
        chosen = int(cumulative.searchsorted(target, side="right"))
        below = cumulative[chosen - 1] if chosen > 0 else 0.0
        members = np.flatnonzero(bins == chosen)
        order = members[ranking(self.logits[members])]
        order = order[weights[order] > 0]
        place = weights[order].cumsum().searchsorted(target - below, side="right")
        return int(order[min(place, len(order) - 1)])  # rounding may leave the sum below the target


def reweight_distribution(
    original_distribution: npt.ArrayLike, temperature: float = 1.0
) -> Probabilities:
    """Reweight a probability distribution by a softmax temperature, as the book does.

    Parameters
    ----------
    original_distribution : array_like of shape (V,)
        Probabilities, or any weights >= 0 with a finite sum above 0.
    temperature : float, default=1.0
        T >= 0. 0 gives all probability to the largest entry (the first of equals), infinity
        spreads it evenly over the entries above 0.

    Returns
    -------
    ndarray of shape (V,), dtype=np.float64
        ``exp(log(p) / T)`` made to sum to 1; entries of 0 stay 0.

    Raises
    ------
    ConfigError
        If the entries are no such weights or the temperature is negative or not a number.

    References
    ----------
    Chollet, *Deep Learning with Python*, listing 8.1, which fails at p = 0 and T = 0.

    Examples
    --------
    >>> reweight_distribution([0.8, 0.2], 0.5).round(3).tolist()
    [0.941, 0.059]
    """
    try:
        weights = np.asarray(original_distribution, np.float64)
    except (TypeError, ValueError):  # no numbers, or rows of several lengths
        weights = np.empty(0)
    valid = weights.ndim == 1 and weights.size > 0 and bool(np.isfinite(weights).all())
    if not valid or weights.min() < 0 or weights.max() == 0:
        raise ConfigError(
            "original_distribution must be a list of weights >= 0, at least one of them above 0"
        )
    with np.errstate(divide="ignore"):  # log(0) = -inf is what a dropped token has
        logits = np.log(weights)
    return Distribution(logits, Temperature(temperature)(logits)).probabilities
