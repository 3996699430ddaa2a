"""Figures of the page on strategies: columns of bars that share their rows."""

from collections.abc import Sequence

from textgen.strategies import Outcome
from ui.figures import Figure, bars, template
from ui.figures.parts import figure

_END = 1.5  # of a column's axis: room for a percentage behind a full bar
_GAP = 0.02  # between columns, in shares of the figure
_SMALLEST = 0.005  # a share that is written out


def columns(names: Sequence[str], count: int) -> Figure:
    """Draw a column of bars a strategy and a row a token; frames give bars and headings."""
    layout = template()
    layout |= {"barmode": "overlay"}
    layout["margin"] |= {"l": 76, "t": 56, "b": 26, "r": 4}
    layout["yaxis"] |= {"range": [len(names) - 0.5, -0.5], "showgrid": False, "ticks": ""}
    layout["yaxis"] |= {"tickvals": list(range(len(names))), "ticktext": list(names)}
    ticks = {"range": [0, _END], "tickvals": [0, 1], "ticktext": ["0", "1"], "anchor": "y"}
    axis = layout.pop("xaxis") | ticks
    traces, titles = [], []
    for i in range(count):
        low, high = i / count, (i + 1) / count - _GAP
        number = i + 1 if i else ""  # Plotly's first axis has none
        layout[f"xaxis{number}"] = axis | {"domain": [low, high]}
        titles.append(_title(low))
        after, before, label = bars()["data"]
        label["textfont"]["size"] = 11
        place = {"xaxis": f"x{number}", "y": list(range(len(names)))}
        traces += [trace | place for trace in (after, before, label)]
    layout["annotations"] = titles
    return figure(traces, layout)


def at_outcomes(outcomes: Sequence[Outcome], titles: Sequence[str]) -> Figure:
    """Return the frame of `columns`: what each strategy makes of the distribution."""
    traces: list[Figure] = []
    for outcome in outcomes:
        after, before = outcome.after.round(5).tolist(), outcome.before.round(5).tolist()
        pattern = {"shape": ["/" if cut else "" for cut in outcome.cut]}
        traces += [
            {"x": after},
            {"x": before, "marker": {"pattern": pattern}},
            {"x": [max(pair) for pair in zip(after, before, strict=True)], "text": _texts(outcome)},
        ]
    return {"data": traces, "layout": {"annotations": [{"text": title} for title in titles]}}


def _title(left: float) -> Figure:
    place = {"xref": "paper", "x": left, "xanchor": "left", "yref": "paper", "y": 1}
    font = {"size": 11, "color": "--ink"}
    return place | {"yanchor": "bottom", "align": "left", "showarrow": False, "font": font}


def _texts(outcome: Outcome) -> list[str]:
    return [
        "\u00a0×" if cut else f"\u00a0{share:.0%}" if share >= _SMALLEST else ""
        for cut, share in zip(outcome.cut, outcome.after, strict=True)
    ]
