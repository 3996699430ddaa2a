"""How well a model predicts text it never saw, in bits per character.

The one measure that compares character, word and sentence models with each other and with
compressors. For a model that could cut a text in several ways it is an upper bound.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from textgen.corpus import split_corpus
from textgen.decoder import Decoder, State
from textgen.errors import CorpusError
from textgen.network import Floats
from textgen.ranking import rank_of
from textgen.tokenizers import Tokenizer

_CONTEXT_CHARS = 1_000  # of the training part, read before the held-out part
_CHUNK = 256  # tokens advanced together; bounds memory at large vocabularies


@dataclass(frozen=True)
class Evaluation:
    """A model's figure on a text.

    Parameters
    ----------
    bits_per_char : float
        Surprisal of all tokens in bits, divided by characters.
    chars : int
        Characters of the normalised text, without those that the vocabulary lacks.
    tokens : int
        Tokens that were scored.
    """

    bits_per_char: float
    chars: int
    tokens: int


@dataclass(frozen=True)
class Scored:
    """One token of a text as the model met it.

    Parameters
    ----------
    id : int
        The token.
    probability : float
        What the model gave it, in [0, 1].
    rank : int
        Its place in the model's ranking, 0 for the likeliest.
    surprisal : float
        In bits.
    entropy : float
        Of the distribution that it was drawn from, in bits.
    """

    id: int
    probability: float
    rank: int
    surprisal: float
    entropy: float


def evaluate(
    tokenizer: Tokenizer, decoder: Decoder, text: str, *, split: str = "heldout"
) -> Evaluation:
    """Measure bits per character on a corpus.

    Parameters
    ----------
    tokenizer : Tokenizer
        Of the model.
    decoder : Decoder
        The model.
    text : str
        The whole corpus, not normalised.
    split : {'heldout', 'all'}, default='heldout'
        'heldout' scores the last 5 % after reading the 1,000 characters before them from the
        zero state; 'all' scores the whole text after the opening token.

    Raises
    ------
    CorpusError
        If there is nothing to score.
    """
    text = tokenizer.normalize(text)
    if split == "heldout":
        training, text = split_corpus(text)
        context = tokenizer.encode(training[-_CONTEXT_CHARS:])
    else:
        context = []
    ids = tokenizer.encode(text)
    if not ids or (split == "heldout" and not context):
        raise CorpusError("the text is too short to score; give a longer one")
    nats = _total_surprisal(decoder, context, ids)
    chars = len(tokenizer.decode(ids))  # unknown ones cost nothing and must not count
    return Evaluation(nats / float(np.log(2)) / chars, chars, len(ids))


def score(decoder: Decoder, ids: Sequence[int]) -> Iterator[Scored]:
    """Read a text through a model, token by token, after the opening token.

    Parameters
    ----------
    decoder : Decoder
        The model.
    ids : sequence of int
        The text.

    Yields
    ------
    Scored
        One a token.
    """
    row, state = decoder.prefill([])
    for chunk, rows in _predictions(decoder, ids, row, state):
        yield from map(_score_one, chunk, rows)


def _score_one(token: int, logits: Floats) -> Scored:
    log_probabilities = _log_softmax(logits)
    log_probability = float(log_probabilities[token])
    entropy = -float(np.dot(np.exp(log_probabilities), log_probabilities))
    return Scored(
        id=token,
        probability=float(np.exp(log_probability)),
        rank=rank_of(logits, token),
        surprisal=-log_probability / float(np.log(2)),
        entropy=entropy / float(np.log(2)),
    )


def _total_surprisal(decoder: Decoder, context: list[int], ids: list[int]) -> float:
    """Return the sum of -ln p of ids, each after those before it and after the context."""
    if context:
        row, state = _read(decoder, context, decoder.initial_state())
    else:
        row, state = decoder.prefill([])
    nats = 0.0
    for chunk, rows in _predictions(decoder, ids, row, state):
        nats -= float(_log_softmax(rows)[np.arange(len(chunk)), chunk].sum())
    return nats


def _predictions(
    decoder: Decoder, ids: Sequence[int], row: Floats, state: State
) -> Iterator[tuple[Sequence[int], Floats]]:
    """Yield ids in chunks, each with the logits that predicted it; ``row`` predicts the first."""
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        rows, state = decoder.forward(chunk, state)
        yield chunk, np.concatenate([row[None], rows[:-1]])
        row = rows[-1]


def _read(decoder: Decoder, ids: list[int], state: State) -> tuple[Floats, State]:
    for start in range(0, len(ids), _CHUNK):
        rows, state = decoder.forward(ids[start : start + _CHUNK], state)
    return rows[-1], state


def _log_softmax(logits: Floats) -> npt.NDArray[np.float64]:
    shifted = logits.astype(np.float64)
    shifted -= shifted.max(axis=-1, keepdims=True)
    shifted -= np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return shifted
