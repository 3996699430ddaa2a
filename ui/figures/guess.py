"""Figures of the guessing game."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ui.figures import Figure, template
from ui.figures.parts import cursor, figure, title_axis

Values = npt.NDArray[np.float64]

_MOST_TICKS = 12

_LEGEND = {"orientation": "h", "x": 1, "xanchor": "right", "y": 1.0, "yanchor": "bottom"}


def beliefs(names: Sequence[str], legend: tuple[str, str], right: int | None) -> Figure:
    """Draw what model (bar) and player (diamond) gave each candidate; frames fill it.

    ``right`` is the row of the token that came; None leaves all rows alike.
    """
    layout = template()
    layout |= {"bargap": 0.3, "showlegend": True, "legend": _LEGEND}
    layout["margin"] |= {"l": 82, "r": 40, "t": 26, "b": 24}
    layout["xaxis"] |= {"range": [0, 1], "tickformat": ".0%", "nticks": 5}
    layout["yaxis"] |= {"range": [len(names) - 0.5, -0.5], "showgrid": False, "ticks": ""}
    layout["yaxis"] |= {"tickvals": list(range(len(names))), "ticktext": list(names)}
    layout["yaxis"] |= {"tickfont": {"color": "--ink", "size": 14}}
    rows = list(range(len(names)))
    colors = ["--accent" if row == right else "--cold" for row in rows]
    shared = {"x": [], "y": rows, "hoverinfo": "skip", "cliponaxis": False}
    bars = {"type": "bar", "orientation": "h", "name": legend[0], "marker": {"color": colors}}
    dots = {"type": "scatter", "mode": "markers", "name": legend[1]}
    dots |= {"marker": {"symbol": "diamond", "size": 11, "color": "--ink"}}
    texts = {"type": "scatter", "mode": "text", "textposition": "middle right"}
    texts |= {"textfont": {"color": "--soft", "size": 13}, "showlegend": False}
    return figure([shared | trace for trace in (bars, dots, texts)], layout)


def at_beliefs(model: Sequence[float], player: Sequence[float]) -> Figure:
    """Return the frame of `beliefs`: shares of 1 by row, the model's as numbers beside them."""
    shares = [round(float(share), 5) for share in model]
    believed = [round(float(share), 5) for share in player]
    ends = [max(pair) for pair in zip(shares, believed, strict=True)]
    texts = [f"\u00a0\u00a0\u00a0{share:.0%}" for share in shares]
    return {"data": [{"x": shares}, {"x": believed}, {"x": ends, "text": texts}]}


def totals(player: Values, legend: Sequence[str], axes: tuple[str, str], rounds: int) -> Figure:
    """Draw the player's bits summed round by round, as steps; frames add the model's."""
    layout = template()
    layout |= {"showlegend": True, "legend": _LEGEND}
    layout["margin"] |= {"t": 30, "b": 44}
    layout["xaxis"] |= title_axis(axes[0]) | {"range": [0, 1.02 * rounds], "tickformat": "d"}
    layout["xaxis"] |= {"dtick": 1 + rounds // _MOST_TICKS}  # no half rounds
    layout["yaxis"] |= title_axis(axes[1]) | {"rangemode": "tozero", "nticks": 6}
    styles = (("--accent", "solid", 3), ("--cold", "dash", 3), ("--ghost", "dot", 2))
    traces = [
        {
            "type": "scatter",
            "mode": "lines",
            "x": list(range(len(player) + 1)),
            "y": [],
            "name": name,
            "line": {"color": color, "dash": dash, "width": width, "shape": "hv"},
            "hoverinfo": "skip",
        }
        for name, (color, dash, width) in zip(legend, styles, strict=True)
    ]
    traces[0]["y"] = _summed(player)
    return figure(traces, layout)


def at_totals(among: Values, whole: Values) -> Figure:
    """Return the frame of `totals`: the model's bits by round, at one temperature."""
    return {"data": [{}, {"y": _summed(among)}, {"y": _summed(whole)}]}


def over_temperature(
    temperatures: Sequence[float], among: Values, player: float, axes: tuple[str, str]
) -> Figure:
    """Draw the model's bits over its temperature, and the player's as a level line."""
    layout = template()
    layout["margin"] |= {"b": 44}
    layout["xaxis"] |= title_axis(axes[0]) | {"range": [0, temperatures[-1]]}
    # Near 0 the model may lose any amount of bits; what can be compared fills the figure.
    end = 1.25 * max(player, float(among[-1]), 2 * float(among.min()), 1.0)
    layout["yaxis"] |= title_axis(axes[1]) | {"range": [0, end], "nticks": 6}
    line = {"type": "scatter", "mode": "lines", "x": list(temperatures), "hoverinfo": "skip"}
    model = line | {"y": among.round(3).tolist(), "line": {"color": "--cold", "width": 3}}
    level = {"color": "--accent", "width": 3, "dash": "dash"}
    you = line | {"y": [round(player, 3)] * len(temperatures), "line": level}
    return figure([model, you], layout)


def at_temperature(temperature: float) -> Figure:
    """Return the frame that moves the cursor of `over_temperature`."""
    return {"layout": {"shapes": [cursor(temperature, "--ink")]}}


def _summed(bits: Values) -> list[float]:
    return [0.0, *bits.cumsum().round(3).tolist()]
