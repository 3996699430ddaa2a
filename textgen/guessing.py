"""Shannon's game against a model: places of a text, and candidates for the token that comes there.

The true token is always among the candidates. What is answered, and what that costs, stands in
`textgen.guess_score`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from textgen.checks import check_whole
from textgen.decoder import Decoder
from textgen.errors import ConfigError, CorpusError
from textgen.network import Floats
from textgen.ranking import rank_of, ranking
from textgen.slider import STOPS, slider_table
from textgen.tokenizers import Reading, Tokenizer

Values = npt.NDArray[np.float64]

CANDIDATES = 6
MOST_ROUNDS = 40
MOST_GAP = 10

_CONTEXT = 3  # the first 1/3 of the text is never asked for
_NATS_PER_BIT = float(np.log(2))


@dataclass(frozen=True)
class Question:
    """One place of a text, with candidates for the token there.

    Use `ask`.

    Parameters
    ----------
    place : int
        Which token of the text is asked for, 0 for the first.
    truth : int
        Its id.
    candidates : tuple of int
        Ids to choose from, K of them, the truth among them, in the order in which they are shown.
    rank : int
        Of the truth in the model's ranking, 0 for the likeliest. A model that guesses until it
        is right needs one guess more, whatever the temperature.
    log_shares : ndarray of shape (S, K), dtype=np.float64
        ln of the model's probability of each candidate over its whole vocabulary, at each stop of
        the slider; -inf where it is 0.
    log_among : ndarray of shape (S, K), dtype=np.float64
        The same with all probability on the candidates, as the player has it.
    """

    place: int
    truth: int
    candidates: tuple[int, ...]
    rank: int
    log_shares: Values
    log_among: Values

    @property
    def right(self) -> int:
        """Which candidate is the true one."""
        return self.candidates.index(self.truth)

    @property
    def shares(self) -> Values:
        """The model's probability of each candidate at each stop, shape (S, K).

        What is left of 1 belongs to all other tokens.
        """
        shares: Values = np.exp(self.log_shares)
        return shares

    @property
    def surprisal(self) -> Values:
        """-log2 of the model's probability of the truth at each stop, shape (S,); may be inf."""
        return _bits(self.log_shares[:, self.right])

    @property
    def surprisal_among(self) -> Values:
        """The same among the candidates, shape (S,)."""
        return _bits(self.log_among[:, self.right])


@dataclass(frozen=True)
class Game:
    """A text with the questions asked about it.

    Use `prepare`.

    Parameters
    ----------
    reading : Reading
        The text as the model reads it.
    questions : tuple of Question
        In the order of the text.
    """

    reading: Reading
    questions: tuple[Question, ...]


def prepare(
    tokenizer: Tokenizer, decoder: Decoder, text: str, rounds: int, gap: int, random_seed: int
) -> Game:
    """Make a game of a text.

    Parameters
    ----------
    tokenizer : Tokenizer
        Of the model.
    decoder : Decoder
        The model.
    text : str
        Not normalised. What the vocabulary lacks is not asked for.
    rounds : int
        Questions, 1 to 40; fewer if the text is too short.
    gap : int
        Tokens from one question to the next, 1 to 10; 1 asks for every token.
    random_seed : int
        Decides where the game starts and in which order candidates are shown.

    Raises
    ------
    ConfigError
        If a number is outside its range, or if the model knows one token only.
    CorpusError
        If the model knows no character of the text.
    """
    reading = tokenizer.read(text)
    ids = reading.ids
    places = choose_places(len(ids), rounds, gap, random_seed)
    return Game(reading, tuple(ask(decoder, ids, places, random_seed)))


def choose_places(count: int, rounds: int, gap: int, random_seed: int) -> range:
    """Return which of ``count`` tokens are asked for; the parameters are those of `prepare`.

    Examples
    --------
    >>> list(choose_places(10, 3, 2, 0)), list(choose_places(4, 40, 1, 0))
    ([4, 6, 8], [1, 2, 3])
    """
    check_whole("rounds", rounds, 1, MOST_ROUNDS)
    check_whole("gap", gap, 1, MOST_GAP)
    if count < 1:
        raise CorpusError("the model knows no character of the text; give another")
    earliest = count // _CONTEXT
    rounds = min(rounds, (count - 1 - earliest) // gap + 1)
    span = (rounds - 1) * gap
    (u,) = _throws([random_seed], 1)
    start = earliest + int(u * (count - span - earliest))
    return range(start, start + span + 1, gap)


def ask(
    decoder: Decoder, ids: Sequence[int], places: Sequence[int], random_seed: int
) -> list[Question]:
    """Ask for some tokens of a text.

    Parameters
    ----------
    decoder : Decoder
        The model; it feeds its opening token before the text.
    ids : sequence of int
        The text.
    places : sequence of int
        Which tokens to ask for, rising, at least one.
    random_seed : int
        Decides the order of the candidates.

    Returns
    -------
    list of Question
        One a place. The candidates depend on no temperature.

    Raises
    ------
    ConfigError
        If the model knows one token only: there is nothing to choose.

    Notes
    -----
    The model's ranking is cut into groups of six, 1 to 6, 7 to 12 and so on, before anybody
    knows the truth; offered is the group in which it stands. So both players learn the same from
    the offer, and the model's belief in each candidate is its probability divided by the group's:
    nothing about the offer itself gives the truth away. Its bits over the whole vocabulary are
    those for finding the group plus those among the candidates. Putting the truth among the
    model's favourites instead would tempt the model and nobody else.
    """
    if decoder.vocabulary_size < 2:
        raise ConfigError("a model that knows one token only has nothing to guess; take another")
    row, state = decoder.prefill(ids[: places[0]])
    rows = [row]
    for before, place in pairwise(places):
        hidden, state = decoder.hidden(ids[before:place], state)
        rows.append(decoder.logits(hidden[-1:])[0])
    return [
        _question(place, ids[place], logits, random_seed)
        for place, logits in zip(places, rows, strict=True)
    ]


def _question(place: int, truth: int, logits: Floats, random_seed: int) -> Question:
    rank = rank_of(logits, truth)
    group = _group(rank, len(logits))
    offered = ranking(logits)[group]
    shifted = logits[offered].astype(np.float64) - float(logits.max())
    log_shares = _at_stops(shifted, slider_table(logits[None], ()).log_normalizer[0])
    log_shares[0, 0] = 0.0 if group.start == 0 else -np.inf
    order = _throws([random_seed, place], len(offered)).argsort(kind="stable")
    return Question(
        place,
        truth,
        tuple(offered[order].tolist()),
        rank,
        log_shares[:, order],
        _log_among(shifted)[:, order],
    )


def _group(rank: int, size: int) -> slice:
    """Return the ranks among which one is offered: six at most, all groups about as large."""
    groups = -(-size // CANDIDATES)
    small, larger = divmod(size, groups)  # so many groups hold one more than the others
    ahead = larger * (small + 1)
    if rank < ahead:
        start = rank - rank % (small + 1)
        return slice(start, start + small + 1)
    start = rank - (rank - ahead) % small
    return slice(start, start + small)


def _throws(random_seed: Sequence[int], count: int) -> Values:
    """Throw dice; unlike NumPy's own shuffling, the same in every version of it."""
    return np.random.Generator(np.random.PCG64(random_seed)).random(count)


def _log_among(falling: Values) -> Values:
    """Return ln of each candidate's share of all of theirs at each stop, shape (S, K)."""
    shifted = falling - falling[0]
    normalizers = [np.log(np.exp(shifted / stop).sum()) if stop else 0.0 for stop in STOPS]
    return _at_stops(shifted, np.array(normalizers))


def _at_stops(falling: Values, normalizers: Values) -> Values:
    """Divide falling logits by each stop's temperature; at 0 the first has everything."""
    greedy = np.full(len(falling), -np.inf)
    greedy[0] = 0.0
    return np.array(
        [
            falling / stop - normalizer if stop else greedy
            for stop, normalizer in zip(STOPS, normalizers, strict=True)
        ]
    )


def _bits(log_shares: Values) -> Values:
    bits: Values = np.maximum(0, -log_shares / _NATS_PER_BIT)
    return bits
