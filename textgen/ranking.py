"""The model's own ranking of its tokens: falling logit, ties to the lower id.

Temperature never changes it, so it fixes the order of the bars, of the die's axis and of cuts.
"""

from typing import Any

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.intp]

_SMALL = 512  # up to so many tokens, NumPy's stable sort is the fastest
_ROWS = 64  # that a large vocabulary is folded into to find its likeliest tokens

_BINS_PER_NAT = 64
_FARTHEST = 16  # nats below the likeliest, from where on tokens share the last bin


def ranking(logits: npt.NDArray[Any]) -> Ids:
    """Return all token ids, likeliest first.

    Parameters
    ----------
    logits : ndarray of shape (V,)
        Any increasing function of the model's logits.

    Returns
    -------
    ndarray of shape (V,), dtype=np.intp
        Ids by falling logit, ties by rising id.

    Examples
    --------
    >>> ranking(np.array([0.5, 2.0, 0.5])).tolist()
    [1, 0, 2]
    """
    if len(logits) <= _SMALL or logits.dtype != np.float32:
        return (-logits).argsort(kind="stable")
    # One integer a token, the falling logit above and the id below: NumPy sorts plain integers
    # many times as fast as it sorts indices. The bits of floats are ordered as integers are, those
    # of negative ones backwards. Subtracting from 0 makes one zero of the two.
    bits = (0 - logits).view(np.int32)
    keys = (bits ^ (bits >> 31 & 0x7FFFFFFF)).astype(np.int64) << 32
    keys |= np.arange(len(logits))
    keys.sort()
    order: Ids = keys & 0xFFFFFFFF
    return order


def likeliest(logits: npt.NDArray[Any], count: int) -> Ids:
    """Return at least the ``count`` likeliest ids in rank order, without sorting the others.

    Parameters
    ----------
    logits : ndarray of shape (V,)
        As for `ranking`.
    count : int
        How many are wanted, at least 1.

    Returns
    -------
    ndarray of shape (m,), dtype=np.intp
        The first m entries of `ranking`; m >= min(count, V).
    """
    width = len(logits) // _ROWS
    if len(logits) <= _SMALL or width < count:
        return ranking(logits)
    # As many columns as are wanted hold a logit that reaches the threshold: it is low enough, and
    # found in a sixth of the time that the whole vocabulary's takes.
    largest = logits[: _ROWS * width].reshape(_ROWS, width).max(axis=0)
    threshold = np.partition(largest, width - count)[width - count]
    (candidates,) = (logits >= threshold).nonzero()  # rising ids, ties at the edge included
    order: Ids = candidates[(-logits[candidates]).argsort(kind="stable")]
    return order


def coarse_ranks(logits: npt.NDArray[Any]) -> Ids:
    """Return a bin for every token, numbered along `ranking`: no token of a later one ranks higher.

    Finding the bin first and ranking its few tokens only is ten times as fast as ranking a large
    vocabulary.

    Parameters
    ----------
    logits : ndarray of shape (V,)
        As for `ranking`.

    Returns
    -------
    ndarray of shape (V,), dtype=np.intp
        0 for the likeliest; equal logits share a bin.
    """
    gaps = logits[logits.argmax()] - logits
    np.minimum(gaps, _FARTHEST, out=gaps)
    gaps *= _BINS_PER_NAT
    bins: Ids = gaps.astype(np.intp)
    return bins


def rank_of(logits: npt.NDArray[Any], token_id: int) -> int:
    """Return a token's place in `ranking`, 0 for the likeliest."""
    logit = logits[token_id]
    above, tied = logits > logit, logits[:token_id] == logit
    return int(np.count_nonzero(above)) + int(np.count_nonzero(tied))
