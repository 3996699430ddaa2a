"""How well a model predicts text it never saw, in bits per character.

The one measure that compares character, word and sentence models with each other and with
compressors. For a model that could cut a text in several ways it is an upper bound.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from textgen.corpus import split_corpus
from textgen.decoder import Decoder, State
from textgen.errors import ConfigError, CorpusError, brief
from textgen.network import Floats, Ids
from textgen.tokenizers import Tokenizer

Values = npt.NDArray[np.float64]
Prediction = tuple[Sequence[int], Floats]  # ids of shape (n,) and the logits (n, V) for them

_NATS_PER_BIT = float(np.log(2))
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
    skipped : int
        Characters that the vocabulary lacks. Where there are many, the figure says little.
    """

    bits_per_char: float
    chars: int
    tokens: int
    skipped: int


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
    tokenizer: Tokenizer,
    decoder: Decoder,
    text: str,
    *,
    split: str = "heldout",
    temperature: float = 1.0,
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
    temperature : float, default=1.0
        What the logits are divided by first: 0.01 to 100.

    Raises
    ------
    ConfigError
        If the split or the temperature is none of these.
    CorpusError
        If there is nothing to score.
    """
    if not 0.01 <= temperature <= 100:
        raise ConfigError(f"temperature must be 0.01 to 100, got {temperature:g}")
    before, scored = _parts(tokenizer, text, split)
    chunks = _read_parts(tokenizer, decoder, before, scored)
    bits, chars, tokens = add_up(tokenizer, chunks, temperature)
    return Evaluation(bits / chars, chars, tokens, len(scored) - chars)


def add_up(
    tokenizer: Tokenizer, chunks: Iterable[Prediction], temperature: float
) -> tuple[float, int, int]:
    """Return what predicted tokens cost in bits at a temperature, their characters and number.

    Parameters
    ----------
    tokenizer : Tokenizer
        Of the model.
    chunks : iterable of tuple
        As `predictions` yields them.
    temperature : float
        What the logits are divided by first: 0.01 to 100.
    """
    nats, chars, tokens = 0.0, 0, 0
    for ids, logits in chunks:
        nats -= float(_log_softmax(logits, temperature)[np.arange(len(ids)), ids].sum())
        chars += len(tokenizer.decode(ids))  # unknown ones cost nothing and must not count
        tokens += len(ids)
    return nats / _NATS_PER_BIT, chars, tokens


def predictions(
    tokenizer: Tokenizer, decoder: Decoder, text: str, *, split: str = "heldout"
) -> Iterator[Prediction]:
    """Read a corpus through a model, a chunk at a time.

    Parameters
    ----------
    tokenizer : Tokenizer
        Of the model.
    decoder : Decoder
        The model.
    text : str
        The whole corpus, not normalised.
    split : {'heldout', 'all'}, default='heldout'
        See `evaluate`.

    Yields
    ------
    ids : sequence of int
        n tokens.
    logits : ndarray of shape (n, V)
        What predicted them.

    Raises
    ------
    CorpusError
        If there is nothing to score.
    """
    yield from _read_parts(tokenizer, decoder, *_parts(tokenizer, text, split))


def _read_parts(
    tokenizer: Tokenizer, decoder: Decoder, before: str | None, scored: str
) -> Iterator[Prediction]:
    """Read one text, then yield ids and logits of another; None before it is its beginning."""
    context, ids = tokenizer.encode(before or ""), tokenizer.encode(scored)
    if scored and not ids:
        raise CorpusError(
            "the model knows no character of what is scored; give a text in the language that it "
            "was trained on"
        )
    if not ids or (before is not None and not context):
        raise CorpusError("the text is too short to score; give a longer one")
    if context:
        row, state = _read(decoder, context, decoder.initial_state())
    else:
        row, state = decoder.prefill([])
    yield from _predictions(decoder, ids, row, state)


def _parts(tokenizer: Tokenizer, text: str, split: str) -> tuple[str | None, str]:
    """Return what is read first, if anything, and what is scored, normalised."""
    text = tokenizer.normalize(text)
    if split == "all":
        return None, text
    if split != "heldout":
        raise ConfigError(f"split must be 'heldout' or 'all', got {brief(split)}")
    training, heldout = split_corpus(text)
    return training[-_CONTEXT_CHARS:], heldout


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
        scores = score_rows(chunk, rows)
        columns = (chunk, scores.probability, scores.rank, scores.surprisal, scores.entropy)
        for values in zip(*(np.asarray(column).tolist() for column in columns), strict=True):
            yield Scored(*values)


@dataclass(frozen=True)
class Scores:
    """What a model made of some tokens: `Scored` as arrays of shape (n,).

    Parameters
    ----------
    probability, surprisal, entropy : ndarray of shape (n,), dtype=np.float64
        As in `Scored`.
    rank : ndarray of shape (n,), dtype=np.intp
        As in `Scored`.
    log_normalizer : ndarray of shape (n,), dtype=np.float64
        ln of the sum of exp(logit) over the vocabulary.
    """

    probability: Values
    surprisal: Values
    entropy: Values
    rank: Ids
    log_normalizer: Values


def score_rows(ids: Sequence[int], logits: Floats) -> Scores:
    """Score tokens by the logits that predicted them.

    Parameters
    ----------
    ids : sequence of int
        n tokens.
    logits : ndarray of shape (n, V)
        One row a token.
    """
    places, tokens = np.arange(len(ids)), np.asarray(ids, np.intp)
    own = logits[places, tokens][:, None]
    earlier_ties = (logits == own) & (np.arange(logits.shape[1]) < tokens[:, None])
    rank = ((logits > own) | earlier_ties).sum(axis=1)
    values = logits.astype(np.float64)
    largest = values.max(axis=1)
    values -= largest[:, None]
    weights = np.exp(values)
    total = weights.sum(axis=1)
    # H = ln Z - E[logit - largest]: neither part is below 0, so rounding makes no entropy negative.
    nats = np.log(total) - np.einsum("ij,ij->i", weights, values) / total
    return Scores(
        probability=weights[places, tokens] / total,
        surprisal=(np.log(total) - values[places, tokens]) / _NATS_PER_BIT,
        entropy=nats / _NATS_PER_BIT,
        rank=rank,
        log_normalizer=largest + np.log(total),
    )


def _predictions(
    decoder: Decoder, ids: Sequence[int], row: Floats, state: State
) -> Iterator[Prediction]:
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


def _log_softmax(logits: Floats, temperature: float) -> Values:
    shifted = logits.astype(np.float64)
    shifted /= temperature
    shifted -= shifted.max(axis=-1, keepdims=True)
    shifted -= np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return shifted
