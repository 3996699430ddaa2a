"""One distribution at every temperature, and the laws that hold on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from textgen.checks import check_whole
from textgen.distribution import Distribution, reweight_distribution
from textgen.processors import Temperature
from textgen.ranking import ranking
from textgen.slider import STOPS

Values = npt.NDArray[np.float64]

MAX_DRAWS = 100_000


@dataclass(frozen=True)
class TemperatureMap:
    """The likeliest tokens of one distribution at several temperatures.

    Use `map_temperatures`.

    Parameters
    ----------
    temperatures : tuple of float
        S of them, rising.
    ids : ndarray of shape (n,), dtype=np.intp
        The likeliest tokens by falling probability under the model.
    logits : ndarray of shape (n,), dtype=np.float64
        Theirs, the largest shifted to 0.
    log_normalizer : ndarray of shape (S,)
        ln of the sum of exp(logit / T) over the whole vocabulary; 0 at T = 0.
    probabilities : ndarray of shape (S, n)
        At each temperature. What is left of 1 belongs to all other tokens.
    entropy : ndarray of shape (S,)
        In bits, over the whole vocabulary.
    """

    temperatures: tuple[float, ...]
    ids: npt.NDArray[np.intp]
    logits: Values
    log_normalizer: Values
    probabilities: Values
    entropy: Values

    @property
    def rest(self) -> Values:
        """Probability of all other tokens together, shape (S,)."""
        rest: Values = np.clip(1 - self.probabilities.sum(axis=1), 0, 1)
        return rest

    def landing(self, u: float) -> npt.NDArray[np.intp]:
        """Return the rank on which a die falls at each temperature, shape (S,).

        Parameters
        ----------
        u : float
            The die, in [0, 1).

        Returns
        -------
        ndarray of shape (S,), dtype=np.intp
            n where it falls on one of the other tokens.
        """
        below = self.probabilities.cumsum(axis=1)
        landed: npt.NDArray[np.intp] = (below <= u).sum(axis=1)
        return landed


def map_temperatures(
    logits: npt.NDArray[Any], count: int = 12, temperatures: Sequence[float] = STOPS
) -> TemperatureMap:
    """Reweight one distribution by several temperatures.

    Parameters
    ----------
    logits : ndarray of shape (V,)
        What the model returned.
    count : int, default=12
        How many tokens to follow, at least 1; at most V are there.
    temperatures : sequence of float
        T >= 0, rising. By default the slider's stops, 0 to 2 by 0.05.

    Examples
    --------
    >>> map_temperatures(np.log([8, 2]), 2, [0, 0.5, 1]).probabilities.round(3).tolist()
    [[1.0, 0.0], [0.941, 0.059], [0.8, 0.2]]
    """
    check_whole("count", count, 1, 1_000)
    ids = ranking(logits)[:count]
    shifted = logits.astype(np.float64) - float(logits[ids[0]])
    at = [Distribution(logits, Temperature(t)(shifted)) for t in temperatures]
    normalizers = [float(np.log(np.exp(each.processed).sum())) for each in at]
    return TemperatureMap(
        temperatures=tuple(temperatures),
        ids=ids,
        logits=shifted[ids],
        log_normalizer=np.array(normalizers),
        probabilities=np.array([each.probabilities[ids] for each in at]),
        entropy=np.array([each.entropy for each in at]),
    )


def draw_counts(probabilities: Values, dice: npt.ArrayLike) -> npt.NDArray[np.intp]:
    """Count how often each of some tokens is drawn.

    Parameters
    ----------
    probabilities : ndarray of shape (n,)
        Of the likeliest tokens, by falling probability under the model; they may sum to less
        than 1.
    dice : array_like of shape (m,)
        Uniform numbers in [0, 1), at most 100,000.

    Returns
    -------
    ndarray of shape (n + 1,), dtype=np.intp
        The last number counts all other tokens.

    Examples
    --------
    >>> draw_counts(np.array([0.5, 0.3]), [0.1, 0.2, 0.6, 0.9]).tolist()
    [2, 1, 1]
    """
    throws = np.asarray(dice, np.float64)
    check_whole("the number of draws", len(throws), 1, MAX_DRAWS)
    ranks = np.searchsorted(probabilities.cumsum(), throws, side="right")
    counts: npt.NDArray[np.intp] = np.bincount(ranks, minlength=len(probabilities) + 1)
    return counts


def sampling_error(probabilities: Values, draws: int) -> Values:
    """Return the standard deviation of observed frequencies: the root of p (1 - p) / draws."""
    error: Values = np.sqrt(probabilities * (1 - probabilities) / draws)
    return error


@dataclass(frozen=True)
class Law:
    """Something that must hold on every distribution, checked on one.

    Parameters
    ----------
    name : str
        ``sums_to_one``, ``one_is_the_model``, ``zero_is_greedy``, ``infinity_is_uniform``,
        ``ranking_stays``, ``entropy_rises``, ``twice_is_the_product`` or ``the_books_formula``.
    off_by : float
        Largest deviation found; for `ranking_stays` the number of tokens out of order, for
        `entropy_rises` the largest fall in bits.
    tolerance : float
        What rounding may account for.
    """

    name: str
    off_by: float
    tolerance: float

    @property
    def holds(self) -> bool:
        """Whether the deviation is within the tolerance."""
        return self.off_by <= self.tolerance


def check_laws(logits: npt.NDArray[Any]) -> list[Law]:
    """Check the laws of temperature on one distribution.

    Parameters
    ----------
    logits : ndarray of shape (V,)
        What the model returned.
    """

    def at(temperature: float) -> Values:
        values = logits.astype(np.float64)
        return Distribution(logits, Temperature(temperature)(values)).probabilities

    model, order = at(1.0), ranking(logits)
    several = [at(t) for t in (0.2, 0.5, 1.0, 1.5, 2.0)]
    entropies = map_temperatures(logits, 1).entropy
    possible = np.isfinite(logits)  # what has no probability gets none at any temperature
    greedy, uniform = np.zeros(len(logits)), possible / possible.sum()
    greedy[order[0]] = 1
    softmax = np.exp(logits.astype(np.float64) - logits.max())
    twice = reweight_distribution(at(0.5), 1.5)
    return [
        Law("sums_to_one", max(abs(float(p.sum()) - 1) for p in several), 1e-12),
        Law("one_is_the_model", _apart(model, softmax / softmax.sum()), 1e-12),
        Law("zero_is_greedy", _apart(at(0.0), greedy), 0.0),
        Law("infinity_is_uniform", _apart(at(float("inf")), uniform), 1e-12),
        Law("ranking_stays", float(sum((np.diff(p[order]) > 0).sum() for p in several)), 0.0),
        Law("entropy_rises", float(max(0.0, -np.diff(entropies).min())), 1e-9),
        Law("twice_is_the_product", _apart(twice, at(0.75)), 1e-9),
        Law("the_books_formula", _apart(reweight_distribution(model, 0.5), at(0.5)), 1e-9),
    ]


def _apart(one: Values, other: Values) -> float:
    return float(np.abs(one - other).max())
