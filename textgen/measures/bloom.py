"""A set of hashes in two bytes each, at the price of a few wrong yeses and no wrong no."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from textgen.errors import ConfigError
from textgen.limits import MAX_FILE_BYTES
from textgen.measures.hashing import Hashes

FALSE_POSITIVES = 0.001  # at most; a filter as it is built has 0.0006

_PROBES = 8  # bits that stand for one hash
_BYTES = 2  # for each hash
_FEWEST_BYTES = 1_024  # in a smaller one, chance could fill too many bits


@dataclass(frozen=True)
class BloomFilter:
    """A Bloom filter: which hashes are in a set, wrong about at most 1 of 1,000 that are not.

    Use `of`; the constructor is for what a file holds.

    Parameters
    ----------
    bits : ndarray of shape (n,), dtype=np.uint8
        Eight bits a byte, lowest first. 1,024 bytes to 9.5 MB.

    Raises
    ------
    ConfigError
        If the array is of another kind or size, or so full that too many answers are wrong.

    References
    ----------
    Bloom, "Space/time trade-offs in hash coding with allowable errors", 1970,
    doi:10.1145/362686.362692.
    """

    bits: npt.NDArray[np.uint8]

    def __post_init__(self) -> None:
        if self.bits.ndim != 1 or self.bits.dtype != np.uint8:
            raise ConfigError("a filter must be one row of bytes")
        if not _FEWEST_BYTES <= len(self.bits) <= MAX_FILE_BYTES:
            raise ConfigError(
                f"a filter must hold {_FEWEST_BYTES} to {MAX_FILE_BYTES} bytes, "
                f"got {len(self.bits)}"
            )
        if self.false_positives > FALSE_POSITIVES:
            raise ConfigError(
                f"a filter must be wrong about at most {FALSE_POSITIVES:.1%} of what it does not "
                f"hold, this one is about {self.false_positives:.1%}"
            )
        self.bits.setflags(write=False)

    @classmethod
    def of(cls, hashes: Hashes) -> "BloomFilter":
        """Build the filter of some hashes.

        Parameters
        ----------
        hashes : ndarray of shape (n,), dtype=np.uint64
            In any order, doubles allowed; at most 4.7 million distinct ones.

        Raises
        ------
        ConfigError
            If they are too many.
        """
        distinct = np.unique(hashes)
        size = max(_FEWEST_BYTES, _BYTES * len(distinct))
        if size > MAX_FILE_BYTES:
            raise ConfigError(
                f"a filter takes at most {MAX_FILE_BYTES // _BYTES:,} distinct hashes, "
                f"got {len(distinct):,}; give a shorter text"
            )
        flags = np.zeros(8 * size, np.bool_)
        for places in _places(distinct, len(flags)):
            flags[places] = True
        return cls(np.packbits(flags, bitorder="little"))

    @property
    def false_positives(self) -> float:
        """Share of the hashes outside the set that are taken for members."""
        return float(np.bitwise_count(self.bits).mean() / 8) ** _PROBES

    def contains(self, hashes: Hashes) -> npt.NDArray[np.bool_]:
        """Say of each hash whether it is in the set, shape (n,).

        Parameters
        ----------
        hashes : ndarray of shape (n,), dtype=np.uint64
            What to look up.
        """
        found = np.ones(len(hashes), np.bool_)
        for places in _places(hashes, 8 * len(self.bits)):
            found &= (self.bits[places >> 3] >> (places & 7).astype(np.uint8) & 1).astype(np.bool_)
        return found


def _places(hashes: Hashes, size: int) -> Iterator[npt.NDArray[np.intp]]:
    """Yield, for each probe, where its bit is: one half of a hash as start, the other as stride."""
    start, stride = hashes & np.uint64(0xFFFFFFFF), hashes >> np.uint64(32) | np.uint64(1)
    for i in range(_PROBES):
        yield ((start + np.uint64(i) * stride) % np.uint64(size)).astype(np.intp)
