"""Figures of the page on one text read through a model."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from ui.figures import Figure, template
from ui.figures.parts import cursor, figure

Values = npt.NDArray[np.float64]

_LEGEND = {"orientation": "h", "x": 1, "xanchor": "right", "y": 1.0, "yanchor": "bottom"}

# Second signs beside the colour: of the token that came, and of the second model's bars.
_CAME = " \u25c0"
_MODELS = (("--tint", ""), ("--cold", "/"))


def distribution(names: Sequence[str], shares: Sequence[float], came: int) -> Figure:
    """Draw what the model expected, one row a token, with the row that came in the accent."""
    layout = template()
    layout |= {"bargap": 0.28}
    layout["margin"] |= {"l": 86, "r": 56, "t": 0, "b": 26}
    layout["xaxis"] |= {"range": [0, 1], "tickformat": ".0%", "nticks": 5}
    layout["yaxis"] |= {"autorange": "reversed", "showgrid": False, "ticks": ""}
    layout["yaxis"] |= {"tickvals": list(range(len(names))), "ticktext": list(names)}
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": [round(share, 5) for share in shares],
        "y": list(range(len(names))),
        "marker": {"color": ["--accent" if i == came else "--cold" for i in range(len(names))]},
        "text": [f"{share:.1%}" + _CAME * (i == came) for i, share in enumerate(shares)],
        "textposition": "outside",
        "textangle": 0,
        "constraintext": "none",
        "textfont": {"color": "--soft", "size": 13},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    return figure([bars], layout)


def strip(
    names: Sequence[str],
    surprisal: Values,
    entropy: Values,
    other: Values | None,
    legend: Sequence[str],
    at: int,
) -> Figure:
    """Draw surprisal as bars and entropy as a line over some tokens, another model's as dots."""
    layout = _over_tokens(names)
    layout |= {"bargap": 0.15, "showlegend": True, "legend": _LEGEND}
    layout["margin"] |= {"t": 30}
    layout["yaxis"] |= {"rangemode": "tozero", "nticks": 6}
    colors = ["--accent" if i == at else "--tint" for i in range(len(names))]
    places = list(range(len(names)))
    bars = {"type": "bar", "x": places, "y": _rounded(surprisal), "name": legend[0]}
    edges = {"color": "--ink", "width": [2 if i == at else 0 for i in range(len(names))]}
    bars |= {"marker": {"color": colors, "line": edges}, "hoverinfo": "skip"}
    line = {"type": "scatter", "mode": "lines", "x": places, "y": _rounded(entropy)}
    line |= {"name": legend[1], "line": {"color": "--ink", "width": 2}, "hoverinfo": "skip"}
    traces = [bars, line]
    if other is not None:
        dots = {"type": "scatter", "mode": "markers", "x": places, "y": _rounded(other)}
        dots |= {"name": legend[2], "marker": {"color": "--cold", "size": 7, "symbol": "diamond"}}
        traces.append(dots | {"hoverinfo": "skip"})
    return figure(traces, layout)


def bands(names: Sequence[str], shares: Sequence[Values], legend: Sequence[str]) -> Figure:
    """Draw the share of tokens in each band of ranks, one bar a model."""
    layout = template()
    layout |= {"barmode": "group", "bargap": 0.3, "showlegend": len(shares) > 1}
    layout["legend"] = _LEGEND
    layout["margin"] |= {"t": 34 if len(shares) > 1 else 18, "b": 32}
    layout["xaxis"] |= {"tickvals": list(range(len(names))), "ticktext": list(names)}
    layout["xaxis"] |= {"showgrid": False}
    layout["yaxis"] |= {"tickformat": ".0%", "rangemode": "tozero", "nticks": 5}
    # Lines over the bar's colour; by itself Plotly would draw them instead of it.
    hatch = {"fillmode": "overlay", "fgcolor": "--card", "size": 8}
    traces = [
        {
            "type": "bar",
            "x": list(range(len(names))),
            "y": share.round(4).tolist(),
            "name": name,
            "marker": {"color": color, "pattern": hatch | {"shape": shape}},
            "text": [f"{value:.0%}" for value in share],
            "textposition": "outside",
            "constraintext": "none",
            "textfont": {"color": "--soft"},
            "cliponaxis": False,
            "hoverinfo": "skip",
        }
        for share, name, (color, shape) in zip(shares, legend, _MODELS, strict=False)
    ]
    return figure(traces, layout)


def unit_map(names: Sequence[str], rows: Sequence[str], values: Values, at: int) -> Figure:
    """Draw activations from -1 to 1, one row a unit, over some tokens."""
    layout = _over_tokens(names)
    layout["yaxis"] |= {"autorange": "reversed", "showgrid": False, "ticks": ""}
    layout["yaxis"] |= {"tickvals": list(range(len(rows))), "ticktext": list(rows)}
    layout["shapes"] = [cursor(at, "--ink")]
    heat = {
        "type": "heatmap",
        "x": list(range(len(names))),
        "y": list(range(len(rows))),
        "z": values.round(2).tolist(),
        "zmin": -1,
        "zmax": 1,
        "ygap": 2,
        "colorscale": [[0, "--cold"], [0.5, "--card"], [1, "--warm"]],
        "showscale": False,
        "hoverinfo": "skip",
    }
    return figure([heat], layout)


def _over_tokens(names: Sequence[str]) -> Figure:
    """Return the layout of a figure over tokens: one stands under the other, place by place."""
    layout = template()
    layout["margin"] |= {"l": 72}
    layout["xaxis"] |= {"range": [-0.5, len(names) - 0.5], "showgrid": False, "ticks": ""}
    layout["xaxis"] |= {"tickvals": list(range(len(names))), "ticktext": list(names)}
    layout["xaxis"] |= {"tickangle": 0, "tickfont": {"color": "--ink", "size": 13}}
    return layout


def _rounded(values: Values) -> list[float | None]:
    """Return values for JSON; what is not a number is a gap."""
    return [None if np.isnan(value) else round(float(value), 3) for value in values]
