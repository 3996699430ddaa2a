"""Figures of the page on learning, epoch by epoch."""

import math
from collections.abc import Mapping, Sequence

from textgen.epochs import Epoch, History
from ui.figures import Figure, bars, template
from ui.figures.parts import RANKS, cursor, figure, line, title_axis
from ui.plain import label

_ROOM = 0.06  # above and below the curves, in shares of their height
_SYMBOLS = ("diamond", "square", "triangle-up", "star", "cross")
_SOURCE_COLORS = ("--rank-3", "--rank-4", "--rank-5", "--rank-6", "--rank-1")


def losses(
    history: History, words: Mapping[str, str], *, nats_per_bit: float | None = math.log(2)
) -> Figure:
    """Draw training loss (left axis), held-out figure (right axis) and what others published.

    ``nats_per_bit`` lets both axes show the same heights where a token is a character; None
    gives each its own range. ``words`` name axes and curves: ``epoch``, ``nats``, ``bits``,
    ``train``, ``heldout``, ``best_train``, ``best_heldout``, ``published``.
    """
    numbers = [epoch.number for epoch in history.epochs]
    train = [epoch.train_loss for epoch in history.epochs]
    heldout = [epoch.heldout for epoch in history.epochs]
    others = [loss for each in history.published.values() for loss in each.values()]
    left, right = _ranges([*train, *others], heldout, nats_per_bit)
    layout = template()
    layout |= {"showlegend": True, "legend": _legend()}
    layout["margin"] |= {"l": 56, "r": 56, "b": 44, "t": 8}
    layout["xaxis"] |= title_axis(words["epoch"]) | {"range": [0, numbers[-1] + 1]}
    layout["yaxis"] |= title_axis(words["nats"]) | {"range": left}
    layout["yaxis2"] = layout["yaxis"] | title_axis(words["bits"]) | {"range": right}
    layout["yaxis2"] |= {"overlaying": "y", "side": "right", "showgrid": False, "tickmode": "auto"}
    best = history.best_train, history.best_heldout
    traces = [
        line(numbers, _rounded(train), "--cold") | {"name": words["train"]},
        line(numbers, _rounded(heldout), "--warm", dash="dash")
        | {"name": words["heldout"], "yaxis": "y2"},
        _ring(best[0], best[0].train_loss, "--cold") | {"name": words["best_train"]},
        _ring(best[1], best[1].heldout, "--warm", "square-open")
        | {"name": words["best_heldout"], "yaxis": "y2"},
    ]
    for i, (source, published) in enumerate(history.published.items()):
        marker = {"symbol": _SYMBOLS[i % len(_SYMBOLS)], "size": 9}
        marker |= {"color": _SOURCE_COLORS[i % len(_SOURCE_COLORS)]}
        told = label(source, 40).replace("␣", " ")
        name = f"{words['published']} {told}"
        traces.append(_marks(list(published), list(published.values()), marker) | {"name": name})
    return figure(traces, layout)


def distribution(names: Sequence[str]) -> Figure:
    """Draw a bar a token, with an outline; frames of `at_shares` fill both."""
    layout = template()
    layout |= {"barmode": "overlay"}
    layout["margin"] |= {"l": 80, "t": 4, "b": 26, "r": 44}
    layout["xaxis"] |= {"range": [0, 1], "tickformat": ".0%", "nticks": 4}
    layout["yaxis"] |= {"range": [len(names) - 0.5, -0.5], "showgrid": False, "ticks": ""}
    layout["yaxis"] |= {"tickvals": list(range(len(names))), "ticktext": list(names)}
    places = {"y": list(range(len(names)))}
    return figure([trace | places for trace in bars()["data"]], layout)


def real_words(
    epochs: Sequence[Epoch], shares: Mapping[str, Sequence[float | None]], axis: str
) -> Figure:
    """Draw the share of real words over the kept epochs, one line a temperature."""
    numbers = [epoch.number for epoch in epochs]
    layout = template()
    layout["margin"] |= {"r": 80, "b": 44}
    layout["xaxis"] |= title_axis(axis) | {"range": [0, numbers[-1] + 1]}
    layout["yaxis"] |= {"range": [0, 1.03], "tickformat": ".0%"}
    traces = [
        line(numbers, list(values), color, name) | {"mode": "lines+markers+text"}  # type: ignore[arg-type]
        for (name, values), color in zip(shares.items(), RANKS, strict=False)
    ]
    return figure(traces, layout)


def at_epoch(number: int) -> Figure:
    """Return the frame that moves the cursor of a figure over epochs."""
    return {"layout": {"shapes": [cursor(number)]}}


def at_shares(now: Sequence[float], last: Sequence[float]) -> Figure:
    """Return the frame of `distribution`: bars, and the last epoch's as an outline."""
    ends = [max(pair) for pair in zip(now, last, strict=True)]
    text = [f"\u00a0{share:.0%}" if share >= 0.005 else "" for share in now]
    return {"data": [{"x": _rounded(now)}, {"x": _rounded(last)}, {"x": ends, "text": text}]}


def _ranges(
    left: Sequence[float], right: Sequence[float], nats_per_bit: float | None
) -> tuple[list[float], list[float]]:
    if nats_per_bit is None:
        return _range(left), _range(right)
    both = _range([*left, *(nats_per_bit * bits for bits in right)])
    return both, [end / nats_per_bit for end in both]


def _range(values: Sequence[float]) -> list[float]:
    low, high = min(values), max(values)
    room = _ROOM * (high - low) or 0.1
    return [low - room, high + room]


def _ring(epoch: Epoch, value: float, color: str, symbol: str = "circle-open") -> Figure:
    marker = {"symbol": symbol, "size": 15, "color": color, "line": {"width": 3}}
    return _marks([epoch.number], [value], marker)


def _marks(x: Sequence[float], y: Sequence[float], marker: Figure) -> Figure:
    kind = {"type": "scatter", "mode": "markers", "hoverinfo": "skip", "cliponaxis": False}
    return kind | {"x": list(x), "y": _rounded(y), "marker": marker}


def _legend() -> Figure:
    return {"orientation": "h", "x": 0, "xanchor": "left", "y": 1.0, "yanchor": "bottom"}


def _rounded(values: Sequence[float]) -> list[float]:
    return [round(float(value), 4) for value in values]
