"""Figures are plain data that Plotly understands, in colours the page can name."""

import json
import re
from pathlib import Path
from typing import Any

import plotly.graph_objects as go

from ui import assets, figures
from ui.figures import inspect, temperature, vectors

STYLE = Path(assets.__file__).parent / "web" / "web.css"


def strings(part: Any) -> set[str]:
    """Return every string inside a figure."""
    if isinstance(part, dict):
        return {text for value in part.values() for text in strings(value)}
    if isinstance(part, list):
        return {text for value in part for text in strings(value)}
    return {part} if isinstance(part, str) else set()


def painted(part: Any) -> Any:
    """Return a figure as the browser paints it, everything in one colour."""
    return json.loads(re.sub(r'"--[\w-]+"', '"#123456"', json.dumps(part)))


def test_plotly_accepts_the_bars() -> None:
    figure = painted(figures.bars())
    made = go.Figure(figure["data"], figure["layout"])
    assert [trace.type for trace in made.data] == ["bar", "bar", "scatter"]


def colours_of(part: Any) -> set[str]:
    """Return the CSS variables that a figure names."""
    return {text for text in strings(part) if text.startswith("--")}


def defined_colours() -> set[str]:
    """Return the CSS variables of both themes."""
    return set(re.findall(r"^\s*(--[\w-]+):", STYLE.read_text(encoding="utf-8"), re.MULTILINE))


def test_every_colour_is_one_of_the_style_sheet() -> None:
    names = colours_of(figures.bars())
    assert names and names <= defined_colours()


def test_figures_share_no_parts() -> None:
    first = figures.bars()
    first["layout"]["xaxis"]["range"] = [0, 1]
    assert "range" not in figures.bars()["layout"]["xaxis"]
    assert "range" not in first["layout"]["yaxis"]


def test_no_text_on_a_bar_shrinks() -> None:
    """Plotly would, without a word, make it smaller than anybody can read."""
    drawn = [
        inspect.distribution(["a", "b"], [0.6, 0.4], 0),
        vectors.neighbours(["a", "b"], [0.6, 0.4], 0.1),
        temperature.dice_bars(["a", "b"], [0.2, 1.0], "others"),
    ]
    for figure in drawn:
        smallest = figure["layout"].get("uniformtext", {}).get("minsize", 0)
        for trace in figure["data"]:
            assert smallest >= 13 or trace["constraintext"] == "none"
