"""A text read through a model: what surprised it and what it thought of instead."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any

import numpy as np
import numpy.typing as npt

from textgen.decoder import Decoder
from textgen.errors import CorpusError
from textgen.evaluation import Scores, Values, score_rows
from textgen.limits import INSPECT_CHARS
from textgen.network import Floats, Ids
from textgen.ranking import likeliest
from textgen.tokenizers import Reading, Tokenizer
from textgen.units import Following, find_signals, follow_each

RANK_BANDS = (1, 5, 20, 100)  # the last rank of each band; one more band holds all others

_LIKELIEST = 12
_CHUNK = 128  # tokens advanced together: progress is told after each, memory stays small


@dataclass(frozen=True)
class Inspection:
    """What a model made of a text of n tokens.

    Use `inspect`.

    Parameters
    ----------
    reading : Reading
        The text as its tokenizer reads it, with what the vocabulary lacks.
    surprisal : ndarray of shape (n,), dtype=np.float64
        Of each token, in bits.
    entropy : ndarray of shape (n,), dtype=np.float64
        Of the distribution over each token, in bits.
    rank : ndarray of shape (n,), dtype=np.intp
        Of each token in the model's ranking, 0 for the likeliest.
    likeliest : ndarray of shape (n, m), dtype=np.intp
        The ids that the model held likeliest at each place, best first; m is 12 or less.
    probabilities : ndarray of shape (n, m), dtype=np.float64
        Theirs. What is left of 1 belongs to all other tokens.
    hidden : ndarray of shape (n, H), dtype=np.float16
        Output of the network's last layer after it has read each token.
    """

    reading: Reading
    surprisal: Values
    entropy: Values
    rank: Ids
    likeliest: Ids
    probabilities: Values
    hidden: npt.NDArray[np.float16]

    def __len__(self) -> int:
        return len(self.surprisal)

    @cached_property
    def tokens(self) -> list[str]:
        """The texts of the tokens."""
        return [piece.text for piece in self.reading.pieces if piece.id is not None]

    @cached_property
    def places(self) -> list[int | None]:
        """For each piece of the reading, which token it is; None for what is skipped."""
        token = count()
        return [None if piece.id is None else next(token) for piece in self.reading.pieces]

    @cached_property
    def starts(self) -> Ids:
        """Where each token begins in the normalised text, in characters, shape (n,)."""
        known = (piece.position for piece in self.reading.pieces if piece.id is not None)
        return np.fromiter(known, np.intp, len(self))

    @cached_property
    def lengths(self) -> Ids:
        """How many characters each token has, shape (n,)."""
        return np.fromiter(map(len, self.tokens), np.intp, len(self))

    @property
    def bits_per_char(self) -> float:
        """Surprisal of all tokens divided by their characters."""
        return float(self.surprisal.sum() / self.lengths.sum())

    @property
    def perplexity(self) -> float:
        """Equally likely tokens among which the model would have hesitated as much."""
        return float(2 ** self.surprisal.mean())

    @property
    def bands(self) -> Ids:
        """How many tokens had rank 1, 2 to 5, 6 to 20, 21 to 100, and beyond, shape (5,)."""
        band = np.searchsorted(RANK_BANDS, self.rank + 1)
        counts: Ids = np.bincount(band, minlength=len(RANK_BANDS) + 1)
        return counts

    @cached_property
    def bits_by_char(self) -> Values:
        """Each token's surprisal spread over its characters, shape (length of the text,).

        Characters that the vocabulary lacks have none. This lets models of different units stand
        over each other.
        """
        bits = np.zeros(len(self.reading.text))
        lengths = self.lengths
        within = np.arange(lengths.sum()) - np.repeat(lengths.cumsum() - lengths, lengths)
        bits[np.repeat(self.starts, lengths) + within] = np.repeat(
            self.surprisal / lengths, lengths
        )
        return bits

    @cached_property
    def signals(self) -> dict[str, Values]:
        """What units may follow, as `find_signals` finds it, at each token's last character."""
        last = self.starts + self.lengths - 1
        return {name: values[last] for name, values in find_signals(self.reading.text).items()}

    @cached_property
    def following(self) -> dict[str, Following | None]:
        """The units that follow each of the signals, see `follow_each`."""
        return follow_each(self.hidden, self.signals)


def inspect(
    tokenizer: Tokenizer,
    decoder: Decoder,
    text: str,
    progress: Callable[[float], None] | None = None,
) -> Inspection:
    """Read a text through a model, after the opening token.

    Parameters
    ----------
    tokenizer : Tokenizer
        Of the model.
    decoder : Decoder
        The model.
    text : str
        At most 10,000 characters, not normalised.
    progress : callable or None, default=None
        Called with the share of the text that has been read, in (0, 1].

    Raises
    ------
    CorpusError
        If the text is too long, or if it holds no token that the model knows.
    """
    if len(text) > INSPECT_CHARS:
        raise CorpusError(
            f"a text to inspect takes at most {INSPECT_CHARS:,} characters, got {len(text):,}; "
            "give a part of it"
        )
    reading = tokenizer.read(text)
    ids = reading.ids
    if not ids:
        raise CorpusError("the model knows no character of the text; give another")
    row, state = decoder.prefill([])
    parts = []
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        hidden, state = decoder.hidden(chunk, state)
        rows = decoder.logits(hidden)
        before = np.concatenate([row[None], rows[:-1]])
        row = rows[-1]
        scores = score_rows(chunk, before)
        parts.append((scores, *_likeliest(before, scores), hidden.astype(np.float16)))
        if progress is not None:
            progress((start + len(chunk)) / len(ids))
    return _join(reading, parts)


def _likeliest(logits: Floats, scores: Scores) -> tuple[Ids, Values]:
    """Return the likeliest ids of each row, best first, and their probabilities: both (n, m)."""
    count = min(_LIKELIEST, logits.shape[1])
    ids = np.array([likeliest(row, count)[:count] for row in logits], np.intp)
    chosen = np.take_along_axis(logits, ids, axis=1)
    return ids, np.exp(chosen - scores.log_normalizer[:, None])


def _join(reading: Reading, parts: Sequence[tuple[Scores, Ids, Values, Any]]) -> Inspection:
    scores, ids, probabilities, hidden = zip(*parts, strict=True)
    return Inspection(
        reading,
        surprisal=np.concatenate([each.surprisal for each in scores]),
        entropy=np.concatenate([each.entropy for each in scores]),
        rank=np.concatenate([each.rank for each in scores]),
        likeliest=np.concatenate(ids),
        probabilities=np.concatenate(probabilities),
        hidden=np.concatenate(hidden),
    )
