"""Figures for Plotly, as plain data; one template for all of them.

Colours and fonts are names of CSS variables ("--ink"), which the chart resolves in the browser:
a figure follows the visitor's theme without being made anew.
"""

from typing import Any

Figure = dict[str, Any]

CONFIG = {"staticPlot": True, "responsive": False, "displayModeBar": False}


def template() -> Figure:
    """Return the layout that every chart starts from."""
    axis = {
        "fixedrange": True,
        "gridcolor": "--line",
        "linecolor": "--line",
        "tickcolor": "--line",
        "zeroline": False,
        "tickfont": {"color": "--soft", "size": 12},
    }
    return {
        "autosize": False,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "--sans", "size": 13, "color": "--ink"},
        "margin": {"l": 48, "r": 16, "t": 8, "b": 32, "pad": 0},
        "showlegend": False,
        "hovermode": False,
        "dragmode": False,
        "xaxis": dict(axis),
        "yaxis": dict(axis),
    }


def bars() -> Figure:
    """Return the player's chart without its numbers, which change with every step.

    Bars lie, one token a row, in three traces over each other: the distribution after temperature,
    the model's own as an outline (hatched where a cut drops the token), and the percentages.
    On the page, names and percentages are the page's own text; a picture for itself has them.
    """
    bar = {"type": "bar", "orientation": "h", "width": 0.74, "hoverinfo": "skip"}
    outline = {"color": "--outline", "width": 1.5}
    hatch = {"fgcolor": "--outline", "bgcolor": "rgba(0,0,0,0)", "size": 6, "solidity": 0.2}
    after = bar | {"name": "after", "marker": {"color": "--cold", "line": {"width": 0}}}
    model = bar | {"marker": {"color": "rgba(0,0,0,0)", "line": outline, "pattern": hatch}}
    model |= {"name": "model"}
    label = {
        "type": "scatter",
        "mode": "text",
        "textposition": "middle right",
        "textfont": {"color": "--soft", "size": 13},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }
    layout = template()
    layout |= {
        "barmode": "overlay",
        "margin": {"l": 86, "r": 60, "t": 0, "b": 22, "pad": 0, "autoexpand": False},
    }
    layout["xaxis"] |= {"tickformat": ".0%", "tickangle": 0, "ticks": ""}
    layout["yaxis"] |= {"visible": False, "showgrid": False, "ticks": ""}
    layout["yaxis"] |= {"tickfont": {"color": "--ink", "size": 14}, "ticklabelstandoff": 6}
    return {"data": [after, model, label], "layout": layout, "config": CONFIG}
