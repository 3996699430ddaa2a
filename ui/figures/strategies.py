"""Figures of the page on strategies: columns of bars that share their rows."""

import math
from collections.abc import Sequence

import numpy as np

from textgen.strategies import Outcome
from ui.figures import Figure, bars, template
from ui.figures.parts import figure

_END = 1.5  # of a column's axis: room for a percentage behind a full bar
_GAP = 0.02  # between columns, in shares of the figure
_SMALLEST = 0.005  # a share that is written out
_LONG = 0.75  # from this share of the axis on a bar holds its percentage: none runs into the next


def columns(names: Sequence[str], count: int) -> Figure:
    """Draw a column of bars a strategy and a row a token; frames give bars and headings."""
    layout = template()
    layout |= {"barmode": "overlay"}
    layout["margin"] |= {"l": 64, "t": 56, "b": 26, "r": 4}
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
            _labels(outcome, _texts(outcome)),
        ]
    return {"data": traces, "layout": {"annotations": [{"text": title} for title in titles]}}


def zoom_end(outcomes: Sequence[Outcome]) -> float:
    """Return where a zoomed axis ends: at the largest share of a token that is not everything."""
    named = [np.append(each.before[:-1], each.after[:-1]) for each in outcomes if each.kept > 1]
    largest = max((float(shares.max()) for shares in named), default=1.0)
    return min(1.0, math.ceil(20 * largest) / 20)


def at_zoom(outcomes: Sequence[Outcome], end: float) -> Figure:
    """Return what is laid over a frame of `columns`, so that its axes end at a share."""
    traces: list[Figure] = []
    for outcome in outcomes:
        after, before = (
            np.minimum(shares, end).round(5) for shares in (outcome.after, outcome.before)
        )
        texts = [
            f"\u00a0»{text}" if share > end else text
            for text, share in zip(_texts(outcome), outcome.after, strict=True)
        ]
        traces += [{"x": after.tolist()}, {"x": before.tolist()}, _labels(outcome, texts, end)]
    ticks = {"range": [0, _END * end], "tickvals": [0, end], "ticktext": ["0", f"{end:.0%}"]}
    axes = {f"xaxis{i or ''}": ticks for i in (0, *range(2, len(outcomes) + 1))}
    return {"data": traces, "layout": axes}


def _labels(outcome: Outcome, texts: Sequence[str], end: float = 1.0) -> Figure:
    """Return percentages: behind their bars, or within those that leave too little room."""
    after, before = (np.minimum(shares, end) for shares in (outcome.after, outcome.before))
    long = after >= _LONG * end
    places = np.where(long, after, np.maximum(after, before))
    return {
        "x": places.round(5).tolist(),
        "text": [
            f"{text.strip()}\u00a0" if within else text
            for text, within in zip(texts, long, strict=True)
        ],
        "textposition": ["middle left" if within else "middle right" for within in long],
        "textfont": {"color": ["--card" if within else "--soft" for within in long]},
    }


def _title(left: float) -> Figure:
    place = {"xref": "paper", "x": left, "xanchor": "left", "yref": "paper", "y": 1}
    font = {"size": 10, "color": "--ink"}  # two of them side by side on a phone
    return place | {"yanchor": "bottom", "align": "left", "showarrow": False, "font": font}


def _texts(outcome: Outcome) -> list[str]:
    return [
        "\u00a0×" if cut else f"\u00a0{share:.0%}" if share >= _SMALLEST else ""
        for cut, share in zip(outcome.cut, outcome.after, strict=True)
    ]
