"""Names beside the points of a figure, none over another or over a point."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

SIZE = 13  # of the letters, in pixels
_LETTER, _IDEOGRAPH, _LINE = 7.6, 13.5, 16.0
_GAP = 7.0  # from a point to its name
_DOT = 5.0  # half of what a point takes

# Plotly's word for where a name stands, with the shift of its centre in halves of its size.
_SIDES = {
    "middle right": (1, 0),
    "top center": (0, -1),
    "bottom center": (0, 1),
    "middle left": (-1, 0),
}


Box = tuple[float, float, float, float]  # left, top, right, bottom


def place_names(
    places: npt.NDArray[np.float64],
    names: Sequence[str],
    room: tuple[float, float],
    drawn: Sequence[Sequence[float]] = (),
) -> list[str | None]:
    """Choose for each name the side of its point where it fits; earlier names come first.

    Parameters
    ----------
    places : ndarray of shape (n, 2)
        Where the points are, in pixels from the upper left corner.
    names : sequence of str
        As they are read, without markup.
    room : tuple of float
        Width and height of the figure, in pixels. In a wider one the names are as large and the
        points farther apart, so that what fits here fits there.
    drawn : sequence of (float, float), default=()
        Other places, in pixels, that names should leave free, such as those of a line.

    Returns
    -------
    list of (str or None)
        Plotly's ``textposition``; None where there is no room.
    """
    dots = [(x - _DOT, y - _DOT, x + _DOT, y + _DOT) for x, y in [*places.tolist(), *drawn]]
    taken: list[Box] = []
    sides: list[str | None] = []
    for place, ((x, y), name) in enumerate(zip(places.tolist(), names, strict=True)):
        width = sum(_IDEOGRAPH if c > "\u2e7f" else _LETTER for c in name)
        others = [*taken, *dots[:place], *dots[place + 1 :]]
        boxes = {side: _box(x, y, width, *shift) for side, shift in _SIDES.items()}
        side = next((each for each, box in boxes.items() if _free(box, room, others)), None)
        sides.append(side)
        if side is not None:
            taken.append(boxes[side])
    return sides


def _box(x: float, y: float, width: float, right: int, down: int) -> Box:
    left = x + right * (_GAP + width / 2) - width / 2
    top = y + down * (_GAP + _LINE / 2) - _LINE / 2
    return left, top, left + width, top + _LINE


def _free(box: Box, room: tuple[float, float], others: Sequence[Box]) -> bool:
    left, top, right, bottom = box
    inside = left >= 0 and top >= 0 and right <= room[0] and bottom <= room[1]
    return inside and not any(
        left < x1 and x0 < right and top < y1 and y0 < bottom for x0, y0, x1, y1 in others
    )
