"""Texts side by side, written with the same dice: where they part and what they measure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from textgen.batch import write_lanes
from textgen.checkpoint import Checkpoint
from textgen.checks import check_whole
from textgen.generation import Settings
from textgen.limits import MAX_LANES
from textgen.measures import Filters, Measures, measure
from textgen.measures.spans import inside, invented_spans
from textgen.measures.text import find_loops
from textgen.sampler import Sampler

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Lane:
    """One of the texts. Use `write_side_by_side`.

    Parameters
    ----------
    checkpoint : Checkpoint
        Who wrote it.
    temperature : float
        At which.
    tokens : tuple of str
        What was written, n tokens.
    entropy : float
        Mean over the distributions that they were drawn from, in bits.
    measures : Measures
        Of the text.
    looping : ndarray of shape (n,), dtype=np.bool_
        Tokens that `loop_rate` counts.
    invented : ndarray of shape (n,), dtype=np.bool_
        Tokens of words that the author never used; none where the model has no filters.
    """

    checkpoint: Checkpoint
    temperature: float
    tokens: tuple[str, ...]
    entropy: float
    measures: Measures
    looping: Flags
    invented: Flags

    @property
    def text(self) -> str:
        """The tokens, joined."""
        return "".join(self.tokens)


def write_side_by_side(
    checkpoint: Checkpoint,
    prompt: str,
    temperatures: Sequence[float],
    random_seed: int,
    max_new_tokens: int,
) -> tuple[Lane, ...]:
    """Let a model go on from one prompt at several temperatures, with the same dice.

    Parameters
    ----------
    checkpoint : Checkpoint
        The model.
    prompt : str
        Where all begin.
    temperatures : sequence of float
        T >= 0, one to six of them.
    random_seed : int
        Of the dice.
    max_new_tokens : int
        Length of each text.

    Raises
    ------
    ConfigError
        If a value is outside its range.
    """
    check_whole("the number of lanes", len(temperatures), 1, MAX_LANES)
    lanes = [Settings(Sampler(t), random_seed, max_new_tokens) for t in temperatures]
    written = list(write_lanes(checkpoint.decoder, checkpoint.tokenizer.encode(prompt), lanes))
    ids = np.array([step for step, _ in written])  # (n, lanes)
    entropy = np.mean([bits for _, bits in written], axis=0)
    return tuple(
        _lane(checkpoint, temperature, ids[:, i].tolist(), float(entropy[i]))
        for i, temperature in enumerate(temperatures)
    )


def parting(lane: Lane, other: Lane) -> int | None:
    """Return the first token of a lane that is not the other's.

    Models with the same vocabulary are compared token by token. Others cut the same text at
    different places: of those it is the token with the first character that differs, and whether
    it fell to the same die says nothing.

    Parameters
    ----------
    lane, other : Lane
        From the same prompt.

    Returns
    -------
    int or None
        None if nothing differs as far as both go.
    """
    if lane.checkpoint.tokenizer.vocabulary.tokens == other.checkpoint.tokenizer.vocabulary.tokens:
        return _first_difference(lane.tokens, other.tokens)
    place = _first_difference(lane.text, other.text)
    if place is None:
        return None
    ends = np.cumsum([len(token) for token in lane.tokens])
    return int(np.searchsorted(ends, place, side="right"))


def _first_difference(one: Sequence[str], other: Sequence[str]) -> int | None:
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), None)


def _lane(checkpoint: Checkpoint, temperature: float, ids: list[int], entropy: float) -> Lane:
    tokenizer, filters = checkpoint.tokenizer, checkpoint.filters
    tokens = tuple(map(tokenizer.vocabulary.token, ids))
    text = "".join(tokens)
    looping = np.zeros(len(ids), np.bool_)
    for loop in find_loops(ids):
        looping[loop.start : loop.end] = True
    return Lane(
        checkpoint,
        temperature,
        tokens,
        entropy,
        measure(ids, text, filters),
        looping,
        _invented(tokens, text, filters),
    )


def _invented(tokens: Sequence[str], text: str, filters: Filters | None) -> Flags:
    if filters is None:
        return np.zeros(len(tokens), np.bool_)
    spans = invented_spans(text, filters)
    if filters.language == "en":  # as in the measures: a run may begin or end within a word
        spans = spans[(spans[:, 0] > 0) & (spans[:, 1] < len(text))]
    lengths = np.array([len(token) for token in tokens], np.intp)
    return inside(spans, lengths.cumsum() - lengths, lengths)
