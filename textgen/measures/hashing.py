"""64-bit hashes of many pieces of a text at once, the same on every machine."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]

_BASE = 0x9E3779B97F4A7C15  # odd, so that it can be divided by modulo 2**64
_INVERSE = pow(_BASE, -1, 2**64)


def hash_words(words: Sequence[str]) -> Hashes:
    """Return one hash a word, shape (n,).

    Parameters
    ----------
    words : sequence of str
        Of any lengths.
    """
    lengths = np.array([len(word) for word in words], np.intp)
    ends = lengths.cumsum()
    return _hash_spans("".join(words), ends - lengths, ends)


def hash_shingles(text: str, length: int) -> Hashes:
    """Return the hash of every piece of ``length`` characters, shape (max(0, n - length + 1),).

    Parameters
    ----------
    text : str
        Of n characters.
    length : int
        At least 1.
    """
    starts = np.arange(max(0, len(text) - length + 1), dtype=np.intp)
    return _hash_spans(text, starts, starts + length)


def _hash_spans(text: str, starts: npt.NDArray[np.intp], ends: npt.NDArray[np.intp]) -> Hashes:
    """Return the hash of each ``text[start:end]``.

    The code points, plus one, are digits of a number in `_BASE`, modulo 2**64. A running sum of
    digit i divided by the base i + 1 times gives that number for any span in one subtraction.
    """
    digits = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4").astype(np.uint64) + 1
    sums = np.zeros(len(digits) + 1, np.uint64)
    np.cumsum(digits * _powers(_INVERSE, len(digits))[1:], out=sums[1:])
    return _mix((sums[ends] - sums[starts]) * _powers(_BASE, len(digits))[ends])


def _powers(base: int, count: int) -> Hashes:
    """Return the powers 0 to ``count`` of a base modulo 2**64."""
    powers = np.full(count + 1, base, np.uint64)
    powers[0] = 1
    return np.cumprod(powers)


def _mix(x: Hashes) -> Hashes:
    """Let every bit depend on every other: the last step of SplitMix64 (Steele et al., 2014)."""
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
