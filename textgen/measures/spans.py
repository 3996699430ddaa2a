"""Where in a text something is copied or invented, not only how much of it."""

import numpy as np
import numpy.typing as npt

from textgen.measures.filters import Filters
from textgen.measures.hashing import hash_shingles, hash_words
from textgen.measures.words import find_words

Spans = npt.NDArray[np.intp]  # (n, 2): first character, and the one after the last


def copied_spans(text: str, filters: Filters) -> Spans:
    """Return the pieces of a text that stand in the training text.

    Parameters
    ----------
    text : str
        Normalised as the model's tokenizer does.
    filters : Filters
        The author's shingles. Each of ``filters.shingles.false_positives`` of the pieces looked
        up is taken for a copy by mistake.

    Returns
    -------
    ndarray of shape (n, 2), dtype=np.intp
        Start and end in characters, in order, never touching: what runs into each other is one.

    Examples
    --------
    "the old bird s" is made of 3 shingles of 12 characters.

    >>> author = Filters.of("the old bird sings", "en")
    >>> copied_spans("so the old bird swims", author).tolist()
    [[3, 17]]
    """
    found = filters.shingles.contains(hash_shingles(text, filters.shingle))
    covered = np.zeros(len(text) + 1, np.intp)
    starts = np.flatnonzero(found)
    np.add.at(covered, starts, 1)
    np.add.at(covered, starts + filters.shingle, -1)
    inside = covered.cumsum()[:-1] > 0
    return np.flatnonzero(np.diff(inside, prepend=False, append=False)).reshape(-1, 2)


def invented_spans(text: str, filters: Filters) -> Spans:
    """Return the words of a text that the author never uses.

    Parameters
    ----------
    text : str
        Normalised as the model's tokenizer does.
    filters : Filters
        The author's words. ``filters.words.false_positives`` of the invented ones pass for real.

    Returns
    -------
    ndarray of shape (n, 2), dtype=np.intp
        Start and end in characters, in order.

    Examples
    --------
    >>> author = Filters.of("the bird sings", "en")
    >>> invented_spans("The blird sings", author).tolist()
    [[4, 9]]
    """
    places = find_words(text, filters.language)
    known = filters.words.contains(hash_words([word for _, word in places]))
    spans = [
        (start, start + len(word))
        for (start, word), real in zip(places, known, strict=True)
        if not real
    ]
    return np.array(spans, np.intp).reshape(-1, 2)


def inside(spans: Spans, starts: Spans, lengths: Spans) -> npt.NDArray[np.bool_]:
    """Say of each token whether it lies wholly in one of some spans, shape (n,).

    Parameters
    ----------
    spans : ndarray of shape (m, 2)
        In order, none in another.
    starts, lengths : ndarray of shape (n,)
        Of the tokens, in characters.

    Examples
    --------
    >>> inside(np.array([[2, 5]]), np.array([0, 2, 3, 4]), np.array([2, 1, 2, 2])).tolist()
    [False, True, True, False]
    """
    if not len(spans):
        return np.zeros(len(starts), np.bool_)
    last = np.searchsorted(spans[:, 0], starts, side="right") - 1
    within: npt.NDArray[np.bool_] = (last >= 0) & (starts + lengths <= spans[last, 1])
    return within
