"""Logits processors: pure callables from logits to logits, dropped tokens become -inf.

Each cut ranks tokens by falling logit (ties: lower id first) and keeps one unbroken interval of
ranks. So a cut is fully told by two numbers a step, and the same `keep` serves a single
distribution, the player's slider stops and the tests.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from textgen.checks import check_whole
from textgen.errors import ConfigError, brief
from textgen.limits import MAX_VOCABULARY
from textgen.ranking import ranking

Logits = npt.NDArray[np.float64]
Probabilities = npt.NDArray[np.float64]
Ranks = npt.NDArray[np.intp]

_TINY = 1e-290  # below it a division may overflow to -inf, which is the right answer


@dataclass(frozen=True)
class Temperature:
    """Divide the logits by a temperature: low sharpens the distribution, high flattens it.

    Parameters
    ----------
    temperature : float
        T >= 0. 0 keeps the likeliest token alone (greedy), 1 changes nothing, infinity makes
        all tokens equally likely. 0.2 to 1.2 is usual.

    Raises
    ------
    ConfigError
        If it is negative or not a number.

    Notes
    -----
    The result is shifted so that its maximum is 0: nothing overflows at any temperature.

    References
    ----------
    Chollet, *Deep Learning with Python*, section 8.1.
    """

    temperature: float

    def __post_init__(self) -> None:
        if not _is_number(self.temperature) or not self.temperature >= 0:
            raise ConfigError(
                f"temperature must be a number from 0 (greedy) up, got {brief(self.temperature)}"
            )

    def __call__(self, logits: npt.NDArray[Any]) -> Logits:
        """Return the logits (V,) shifted to a maximum of 0 and divided by the temperature."""
        if self.temperature == 0:
            greedy = np.full(len(logits), -np.inf)
            greedy[logits.argmax()] = 0.0
            return greedy
        shifted = logits.astype(np.float64)
        shifted -= shifted[shifted.argmax()]  # max() takes three times as long for few numbers
        if self.temperature == np.inf:
            return np.where(shifted == -np.inf, -np.inf, 0.0)
        if self.temperature < _TINY:
            with np.errstate(over="ignore"):
                return shifted / self.temperature
        shifted /= self.temperature
        return shifted


class Cut:
    """Base of the processors that drop tokens."""

    def keep(self, probabilities: Probabilities) -> tuple[Ranks, Ranks]:
        """Return which ranks stay.

        Parameters
        ----------
        probabilities : ndarray of shape (..., V)
            Each row sums to 1 and falls, but for zeros of tokens dropped before.

        Returns
        -------
        first, end : ndarray of shape (...)
            Ranks first, first + 1, ..., end - 1 stay. At least one does.
        """
        raise NotImplementedError

    def __call__(self, logits: npt.NDArray[Any]) -> Logits:
        """Return a copy of the logits (V,), those of dropped tokens -inf."""
        order = ranking(logits)
        first, end = self.keep(softmax(logits[order].astype(np.float64)))
        kept = order[first:end]
        result = np.full(len(logits), -np.inf)
        result[kept] = logits[kept]
        return result


@dataclass(frozen=True)
class TopK(Cut):
    """Keep the k likeliest tokens.

    Parameters
    ----------
    k : int
        At least 1. The whole vocabulary or more keeps everything; 5 to 50 is usual.

    Raises
    ------
    ConfigError
        If k is no such number.

    References
    ----------
    Fan et al., "Hierarchical Neural Story Generation", arXiv:1805.04833.
    """

    k: int

    def __post_init__(self) -> None:
        check_whole("top_k", self.k, 1, MAX_VOCABULARY)

    def keep(self, probabilities: Probabilities) -> tuple[Ranks, Ranks]:
        """Return which ranks stay."""
        first = _first_possible(probabilities)
        return first, np.minimum(first + self.k, probabilities.shape[-1])


@dataclass(frozen=True)
class TopP(Cut):
    """Keep the smallest set of likeliest tokens whose probability reaches p.

    Parameters
    ----------
    p : float
        Mass to keep, in (0, 1]. 1 keeps everything; 0.9 to 0.95 is usual.

    Raises
    ------
    ConfigError
        If p is outside (0, 1].

    Notes
    -----
    The kept set depends on the temperature, which is applied before.

    References
    ----------
    Holtzman et al., "The Curious Case of Neural Text Degeneration", arXiv:1904.09751.
    """

    p: float

    def __post_init__(self) -> None:
        _check_share("top_p", self.p)

    def keep(self, probabilities: Probabilities) -> tuple[Ranks, Ranks]:
        """Return which ranks stay."""
        first = _first_possible(probabilities)
        if self.p >= 1:
            return first, np.full_like(first, probabilities.shape[-1])
        return first, np.maximum(_first_reaching(self.p, probabilities), first) + 1


@dataclass(frozen=True)
class MinP(Cut):
    """Keep the tokens at least a share as likely as the likeliest.

    Parameters
    ----------
    p : float
        Share of the largest probability, in [0, 1]. 0 keeps everything; 0.05 to 0.1 is usual.

    Raises
    ------
    ConfigError
        If p is outside [0, 1].

    References
    ----------
    Nguyen et al., "Turning Up the Heat: Min-p Sampling", arXiv:2407.01082.
    """

    p: float

    def __post_init__(self) -> None:
        if self.p != 0:
            _check_share("min_p", self.p)

    def keep(self, probabilities: Probabilities) -> tuple[Ranks, Ranks]:
        """Return which ranks stay."""
        first = _first_possible(probabilities)
        if self.p == 0:
            return first, np.full_like(first, probabilities.shape[-1])
        bound = self.p * probabilities.max(axis=-1, keepdims=True)
        return first, first + (probabilities >= bound).sum(axis=-1)


@dataclass(frozen=True)
class Typical(Cut):
    """Keep the tokens whose surprisal is nearest to the entropy until their probability reaches p.

    Parameters
    ----------
    p : float
        Mass to keep, in (0, 1]. 1 keeps everything; 0.2 to 0.95 is usual.

    Raises
    ------
    ConfigError
        If p is outside (0, 1].

    Notes
    -----
    May drop the likeliest tokens. Tokens between two kept ranks stay, whatever their ties.

    References
    ----------
    Meister et al., "Locally Typical Sampling", arXiv:2202.00666.
    """

    p: float

    def __post_init__(self) -> None:
        _check_share("typical", self.p)

    def keep(self, probabilities: Probabilities) -> tuple[Ranks, Ranks]:
        """Return which ranks stay."""
        size = probabilities.shape[-1]
        first = _first_possible(probabilities)
        if self.p >= 1:
            return first, np.full_like(first, size)
        possible = probabilities > 0
        surprisal = -np.log(np.where(possible, probabilities, 1.0))
        entropy = (probabilities * surprisal).sum(axis=-1, keepdims=True)
        distance = np.where(possible, np.abs(surprisal - entropy), np.inf)
        nearest = distance.argsort(axis=-1, kind="stable")
        last = _first_reaching(self.p, np.take_along_axis(probabilities, nearest, axis=-1))
        chosen = np.arange(size) <= last[..., None]
        low = np.where(chosen, nearest, size).min(axis=-1)
        return low, np.where(chosen, nearest, -1).max(axis=-1) + 1


def softmax(logits: Logits) -> Probabilities:
    """Return probabilities (..., V) of logits (..., V); -inf becomes 0."""
    weights: Probabilities = np.exp(logits - logits.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return weights


def keep_all(cuts: tuple[Cut, ...], probabilities: Probabilities) -> tuple[Ranks, Ranks]:
    """Apply cuts one after the other, each to what the one before left, made to sum to 1 again.

    Parameters
    ----------
    cuts : tuple of Cut
        In the order of application.
    probabilities : ndarray of shape (..., V)
        Falling rows that sum to 1.

    Returns
    -------
    first, end : ndarray of shape (...)
        Ranks that stay after all cuts.
    """
    ranks = np.arange(probabilities.shape[-1])
    first = np.zeros(probabilities.shape[:-1], np.intp)
    end = np.full(probabilities.shape[:-1], len(ranks), np.intp)
    for i, cut in enumerate(cuts):
        low, high = cut.keep(probabilities)
        # What one cut dropped stays dropped, though the next may have nothing against it.
        first, end = np.maximum(first, low), np.minimum(end, high)
        if i == len(cuts) - 1:
            break
        inside = (ranks >= first[..., None]) & (ranks < end[..., None])
        probabilities = np.where(inside, probabilities, 0.0)
        probabilities /= probabilities.sum(axis=-1, keepdims=True)
    return first, end


def _first_possible(probabilities: Probabilities) -> Ranks:
    first: Ranks = (probabilities > 0).argmax(axis=-1)
    return first


def _first_reaching(p: float, probabilities: Probabilities) -> Ranks:
    """First place at which the running sum of (..., V) reaches p."""
    mass = probabilities.cumsum(axis=-1)
    # Rounding must not ask for a token more than p needs, nor for more than there is.
    reached = mass >= np.minimum(p - 1e-12, mass[..., -1:])
    place: Ranks = reached.argmax(axis=-1)
    return place


def _check_share(name: str, value: object) -> None:
    if not _is_number(value) or not 0 < value <= 1:  # type: ignore[operator]
        raise ConfigError(f"{name} must be a number above 0 and at most 1, got {brief(value)}")


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float, np.floating)) and not isinstance(value, bool)
