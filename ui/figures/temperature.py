"""Figures of the page on one distribution at every temperature."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from textgen.temperature_map import TemperatureMap
from ui.figures import Figure, template
from ui.figures.parts import RANKS, cursor, figure, heat_scale, line, title_axis

_HEAT_CEILING = 1.0
_NAME_HEIGHT = 0.07  # of an axis: what a name beside a curve takes


def heat_map(mapped: TemperatureMap, names: Sequence[str], axis: str) -> Figure:
    """Draw probability by token (row) and temperature (column), likeliest token on top."""
    layout = template()
    layout["margin"] |= {"l": 86, "t": 8, "b": 44, "r": 8}
    layout["xaxis"] |= title_axis(axis) | {"showgrid": False}
    layout["yaxis"] |= {"autorange": "reversed", "showgrid": False, "ticks": ""}
    layout["yaxis"] |= {"tickvals": list(range(len(names))), "ticktext": list(names)}
    heat = {
        "type": "heatmap",
        "x": list(mapped.temperatures),
        "y": list(range(len(names))),
        "z": mapped.probabilities.T.round(5).tolist(),
        "zmin": 0,
        "zmax": _HEAT_CEILING,
        "colorscale": heat_scale(),
        "colorbar": {"thickness": 12, "tickformat": ".0%", "tickfont": {"color": "--soft"}},
        "hoverinfo": "skip",
    }
    return figure([heat], layout)


def curves(mapped: TemperatureMap, names: Sequence[str], axis: str) -> Figure:
    """Draw the likeliest tokens' probabilities over temperature, each named at its end."""
    count = min(len(RANKS), len(names))
    layout = template()
    layout["margin"] |= {"r": 70, "b": 44}
    layout["xaxis"] |= title_axis(axis) | {"range": [0, mapped.temperatures[-1]]}
    layout["yaxis"] |= {"range": [0, 1], "tickformat": ".0%"}
    temperatures = list(mapped.temperatures)
    traces = []
    for rank in range(count):
        values = mapped.probabilities[:, rank].round(5).tolist()
        traces.append(line(temperatures, values, RANKS[rank]) | {"name": names[rank]})
    ends = mapped.probabilities[-1, :count].tolist()
    return figure([*traces, _end_names(ends, names[:count], temperatures[-1])], layout)


def _end_names(ends: Sequence[float], names: Sequence[str], x: float) -> Figure:
    """Return names at the ends of curves, from the highest down; none runs into the next one."""
    places: list[float] = []
    for end in reversed(ends):  # curves never cross: their names stand in the same order
        places.insert(0, max(end, places[0] + _NAME_HEIGHT) if places else end)
    return {
        "type": "scatter",
        "mode": "text",
        "x": [x] * len(ends),
        "y": [round(place, 5) for place in places],
        "text": [f"\u00a0{name}" for name in names],
        "textposition": "middle right",
        "textfont": {"color": list(RANKS[: len(ends)]), "size": 13},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def entropy_curve(mapped: TemperatureMap, axis: str, ceiling: float) -> Figure:
    """Draw entropy over temperature; the last trace is a dot that the slider moves."""
    layout = template()
    layout["margin"] |= {"b": 44}
    layout["xaxis"] |= title_axis(axis) | {"range": [0, mapped.temperatures[-1]]}
    layout["yaxis"] |= {"range": [0, ceiling], "rangemode": "tozero"}
    curve = line(list(mapped.temperatures), mapped.entropy.round(4).tolist(), "--ink")
    dot = {
        "type": "scatter",
        "mode": "markers",
        "x": [],
        "y": [],
        "marker": {"size": 13, "color": "--accent"},
        "hoverinfo": "skip",
    }
    return figure([curve, dot], layout)


def dice_bars(names: Sequence[str], shown: Sequence[float], others: str) -> Figure:
    """Draw stacked bars from 0 to 1, one a temperature; frames give their widths and the die."""
    layout = template()
    layout |= {"barmode": "stack", "bargap": 0.35}
    layout["uniformtext"] = {"minsize": 13, "mode": "hide"}  # a name is legible, or not there
    layout["margin"] |= {"l": 60, "b": 32, "t": 14}
    layout["xaxis"] |= {"range": [0, 1], "tickformat": ".1f"}
    layout["yaxis"] |= {"autorange": "reversed", "showgrid": False, "ticks": ""}
    layout["yaxis"] |= {"tickvals": list(range(len(shown) + 1))}
    traces = [
        {
            "type": "bar",
            "orientation": "h",
            "name": name,
            "marker": {"color": color, "line": {"color": "--card", "width": 1}},
            "textposition": "inside",
            "insidetextanchor": "middle",
            "textangle": 0,
            "textfont": {"color": "--card"},
            "constraintext": "inside",
            "hoverinfo": "skip",
        }
        for name, color in zip([*names, others], [*RANKS[: len(names)], "--ghost"], strict=True)
    ]
    return figure(traces, layout)


def draws(names: Sequence[str], legend: tuple[str, str]) -> Figure:
    """Draw theory as outlines and observed shares with their expected error; frames fill it."""
    layout = template()
    layout |= {"barmode": "overlay", "bargap": 0.3, "showlegend": True}
    # Above the bars: with a large vocabulary the tallest one stands at the right end.
    above = {"y": 1.02, "yanchor": "bottom"}
    layout["legend"] = {"orientation": "h", "x": 1, "xanchor": "right", **above}
    layout["margin"] |= {"t": 34, "b": 44}
    layout["xaxis"] |= {"tickvals": list(range(len(names))), "ticktext": list(names)}
    layout["xaxis"] |= {"automargin": True}  # a phone turns the names upright
    layout["yaxis"] |= {"tickformat": ".0%", "rangemode": "tozero"}
    places = list(range(len(names)))
    observed = {"type": "bar", "x": places, "y": [], "name": legend[0], "hoverinfo": "skip"}
    observed |= {"marker": {"color": "--cold"}}
    theory = {"type": "bar", "x": places, "y": [], "name": legend[1], "hoverinfo": "skip"}
    theory |= {
        "marker": {"color": "rgba(0,0,0,0)", "line": {"color": "--ink", "width": 1.5}},
        "error_y": {"type": "data", "array": [], "color": "--accent", "thickness": 2, "width": 5},
    }
    return figure([observed, theory], layout)


def at_temperature(temperature: float) -> Figure:
    """Return the frame that moves the cursor of a figure over temperature."""
    return {"layout": {"shapes": [cursor(temperature)]}}


def at_entropy(temperature: float, bits: float) -> Figure:
    """Return the frame of `entropy_curve`."""
    dot = {"x": [temperature], "y": [round(bits, 4)]}
    return {"data": [{}, dot], **at_temperature(temperature)}


def at_dice(
    shares: npt.NDArray[np.float64], names: Sequence[str], rows: Sequence[str], u: float
) -> Figure:
    """Return the frame of `dice_bars`: shares of shape (rows, tokens + 1), and the die."""
    traces = [
        {
            "x": column.round(5).tolist(),
            "y": list(range(len(rows))),
            "text": [name if share > 0.04 else "" for share in column],
        }
        for column, name in zip(shares.T, names, strict=True)
    ]
    layout = {"yaxis": {"ticktext": list(rows)}, "shapes": [cursor(u, "--ink")]}
    return {"data": traces, "layout": layout}


def at_draws(
    observed: npt.NDArray[np.float64],
    expected: npt.NDArray[np.float64],
    error: npt.NDArray[np.float64],
) -> Figure:
    """Return the frame of `draws`: three arrays of shape (tokens,), shares of 1."""
    theory = {"y": expected.round(5).tolist(), "error_y": {"array": error.round(5).tolist()}}
    return {"data": [{"y": observed.round(5).tolist()}, theory]}
