"""What the page on one text shows of it."""

import numpy as np

from ui.chart import Panel
from ui.plain import visible
from ui.views.inspect.figures import bands, distribution, strip, summary, surprises
from ui.views.inspect.origin import origin
from ui.views.inspect.passage import text_passage
from ui.views.inspect.reading import Read
from ui.views.inspect.state import InspectState
from ui.views.inspect.units import unit_panels

_ROOM = 950  # pixels for the tokens below a figure
_LETTER = 7
_GAP = 3
_FEWEST = 8  # tokens on it, however long


def panels(state: InspectState, read: Read, room: int = _ROOM) -> list[Panel]:
    """Return everything that the page shows of a text; ``room`` is that of a figure's tokens."""
    at = read.place(state)
    shown = _window(read.first.tokens, at, room)
    return [
        text_passage(read, at),
        distribution(read, at),
        summary(read),
        strip(read, at, shown),
        bands(read),
        surprises(read, at),
        *unit_panels(state, read, at, shown),
        *([] if read.filters is None else [origin(read, read.filters)]),
    ]


def _window(tokens: list[str], at: int, room: int = _ROOM) -> range:
    """Return as many tokens round a place as an axis has room for with their names."""
    near = tokens[max(0, at - room // _LETTER) : at + room // _LETTER]
    letters = [sum(2 if c > "\u2e7f" else 1 for c in visible(token)) for token in near]
    slot = _LETTER * float(np.percentile(letters, 90)) + _GAP
    count = min(len(tokens), max(_FEWEST, int(room / slot)))
    first = min(max(0, at - count // 2), len(tokens) - count)
    return range(first, first + count)
