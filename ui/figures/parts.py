"""What figures are made of: colours by rank, lines, cursors, axes."""

from collections.abc import Sequence

from ui.figures import CONFIG, Figure

# Ranks are told apart by order and name too; next to each other they differ in lightness.
RANKS = ("--rank-1", "--rank-2", "--rank-3", "--rank-4", "--rank-5", "--rank-6")


# Lines that no name at their end tells apart differ in more than colour.
DASHES = ("solid", "dash", "dot")


def figure(data: list[Figure], layout: Figure) -> Figure:
    """Put traces and layout together."""
    return {"data": data, "layout": layout, "config": CONFIG}


def line(
    x: Sequence[float], y: Sequence[float], color: str, name: str = "", dash: str = "solid"
) -> Figure:
    """Return a line; a name stands at its end, so that no legend is needed."""
    text = [""] * (len(x) - 1) + [f"\u00a0{name}"]
    named = {"name": name} if name else {}
    return named | {
        "type": "scatter",
        "mode": "lines+text" if name else "lines",
        "x": list(x),
        "y": list(y),
        "line": {"color": color, "width": 2.5, "dash": dash},
        "text": text,
        "textposition": "middle right",
        "textfont": {"color": color, "size": 13},
        "cliponaxis": False,
        "hoverinfo": "skip",
    }


def cursor(x: float, color: str = "--accent") -> Figure:
    """Return a vertical line over the whole height."""
    style = {"color": color, "width": 2}
    return {"type": "line", "x0": x, "x1": x, "y0": 0, "y1": 1, "yref": "paper", "line": style}


def title_axis(text: str) -> Figure:
    """Return an axis' title."""
    return {"title": {"text": text, "font": {"color": "--soft", "size": 13}, "standoff": 8}}


def heat_scale() -> list[list[object]]:
    """Return the colours of heat maps, from nothing to all."""
    return [[0, "--card"], [0.02, "--heat-1"], [0.3, "--heat-2"], [1, "--heat-3"]]
