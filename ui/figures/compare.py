"""Figures of the page that compares temperatures: a measure over temperature, with its spread."""

from collections.abc import Sequence
from dataclasses import dataclass

from textgen.measures import Spread
from ui.figures import Figure, template
from ui.figures.parts import DASHES, RANKS, cursor, figure, line, title_axis


@dataclass(frozen=True)
class Series:
    """A measure of one model over temperature.

    Parameters
    ----------
    name : str
        Of the model, for the legend.
    temperatures : sequence of float
        Rising.
    spreads : sequence of Spread or None
        One a temperature; None where there was nothing to measure.
    """

    name: str
    temperatures: Sequence[float]
    spreads: Sequence[Spread | None]


def spread_curves(
    series: Sequence[Series], marks: Sequence[float], axis: str, *, share: bool
) -> Figure:
    """Draw the mean as a line in a band of one standard deviation to each side.

    ``marks`` are temperatures to point at; ``share`` says that the measure goes from 0 to 1.
    """
    layout = template()
    layout["margin"] |= {"b": 44}
    layout["xaxis"] |= title_axis(axis) | {"range": [0, 2], "dtick": 0.5, "tickformat": ".1f"}
    layout["yaxis"] |= {"range": [0, 1]} if share else {"rangemode": "tozero"}
    layout["shapes"] = [
        cursor(mark, "--ghost") | {"layer": "below", "name": f"{mark}"} for mark in marks
    ]
    if len(series) > 1:
        place = {"x": 1, "xanchor": "right", "y": 1, "yanchor": "bottom"}
        layout |= {"showlegend": True, "legend": {"orientation": "h", **place}}
        layout["margin"] |= {"t": 30}
    traces = [
        trace
        for one, color, dash in zip(series, RANKS, DASHES, strict=False)
        for trace in _band_and_line(one, color, dash)
    ]
    return figure(traces, layout)


def _band_and_line(series: Series, color: str, dash: str) -> list[Figure]:
    known = [
        (temperature, spread)
        for temperature, spread in zip(series.temperatures, series.spreads, strict=True)
        if spread is not None
    ]
    x = [temperature for temperature, _ in known]
    low = [round(spread.mean - spread.std, 4) for _, spread in known]
    high = [round(spread.mean + spread.std, 4) for _, spread in known]
    band = {
        "type": "scatter",
        "mode": "lines",
        "x": [*x, *reversed(x)],
        "y": [*high, *reversed(low)],
        "fill": "toself",
        "fillcolor": color,
        "opacity": 0.25,
        "line": {"width": 0},
        "showlegend": False,
        "hoverinfo": "skip",
        "name": f"{series.name} ±",
    }
    means = [round(spread.mean, 4) for _, spread in known]
    return [band, line(x, means, color, dash=dash) | {"name": series.name}]
