"""Strategies of choosing a token, side by side: what each cuts, what is left, what it writes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from textgen.decoder import Decoder
from textgen.distribution import Distribution
from textgen.generation import Settings, generate_lanes
from textgen.sampler import Sampler

Values = npt.NDArray[np.float64]

CUTS = ("top_k", "top_p", "min_p", "typical")  # in the order in which they are applied


@dataclass(frozen=True)
class Outcome:
    """What a strategy, or one step of it, makes of a distribution. Use `compare`.

    Parameters
    ----------
    before : ndarray of shape (n + 1,)
        Probabilities of the n likeliest tokens and, last, of all others together.
    after : ndarray of shape (n + 1,)
        The same afterwards.
    first : int
        Rank of the first token kept.
    end : int
        Rank after the last token kept.
    size : int
        Tokens in the vocabulary.
    mass : float
        Probability, before, of what is kept: dividing by it makes the rest sum to 1 again.
    entropy : float
        Afterwards, in bits.
    """

    before: Values
    after: Values
    first: int
    end: int
    size: int
    mass: float
    entropy: float

    @property
    def kept(self) -> int:
        """Number of tokens that are left to draw from."""
        return self.end - self.first

    @cached_property
    def cut(self) -> npt.NDArray[np.bool_]:
        """Which of the n likeliest tokens, and whether all others, are cut: shape (n + 1,)."""
        ranks = np.arange(len(self.before) - 1)
        likeliest = (ranks < self.first) | (ranks >= self.end)
        return np.append(likeliest, self.end <= len(ranks))


def compare(before: Distribution, after: Distribution, count: int = 12) -> Outcome:
    """Return what became of a distribution.

    Parameters
    ----------
    before : Distribution
        Of some logits.
    after : Distribution
        Of the same logits; what was impossible stays so.
    count : int, default=12
        How many of the likeliest tokens to follow.

    Examples
    --------
    Of 50, 30 and 20 % the two likeliest stay: 80 %, by which both are divided.

    >>> logits = np.log([0.5, 0.3, 0.2])
    >>> told = compare(Sampler().distribution(logits), Sampler(top_k=2).distribution(logits))
    >>> round(told.mass, 3), told.kept, told.after.round(3).tolist()
    (0.8, 2, [0.625, 0.375, 0.0, 0.0])
    """
    order = before.ranking
    left = np.flatnonzero(after.processed[order] > -np.inf)
    first, end = int(left[0]), int(left[-1]) + 1
    return Outcome(
        before=_likeliest(before, count),
        after=_likeliest(after, count),
        first=first,
        end=end,
        size=len(order),
        mass=float(min(1.0, before.probabilities[order[first:end]].sum())),
        entropy=after.entropy,
    )


def strategies(sampler: Sampler) -> dict[str, Sampler]:
    """Return every strategy by its name.

    Parameters
    ----------
    sampler : Sampler
        Holds the temperature and the cuts' values; a cut that is None is left out.

    Returns
    -------
    dict of str to Sampler
        ``greedy``, ``temperature``, ``stochastic``, ``random``, then each cut alone at the
        sampler's temperature, then ``all``: the sampler itself.
    """
    alone = {
        name: Sampler(sampler.temperature, **{name: value})
        for name, value in _values(sampler).items()
    }
    return {
        "greedy": Sampler(0.0),
        "temperature": Sampler(sampler.temperature),
        "stochastic": Sampler(1.0),
        "random": Sampler(np.inf),
        **alone,
        "all": sampler,
    }


def outcomes(sampler: Sampler, logits: npt.NDArray[Any], count: int = 12) -> dict[str, Outcome]:
    """Return what every strategy makes of one distribution.

    Parameters
    ----------
    sampler : Sampler
        As for `strategies`.
    logits : ndarray of shape (V,)
        What the model returned.
    count : int, default=12
        How many of the likeliest tokens to follow.

    Returns
    -------
    dict of str to Outcome
        Of cuts, ``before`` is the distribution at the sampler's temperature; of the others it is
        the model's own.
    """
    model = Sampler().distribution(logits)
    scaled = Sampler(sampler.temperature).distribution(logits)
    return {
        name: compare(
            scaled if name in CUTS or name == "all" else model, each.distribution(logits), count
        )
        for name, each in strategies(sampler).items()
    }


def stages(sampler: Sampler, logits: npt.NDArray[Any], count: int = 12) -> dict[str, Outcome]:
    """Return what each step of a sampler makes of what the step before left.

    Parameters
    ----------
    sampler : Sampler
        Temperature and cuts.
    logits : ndarray of shape (V,)
        What the model returned.
    count : int, default=12
        How many of the likeliest tokens to follow.

    Returns
    -------
    dict of str to Outcome
        ``temperature``, whose ``before`` is the model's own distribution, then the cuts that are
        on, in the order in which they are applied.
    """
    steps = {"temperature": Sampler(sampler.temperature)}
    for name, value in _values(sampler).items():
        steps[name] = replace(list(steps.values())[-1], **{name: value})
    before, made = Sampler().distribution(logits), {}
    for name, step in steps.items():
        after = step.distribution(logits)
        made[name] = compare(before, after, count)
        before = after
    return made


def cut_first(sampler: Sampler, logits: npt.NDArray[Any]) -> int:
    """Return how many tokens would be left if the cuts came before the temperature.

    Parameters
    ----------
    sampler : Sampler
        Temperature and cuts.
    logits : ndarray of shape (V,)
        What the model returned.

    Examples
    --------
    At T = 2 the second token is half as likely as the first, at T = 1 a quarter as likely.

    >>> logits = np.log([0.8, 0.2])
    >>> sampler = Sampler(2.0, min_p=0.4)
    >>> cut_first(sampler, logits), sampler.distribution(logits).support
    (1, 2)
    """
    return sampler.at(1.0).distribution(logits).support


def write_texts(
    decoder: Decoder, prompt: Sequence[int], lanes: Iterable[Sampler], settings: Settings
) -> list[list[int]]:
    """Let several samplers write from the same prompt with the same dice.

    Parameters
    ----------
    decoder : Decoder
        The model.
    prompt : sequence of int
        Its ids.
    lanes : iterable of Sampler
        One a text.
    settings : Settings
        Random seed and length; its sampler is not used.

    Returns
    -------
    list of list of int
        New tokens, one list a sampler.
    """
    each = [replace(settings, sampler=sampler) for sampler in lanes]
    ids = [[step.id for step in steps] for steps in generate_lanes(decoder, prompt, each)]
    by_lane: list[list[int]] = np.transpose(ids).tolist()
    return by_lane


def _values(sampler: Sampler) -> dict[str, Any]:
    """Return the values of the cuts that are on."""
    values = {name: getattr(sampler, name) for name in CUTS}
    return {name: value for name, value in values.items() if value is not None}


def _likeliest(distribution: Distribution, count: int) -> Values:
    shown = distribution.probabilities[distribution.ranking[:count]]
    return np.append(shown, max(0.0, 1 - float(shown.sum())))
