"""Figures of the page on words as vectors."""

import html
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ui.figures import Figure, template
from ui.figures.labels import SIZE, place_names
from ui.figures.parts import cursor, figure

Points = npt.NDArray[np.float64]

MAP_HEIGHT = 420
_NARROW = 300  # pixels of a figure on a phone: what has room there has room everywhere
_EDGE = 0.09  # of an axis, left free at either end
_ALONG = 12  # places of a line that names keep off
_SPOT = 0.02  # of an axis: dots so close look like one


def neighbours(
    names: Sequence[str], cosines: Sequence[float], background: float, *, wide: bool = False
) -> Figure:
    """Draw cosines as bars, one row a token, over a line at the mean of all pairs.

    ``wide`` leaves room for names of two words.
    """
    layout = template()
    layout |= _TOLD | {"bargap": 0.28}
    layout["margin"] |= {"l": 166 if wide else 92, "r": 44, "t": 0, "b": 26}
    lowest = min(0.0, *cosines) if len(cosines) else 0.0
    layout["xaxis"] |= {"range": [round(lowest, 3), 1], "nticks": 5}
    layout["yaxis"] |= {"autorange": "reversed", "showgrid": False, "ticks": ""}
    layout["yaxis"] |= {"tickvals": list(range(len(names))), "ticktext": list(names)}
    layout["yaxis"] |= {"tickfont": {"color": "--ink", "size": 14}}
    layout["shapes"] = [cursor(round(background, 4), "--warm")]
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": [round(cosine, 4) for cosine in cosines],
        "y": list(range(len(names))),
        "marker": {"color": "--cold"},
        "text": [f"{cosine:.2f}" for cosine in cosines],
        "textposition": "outside",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"color": "--soft", "size": 13},
        "cliponaxis": False,
        "hoverinfo": "none",
    }
    return figure([bars], layout) | _LIVE


def word_map(
    points: Points, names: Sequence[str], told: Sequence[str], colors: Sequence[str]
) -> Figure:
    """Draw tokens as named dots, the first one over the others; names make room for earlier ones.

    Parameters
    ----------
    points : ndarray of shape (n, 2)
        Where they are.
    names, told : sequence of str
        Beside a dot, and over it when it is pointed at; made safe for Plotly.
    colors : sequence of str
        Of the dots.
    """
    layout, sides = _plane(points, names, MAP_HEIGHT)
    dots = _dots(points, colors, sides, names)
    dots |= {"hoverinfo": "text", "hovertext": list(told)}
    dots["marker"] |= {"size": [12, *[8] * (len(names) - 1)]}
    return figure([dots], layout) | _LIVE


def parallelogram(
    points: Points, names: Sequence[str], colors: Sequence[str], height: int
) -> Figure:
    """Draw an analogy: from a to b, and by the same step from c to where the answer should be.

    Parameters
    ----------
    points : ndarray of shape (n, 2)
        Of a, b, c, the sum b - a + c, then of some answers.
    names : sequence of str
        Theirs, made safe for Plotly.
    colors : sequence of str
        Of the dots.
    height : int
        Of the figure, in pixels.
    """
    a, b, c, target = points[:4]
    along = np.linspace(0, 1, _ALONG)[:, None]
    lines = np.vstack([a + along * (b - a), c + along * (target - c)])
    names = _shared(points, names)
    layout, sides = _plane(points, names, height, lines)
    # The question is always named, towards the middle, even if that is across a line.
    middle = points[:, 0].mean()
    inwards = ["middle left" if x > middle else "middle right" for x in points[:4, 0]]
    sides[:4] = [side or inward for side, inward in zip(sides, inwards, strict=False)]
    steps = [_step(a, b, "solid"), _step(c, target, "dash")]
    dots = _dots(points, colors, sides, names) | {"hoverinfo": "none"}
    symbols = ["circle"] * len(names)
    symbols[3] = "x"
    dots["marker"] |= {"size": 11, "symbol": symbols}
    return figure([*steps, dots], layout)


def _shared(points: Points, names: Sequence[str]) -> list[str]:
    """Return names of which those of dots on one spot stand together beside the first of them."""
    found, near = list(names), _SPOT * np.ptp(points, axis=0)
    for later in range(1, len(found)):
        for first in range(later):
            if found[first] and (np.abs(points[later] - points[first]) <= near).all():
                found[first], found[later] = f"{found[first]} / {found[later]}", ""
                break
    return found


# Figures that tell what is pointed at and can be clicked.
_LIVE = {"config": {"staticPlot": False, "responsive": False, "displayModeBar": False}}
_SYMBOLS = {"--cold": "diamond", "--accent": "star"}  # dots differ in more than colour
_TOLD = {
    "hovermode": "closest",
    "hoverlabel": {
        "bgcolor": "--card",
        "bordercolor": "--outline",
        "font": {"color": "--ink", "family": "--sans", "size": 14},
    },
}


def _plane(
    points: Points, names: Sequence[str], height: int, lines: Points | None = None
) -> tuple[Figure, list[str | None]]:
    """Return a layout without numbers, and the side of each point on which its name has room."""
    low, high = points.min(axis=0), points.max(axis=0)
    span = np.where(high > low, high - low, 1.0)
    low, high = low - _EDGE * span, high + _EDGE * span
    layout = template()
    layout |= _TOLD | {"margin": {"l": 4, "r": 4, "t": 4, "b": 4, "pad": 0}}
    bare = {"showticklabels": False, "ticks": "", "showgrid": False, "showline": False}
    layout["xaxis"] |= bare | {"range": [round(low[0], 4), round(high[0], 4)]}
    layout["yaxis"] |= bare | {"range": [round(low[1], 4), round(high[1], 4)]}
    room = np.array([_NARROW - 8.0, height - 8.0])

    def pixels(places: Points) -> Points:
        share = (places - low) / (high - low)
        share[:, 1] = 1 - share[:, 1]  # pixels are counted from the top
        return share * room

    drawn = [] if lines is None else pixels(lines).tolist()
    read = [html.unescape(name) for name in names]
    return layout, place_names(pixels(points), read, (float(room[0]), float(room[1])), drawn)


def _dots(
    points: Points, colors: Sequence[str], sides: Sequence[str | None], names: Sequence[str]
) -> Figure:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "x": points[:, 0].round(4).tolist(),
        "y": points[:, 1].round(4).tolist(),
        "marker": {
            "color": list(colors),
            "symbol": [_SYMBOLS.get(color, "circle") for color in colors],
            "line": {"color": "--card", "width": 1},
        },
        "text": [name if side else "" for name, side in zip(names, sides, strict=True)],
        "textposition": [side or "middle right" for side in sides],
        "textfont": {"color": "--ink", "size": SIZE},
        "cliponaxis": False,
    }


def _step(start: Points, end: Points, dash: str) -> Figure:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": [round(float(start[0]), 4), round(float(end[0]), 4)],
        "y": [round(float(start[1]), 4), round(float(end[1]), 4)],
        "line": {"color": "--outline", "width": 2, "dash": dash},
        "hoverinfo": "skip",
    }
