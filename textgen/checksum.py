"""A short checksum of a text's token ids that also tells where another text departs from it.

Twenty characters that fit a link: a hash of all ids, and one parity bit for each of 96 stretches.
The first stretch whose bit differs is where the texts part, or shortly after it: a bit misses a
difference half of the time.
"""

import base64
import struct
import zlib
from collections.abc import Sequence

_BITS = 96
_LENGTH = 20


def checksum(ids: Sequence[int]) -> str:
    """Return the checksum of token ids: 20 characters of the URL-safe base64 alphabet.

    Parameters
    ----------
    ids : sequence of int
        Token ids, each >= 0.
    """
    states = _running_hashes(ids)
    bits = sum((state & 1) << i for i, state in enumerate(states))
    whole = states[-1] if states else 0
    content = (whole >> 8).to_bytes(3, "big") + bits.to_bytes(_BITS // 8, "little")
    return base64.urlsafe_b64encode(content).decode("ascii")


def departure(ids: Sequence[int], expected: str) -> int | None:
    """Tell where ids part from those that a checksum was made of.

    Parameters
    ----------
    ids : sequence of int
        As many as the checksum was made of.
    expected : str
        What `checksum` returned for the others.

    Returns
    -------
    int or None
        About the first step that differs; None if none does. A string that is no checksum
        differs from step 0.
    """
    actual = checksum(ids)
    if actual == expected:
        return None
    ours, theirs = _parities(actual), _parities(expected)
    if ours is None or theirs is None:
        return 0
    differing = (i for i in range(_BITS) if _bit(ours, i) != _bit(theirs, i))
    stretch = _stretch(len(ids))
    last = max(0, (len(ids) - 1) // stretch)
    return min(next(differing, last), last) * stretch


def _parities(text: str) -> bytes | None:
    """Bytes that hold the parity bits; None if the text is no checksum."""
    try:
        content = base64.b64decode(text, altchars="-_", validate=True)
    except ValueError:
        return None
    return content[3:] if len(text) == _LENGTH and len(content) == 3 + _BITS // 8 else None


def _bit(content: bytes, i: int) -> int:
    return content[i // 8] >> (i % 8) & 1


def _stretch(count: int) -> int:
    return max(1, -(-count // _BITS))


def _running_hashes(ids: Sequence[int]) -> list[int]:
    stretch = _stretch(len(ids))
    states = []
    state = 0
    for start in range(0, len(ids), stretch):
        part = ids[start : start + stretch]
        state = zlib.crc32(struct.pack(f"<{len(part)}I", *part), state)
        states.append(state)
    return states
