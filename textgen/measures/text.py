"""The measures: functions of a text, of its token ids, and of the author's hashes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from textgen.limits import MAX_NEW_TOKENS
from textgen.measures.filters import Filters
from textgen.measures.hashing import hash_shingles, hash_words
from textgen.measures.words import without_cut_words, words_of

LONGEST_SPAN = MAX_NEW_TOKENS // 3  # the longest that a run can hold three times


@dataclass(frozen=True)
class Measures:
    """What is measured of one text. None: there was nothing to measure it of or with.

    Parameters
    ----------
    real_words : float or None
        See `real_word_share`.
    distinct_2 : float or None
        See `distinct_2`.
    loop_rate : float or None
        See `loop_rate`.
    copied : int or None
        See `copied`.
    """

    real_words: float | None
    distinct_2: float | None
    loop_rate: float | None
    copied: int | None


class Loop(NamedTuple):
    """A stretch of tokens that repeats a span at least three times in a row.

    Parameters
    ----------
    start : int
        Place of its first token.
    end : int
        Place after its last.
    span : int
        Tokens that are repeated.
    """

    start: int
    end: int
    span: int


def measure(ids: Sequence[int], text: str, filters: Filters | None) -> Measures:
    """Take all measures of a run, or of another piece of a text.

    Parameters
    ----------
    ids : sequence of int
        Its tokens.
    text : str
        What they decode to. A word that its ends may have cut off is not counted.
    filters : Filters or None
        Of the model's author; None leaves out what needs them.
    """
    varied, looping = distinct_2(ids), loop_rate(ids)
    if filters is None:
        return Measures(None, varied, looping, None)
    whole = without_cut_words(text, filters.language)
    return Measures(real_word_share(whole, filters), varied, looping, copied(text, filters))


def real_word_share(text: str, filters: Filters) -> float | None:
    """Return the share of a text's words that the author uses, in [0, 1].

    Parameters
    ----------
    text : str
        Normalised as the model's tokenizer does.
    filters : Filters
        The author's words.

    Returns
    -------
    float or None
        None if the text has no words. One of 1,000 invented words may pass for a real one.

    Examples
    --------
    The words are *the*, *blird* and *sings*; the second is not the author's.

    >>> author = Filters.of("the bird sings", "en")
    >>> real_word_share("The blird, sings!", author)
    0.6666666666666666
    """
    words = words_of(text, filters.language)
    return float(filters.words.contains(hash_words(words)).mean()) if words else None


def distinct_2(ids: Sequence[int]) -> float | None:
    """Return the number of distinct pairs of neighbours divided by that of all pairs, in (0, 1].

    Parameters
    ----------
    ids : sequence of int
        Tokens.

    Returns
    -------
    float or None
        None for less than two tokens. Longer texts have lower figures: compare equal lengths.

    References
    ----------
    Li et al., "A Diversity-Promoting Objective Function for Neural Conversation Models",
    arXiv:1510.03055, who divide by the number of tokens instead.

    Examples
    --------
    The pairs are 1 2, 2 1, 1 2 and 2 3: three of four are distinct.

    >>> distinct_2([1, 2, 1, 2, 3])
    0.75
    """
    pairs = list(zip(ids, ids[1:], strict=False))
    return len(set(pairs)) / len(pairs) if pairs else None


def loop_rate(ids: Sequence[int]) -> float | None:
    """Return the share of tokens inside a span that is repeated at least three times in a row.

    A token counts if it lies in any stretch of 3 p tokens in which each but the last p equals the
    token p places further on, for any p from 1 to 333.

    Parameters
    ----------
    ids : sequence of int
        Tokens.

    Returns
    -------
    float or None
        In [0, 1]; None for no tokens.

    Notes
    -----
    A repetition that breaks off counts as far as it goes: every token of 1 2 1 2 1 2 1 lies in
    three times 1 2 or three times 2 1. Takes time in proportion to the length: one comparison of
    the whole text with itself for each p.

    Examples
    --------
    1 2 comes three times in a row, 7 twice: six of nine tokens.

    >>> loop_rate([1, 2, 1, 2, 1, 2, 7, 7, 8])
    0.6666666666666666
    """
    if not len(ids):
        return None
    looping = np.zeros(len(ids), np.bool_)
    for loop in find_loops(ids):
        looping[loop.start : loop.end] = True
    return float(looping.mean())


def find_loops(ids: Sequence[int]) -> list[Loop]:
    """Return the stretches that `loop_rate` counts, shortest spans first; they may overlap.

    Parameters
    ----------
    ids : sequence of int
        Tokens.

    Examples
    --------
    1 2 comes three times in a row, 7 three times.

    >>> [tuple(loop) for loop in find_loops([9, 1, 2, 1, 2, 1, 2, 7, 7, 7])]
    [(7, 10, 1), (1, 7, 2)]
    """
    tokens, loops = np.asarray(ids), []
    for span in range(1, min(len(tokens) // 3, LONGEST_SPAN) + 1):
        same = tokens[span:] == tokens[:-span]
        if np.count_nonzero(same) < 2 * span:
            continue
        edges = np.flatnonzero(np.diff(same, prepend=False, append=False)).reshape(-1, 2)
        long = edges[edges[:, 1] - edges[:, 0] >= 2 * span].tolist()
        loops += [Loop(start, end + span, span) for start, end in long]
    return loops


def copied(text: str, filters: Filters) -> int:
    """Return the length, in characters, of the longest piece that stands in the training text.

    Pieces shorter than a shingle (12 characters, Chinese: 6) are not looked for. It may be a
    little too long: shingles that all occur, but not as one piece, look the same.

    Parameters
    ----------
    text : str
        Normalised as the model's tokenizer does.
    filters : Filters
        The author's shingles.

    Returns
    -------
    int
        0 if no shingle was found, else at least the length of one.

    Examples
    --------
    "the old bird s" has 14 characters, so 3 shingles in a row are found: 3 + 12 - 1.

    >>> author = Filters.of("the old bird sings", "en")
    >>> copied("so the old bird swims", author), copied("a bird sings", author)
    (14, 0)
    """
    found = filters.shingles.contains(hash_shingles(text, filters.shingle))
    edges = np.flatnonzero(np.diff(found, prepend=False, append=False))
    longest = int((edges[1::2] - edges[::2]).max(initial=0))
    return longest + filters.shingle - 1 if longest else 0
