"""A link as a QR code: as few modules as can be, so that each is large on a wall.

How far it reaches: the usual rule of ten to one asks for a code a tenth as wide as the distance, at
about 25 modules a side, so a module must measure at least 1/250 of the distance. A code that takes
`SHARE` of a picture's height is therefore readable from ``250 * SHARE / (modules + quiet zone)``
picture heights, whatever the projector: at 1280 x 720 a code of 33 modules has 16 pixels a module
and reaches five heights and a half, beyond the last row of a usual room. Phones of today do better.
"""

import re
from dataclasses import dataclass

import segno
from segno import consts

QUIET = 4  # modules around a code, as its standard asks for
SHARE = 0.9  # of the screen's height; see ``dialog.py``

_RULE = 250

# Such runs are shorter as the letters and digits that they are made of than as bytes.
_ESCAPED, _DIGITS = re.compile(r"(?:%[0-9A-F]{2}){3,}"), re.compile(r"[0-9]{9,}")
_RUNS = re.compile(rf"({_ESCAPED.pattern}|{_DIGITS.pattern})")
_BITS = {consts.MODE_ALPHANUMERIC: 11 / 2, consts.MODE_NUMERIC: 10 / 3, consts.MODE_BYTE: 8}


@dataclass(frozen=True)
class Code:
    """A drawn code.

    Parameters
    ----------
    modules : int
        A side, without the quiet zone.
    picture : str
        Address that holds the picture itself, an SVG.
    """

    modules: int
    picture: str

    @property
    def heights(self) -> float:
        """From how many heights of the picture on the wall it can be read."""
        return _RULE * SHARE / (self.modules + 2 * QUIET)


def draw(link: str) -> Code | None:
    """Return a link as a code; None if it is too long for any."""
    try:
        # The weakest error correction: nothing on a screen is scratched. Where there is room for
        # a stronger one in the same size, it is taken.
        code = segno.make_qr(_segments(link), error="l", boost_error=True)
    except segno.DataOverflowError:
        return None
    picture = code.svg_data_uri(border=QUIET, dark="#000", light="#fff", omitsize=True)
    return Code(code.symbol_size(border=0)[0], picture)


def bits(link: str) -> float:
    """Return how much room a link, or a part of one, takes in a code."""
    return sum(len(part) * _BITS[mode] for part, mode in _segments(link))


def _segments(link: str) -> list[tuple[str, int]]:
    return [(part, _mode(part)) for part in _RUNS.split(link) if part]


def _mode(part: str) -> int:
    if _DIGITS.fullmatch(part):
        return consts.MODE_NUMERIC
    return consts.MODE_ALPHANUMERIC if _ESCAPED.fullmatch(part) else consts.MODE_BYTE
