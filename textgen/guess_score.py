"""What a guess costs in bits: the player's and the model's, by the same rule.

A player spreads belief over the candidates of a question and pays the logarithm of what went to
the token that came.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from textgen.checks import check_whole
from textgen.guessing import CANDIDATES, Question
from textgen.slider import STOPS

Values = npt.NDArray[np.float64]

CERTAINTIES = (1 / 3, 2 / 3, 0.95)  # a hunch, fairly sure, certain
MOST_BITS = 20.0  # a chance below one in a million counts as one in a million
MOST_HANDS = 999


@dataclass(frozen=True)
class Pick:
    """One player's answer: a candidate, and how sure he is of it.

    Parameters
    ----------
    candidate : int
        Place among the candidates, 0 to 5.
    certainty : int
        Place in `CERTAINTIES`: 0 is a hunch, 1 fairly sure, 2 certain.

    Raises
    ------
    ConfigError
        If one of them is no such number.

    Notes
    -----
    Who expects to be right with probability q loses the fewest bits in the long run as a hunch
    for q below 1/2, fairly sure up to 0.84, certain above: telling the truth pays.
    """

    candidate: int
    certainty: int

    def __post_init__(self) -> None:
        check_whole("a candidate", self.candidate, 0, CANDIDATES - 1)
        check_whole("a certainty", self.certainty, 0, len(CERTAINTIES) - 1)

    @property
    def least(self) -> int:
        """How many candidates it needs."""
        return self.candidate + 1

    def shares(self, count: int) -> Values:
        """Return the belief in each of ``count`` candidates, shape (count,): a sum of 1.

        Examples
        --------
        >>> Pick(1, 1).shares(3).round(3).tolist()
        [0.167, 0.667, 0.167]
        """
        certainty = CERTAINTIES[self.certainty]
        shares = np.full(count, (1 - certainty) / (count - 1))
        shares[self.candidate] = certainty
        return shares


@dataclass(frozen=True)
class Votes:
    """A whole class' answer: hands raised for each candidate.

    Parameters
    ----------
    hands : tuple of int
        One number a candidate, 0 to 999, in the order in which they are shown.

    Raises
    ------
    ConfigError
        If they are no such numbers.

    Notes
    -----
    One hand is added to every candidate (Laplace's rule): nobody's zero is worth infinitely many
    bits.
    """

    hands: tuple[int, ...]

    def __post_init__(self) -> None:
        check_whole("the number of candidates", len(self.hands), 2, CANDIDATES)
        for hands in self.hands:
            check_whole("hands", hands, 0, MOST_HANDS)

    @property
    def candidate(self) -> int:
        """The candidate with the most hands, the first of equals."""
        return self.hands.index(max(self.hands))

    @property
    def least(self) -> int:
        """How many candidates it needs."""
        return len(self.hands)

    def shares(self, count: int) -> Values:
        """Return the belief in each of ``count`` candidates, shape (count,): a sum of 1.

        Examples
        --------
        >>> Votes((6, 1, 0)).shares(3).tolist()
        [0.7, 0.2, 0.1]
        """
        hands = np.zeros(count)
        hands[: len(self.hands)] = self.hands
        shares: Values = (hands + 1) / (hands.sum() + count)
        return shares


Answer = Pick | Votes


@dataclass(frozen=True)
class Score:
    """What n answered questions cost, in bits; fewer are better.

    Use `score`.

    Parameters
    ----------
    player : ndarray of shape (n,), dtype=np.float64
        -log2 of what the answer gave to the truth, among the candidates.
    among : ndarray of shape (n, S), dtype=np.float64
        The model's bits among the same candidates, at each stop of the slider, at most 20.
    whole : ndarray of shape (n, S), dtype=np.float64
        The model's bits over its whole vocabulary, at most 20.
    """

    player: Values
    among: Values
    whole: Values

    @property
    def best_stop(self) -> int:
        """The stop at which the model would have done best among the candidates."""
        return int(self.among.sum(axis=0).argmin())


def worth_from(certainty: int) -> float:
    """Return the chance of being right from which a certainty costs fewer bits than the one below.

    Parameters
    ----------
    certainty : int
        Place in `CERTAINTIES`.

    Returns
    -------
    float
        0 for the lowest. The number of candidates plays no part.

    Examples
    --------
    >>> [round(worth_from(certainty), 2) for certainty in range(3)]
    [0.0, 0.5, 0.84]
    """
    if certainty == 0:
        return 0.0
    below, above = CERTAINTIES[certainty - 1 : certainty + 1]
    lost, won = np.log((1 - below) / (1 - above)), np.log(above / below)
    return float(lost / (lost + won))


def score(questions: Sequence[Question], answers: Sequence[Answer]) -> Score:
    """Count the bits of the questions that are answered.

    Parameters
    ----------
    questions : sequence of Question
        In their order.
    answers : sequence of Pick or Votes
        To the first n of them.

    Notes
    -----
    The logarithmic score is strictly proper: no other belief than one's own costs fewer bits in
    the long run. Shannon counted guesses until the right one and got bounds on the entropy of
    English; Cover and King let players bet on every symbol instead, which measures their
    probabilities themselves, as here. Choosing among six candidates is easier than among all
    tokens, so a player's bits here are no estimate of the entropy of a language.

    References
    ----------
    Shannon, "Prediction and Entropy of Printed English", Bell System Technical Journal 30,
    50-64, 1951. Cover and King, "A Convergent Gambling Estimate of the Entropy of English", IEEE
    Transactions on Information Theory 24, 413-421, 1978. Gneiting and Raftery, "Strictly Proper
    Scoring Rules, Prediction, and Estimation", 2007.
    """
    pairs = list(zip(questions, answers, strict=False))
    player = [-np.log2(a.shares(len(q.candidates))[q.right]) for q, a in pairs]
    shape = len(pairs), len(STOPS)
    return Score(
        np.array(player, np.float64),
        np.array([_counted(q.surprisal_among) for q, _ in pairs]).reshape(shape),
        np.array([_counted(q.surprisal) for q, _ in pairs]).reshape(shape),
    )


def _counted(bits: Values) -> Values:
    counted: Values = np.minimum(MOST_BITS, bits)
    return counted
